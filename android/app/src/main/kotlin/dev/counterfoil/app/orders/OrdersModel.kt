package dev.counterfoil.app.orders

import dev.counterfoil.Card
import dev.counterfoil.OrderPage
import dev.counterfoil.RouteStop
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.wall.AppWall
import dev.counterfoil.app.wall.WallException
import java.time.Instant
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.emptyFlow
import kotlinx.coroutines.flow.flatMapLatest
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** Turns what the wall tells and what a person does into what the list shows. */
@OptIn(ExperimentalCoroutinesApi::class)
class OrdersModel(
    private val wall: AppWall,
    private val scope: CoroutineScope,
    ticks: Flow<Instant>,
    now: Instant,
    private val go: (Place) -> Unit,
) {
    private val shown = MutableStateFlow(OrdersState(now))
    val state: StateFlow<OrdersState> = shown.asStateFlow()

    private val wanted = MutableStateFlow(PAGE)
    private val wantedDone = MutableStateFlow(PAGE)
    private val sought = MutableStateFlow(Sought("", isCode = false))
    private var open = OrderPage(emptyList(), null)
    private var done = OrderPage(emptyList(), null)
    private var stops = emptyList<RouteStop>()

    init {
        hear(ticks) { at -> shown.update { it.copy(now = at) } }
        hear(wall.account.who()) { who ->
            shown.update { it.copy(isEnrolled = who.enrolled != null, isOnDuty = who.shift != null) }
        }
        hear(wanted.flatMapLatest { mine { wall.orders.open(it) } }) {
            open = it
            arrange()
        }
        hear(wantedDone.flatMapLatest { mine { wall.orders.done(it) } }) {
            done = it
            arrange()
        }
        hear(mine { wall.orders.stops() }) {
            stops = it
            arrange()
        }
        hear(
            mine {
                wall.orders.notices()
            }
        ) { list -> shown.update { it.copy(notices = list.groupBy { one -> one.order }) } }
        hear(mine { wall.orders.ready() }) { ready -> shown.update { it.copy(ready = ready) } }
        hear(
            mine {
                flow { emit(wall.orders.urgeAnswers()) }
            }
        ) { answers -> shown.update { it.copy(answers = answers) } }
        hear(wall.sync.status()) { status -> shown.update { it.copy(unsent = status.onPhone + status.blobsWaiting) } }
        hear(wall.sync.lastEnd) { end -> shown.update { it.copy(lastEnd = end) } }
        scope.launch { sought.collectLatest { search(it) } }
    }

    /** A store that is nobody's has no orders to ask for; as soon as it is somebody's they are asked for. */
    private fun <T> mine(ask: () -> Flow<T>): Flow<T> =
        wall.account.who().map { it.enrolled?.device }.distinctUntilChanged().flatMapLatest {
            if (it == null) {
                emptyFlow()
            } else {
                ask()
            }
        }

    fun on(event: OrdersEvent) {
        when (event) {
            is OrdersEvent.Show -> {
                shown.update { it.copy(group = event.group) }
                arrange()
            }
            is OrdersEvent.Typed -> seek(event.text, isCode = isWholeNumber(event.text))
            is OrdersEvent.Scanned -> seek(event.code, isCode = true)
            is OrdersEvent.Open -> go(Place.Order(event.order))
            is OrdersEvent.Answer -> attempt { wall.orders.answerUrge(event.order, event.answer) }
            is OrdersEvent.AllAnswers -> shown.update { it.copy(allAnswers = event.order) }
            is OrdersEvent.Read -> attempt { wall.orders.read(event.notice) }
            OrdersEvent.EndReached -> more()
            OrdersEvent.SendNow -> send()
            OrdersEvent.Enrol -> go(Place.Account)
            OrdersEvent.BeginShift -> attempt { wall.account.beginShift() }
            OrdersEvent.Load -> go(Place.Load)
            OrdersEvent.CloseTrouble -> shown.update { it.copy(trouble = null) }
        }
    }

    private fun <T> hear(flow: Flow<T>, take: (T) -> Unit) = attempt { flow.collect { take(it) } }

    private fun attempt(work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (error: WallException) {
                shown.update { it.copy(trouble = error.trouble) }
            }
        }
    }

    private fun send() {
        if (shown.value.isSending) return
        shown.update { it.copy(isSending = true) }
        attempt {
            try {
                wall.sync.sendNow()
            } finally {
                shown.update { it.copy(isSending = false) }
            }
        }
    }

    /** Another page of the heap that is looked at, if there is one. */
    private fun more() {
        if (shown.value.group == OrderGroup.DONE) {
            if (done.next != null) wantedDone.value = done.cards.size + PAGE
        } else if (open.next != null) {
            wanted.value = open.cards.size + PAGE
        }
    }

    private fun seek(text: String, isCode: Boolean) {
        shown.update { it.copy(typed = text) }
        sought.value = Sought(text.trim(), isCode)
    }

    private suspend fun search(sought: Sought) {
        if (sought.text.length < 2) return shown.update { it.copy(found = null, said = null) }
        try {
            val meant = if (sought.isCode) wall.meant(sought.text) else Meant.Found(wall.orders.search(sought.text))
            when (meant) {
                is Meant.One -> {
                    // She comes back to her list, and not to the number.
                    seek("", isCode = false)
                    go(Place.Order(meant.order))
                }
                is Meant.Found -> shown.update { it.copy(found = meant.cards, said = meant.said) }
            }
        } catch (error: WallException) {
            shown.update { it.copy(trouble = error.trouble) }
        }
    }

    /** What is searched; [isCode]: a whole number, typed or scanned. */
    private data class Sought(val text: String, val isCode: Boolean)

    private fun arrange() {
        val (waiting, today) = open.cards.partition { it.waiting != null }
        val isMore = open.next != null
        shown.update { state ->
            val rows = when (state.group) {
                OrderGroup.TODAY -> if (isMore) today.flat() else byStop(today, stops)
                OrderGroup.WAITING -> waiting.flat()
                OrderGroup.DONE -> done.cards.flat()
            }
            val counts = mapOf(
                OrderGroup.TODAY to Count(today.size, isMore),
                OrderGroup.WAITING to Count(waiting.size, isMore),
                OrderGroup.DONE to Count(done.cards.size, done.next != null),
            )
            state.copy(rows = rows, counts = counts, isLoaded = true)
        }
    }

    private fun List<Card>.flat() = map { OrdersRow.One(it, hasStop = false) }

    companion object {
        /** Cards that are asked for at first, and more at each end that is reached. */
        const val PAGE = 200
    }
}

/** Cards below their stops: a stop stands where its first card would, and gathers the others. */
internal fun byStop(cards: List<Card>, stops: List<RouteStop>): List<OrdersRow> {
    val stopOf = stops.flatMap { stop -> stop.orders.map { it to stop } }.toMap()
    return cards.groupBy { stopOf[it.id] ?: it }.flatMap { (place, group) ->
        val head = (place as? RouteStop)?.let { listOf(OrdersRow.Stop(it)) }.orEmpty()
        head + group.map { OrdersRow.One(it, hasStop = head.isNotEmpty()) }
    }
}
