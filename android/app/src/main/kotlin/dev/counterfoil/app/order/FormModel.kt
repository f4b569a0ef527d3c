package dev.counterfoil.app.order

import dev.counterfoil.FormAnswer
import dev.counterfoil.FormEvidence
import dev.counterfoil.OrderSheet
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.wall.AppWall
import dev.counterfoil.app.wall.FormField
import dev.counterfoil.app.wall.Trouble
import dev.counterfoil.app.wall.WallException
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/**
 * A page of a form. What is chosen is kept at once; what is typed after a pause, and when the field, the page or the
 * app is left.
 *
 * @param elapsedMs a clock that never falls: two taps within 300 ms on one spot are one
 * @param writing outlives this place: what was typed is kept when it is left
 * @param go leads to another place; [turn] to another page instead of this one; [done] to the step that needed the form
 */
class FormModel(
    private val wall: AppWall,
    private val place: Place.Form,
    private val scope: CoroutineScope,
    private val writing: CoroutineScope,
    private val clock: () -> Instant,
    private val elapsedMs: () -> Long,
    private val go: (Place) -> Unit,
    private val turn: (Place) -> Unit,
    private val done: () -> Unit,
    private val back: () -> Unit,
) {
    private val shown = MutableStateFlow(
        FormState(hasCamera = wall.capture.camera != null, isChecked = place.isChecked),
    )
    val state: StateFlow<FormState> = shown.asStateFlow()

    /** One answer after the other: each is written over the form that the one before has left. */
    private val turns = Mutex()
    private val pauses = HashMap<FormField, Job>()
    private var addedAtMs: Long? = null
    private var seeking: Job? = null

    /** An item that waits for its photograph, and what there was before it. */
    private var awaits: Awaited? = null

    private class Awaited(val field: FormField, val evidence: String, val before: Set<String>)

    init {
        attempt {
            wall.forms.open(place.order, place.form, place.page).collect { open -> shown.update { it.with(open) } }
        }
        attempt { wall.order.sheet(place.order).collect(::take) }
        attempt { wall.order.playbook(place.order).let { playbook -> shown.update { it.copy(playbook = playbook) } } }
    }

    fun on(event: FormEvent) {
        when (event) {
            is FormEvent.Typed -> typed(event.field, event.text)
            FormEvent.Left -> left()
            is FormEvent.Chosen -> choose(event.field) { if (it == event.value) "" else event.value }
            is FormEvent.Ticked -> choose(event.field) { ticked(it, event.value) }
            is FormEvent.Now -> shown.value.question(event.field)?.let { choose(event.field) { _ -> nowAs(it.kind) } }
            is FormEvent.OtherSign -> shown.value.question(event.field)?.let {
                typed(event.field, otherSign(shown.value.answer(it)))
            }
            is FormEvent.OpenChoices -> seek(Search(event.field))
            is FormEvent.Sought -> shown.value.search?.let { seek(it.copy(typed = event.text)) }
            is FormEvent.Capture -> capture(event.field, event.evidence)
            is FormEvent.AddItem -> add(event.group)
            is FormEvent.RemoveItem -> shown.update { it.copy(removes = FormItemAt(event.group, event.item)) }
            FormEvent.Remove -> remove()
            FormEvent.AskWhy -> shown.update { it.copy(asksWhy = true) }
            is FormEvent.Except -> except(event.reason)
            FormEvent.GoOnFilling -> except(null)
            FormEvent.NextPage -> turnTo { it.open?.page?.next }
            FormEvent.PageBefore -> turnTo { it.open?.page?.previous }
            FormEvent.Done -> finish()
            FormEvent.Close -> shown.update { it.copy(search = null, removes = null, asksWhy = false) }
            FormEvent.CloseTrouble -> shown.update { it.copy(trouble = null) }
            FormEvent.Back -> {
                keep()
                back()
            }
        }
    }

    /** Keeps what is being written, now. */
    fun keep(): Job {
        pauses.values.forEach { it.cancel() }
        pauses.clear()
        return attempt(writing) { shown.value.drafts.keys.forEach { save(it) } }
    }

    private fun attempt(where: CoroutineScope = scope, work: suspend () -> Unit): Job = where.launch {
        try {
            work()
        } catch (error: WallException) {
            val isGone = error.trouble == Trouble.Gone && shown.value.open == null
            shown.update { if (isGone) it.copy(isGone = true) else it.copy(trouble = error.trouble) }
        }
    }

    private fun take(sheet: OrderSheet) {
        val evidence = evidenceOf(sheet)
        val then = sheet.offers.firstOrNull { it.transition == place.then }?.name
        val counts = evidence.mapValues { (_, facts) -> facts.size }
        shown.update { it.copy(card = sheet.sheet.card, thenName = then, evidence = counts) }
        val waited = awaits ?: return
        val made = evidence[waited.evidence].orEmpty().filter { it !in waited.before }
        if (made.isEmpty()) return
        awaits = null
        choose(waited.field) { (valuesOf(it) + made).joinToString(" ") }
    }

    private fun typed(field: FormField, text: String) {
        draft(field) { text }
        pauses[field]?.cancel()
        pauses[field] = attempt(writing) {
            delay(PAUSE_MS)
            save(field)
        }
    }

    /** A chosen answer is no draft any more when it is kept; one that was refused was not chosen. */
    private fun choose(field: FormField, change: (String) -> String) {
        draft(field, change)
        if (shown.value.question(field)?.kind == "choice") shown.update { it.copy(search = null) }
        attempt(writing) {
            val chosen = shown.value.drafts[field]?.text
            try {
                save(field)
            } finally {
                shown.update { if (it.drafts[field]?.text == chosen) it.copy(drafts = it.drafts - field) else it }
            }
        }
    }

    private fun draft(field: FormField, change: (String) -> String) = shown.update {
        val question = it.question(field) ?: return@update it
        val before = it.drafts[field] ?: Draft(question.answer, question.answer, it.open?.sheet?.shown)
        it.copy(drafts = it.drafts + (field to before.copy(text = change(it.answer(question)), problems = emptyList())))
    }

    /** What was typed is kept, and stands there as it is kept. */
    private fun left() {
        if (shown.value.drafts.isEmpty()) return
        val kept = keep()
        attempt(writing) {
            kept.join()
            shown.update { it.copy(drafts = it.unsaved) }
        }
    }

    private suspend fun save(field: FormField) = turns.withLock {
        val draft = shown.value.drafts[field] ?: return@withLock
        val question = shown.value.question(field) ?: return@withLock
        val text = keptAs(question.kind, draft.text)
        if (text == draft.known) return@withLock
        try {
            val answer = FormAnswer(field.question, field.item, text)
            wall.forms.answer(place.order, place.form, answer, draft.shown)
            edit(field) { it.copy(known = text) }
            look()
        } catch (error: WallException) {
            val trouble = error.trouble
            if (trouble !is Trouble.NotAllowed || trouble.code != WRONG_TYPE) throw error
            edit(field) { if (it.text == draft.text) it.copy(problems = trouble.words) else it }
        }
    }

    private fun edit(field: FormField, change: (Draft) -> Draft) = shown.update {
        val draft = it.drafts[field] ?: return@update it
        it.copy(drafts = it.drafts + (field to change(draft)))
    }

    /** The form as it is now: the next answer is written over this one. */
    private suspend fun look() {
        val open = wall.forms.open(place.order, place.form, place.page).first()
        shown.update { it.with(open) }
    }

    private fun nowAs(kind: String): String {
        val format = when (kind) {
            "date" -> "yyyy-MM-dd"
            "time" -> "HH:mm"
            else -> "yyyy-MM-dd'T'HH:mm"
        }
        return DateTimeFormatter.ofPattern(format).format(clock().atZone(ZoneId.systemDefault()))
    }

    private fun seek(search: Search) {
        shown.update { it.copy(search = search) }
        seeking?.cancel()
        seeking = attempt {
            val found = wall.forms.choices(place.order, place.form, search.field, search.typed)
            shown.update { if (it.search == search) it.copy(search = search.copy(found = found)) else it }
        }
    }

    /** Where the evidence is captured. An item of a repeat group names what was captured for it. */
    private fun capture(field: FormField, evidence: FormEvidence) {
        keep()
        if (field.item == null) return go(placeFor(evidence))
        attempt {
            val key = "${evidence.kind}/${evidence.role}"
            val before = evidenceOf(wall.order.sheet(place.order).first())[key].orEmpty().toSet()
            awaits = Awaited(field, key, before)
            go(placeFor(evidence))
        }
    }

    private fun placeFor(evidence: FormEvidence): Place = when (evidence.kind) {
        "signature" -> Place.Signature(place.order, evidence.role, then = null)
        else -> Place.Capture(place.order, evidence.role, then = null)
    }

    private fun add(group: String) {
        val nowMs = elapsedMs()
        if (addedAtMs?.let { nowMs - it < OrderModel.DOUBLE_TAP_MS } == true) return
        addedAtMs = nowMs
        keep()
        attempt(writing) {
            turns.withLock {
                wall.forms.addItem(place.order, place.form, group)
                look()
            }
        }
    }

    private fun remove() {
        val (group, item) = shown.value.removes ?: return
        shown.update { it.copy(removes = null) }
        attempt(writing) {
            turns.withLock {
                wall.forms.removeItem(place.order, place.form, group, item)
                look()
            }
        }
    }

    private fun except(reason: String?) {
        shown.update { it.copy(asksWhy = false) }
        attempt(writing) {
            turns.withLock {
                wall.forms.except(place.order, place.form, reason)
                look()
            }
        }
    }

    /** Turns to another page. Not away from an answer that the store does not take: it would be lost. */
    private fun turnTo(page: (FormState) -> Long?) = leaveWith { now ->
        page(now)?.let { turn(place.copy(page = it, isChecked = false)) }
    }

    private fun finish() = leaveWith { now ->
        val sheet = now.open?.sheet ?: return@leaveWith
        val wrong = sheet.pages.firstOrNull { it.problems > 0 }?.page
        when {
            sheet.complete || sheet.exception != null -> done()
            wrong == null || wrong == now.open.page?.page -> shown.update { it.copy(isChecked = true) }
            else -> turn(place.copy(page = wrong, isChecked = true))
        }
    }

    private fun leaveWith(act: (FormState) -> Unit) {
        val kept = keep()
        attempt(writing) {
            kept.join()
            turns.withLock { look() }
            val now = shown.value
            if (scope.isActive && now.unsaved.isEmpty()) act(now)
        }
    }

    companion object {
        /** Who stops typing for so long has what was typed on disk. */
        const val PAUSE_MS = 500L

        /** The core's word for an answer that is not of its question's type. */
        private const val WRONG_TYPE = "type"
    }
}

/** Several values with one more, or without it. */
internal fun ticked(answer: String, value: String): String {
    val values = valuesOf(answer)
    return (if (value in values) values - value else values + value).joinToString(" ")
}
