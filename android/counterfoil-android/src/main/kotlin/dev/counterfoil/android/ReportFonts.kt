package dev.counterfoil.android

import android.content.Context
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException
import java.io.InputStream

private const val FONT = "NotoSansCJKsc-Report.otf"
private const val FONT_BYTES = 1_538_324L

/** Chinese fonts as makers name them; the first is Android's own. */
private val systemFonts = listOf("NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "DroidSansFallback.ttf")

/** Anything of this package: what its resources are found by. */
private object Here

/**
 * Fonts for [dev.counterfoil.Orders.report], the preferred one first: Noto Sans CJK SC, cut to the 7,445 characters of
 * GB 2312 with Latin, which comes with this package (1.5 MB), and the system's own for rarer characters. The first call
 * writes the file of the first one where backups do not look: some ten ms, off the main thread.
 *
 * `phone.orders.report(order, context.reportFonts())`
 *
 * @throws IOException if it cannot be written
 */
@Throws(IOException::class)
public fun Context.reportFonts(): List<File> =
    listOf(reportFont()) + systemFonts.map { File("/system/fonts", it) }.filter { it.canRead() }.take(1)

/** The licence of the font that comes with this package, for the screen on which an app names what it uses. */
public fun reportFontLicence(): String = resource("OFL.txt").use { it.reader().readText() }

private fun resource(name: String): InputStream =
    Here.javaClass.getResourceAsStream(name) ?: throw FileNotFoundException(name)

private fun Context.reportFont(): File {
    val font = File(noBackupFilesDir, "counterfoil-fonts/$FONT")
    if (font.length() == FONT_BYTES) return font
    font.parentFile?.mkdirs()
    // Two callers at once write two files, and each is whole when it takes the name.
    val making = File.createTempFile(FONT, null, font.parentFile)
    resource(FONT).use { from -> making.outputStream().use { from.copyTo(it) } }
    if (!making.renameTo(font)) throw IOException("the font of reports could not be written")
    return font
}
