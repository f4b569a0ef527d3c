package dev.counterfoil.app.order

import dev.counterfoil.CandidateRow
import dev.counterfoil.Consent
import dev.counterfoil.FieldRow
import dev.counterfoil.FieldSet
import dev.counterfoil.Money
import dev.counterfoil.OrderSheet
import dev.counterfoil.Payment
import dev.counterfoil.PaymentMethod
import dev.counterfoil.PaymentPurpose
import dev.counterfoil.Settle
import dev.counterfoil.TransitionStep
import dev.counterfoil.Words
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.wall.AppWall
import dev.counterfoil.app.wall.Trouble
import dev.counterfoil.app.wall.WallException
import java.time.Instant
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/**
 * Turns an order and what a person does into a sheet.
 *
 * @param elapsedMs a clock that never falls: two taps within 300 ms on one spot are one
 * @param go leads to another place; [back] to the one before
 */
class OrderModel(
    private val wall: AppWall,
    private val id: String,
    private val scope: CoroutineScope,
    ticks: Flow<Instant>,
    now: Instant,
    private val elapsedMs: () -> Long,
    private val go: (Place) -> Unit,
    private val back: () -> Unit,
) {
    private val shown = MutableStateFlow(OrderState(now, hasCamera = wall.capture.camera != null))
    val state: StateFlow<OrderState> = shown.asStateFlow()

    private var shownAtMs = elapsedMs()
    private var undoing: Job? = null

    /** A step that goes on by itself as soon as the sheet shows what was handed in for it. */
    private var goesOn: String? = null

    init {
        attempt { wall.order.sheet(id).collect(::take) }
        attempt { ticks.collect { at -> shown.update { it.copy(now = at) } } }
        attempt { wall.account.who().collect { who -> shown.update { it.copy(me = who.enrolled?.person) } } }
        attempt {
            wall.orders.notices().collect { all ->
                shown.update {
                    it.copy(
                        notices = all.filter { one ->
                            one.order == id
                        }
                    )
                }
            }
        }
        attempt {
            wall.orders.stops().collect { stops ->
                shown.update { it.copy(alerts = stops.firstOrNull { stop -> id in stop.orders }?.alerts.orEmpty()) }
            }
        }
        attempt { wall.forms.rows(id).collect { forms -> shown.update { it.copy(forms = forms) } } }
        attempt { wall.orders.urgeAnswers().let { answers -> shown.update { it.copy(answers = answers) } } }
    }

    fun on(event: OrderEvent) {
        when (event) {
            is OrderEvent.Act -> if (!isDoubleTap()) begin(event.transition)
            is OrderEvent.ChooseReason -> if (!isDoubleTap()) given { it.copy(reason = event.reason) }
            is OrderEvent.Typed -> shown.update { it.copy(typed = event.text) }
            OrderEvent.WriteNote -> if (shown.value.typed.isNotBlank()) {
                given {
                    it.copy(note = shown.value.typed.trim())
                }
            }
            is OrderEvent.Paid -> if (!isDoubleTap()) pay(event.method)
            is OrderEvent.Consented -> if (!isDoubleTap()) consent(event)
            OrderEvent.NotNow -> shown.update { it.copy(asked = null, given = null, typed = "") }
            OrderEvent.TakeBack -> takeBack()
            is OrderEvent.OpenForm -> if (!isDoubleTap()) go(Place.Form(id, event.form, then = null))
            is OrderEvent.Settle -> settle(event.field, event.candidate)
            is OrderEvent.Answer -> attempt { wall.orders.answerUrge(id, event.answer) }
            is OrderEvent.Read -> attempt { wall.orders.read(event.notice) }
            OrderEvent.CloseTrouble -> shown.update { it.copy(trouble = null) }
            OrderEvent.Back -> back()
        }
    }

    /** Whether a tap comes so soon that it was meant for what stood there before. */
    private fun isDoubleTap(): Boolean = elapsedMs() - shownAtMs < DOUBLE_TAP_MS

    private suspend fun take(sheet: OrderSheet) {
        if (shown.value.sheet == null) shownAtMs = elapsedMs()
        if (shown.value.playbook == null) {
            val playbook = wall.order.playbook(id)
            val words = PlaybookWords.of(playbook, sheet.sheet.card.kind)
            shown.update { it.copy(playbook = playbook, words = words) }
        }
        shown.update { it.copy(sheet = sheet, isGone = false) }
        goesOn?.let { step ->
            goesOn = null
            begin(step)
        }
    }

    private fun attempt(work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (error: WallException) {
                val isGone = error.trouble == Trouble.Gone && shown.value.sheet == null
                shown.update { if (isGone) it.copy(isGone = true) else it.copy(trouble = error.trouble) }
            }
        }
    }

    /** Goes on with a step: asks for what is missing, one thing at a time, and makes it when nothing is. */
    private fun begin(transition: String) {
        val step = shown.value.steps.firstOrNull { it.offer.transition == transition } ?: return
        if (!step.canGoOn) return
        shown.update { it.copy(asked = null, typed = "", trouble = null) }
        when (val next = step.next) {
            is Supply.Photo -> go(Place.Capture(id, next.role, transition))
            is Supply.Sign -> go(Place.Signature(id, next.role, transition))
            is Supply.Form -> go(Place.Form(id, next.form, transition))
            is Supply.Pay -> ask(Asked.Pay(step, next.purpose, next.minor))
            is Supply.Consent -> ask(Asked.Consent(step, next.kinds))
            is Supply.Reason -> ask(Asked.Reason(step, next.group))
            Supply.Note -> ask(Asked.Note(step))
            null -> make(step)
        }
    }

    /** Goes on with a step whose form was filled in a moment ago: at once, or when the sheet has heard of it. */
    fun goOn(transition: String, form: String) {
        val step = shown.value.steps.firstOrNull { it.offer.transition == transition }
        if (step == null || Supply.Form(form) in step.supplies) goesOn = transition else begin(transition)
    }

    private fun ask(asked: Asked) {
        shownAtMs = elapsedMs()
        shown.update { it.copy(asked = asked) }
    }

    private fun given(change: (Given) -> Given) {
        val transition = when (val asked = shown.value.asked) {
            is Asked.Reason -> asked.step.offer.transition
            is Asked.Note -> asked.step.offer.transition
            else -> return
        }
        val before = shown.value.given?.takeIf { it.transition == transition } ?: Given(transition)
        shown.update { it.copy(given = change(before)) }
        begin(transition)
    }

    private fun make(step: Step) {
        val given = shown.value.given?.takeIf { it.transition == step.offer.transition }
        shownAtMs = elapsedMs()
        attempt {
            val done = wall.order.step(
                id,
                TransitionStep(step.offer.transition, given?.reason, given?.note),
                shown.value.sheet?.shown,
            )
            shown.update { it.copy(given = null) }
            done.facts.lastOrNull { it.kind == "transition" }?.let { offerUndo(it.fact, step.offer.name) }
        }
    }

    /** For ten seconds one tap takes a step back; also one that was made with a signature, one screen on. */
    fun offerUndo(fact: String, name: Words) {
        undoing?.cancel()
        shown.update { it.copy(undo = Undo(fact, name)) }
        undoing = scope.launch {
            delay(UNDO_MS)
            shown.update { it.copy(undo = null) }
        }
    }

    private fun takeBack() {
        val undo = shown.value.undo ?: return
        val reason = shown.value.playbook?.reasons?.firstOrNull { WRONG_TAP == it.id }?.id ?: WRONG_TAP
        undoing?.cancel()
        shown.update { it.copy(undo = null) }
        attempt { wall.order.takeBack(id, undo.fact, reason) }
    }

    private fun pay(method: PaymentMethod) {
        val asked = shown.value.asked as? Asked.Pay ?: return
        val sheet = shown.value.sheet ?: return
        val purpose = when (asked.purpose) {
            "freight" -> PaymentPurpose.FREIGHT
            "goods" -> PaymentPurpose.GOODS
            else -> PaymentPurpose.SERVICE
        }
        val currency = sheet.sheet.card.due.firstOrNull { it.purpose == asked.purpose }?.currency ?: "CNY"
        // The same slip for the same sheet: two taps are one deed.
        val slip = "${asked.purpose}-${sheet.sheet.payments.count { it.purpose == asked.purpose } + 1}"
        handIn(asked.step) { wall.order.payment(id, Payment(purpose, method, Money(asked.minor, currency), slip)) }
    }

    private fun consent(event: OrderEvent.Consented) {
        val asked = shown.value.asked as? Asked.Consent ?: return
        val who = shown.value.sheet?.sheet?.card?.contactName ?: return
        val words = shown.value.typed.trim().ifEmpty { return }
        val consent = Consent(event.kind, who, event.channel, words, emptyList(), null, null, null)
        handIn(asked.step) { wall.order.consent(id, consent) }
    }

    /** Writes what a step needs; the step goes on when the sheet shows it. */
    private fun handIn(step: Step, write: suspend () -> Unit) {
        shown.update { it.copy(asked = null, typed = "") }
        goesOn = step.offer.transition
        attempt {
            try {
                write()
            } catch (error: WallException) {
                goesOn = null
                throw error
            }
        }
    }

    private fun settle(field: FieldRow, candidate: CandidateRow) {
        val changes = field.candidates.mapNotNull { it.change }
        attempt { wall.order.settle(id, Settle(FieldSet(field.document, field.path, candidate.value), changes, null)) }
    }

    companion object {
        const val DOUBLE_TAP_MS = 300L
        const val UNDO_MS = 10_000L

        /** The playbook's reason for a step that was tapped by mistake. */
        const val WRONG_TAP = "pressed_wrongly"
    }
}
