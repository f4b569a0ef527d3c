package dev.counterfoil.app.order

import dev.counterfoil.CandidateRow
import dev.counterfoil.FieldRow
import dev.counterfoil.Notice
import dev.counterfoil.PaymentMethod

/** What a person does on a sheet. */
sealed interface OrderEvent {
    data class Act(val transition: String) : OrderEvent

    data class ChooseReason(val reason: String) : OrderEvent

    data class Typed(val text: String) : OrderEvent

    data object WriteNote : OrderEvent

    data class Paid(val method: PaymentMethod) : OrderEvent

    data class Consented(val kind: String, val channel: String) : OrderEvent

    data object NotNow : OrderEvent

    data object TakeBack : OrderEvent

    data class OpenForm(val form: String) : OrderEvent

    data class Settle(val field: FieldRow, val candidate: CandidateRow) : OrderEvent

    data class Answer(val answer: String) : OrderEvent

    data class Read(val notice: Notice) : OrderEvent

    data object CloseTrouble : OrderEvent

    data object Back : OrderEvent
}
