package dev.counterfoil.app.orders

import dev.counterfoil.Card
import dev.counterfoil.LoadAnswer
import dev.counterfoil.LoadVerdict
import dev.counterfoil.PickedNothing
import dev.counterfoil.PickedOne
import dev.counterfoil.PickedSeveral
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.wall.AppWall
import dev.counterfoil.app.wall.ReadSignal
import dev.counterfoil.app.wall.ScannedCode
import dev.counterfoil.app.wall.WallException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/**
 * The loading scan: codes from wherever they come, one after the other, each with its verdict. The next may come before
 * the last was answered; what counts is in the store, so that a process that died goes on where it was.
 */
class LoadModel(
    private val wall: AppWall,
    private val scope: CoroutineScope,
    private val go: (Place) -> Unit,
    private val back: () -> Unit,
) {
    private val shown = MutableStateFlow(LoadState(hasScanner = wall.load.scanner != null))
    val state: StateFlow<LoadState> = shown.asStateFlow()

    private val codes = Channel<ScannedCode>(Channel.UNLIMITED)
    private var looking: Job? = null
    private var listing: Job? = null
    private var number = 0L

    init {
        attempt { wall.load.marks().let { marks -> shown.update { it.copy(marks = marks) } } }
        attempt {
            wall.load.check().collect { check ->
                shown.update { it.copy(isLoaded = true, check = check) }
                list()
            }
        }
        scope.launch { for (code in codes) read(code) }
    }

    fun on(event: LoadEvent) {
        when (event) {
            is LoadEvent.Scanned -> take(event.code)
            is LoadEvent.Typed -> shown.update { it.copy(typed = event.text, found = null) }
            LoadEvent.OtherKeys -> shown.update { it.copy(isLetters = !it.isLetters) }
            LoadEvent.Submit -> submit()
            is LoadEvent.Choose -> take(event.card)
            is LoadEvent.Point -> take(event.code)
            LoadEvent.Look -> look()
            is LoadEvent.OpenList -> {
                shown.update { it.copy(opened = event.list.takeIf { list -> list != it.opened }, rows = emptyList()) }
                list()
            }
            is LoadEvent.Open -> go(Place.Order(event.order))
            LoadEvent.BeginShift -> attempt { wall.account.beginShift() }
            LoadEvent.CloseTrouble -> shown.update { it.copy(trouble = null) }
            LoadEvent.Back -> back()
        }
    }

    /** A code is read in its turn; whatever was being typed or chosen is over. */
    private fun take(code: ScannedCode) {
        shown.update { it.copy(typed = "", found = null, several = emptyList(), trouble = null) }
        codes.trySend(code)
    }

    private fun take(card: Card) = take(ScannedCode(card.keys.first().value, TYPED))

    private suspend fun read(code: ScannedCode) {
        val answer = try {
            wall.load.load(code)
        } catch (error: WallException) {
            wall.load.feedback.tell(ReadSignal.FAILED)
            add(LoadRead(++number, code.raw, null, null))
            return shown.update { it.copy(trouble = error.trouble) }
        }
        // A label that stays in sight is one read, and was told.
        if (answer.repeated) return
        wall.load.feedback.tell(signal(answer))
        val read = LoadRead(++number, code.raw, answer, null)
        add(read)
        // The verdict does not wait for what else is to be said of the order.
        val card = answer.order?.let { order ->
            try {
                wall.load.cardsOf(listOf(order)).firstOrNull()
            } catch (_: WallException) {
                null
            }
        } ?: return
        shown.update { state ->
            state.copy(reads = state.reads.map { if (it.number == read.number) it.copy(card = card) else it })
        }
    }

    private fun add(read: LoadRead) = shown.update { it.copy(reads = (listOf(read) + it.reads).take(LAST)) }

    /** The last digits of a number, or all of it. */
    private fun submit() {
        val typed = shown.value.typed.trim()
        if (typed.isEmpty()) return
        if (typed.length > TAIL) return take(ScannedCode(typed, TYPED))
        attempt {
            val found = wall.orders.search(typed)
            val only = found.singleOrNull()
            if (only != null) take(only) else shown.update { it.copy(found = found) }
        }
    }

    private fun look() {
        val scanner = wall.load.scanner ?: return
        if (shown.value.isLooking) {
            looking?.cancel()
            return
        }
        shown.update { it.copy(isLooking = true) }
        looking = attempt {
            try {
                scanner.pictures().collect { see(it) }
            } finally {
                shown.update { it.copy(isLooking = false) }
            }
        }
    }

    private suspend fun see(picture: List<ScannedCode>) {
        when (val picked = wall.load.pick(picture)) {
            is PickedOne -> take(picture[picked.at.toInt()])
            is PickedSeveral -> shown.update { it.copy(several = picked.at.map { at -> picture[at.toInt()] }) }
            is PickedNothing -> Unit
        }
    }

    /** The rows of the open list, anew. */
    private fun list() {
        listing?.cancel()
        val list = shown.value.opened ?: return
        val lines = shown.value.check?.lines(list).orEmpty()
        listing = attempt {
            val cards = wall.load.cardsOf(lines.mapNotNull { it.order }).associateBy { it.id }
            shown.update { it.copy(rows = lines.map { line -> LoadRow(line, cards[line.order]) }) }
        }
    }

    private fun attempt(work: suspend () -> Unit): Job = scope.launch {
        try {
            work()
        } catch (error: WallException) {
            shown.update { it.copy(trouble = error.trouble) }
        }
    }

    companion object {
        /** Reads that stay listed. */
        const val LAST = 20

        /** So many letters at most are the end of a number, and not all of it. */
        const val TAIL = 6
        private const val TYPED = "typed"
    }
}

/** What a read means to who does not look. */
internal fun signal(answer: LoadAnswer): ReadSignal = when (answer.verdict) {
    LoadVerdict.HERE -> {
        val isPlain = answer.marks.isEmpty() && answer.pieces <= 1 && answer.readAs == null
        if (isPlain) ReadSignal.GOOD else ReadSignal.GOOD_BUT
    }
    LoadVerdict.NEXT_PIECE -> ReadSignal.NEXT_PIECE
    LoadVerdict.DUPLICATE -> ReadSignal.AGAIN
    LoadVerdict.ANOTHER -> ReadSignal.NOT_YOURS
    LoadVerdict.DO_NOT_LOAD, LoadVerdict.CANCELLED -> ReadSignal.STAYS
    LoadVerdict.UNKNOWN -> ReadSignal.UNKNOWN
}
