package dev.counterfoil.app.scanners

import androidx.compose.foundation.focusable
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onPreviewKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.input.key.utf16CodePoint
import dev.counterfoil.app.wall.ScannedCode

/**
 * Tells a scanner that types (a keyboard wedge) from a person: its keys come in a burst and end with Enter or Tab.
 */
class Wedge {
    private val keys = StringBuilder()
    private var lastMs: Long? = null

    /** A key with a letter. */
    fun letter(codePoint: Int, atMs: Long) {
        if (!isBurst(atMs)) keys.clear()
        lastMs = atMs
        // What is too long is kept one letter longer, so that no half of it passes for a code.
        if (keys.length <= LONGEST) keys.appendCodePoint(codePoint)
    }

    /** Enter or Tab: the code that a scanner has typed; `null` if that was a person. */
    fun end(atMs: Long): String? {
        val code = keys.toString().takeIf { isBurst(atMs) && it.length in LEAST..LONGEST }
        keys.clear()
        lastMs = null
        return code
    }

    private fun isBurst(atMs: Long): Boolean = lastMs.let { it != null && atMs - it <= GAP_MS }

    companion object {
        /** Between two keys of a scanner lies less; between two of a finger, more. */
        const val GAP_MS = 60L

        /** Who types this few letters in a burst may be a hand that fell on the keys. */
        const val LEAST = 4

        /** The longest that a QR code holds. */
        const val LONGEST = 4_296

        /** Such a scanner does not say what kind of code it has read. */
        const val SYMBOLOGY = "wedge"
    }
}

/** A clock that never falls, against which the keys of a scanner are told from a finger's. */
val LocalKeyClock = staticCompositionLocalOf { { System.nanoTime() / 1_000_000 } }

/**
 * Hears a scanner that types, whatever on the screen has the keys. At each new [place] the keys come here: nothing has
 * to be touched first. A code that [heard] does not want goes on as keys.
 */
@Composable
internal fun Modifier.hearsScanner(place: Any, heard: (ScannedCode) -> Boolean): Modifier {
    val wedge = remember { Wedge() }
    val focus = remember { FocusRequester() }
    val clock = LocalKeyClock.current
    LaunchedEffect(place) { focus.requestFocus() }
    return focusRequester(focus)
        .onPreviewKeyEvent { event ->
            val code = wedge.take(event, clock())
            code != null && heard(ScannedCode(code, Wedge.SYMBOLOGY))
        }
        .focusable()
}

/** What this key ends, if it ends a code. */
private fun Wedge.take(event: KeyEvent, atMs: Long): String? {
    if (event.type != KeyEventType.KeyDown) return null
    if (event.key in ENDS) return end(atMs)
    val letter = event.utf16CodePoint
    // Keys without a letter, such as shift, come between those with one.
    if (letter >= FIRST_LETTER && Character.isDefined(letter)) letter(letter, atMs)
    return null
}

private val ENDS = setOf(Key.Enter, Key.NumPadEnter, Key.Tab)

/** Before it lie control characters; one of them, the separator of GS1 codes, is a part of a code. */
private const val FIRST_LETTER = 0x1D
