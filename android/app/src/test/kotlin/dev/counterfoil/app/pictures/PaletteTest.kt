package dev.counterfoil.app.pictures

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.material3.Text
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import dev.counterfoil.app.design.Palette
import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.orders.OrdersPreviews
import javax.imageio.ImageIO
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** The colours keep their contrast; and the rules of the pictures see what they are there to see. */
class PaletteTest {
    @Test
    fun `every pair of writing and ground has a contrast of 4_5 to 1, in the sun and in the basement`() {
        for (palette in listOf(Palette.Light, Palette.Dark)) {
            for ((name, ink) in palette.pairs()) {
                val contrast = ratio(ink.on, ink.under)
                assertTrue(contrast >= Rules.CONTRAST, "$name, dark ${palette.isDark}: %.2f".format(contrast))
            }
        }
        assertEquals(21f, ratio(Color.Black, Color.White), 0.01f)
    }

    private fun broken(preview: Preview): String {
        var said = ""
        draw(preview, PLAIN) { said = Rules.broken(it).joinToString("\n") }
        return said
    }

    @Test
    fun `a planted fault of each kind is seen`() {
        val said = broken(
            Preview("faults") {
                Column(Modifier.fillMaxSize().background(Color.White)) {
                    Text("too pale to read", color = Color(0xFF999999))
                    Text(
                        "this sentence is much too long for the place",
                        Modifier.width(80.dp),
                        maxLines = 1,
                        overflow = TextOverflow.Ellipsis,
                    )
                    Text("unbreakable", Modifier.width(40.dp))
                    Box(Modifier.size(40.dp).clickable { }) { Text("small") }
                    Box(Modifier.size(60.dp).clickable { })
                    Text("outside", Modifier.offset(x = 350.dp).width(100.dp))
                }
            },
        )
        assertTrue("has a contrast of 2." in said, said)
        assertTrue("“this sentence is muc” is cut off" in said, said)
        assertTrue("a word of “unbreakable” is broken" in said, said)
        assertTrue("small is 40 × 40 dp" in said, said)
        assertTrue("nothing is said of what is at" in said, said)
        assertTrue("outside reaches from" in said, said)
    }

    @Test
    fun `a picture of another state is not taken for the one that is kept`() {
        val (one, other) = listOf("orders-full", "orders-answers").map { name ->
            OrdersPreviews.all.single {
                it.name == name
            }
        }
        val kept = ImageIO.read(Goldens.file(one.name))
        draw(one, PLAIN) { assertTrue(Goldens.difference(kept, it.image) <= Goldens.SHARE) }
        draw(other, PLAIN) { assertTrue(Goldens.difference(kept, it.image) > 3 * Goldens.SHARE, "it was taken for it") }
    }
}
