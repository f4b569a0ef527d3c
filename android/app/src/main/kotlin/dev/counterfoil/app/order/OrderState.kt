package dev.counterfoil.app.order

import dev.counterfoil.Alert
import dev.counterfoil.FormRow
import dev.counterfoil.Named
import dev.counterfoil.Notice
import dev.counterfoil.OrderSheet
import dev.counterfoil.Playbook
import dev.counterfoil.Words
import dev.counterfoil.app.wall.Trouble
import java.time.Instant

/** What is asked before a step, on the sheet itself. */
sealed interface Asked {
    data class Reason(val step: Step, val group: String) : Asked

    data class Note(val step: Step) : Asked

    data class Pay(val step: Step, val purpose: String, val minor: Long) : Asked

    data class Consent(val step: Step, val kinds: List<String>) : Asked
}

/** A step that was made a moment ago and can be taken back with one tap. */
data class Undo(val fact: String, val name: Words)

/**
 * What a sheet shows.
 *
 * @property sheet `null` until it was read from the disk
 * @property me this person's id
 * @property notices what of this order was not read
 * @property alerts what to know before ringing there
 * @property forms the forms of its kind, and those that its steps need
 * @property asked what is asked just now
 * @property typed what is being written for it
 * @property undo what can be taken back for ten seconds
 * @property isGone whether the order is no longer here
 */
data class OrderState(
    val now: Instant,
    val sheet: OrderSheet? = null,
    val playbook: Playbook? = null,
    val words: PlaybookWords = PlaybookWords.none,
    val me: String? = null,
    val notices: List<Notice> = emptyList(),
    val alerts: List<Alert> = emptyList(),
    val answers: List<Named> = emptyList(),
    val forms: List<FormRow> = emptyList(),
    val hasCamera: Boolean = false,
    val given: Given? = null,
    val asked: Asked? = null,
    val typed: String = "",
    val undo: Undo? = null,
    val trouble: Trouble? = null,
    val isGone: Boolean = false,
) {
    /** What the workflow allows next, in the order of the playbook. */
    val steps: List<Step> get() = steps(sheet?.offers.orEmpty(), hasCamera, given)
}
