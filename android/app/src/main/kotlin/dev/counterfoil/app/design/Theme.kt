package dev.counterfoil.app.design

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.ProvideTextStyle
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.TextUnit
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp

/** Distances. Everything on a screen stands on a grid of 4 dp. */
object Space {
    val hair = 1.dp
    val xs = 4.dp
    val s = 8.dp
    val m = 12.dp
    val l = 16.dp
    val xl = 24.dp

    /** The least side of anything that can be touched. */
    val touch = 48.dp

    /** The least height of the one thing to do next: for a thumb in a glove. */
    val primary = 64.dp
}

/** The sizes of writing. Digits have one width, so that columns of numbers stand still. */
class Type(val family: FontFamily) {
    /** A number that is looked for from an arm's length: the time that something is due. */
    val figure = style(family, 26.sp, 32.sp, FontWeight.Bold)

    /** One word that is read at arm's length: what a scan means. */
    val verdict = style(family, 38.sp, 48.sp, FontWeight.Bold)
    val headline = style(family, 26.sp, 34.sp, FontWeight.Bold)
    val title = style(family, 20.sp, 27.sp, FontWeight.Bold)
    val strong = style(family, 17.sp, 25.sp, FontWeight.Bold)
    val body = style(family, 17.sp, 25.sp, FontWeight.Normal)
    val action = style(family, 20.sp, 26.sp, FontWeight.Bold)

    /** Beside something that is read first; never below 15 sp. */
    val small = style(family, 15.sp, 21.sp, FontWeight.Normal)
    val label = style(family, 15.sp, 20.sp, FontWeight.Bold)

    private fun style(family: FontFamily, size: TextUnit, line: TextUnit, weight: FontWeight) = TextStyle(
        fontFamily = family,
        fontSize = size,
        lineHeight = line,
        fontWeight = weight,
        fontFeatureSettings = "tnum",
    )
}

/** What surrounds every screen: colours, writing, language and the place's clock. */
@Composable
fun CounterfoilTheme(
    language: Language,
    isDark: Boolean = isSystemInDarkTheme(),
    family: FontFamily = FontFamily.Default,
    content: @Composable () -> Unit,
) {
    val palette = if (isDark) Palette.Dark else Palette.Light
    val type = Type(family)
    MaterialTheme(colorScheme = palette.material(), typography = type.material()) {
        CompositionLocalProvider(
            LocalPalette provides palette,
            LocalContentColor provides palette.ink,
            LocalType provides type,
            LocalLanguage provides language,
        ) {
            ProvideTextStyle(type.body.copy(color = palette.ink), content)
        }
    }
}

private fun Palette.material() = (if (isDark) darkColorScheme() else lightColorScheme()).copy(
    primary = accent.under,
    onPrimary = accent.on,
    primaryContainer = tone(Tone.ACCENT).under,
    onPrimaryContainer = tone(Tone.ACCENT).on,
    background = paper,
    onBackground = ink,
    surface = card,
    onSurface = ink,
    surfaceVariant = tone(Tone.QUIET).under,
    onSurfaceVariant = inkSoft,
    outline = line,
    error = tone(Tone.DANGER).on,
    onError = tone(Tone.DANGER).under,
)

private fun Type.material() = Typography(
    headlineMedium = headline,
    titleLarge = title,
    titleMedium = strong,
    bodyLarge = body,
    bodyMedium = small,
    labelLarge = label,
)
