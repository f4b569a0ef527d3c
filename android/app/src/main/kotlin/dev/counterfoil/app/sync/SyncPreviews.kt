package dev.counterfoil.app.sync

import dev.counterfoil.Balances
import dev.counterfoil.Cash
import dev.counterfoil.CashMethod
import dev.counterfoil.CertificateOutcome
import dev.counterfoil.Left
import dev.counterfoil.SessionEnd
import dev.counterfoil.Stuck
import dev.counterfoil.StuckReason
import dev.counterfoil.SyncReport
import dev.counterfoil.Things
import dev.counterfoil.UnsentRow
import dev.counterfoil.WaitingRow
import dev.counterfoil.Work
import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.RefusedWork
import dev.counterfoil.app.wall.Trouble
import dev.counterfoil.app.wall.about
import dev.counterfoil.app.wall.row

/** Every state of the way to the hub, and of the end of a shift. */
object SyncPreviews {
    private val waiting = listOf(FakeDay.done[0] to 4L, FakeDay.cards.first { it.id == "o3" } to 3L)
    private val some = SyncState(FakeDay.now, FakeDay.status(), waiting)
    private val refused = RefusedWork(
        "o5",
        FakeDay.cards.first {
            it.id == "o5"
        },
        "fact_policy", listOf(row("transition", about(9, 59), mark = "refused")),
    )
    private val stuck = FakeDay.status().copy(
        stuck = listOf(
            Stuck("o5", "h1", StuckReason.REFUSED, "fact_policy"),
            Stuck("o3", "h2", StuckReason.HELD, "gap"),
            Stuck("o2", "h3", StuckReason.UPLOAD, null),
        ),
    )
    private val allThere = FakeDay.status(onPhone = 0, stored = 221, safe = 221)
    private val sent = SyncReport(SessionEnd.DONE, true, 7, 3, 2, null, 0, false, 0, 0, 0, false)
    private val ways = mapOf(
        "some" to some,
        "all-there" to
            SyncState(FakeDay.now, allThere, lastEnd = SessionEnd.DONE, report = sent),
        "offline" to some.copy(lastEnd = SessionEnd.OFFLINE),
        "sending" to some.copy(isSending = true),
        "stuck" to some.copy(status = stuck, refused = listOf(refused), lastEnd = SessionEnd.STUCK),
        "sign-in-again" to some.copy(lastEnd = SessionEnd.SIGN_IN_AGAIN),
        "loading" to SyncState(FakeDay.now),
        "storage-full" to some.copy(trouble = Trouble.StorageFull),
    )

    private val balances = Balances(
        "shift-1", "ann",
        Things(
            emptyList(),
            List(9) {
                "o$it"
            },
            listOf("d1", "d2"), listOf("d3"), emptyList(), List(6) { "o$it" }, emptyList(),
            emptyList(), emptyList(), emptyList()
        ),
        Cash(emptyList(), listOf(CashMethod("cash", "CNY", 28_700, null)), emptyList(), emptyList()),
        Work(
            listOf("d1", "d2", "d3"),
            FakeDay.waiting.map {
                WaitingRow(it.id, it.stage, null, null)
            },
            listOf("o1", "o2"),
            emptyList(), emptyList(), listOf(UnsentRow("d1", 4))
        ),
    )
    private val even = balances.copy(
        things = balances.things.copy(held = emptyList(), delivered = List(8) { "o$it" }),
        cash = balances.cash.copy(methods = listOf(CashMethod("cash", "CNY", 28_700, 28_700))),
        work = Work(List(9) { "o$it" }, emptyList(), emptyList(), emptyList(), emptyList(), emptyList()),
    )
    private val open = EndOfShiftState(true, balances)
    private val shifts = mapOf(
        "open" to open,
        "typing" to open.copy(typed = "287"),
        "list" to open.copy(opened = "签收", cards = FakeDay.done.take(2)),
        "even" to EndOfShiftState(true, even),
        "closed" to EndOfShiftState(true, even, isClosed = true),
        "left" to open.copy(isClosed = true, outcome = CertificateOutcome.Left(listOf(Left.Unsent(4), Left.Blobs(2)))),
        "nothing-left" to
            EndOfShiftState(true, even, isClosed = true, outcome = CertificateOutcome.NothingLeft(31, ByteArray(0))),
        "no-shift" to EndOfShiftState(true),
        "offline" to open.copy(isClosed = true, trouble = Trouble.Offline),
    )

    val all: List<Preview> = ways.map { (name, state) -> Preview("sync-$name") { SyncView(state) {} } } +
        shifts.map { (name, state) -> Preview("shift-$name") { EndOfShiftView(state) {} } }
}
