package dev.counterfoil.app.design

import androidx.compose.runtime.Immutable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color

/** A colour of writing with the colour that it stands on: 4.5:1 or more, as a test measures. */
@Immutable
data class Ink(val on: Color, val under: Color)

/** What a badge, banner or card says with its colour, beside its icon and its words: never by the colour alone. */
enum class Tone { QUIET, ACCENT, GOOD, WARN, DANGER }

/**
 * Paper, ink, and one accent: the blue of carbon copies.
 *
 * @property paper under everything
 * @property card a sheet on the paper
 * @property line hairlines, perforations
 * @property ink writing
 * @property inkSoft writing that may be passed over
 * @property accent the one thing to do next, filled
 * @property pressed the same while a finger is on it
 */
@Immutable
data class Palette(
    val isDark: Boolean,
    val paper: Color,
    val card: Color,
    val line: Color,
    val ink: Color,
    val inkSoft: Color,
    val accentInk: Color,
    val accent: Ink,
    val pressed: Ink,
    private val quiet: Ink,
    private val accentSoft: Ink,
    private val good: Ink,
    private val warn: Ink,
    private val danger: Ink,
) {
    /** The soft ground of a tone with its writing. */
    fun tone(tone: Tone): Ink = when (tone) {
        Tone.QUIET -> quiet
        Tone.ACCENT -> accentSoft
        Tone.GOOD -> good
        Tone.WARN -> warn
        Tone.DANGER -> danger
    }

    /** Every pair of writing and ground that screens may use, by name. */
    fun pairs(): Map<String, Ink> = mapOf(
        "ink on paper" to Ink(ink, paper),
        "ink on card" to Ink(ink, card),
        "soft ink on paper" to Ink(inkSoft, paper),
        "soft ink on card" to Ink(inkSoft, card),
        "accent on paper" to Ink(accentInk, paper),
        "accent on card" to Ink(accentInk, card),
        "primary action" to accent,
        "pressed primary action" to pressed,
    ) + Tone.entries.associate { "tone ${it.name.lowercase()}" to tone(it) }

    companion object {
        /** For the sun. */
        val Light = Palette(
            isDark = false,
            paper = Color(0xFFF6F3EC),
            card = Color(0xFFFFFEFB),
            line = Color(0xFFD9D2C3),
            ink = Color(0xFF1D1B16),
            inkSoft = Color(0xFF5A5549),
            accentInk = Color(0xFF1F4A8C),
            accent = Ink(Color(0xFFFFFFFF), Color(0xFF1F4A8C)),
            pressed = Ink(Color(0xFFFFFFFF), Color(0xFF12315F)),
            quiet = Ink(Color(0xFF45413A), Color(0xFFECE7DB)),
            accentSoft = Ink(Color(0xFF173A70), Color(0xFFE1E9F6)),
            good = Ink(Color(0xFF14532B), Color(0xFFDDEFE2)),
            warn = Ink(Color(0xFF5C3B00), Color(0xFFFBEAC4)),
            danger = Ink(Color(0xFF86180F), Color(0xFFFBE4DF)),
        )

        /** For the basement and the night. */
        val Dark = Palette(
            isDark = true,
            paper = Color(0xFF14130F),
            card = Color(0xFF211F1A),
            line = Color(0xFF4A453B),
            ink = Color(0xFFF3EFE6),
            inkSoft = Color(0xFFC2BBAC),
            accentInk = Color(0xFFABC6FA),
            accent = Ink(Color(0xFF0B2550), Color(0xFFABC6FA)),
            pressed = Ink(Color(0xFF0B2550), Color(0xFFDCE7FD)),
            quiet = Ink(Color(0xFFDDD6C8), Color(0xFF35312A)),
            accentSoft = Ink(Color(0xFFD7E3FC), Color(0xFF263654)),
            good = Ink(Color(0xFFC3EACF), Color(0xFF1D3D29)),
            warn = Ink(Color(0xFFFCE2A9), Color(0xFF4A3710)),
            danger = Ink(Color(0xFFFFDBD5), Color(0xFF551F19)),
        )
    }
}

/** The palette of this screen. */
val LocalPalette = staticCompositionLocalOf { Palette.Light }
