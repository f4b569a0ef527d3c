package dev.counterfoil.app.wall

import dev.counterfoil.Candidate
import dev.counterfoil.CandidateReason
import dev.counterfoil.Card
import dev.counterfoil.Done
import dev.counterfoil.Key
import dev.counterfoil.LoadAnswer
import dev.counterfoil.LoadCheck
import dev.counterfoil.LoadLine
import dev.counterfoil.LoadVerdict
import dev.counterfoil.Named

/** 小安's loading scan: material for previews and for tests of models. All invented. */
object LoadDay {
    const val UNKNOWN = "YT6099281734650"

    val marks = listOf(
        Named("freight_due", words("到付", "freight due")), Named("goods_due", words("代收", "cash on delivery")),
        Named("cold_chain", words("冷链", "cold chain")),
    )

    fun answer(
        verdict: LoadVerdict,
        card: Card?,
        marks: List<String> = emptyList(),
        piece: Long = 1,
        pieces: Long = 1,
        candidates: List<Candidate> = emptyList(),
        readAs: String? = null,
    ) = LoadAnswer(
        verdict = verdict, order = card?.id, holder = card?.holder, title = card?.title, marks = marks, piece = piece,
        pieces = pieces, candidates = candidates, readAs = readAs, founded = false, taken = verdict == LoadVerdict.HERE,
        repeated = false, done = Done(emptyList(), emptyList(), false),
    )

    fun line(card: Card?, code: String?, verdict: LoadVerdict?, read: Long = 1, pieces: Long = 1) = LoadLine(
        order = card?.id, code = code, title = card?.title, verdict = verdict, holder = card?.holder,
        marks = emptyList(), piecesRead = if (code == null) 0 else read, pieces = pieces,
    )

    /** What the lists are before anything was read. */
    fun check() = LoadCheck(0, 0, emptyList(), emptyList(), emptyList(), emptyList(), emptyList())

    /** What they are in the middle of it. */
    val middle: LoadCheck
        get() {
            val (o4, o1, o2, o3) = FakeDay.cards
            val (o5, o6, o7) = FakeDay.cards.drop(4)
            val here = LoadVerdict.HERE
            return LoadCheck(
                9, 1,
                here = listOf(o4, o1, o2).map { line(it, it.keys[0].value, here) } +
                    line(o3, o3.keys[0].value, here, read = 1, pieces = 2),
                absent = listOf(line(o5, null, null)),
                another = listOf(line(o7, o7.keys[0].value, LoadVerdict.ANOTHER)),
                unknown = listOf(line(null, UNKNOWN, LoadVerdict.UNKNOWN), line(null, "1990000", LoadVerdict.UNKNOWN)),
                doNotLoad = listOf(line(o6, o6.keys[0].value, LoadVerdict.DO_NOT_LOAD)),
            )
        }

    fun yuantong(code: String) =
        Candidate(Key("waybill", code), "yto", words("圆通", "YTO"), CandidateReason.PATTERN)
}
