package dev.counterfoil.app.orders

import dev.counterfoil.Card
import dev.counterfoil.ScanVerdict
import dev.counterfoil.SessionEnd
import dev.counterfoil.Words
import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.Trouble

/** Every state of the list. */
object OrdersPreviews {
    private val counts = mapOf(
        OrderGroup.TODAY to Count(FakeDay.cards.size, false),
        OrderGroup.WAITING to Count(FakeDay.waiting.size, false),
        OrderGroup.DONE to Count(FakeDay.done.size, false),
    )
    internal val full = OrdersState(
        FakeDay.now,
        rows = byStop(FakeDay.cards, FakeDay.stops),
        counts = counts,
        notices = FakeDay.notices.groupBy { it.order },
        answers = FakeDay.urgeAnswers,
        ready = FakeDay.ready,
        unsent = 9,
        isLoaded = true,
    )
    private fun flat(cards: List<Card>) = cards.map { OrdersRow.One(it, hasStop = false) }

    private val states = mapOf(
        "full" to full,
        "loading" to OrdersState(FakeDay.now),
        "empty" to full.copy(rows = emptyList(), counts = counts.mapValues { Count(0, false) }, unsent = 0),
        "offline" to full.copy(lastEnd = SessionEnd.OFFLINE, rows = byStop(FakeDay.cards.drop(1), FakeDay.stops)),
        "ready" to full.copy(isOnDuty = false, unsent = 0),
        "gaps" to full.copy(isOnDuty = false, ready = FakeDay.notReady, lastEnd = SessionEnd.OFFLINE),
        "answers" to full.copy(allAnswers = "o1", rows = byStop(FakeDay.cards.drop(1), FakeDay.stops)),
        "intercepted" to full.copy(rows = byStop(FakeDay.cards.drop(4), FakeDay.stops)),
        "waiting" to full.copy(group = OrderGroup.WAITING, rows = flat(FakeDay.waiting)),
        "done" to full.copy(group = OrderGroup.DONE, rows = flat(FakeDay.done)),
        "search" to full.copy(typed = "李女", found = FakeDay.cards.filter { it.contactName == "李女士" }),
        "nothing-found" to full.copy(typed = "9999", found = emptyList()),
        "code" to full.copy(
            typed = "YT6099281734650", found = emptyList(),
            said = CodeSaid("YT6099281734650", ScanVerdict.Unknown, Words("圆通", "YTO"))
        ),
        "nobody" to OrdersState(FakeDay.now, isEnrolled = false, isOnDuty = false),
        "storage-full" to full.copy(trouble = Trouble.StorageFull),
        "sign-in-again" to full.copy(trouble = Trouble.SignInAgain),
    )

    val all: List<Preview> = states.map { (name, state) -> Preview("orders-$name") { OrdersView(state) {} } }
}
