package dev.counterfoil

import dev.counterfoil.ffi.BlobStream
import java.io.IOException
import java.io.InputStream
import java.util.concurrent.atomic.AtomicBoolean

/**
 * The plain bytes of a photograph or file, decrypted piece by piece as they are read: constant memory, and never a
 * plain file. Every piece is authenticated before it is given; read from beginning to end, the whole is compared with
 * its name before the last bytes are given.
 *
 * Reading blocks the reader's thread for the disk. What goes wrong is an [IOException] whose cause is a
 * [CounterfoilException]. Close it; it may be closed from another thread.
 */
public class DecryptingStream internal constructor(private val stream: BlobStream) : InputStream() {
    /** Bytes of the whole. */
    public val sizeBytes: Long = stream.sizeBytes()

    /** Such as `image/jpeg`; empty if nothing tells. */
    public val mediaType: String = stream.mediaType()

    private var buffer = ByteArray(0)
    private var next = 0
    private val closed = AtomicBoolean()

    override fun read(): Int {
        if (!fill()) return -1
        return buffer[next++].toInt() and 0xff
    }

    override fun read(into: ByteArray, offset: Int, length: Int): Int {
        if (offset < 0 || length < 0 || length > into.size - offset) throw IndexOutOfBoundsException()
        if (length == 0) return 0
        if (!fill()) return -1
        val count = minOf(length, buffer.size - next)
        buffer.copyInto(into, offset, next, next + count)
        next += count
        return count
    }

    override fun available(): Int = buffer.size - next

    override fun close() {
        if (closed.compareAndSet(false, true)) stream.use { it.shut() }
    }

    /** Sees to bytes in the buffer; `false` at the end. */
    private fun fill(): Boolean {
        if (next < buffer.size) return true
        buffer = try {
            plainly { stream.read(PIECE_BYTES) }
        } catch (error: CounterfoilException) {
            throw IOException(error.message, error)
        }
        next = 0
        return buffer.isNotEmpty()
    }

    private companion object {
        const val PIECE_BYTES = 64L * 1024
    }
}
