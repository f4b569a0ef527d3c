package dev.counterfoil.app.signature

import dev.counterfoil.Touch

/** What happens at the pad. */
sealed interface SignatureEvent {
    data class Signer(val name: String) : SignatureEvent

    /** A line from touching down to lifting, on a pad of this size. */
    data class Stroke(val touches: List<Touch>, val padWidth: Int, val padHeight: Int) : SignatureEvent

    data object Clear : SignatureEvent

    data object OtherLanguage : SignatureEvent

    data object Done : SignatureEvent

    data object CloseTrouble : SignatureEvent

    data object Back : SignatureEvent
}
