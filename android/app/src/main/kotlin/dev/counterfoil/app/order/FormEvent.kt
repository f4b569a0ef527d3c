package dev.counterfoil.app.order

import dev.counterfoil.FormEvidence
import dev.counterfoil.app.wall.FormField

/** What a person does in a form. */
sealed interface FormEvent {
    data class Typed(val field: FormField, val text: String) : FormEvent

    /** A field is no longer being written in. */
    data object Left : FormEvent

    /** One of a list; the same again takes it back. */
    data class Chosen(val field: FormField, val value: String) : FormEvent

    /** One of several of a list. */
    data class Ticked(val field: FormField, val value: String) : FormEvent

    /** A date or a time is that of this moment. */
    data class Now(val field: FormField) : FormEvent

    /** A number is below nought, or no longer. */
    data class OtherSign(val field: FormField) : FormEvent

    data class OpenChoices(val field: FormField) : FormEvent

    data class Sought(val text: String) : FormEvent

    data class Capture(val field: FormField, val evidence: FormEvidence) : FormEvent

    data class AddItem(val group: String) : FormEvent

    data class RemoveItem(val group: String, val item: String) : FormEvent

    /** Yes, it is to be taken out. */
    data object Remove : FormEvent

    data object AskWhy : FormEvent

    data class Except(val reason: String) : FormEvent

    data object GoOnFilling : FormEvent

    data object NextPage : FormEvent

    data object PageBefore : FormEvent

    data object Done : FormEvent

    /** What was opened over the form is closed. */
    data object Close : FormEvent

    data object CloseTrouble : FormEvent

    data object Back : FormEvent
}
