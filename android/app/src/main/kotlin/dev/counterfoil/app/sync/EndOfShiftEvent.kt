package dev.counterfoil.app.sync

/** What a person does at the end of a shift. */
sealed interface EndOfShiftEvent {
    /** Opens the list behind a number, or closes it. */
    data class OpenList(val name: String, val orders: List<String>) : EndOfShiftEvent

    data class Open(val order: String) : EndOfShiftEvent

    data class Typed(val text: String) : EndOfShiftEvent

    data object Count : EndOfShiftEvent

    data object CloseShift : EndOfShiftEvent

    data object Certify : EndOfShiftEvent

    data object CloseTrouble : EndOfShiftEvent

    data object Back : EndOfShiftEvent
}
