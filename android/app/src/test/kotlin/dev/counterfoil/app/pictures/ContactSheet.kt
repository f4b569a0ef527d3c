package dev.counterfoil.app.pictures

import java.awt.Color
import java.awt.Font
import java.awt.RenderingHints
import java.awt.image.BufferedImage
import java.io.File

/** All pictures of a variant on one sheet, each with its name. */
internal class ContactSheet(private val variant: Variant) {
    private val pictures = ArrayList<Pair<String, BufferedImage>>()
    private val scale = if (variant.width > 600) 0.5 else 0.7
    private val width = (variant.width * scale).toInt()
    private val height = (variant.height * scale).toInt()

    /** Kept small: some sixty of a variant are in memory at once. */
    fun add(name: String, image: BufferedImage) {
        val small = BufferedImage(width, height, BufferedImage.TYPE_INT_RGB)
        val pen = small.createGraphics()
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC)
        pen.drawImage(image, 0, 0, width, height, null)
        pen.dispose()
        pictures += name to small
    }

    fun write(folder: File) {
        if (pictures.isEmpty()) return
        val columns = if (variant.width > 600) 5 else 8
        val (gap, title) = 16 to 24
        val rows = (pictures.size + columns - 1) / columns
        val sheet =
            BufferedImage(
                columns * (width + gap) + gap,
                rows * (height + gap + title) + gap,
                BufferedImage.TYPE_INT_RGB,
            )
        val pen = sheet.createGraphics()
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON)
        pen.color = Color(0x8a8577)
        pen.fillRect(0, 0, sheet.width, sheet.height)
        pen.color = Color.WHITE
        pen.font = Font(Font.SANS_SERIF, Font.BOLD, 15)
        pictures.forEachIndexed { at, (name, image) ->
            val x = gap + at % columns * (width + gap)
            val y = gap + at / columns * (height + gap + title)
            pen.drawString(name, x, y + 15)
            pen.drawImage(image, x, y + title, null)
        }
        pen.dispose()
        Goldens.write(sheet, File(folder, "sheet-${variant.name}.png"))
    }
}
