package dev.counterfoil.app.pictures

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.graphics.toAwtImage
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.test.DesktopComposeUiTest
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.runDesktopComposeUiTest
import androidx.compose.ui.text.ExperimentalTextApi
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.SystemFont
import androidx.compose.ui.unit.Density
import dev.counterfoil.app.design.CounterfoilTheme
import dev.counterfoil.app.design.Language
import dev.counterfoil.app.design.LocalZone
import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.wall.FakeDay
import java.awt.image.BufferedImage

/** How a screen is looked at. */
internal data class Variant(
    val name: String,
    val language: Language = Language.ZH,
    val isDark: Boolean = false,
    val fontScale: Float = 1f,
    val width: Int = 390,
    val height: Int = 844,
)

internal val PLAIN = Variant("zh")
internal val VARIANTS = listOf(
    PLAIN,
    Variant("en", Language.EN),
    Variant("zh-dark", isDark = true),
    Variant("zh-200", fontScale = 2f),
    Variant("en-200-small", Language.EN, fontScale = 2f, width = 320, height = 568),
    Variant("zh-small", width = 320, height = 568),
    Variant("en-small-dark", Language.EN, isDark = true, width = 320, height = 568),
    Variant("en-tablet", Language.EN, width = 1024, height = 768),
)

/** A picture with the tree that says what is on it; bounds are in dp, as one dp is one pixel here. */
internal class Drawn(val preview: String, val variant: Variant, val image: BufferedImage, val root: SemanticsNode)

/** The font of the pictures: the one that Android has for Chinese. */
@OptIn(ExperimentalTextApi::class)
internal val family = FontFamily(
    SystemFont("Noto Sans CJK SC", FontWeight.Normal),
    SystemFont("Noto Sans CJK SC", FontWeight.Bold),
)

/** Draws a preview without a display, and hands it over while it stands. */
internal fun draw(preview: Preview, variant: Variant, look: DesktopComposeUiTest.(Drawn) -> Unit = {}) {
    runDesktopComposeUiTest(variant.width, variant.height) {
        setContent {
            CompositionLocalProvider(
                LocalDensity provides Density(1f, variant.fontScale),
                LocalZone provides FakeDay.zone,
            ) { CounterfoilTheme(variant.language, variant.isDark, family, preview.content) }
        }
        waitForIdle()
        val image = onRoot().captureToImage().toAwtImage()
        look(Drawn(preview.name, variant, image, onRoot(useUnmergedTree = true).fetchSemanticsNode()))
    }
}
