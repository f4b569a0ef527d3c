package dev.counterfoil.app.orders

import dev.counterfoil.Notice

/** What a person does on the list. */
sealed interface OrdersEvent {
    data class Show(val group: OrderGroup) : OrdersEvent

    data class Typed(val text: String) : OrdersEvent

    /** A scanner has read a code: its order opens. */
    data class Scanned(val code: String) : OrdersEvent

    data class Open(val order: String) : OrdersEvent

    data class Answer(val order: String, val answer: String) : OrdersEvent

    data class AllAnswers(val order: String) : OrdersEvent

    data class Read(val notice: Notice) : OrdersEvent

    data object EndReached : OrdersEvent

    data object SendNow : OrdersEvent

    /** Goes to where a code is entered. */
    data object Enrol : OrdersEvent

    data object BeginShift : OrdersEvent

    /** Goes to the load check. */
    data object Load : OrdersEvent

    data object CloseTrouble : OrdersEvent
}
