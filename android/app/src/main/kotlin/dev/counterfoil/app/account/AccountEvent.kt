package dev.counterfoil.app.account

/** What a person does with their account. */
sealed interface AccountEvent {
    data class Typed(val text: String) : AccountEvent

    data object Enrol : AccountEvent

    data object BeginShift : AccountEvent

    data object BeginBreak : AccountEvent

    data object EndBreak : AccountEvent

    data object CloseTrouble : AccountEvent
}
