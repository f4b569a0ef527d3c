package dev.counterfoil.tests

import dev.counterfoil.PenStrokes
import dev.counterfoil.PhotoSource
import dev.counterfoil.Touch
import java.io.File
import java.util.concurrent.atomic.AtomicInteger
import kotlin.math.sin

/** A camera that writes into a folder, and a hand that signs. */
internal class Camera(private val folder: File) {
    private val taken = AtomicInteger()

    /** A photograph: the pictures repeat, the files do not, as each carries its number in a comment. */
    fun take(role: String = "door"): PhotoSource {
        val number = taken.incrementAndGet()
        val jpeg = pictures[number % pictures.size].readBytes()
        val comment = "IMG_%04d".format(number).toByteArray()
        val length = comment.size + 2
        val segment = byteArrayOf(0xff.toByte(), 0xfe.toByte(), (length shr 8).toByte(), length.toByte()) + comment
        val file = File(folder, "IMG_%04d.jpg".format(number))
        file.writeBytes(jpeg.copyOf(2) + segment + jpeg.copyOfRange(2, jpeg.size))
        return PhotoSource(file, role)
    }

    companion object {
        private val pictures = File(Checkout.root, "cli/data/day/photos").listFiles().orEmpty().sorted()

        /** What a pen did on a pad of 600 × 300. */
        fun strokes(turn: Int = 0): PenStrokes {
            val touches = (0 until 40).map { step ->
                Touch(60f + 12f * step, 150f + 90f * sin((step + turn) / 5.0).toFloat(), step * 16L, 0.5f)
            }
            return PenStrokes(600, 300, touches.chunked(24))
        }
    }
}
