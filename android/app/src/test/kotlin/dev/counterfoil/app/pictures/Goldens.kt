package dev.counterfoil.app.pictures

import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO
import kotlin.math.abs

/** The pictures that are kept, and how far a new one may be from them. */
internal object Goldens {
    /** A pixel differs if one of its channels is off by more than this, of 255. */
    private const val CHANNEL = 24

    /** So much of a picture may differ: another build of the renderer rounds the edges of letters otherwise. */
    const val SHARE = 0.003

    private val kept = File("src/test/goldens")
    private val isUpdate = System.getenv("UPDATE_GOLDEN") == "1"

    fun file(name: String) = File(kept, "$name.png")

    fun names(): Set<String> = kept.listFiles().orEmpty().map { it.nameWithoutExtension }.toSet()

    fun totalBytes(): Long = kept.listFiles().orEmpty().sumOf { it.length() }

    /** What is wrong with a picture beside the kept one; `null` for nothing. */
    fun compare(name: String, drawn: BufferedImage): String? {
        val file = file(name)
        if (isUpdate) write(drawn, file)
        if (!file.exists()) return "$name: no picture is kept"
        val share = difference(ImageIO.read(file), drawn)
        return if (share <= SHARE) null else "$name: %.2f %% of its pixels differ".format(share * 100)
    }

    /** The share of pixels that differ, 0 to 1; 1 for another size. */
    fun difference(one: BufferedImage, other: BufferedImage): Double {
        if (one.width != other.width || one.height != other.height) return 1.0
        var off = 0
        for (y in 0 until one.height) {
            for (x in 0 until one.width) {
                val (a, b) = one.getRGB(x, y) to other.getRGB(x, y)
                if (listOf(16, 8, 0).any { abs((a shr it and 255) - (b shr it and 255)) > CHANNEL }) off++
            }
        }
        return off.toDouble() / (one.width * one.height)
    }

    fun write(image: BufferedImage, file: File) {
        file.parentFile.mkdirs()
        val plain = BufferedImage(image.width, image.height, BufferedImage.TYPE_INT_RGB)
        plain.graphics.drawImage(image, 0, 0, null)
        ImageIO.write(plain, "png", file)
    }
}
