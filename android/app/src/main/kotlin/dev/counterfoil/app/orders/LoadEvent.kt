package dev.counterfoil.app.orders

import dev.counterfoil.Card
import dev.counterfoil.app.wall.ScannedCode

/** What a person does while loading. */
sealed interface LoadEvent {
    /** A scanner has read a code. */
    data class Scanned(val code: ScannedCode) : LoadEvent

    data class Typed(val text: String) : LoadEvent

    /** Letters instead of digits, and back. */
    data object OtherKeys : LoadEvent

    /** What was typed is the code, or its end. */
    data object Submit : LoadEvent

    /** It is this one of those that end so. */
    data class Choose(val card: Card) : LoadEvent

    /** It is this one of the codes in the picture. */
    data class Point(val code: ScannedCode) : LoadEvent

    /** The camera begins to read codes, or stops. */
    data object Look : LoadEvent

    /** Opens the list behind a count, or closes it. */
    data class OpenList(val list: LoadList) : LoadEvent

    data class Open(val order: String) : LoadEvent

    data object BeginShift : LoadEvent

    data object CloseTrouble : LoadEvent

    data object Back : LoadEvent
}
