package dev.counterfoil.app.orders

import dev.counterfoil.Card
import dev.counterfoil.LoadAnswer
import dev.counterfoil.LoadVerdict
import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.LoadDay
import dev.counterfoil.app.wall.ScannedCode
import dev.counterfoil.app.wall.Trouble

/** Every state of the load check. */
object LoadPreviews {
    private fun card(id: String) = FakeDay.cards.single { it.id == id }

    private fun read(number: Long, card: Card?, answer: LoadAnswer?) =
        LoadRead(number, card?.keys?.first()?.value ?: LoadDay.UNKNOWN, answer, card)

    private fun read(number: Long, id: String, verdict: LoadVerdict) =
        read(number, card(id), LoadDay.answer(verdict, card(id)))

    private val empty = LoadState(isLoaded = true, check = LoadDay.check(), marks = LoadDay.marks)
    private val before = listOf(
        read(3, "o1", LoadVerdict.HERE), read(2, "o6", LoadVerdict.DO_NOT_LOAD), read(1, "o4", LoadVerdict.HERE),
    )
    private val middle = empty.copy(check = LoadDay.middle, reads = before)

    private fun after(read: LoadRead) = middle.copy(reads = listOf(read) + before)

    private val pair = card("o3")
    private val states = mapOf(
        "ready" to empty,
        "off-duty" to empty.copy(check = null),
        "good" to after(read(4, "o2", LoadVerdict.HERE).copy(card = null)),
        "marks" to after(
            read(4, card("o2"), LoadDay.answer(LoadVerdict.HERE, card("o2"), listOf("freight_due", "cold_chain")))
        ),
        "two-pieces" to after(read(4, pair, LoadDay.answer(LoadVerdict.NEXT_PIECE, pair, piece = 2, pieces = 2))),
        "again" to after(read(4, "o1", LoadVerdict.DUPLICATE)),
        "anothers" to after(read(4, "o7", LoadVerdict.ANOTHER)),
        "stopped" to after(read(4, "o6", LoadVerdict.DO_NOT_LOAD)),
        "cancelled" to after(read(4, "o5", LoadVerdict.CANCELLED)),
        "unknown" to after(
            read(
                4, null,
                LoadDay.answer(LoadVerdict.UNKNOWN, null, candidates = listOf(LoadDay.yuantong(LoadDay.UNKNOWN)))
            )
        ),
        "storage-full" to after(read(4, card("o5"), null)).copy(trouble = Trouble.StorageFull),
        "typed" to middle.copy(typed = "6017", isLetters = true, hasScanner = true),
        "tail" to middle.copy(typed = "6017", found = listOf(card("o2"), card("o3"))),
        "nothing-found" to middle.copy(typed = "9999", found = emptyList()),
        "camera" to middle.copy(
            hasScanner = true, isLooking = true,
            several = listOf(ScannedCode("SF1203456789017", "code128"), ScannedCode("YT0880027341991", "code128"))
        ),
        "list" to middle.copy(
            opened = LoadList.HERE, reads = emptyList(),
            rows = LoadDay.middle.here.map { LoadRow(it, card(it.order!!)) }
        ),
        "unknowns" to middle.copy(
            opened = LoadList.UNKNOWN, reads = emptyList(), rows = LoadDay.middle.unknown.map { LoadRow(it, null) }
        ),
    )

    val all: List<Preview> = states.map { (name, state) -> Preview("load-$name") { LoadView(state) {} } }
}
