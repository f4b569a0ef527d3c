package dev.counterfoil.app.order

import dev.counterfoil.Card
import dev.counterfoil.FormAsks
import dev.counterfoil.FormChoice
import dev.counterfoil.FormQuestion
import dev.counterfoil.OrderSheet
import dev.counterfoil.Playbook
import dev.counterfoil.Words
import dev.counterfoil.app.wall.FormField
import dev.counterfoil.app.wall.OpenForm
import dev.counterfoil.app.wall.Trouble

/**
 * An answer that is on the screen and may not be in the store yet.
 *
 * @property text as it was typed
 * @property known the answer in the store that was last seen here
 * @property shown the form that the person was looking at with it
 * @property problems why the store does not take it
 */
data class Draft(val text: String, val known: String, val shown: String?, val problems: List<Words> = emptyList())

/** The choices of a question, over the whole screen. */
data class Search(val field: FormField, val typed: String = "", val found: List<FormChoice> = emptyList())

/** An item of a repeat group that is about to be taken out. */
data class FormItemAt(val group: String, val item: String)

/**
 * What a page of a form shows.
 *
 * @property open `null` until it was read from the disk
 * @property thenName the step that the person is about to make
 * @property evidence how many photographs and signatures of each role there are, by `photo/door`
 * @property isChecked the person said that all is filled in: what is missing is said at every question
 * @property drafts what is being written
 * @property removes what is asked about before it is taken out
 * @property asksWhy whether the reasons for leaving it incomplete are shown
 * @property isGone whether the form is no longer here
 */
data class FormState(
    val card: Card? = null,
    val open: OpenForm? = null,
    val playbook: Playbook? = null,
    val hasCamera: Boolean = false,
    val thenName: Words? = null,
    val evidence: Map<String, Int> = emptyMap(),
    val isChecked: Boolean = false,
    val drafts: Map<FormField, Draft> = emptyMap(),
    val search: Search? = null,
    val removes: FormItemAt? = null,
    val asksWhy: Boolean = false,
    val trouble: Trouble? = null,
    val isGone: Boolean = false,
) {
    /** The questions of this page, from top to bottom. */
    val questions: List<FormQuestion>
        get() = open?.page?.lines.orEmpty().filterIsInstance<FormAsks>().map { it.question }

    /** What a question holds on the screen: what is being written, else what is kept. */
    fun answer(question: FormQuestion): String = drafts[question.field]?.text ?: question.answer

    fun question(field: FormField): FormQuestion? = questions.firstOrNull { it.field == field }

    /** What is on the screen alone: not kept yet, or not to be kept as it is. */
    val unsaved: Map<FormField, Draft>
        get() = drafts.filter { (field, draft) -> question(field)?.let { keptAs(it.kind, draft.text) } != draft.known }

    /** Of the questions of this page that are to be answered, how many are. */
    val answered: Pair<Int, Int>
        get() {
            val asked = questions.filter { it.enabled }
            return asked.count(::isAnswered) to asked.size
        }

    private fun isAnswered(question: FormQuestion): Boolean {
        val evidence = question.evidence ?: return answer(question).isNotBlank()
        return have(question) >= evidence.count
    }

    /** How much of the evidence that a question asks for is there; in a repeat group its answer names it. */
    fun have(question: FormQuestion): Int {
        val evidence = question.evidence ?: return 0
        if (question.item != null) return valuesOf(question.answer).size
        return this.evidence["${evidence.kind}/${evidence.role}"] ?: 0
    }
}

internal val FormQuestion.field: FormField get() = FormField(question, item)

/** Several values of one answer. */
internal fun valuesOf(answer: String): List<String> = answer.split(' ').filter { it.isNotEmpty() }

/**
 * The state with what the store says now. A draft whose answer is still the one that the person saw was written over
 * this form; where somebody else answered meanwhile, it was not: both answers will stand beside each other.
 */
internal fun FormState.with(open: OpenForm): FormState {
    val next = copy(open = open, isGone = false)
    val kept = next.questions.associate { it.field to it.answer }
    return next.copy(
        drafts = drafts.filterKeys { it in kept }.mapValues { (field, draft) ->
            if (kept[field] == draft.known) draft.copy(shown = open.sheet.shown) else draft
        },
    )
}

/** The evidence of an order by kind and role, as far as it was not taken back. */
internal fun evidenceOf(sheet: OrderSheet): Map<String, List<String>> =
    sheet.sheet.timeline.filter { it.struckBy == null && it.movedTo == null && it.mark != "refused" }
        .filter { it.kind == "photo" || it.kind == "signature" }
        .groupBy({ row ->
            val role = row.details.firstOrNull { it.name == "role" }?.value?.written()
            "${row.kind}/${role.orEmpty()}"
        }) { it.fact.orEmpty() }
