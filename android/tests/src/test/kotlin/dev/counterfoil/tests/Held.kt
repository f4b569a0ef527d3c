package dev.counterfoil.tests

import com.sun.jna.Library
import com.sun.jna.Native
import com.sun.jna.Structure
import java.io.File

/**
 * What a process holds beside the heap of the JVM: what a call that keeps something would keep.
 *
 * @property bytes given out by `malloc`, from which the library and what crosses the wall have their memory
 * @property handles objects of this side that the library holds
 */
internal data class Held(val bytes: Long, val files: Int, val threads: Int, val handles: Int) {
    /** More files, threads or handles than a pool of threads moves them by. */
    fun holdsMoreThan(before: Held): Boolean =
        files > before.files + 4 || threads > before.threads + 4 || handles > before.handles + 8

    companion object {
        fun now(): Held {
            // What threads take for a moment is not held; what is held is there at every look.
            val bytes = List(5) {
                System.gc()
                Thread.sleep(50)
                C.mallinfo2().let { it.uordblks + it.hblkhd }
            }
            val status = File("/proc/self/status").readLines().first { it.startsWith("Threads") }
            val files = File("/proc/self/fd").list().orEmpty().size
            return Held(
                bytes.min(),
                files,
                status.filter { it.isDigit() }.toInt(),
                Handles.count(),
            )
        }
    }

    /** The C library of Linux. */
    interface C : Library {
        fun mallinfo2(): Mallinfo2

        companion object : C by Native.load("c", C::class.java)
    }

    /** What `malloc` counts; glibc's `struct mallinfo2`. */
    @Structure.FieldOrder(
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
    )
    class Mallinfo2 : Structure(), Structure.ByValue {
        @JvmField var arena = 0L

        @JvmField var ordblks = 0L

        @JvmField var smblks = 0L

        @JvmField var hblks = 0L

        @JvmField var hblkhd = 0L

        @JvmField var usmblks = 0L

        @JvmField var fsmblks = 0L

        @JvmField var uordblks = 0L

        @JvmField var fordblks = 0L

        @JvmField var keepcost = 0L
    }
}
