package dev.counterfoil.app.pictures

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** Every state of every screen is drawn in every variant; the plain ones are compared with what is kept. */
class PicturesTest {
    private val folder = File("target/pictures")

    /** What a picture may have on the average. */
    private val pictureBytes = 40_000L
    private val only = System.getProperty("only")

    private val screens get() = SCREENS.filter { only == null || it.name.startsWith(only) }

    @TestFactory
    fun `every state keeps the rules`(): List<DynamicTest> = VARIANTS.map { variant ->
        DynamicTest.dynamicTest(variant.name) { keepsRules(variant) }
    }

    private fun keepsRules(variant: Variant) {
        val sheet = ContactSheet(variant)
        val broken = ArrayList<String>()
        for (screen in screens) {
            draw(screen, variant) { drawn ->
                sheet.add(screen.name, drawn.image)
                Goldens.write(drawn.image, File(folder, "${variant.name}/${screen.name}.png"))
                broken += Rules.broken(drawn)
            }
        }
        sheet.write(folder)
        assertTrue(broken.isEmpty(), broken.joinToString("\n", "\n"))
    }

    @Test
    fun `the plain pictures are those that were looked at, each is a state, and together they are small`() {
        val wrong = ArrayList<String>()
        for (screen in screens) draw(screen, PLAIN) { Goldens.compare(screen.name, it.image)?.let(wrong::add) }
        assertTrue(wrong.isEmpty(), wrong.joinToString("\n", "\n"))
        if (only != null) return
        assertEquals(SCREENS.map { it.name }.sorted(), Goldens.names().sorted())
        assertTrue(Goldens.totalBytes() < SCREENS.size * pictureBytes, "${Goldens.totalBytes()} bytes")
    }
}
