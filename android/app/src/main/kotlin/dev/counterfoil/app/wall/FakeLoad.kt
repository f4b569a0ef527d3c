package dev.counterfoil.app.wall

import dev.counterfoil.Candidate
import dev.counterfoil.Card
import dev.counterfoil.LoadAnswer
import dev.counterfoil.LoadCheck
import dev.counterfoil.LoadVerdict
import dev.counterfoil.Named
import dev.counterfoil.PickedCode
import dev.counterfoil.ScanVerdict
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow

/** The loading scan by heart: its verdicts as a test sets them; the last code seen again at once is one read. */
class FakeLoad(
    private val cards: () -> Collection<Card> = { FakeDay.cards },
    override val scanner: Scanner? = null,
    private val write: (String) -> Unit = {},
) : LoadWall {
    private val lists = MutableStateFlow<LoadCheck?>(LoadDay.check())
    private var last: String? = null

    /** What was heard and felt, in order. */
    val told = ArrayList<ReadSignal>()

    /** What a read of a code means, where it is not simply here or unknown. */
    val answers = HashMap<String, LoadAnswer>()

    /** What was read, in order. */
    val reads = ArrayList<ScannedCode>()

    override val feedback = Feedback { told += it }

    override suspend fun load(code: ScannedCode): LoadAnswer {
        write("load ${code.raw}")
        val card = cards().firstOrNull { card -> card.keys.any { it.value == code.raw } }
        val plain = if (card == null) LoadVerdict.UNKNOWN else LoadVerdict.HERE
        val answer = answers[code.raw] ?: LoadDay.answer(plain, card)
        if (last == code.raw) return answer.copy(repeated = true, done = null)
        last = code.raw
        reads += code
        val line = LoadDay.line(card, code.raw, answer.verdict)
        lists.value = lists.value?.let { it.copy(reads = it.reads + 1, here = it.here + line) }
        return answer
    }

    /** The lists become these; `null`: the shift is over. */
    fun lists(check: LoadCheck?) {
        lists.value = check
    }

    override fun check(): Flow<LoadCheck?> = lists
    override suspend fun marks(): List<Named> = LoadDay.marks
    override suspend fun pick(codes: List<ScannedCode>): PickedCode {
        val known = codes.indices.filter { at -> cards().any { card -> card.keys.any { it.value == codes[at].raw } } }
        return when (known.size) {
            0 -> PickedCode.Nothing
            1 -> PickedCode.One(known[0].toLong())
            else -> PickedCode.Several(known.map { it.toLong() })
        }
    }
    override suspend fun lookup(code: String): ScanVerdict {
        val card = cards().firstOrNull { card -> card.keys.any { it.value == code } } ?: return ScanVerdict.Unknown
        return when {
            card.doNotLoad -> ScanVerdict.DoNotLoad(card.id)
            card.assigned != listOf("ann") -> ScanVerdict.AnotherPersons(card.id, card.holder)
            else -> ScanVerdict.Known(listOf(card.id))
        }
    }
    override suspend fun likely(code: String): List<Candidate> = listOf(LoadDay.yuantong(code))
    override suspend fun cardsOf(orders: List<String>): List<Card> =
        orders.mapNotNull { id -> cards().firstOrNull { it.id == id } }
}
