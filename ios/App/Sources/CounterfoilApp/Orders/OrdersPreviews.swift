//! Every state of the list.

import Counterfoil

/// Every state of the list.
enum OrdersPreviews {
    static let full = OrdersState(
        now: FakeDay.now, rows: byStop(FakeDay.cards, FakeDay.stops),
        counts: [
            .today: Count(number: FakeDay.cards.count, isMore: false),
            .waiting: Count(number: FakeDay.waiting.count, isMore: false),
            .done: Count(number: FakeDay.done.count, isMore: false),
        ],
        notices: Dictionary(grouping: FakeDay.notices, by: \.order), answers: FakeDay.urgeAnswers,
        ready: FakeDay.ready, unsent: 9, isLoaded: true)

    static let all: [Preview<OrdersState>] = [
        Preview("orders-full", full),
        Preview("orders-loading", OrdersState(now: FakeDay.now)),
        Preview(
            "orders-empty",
            changed(full) {
                $0.rows = []
                $0.counts = $0.counts.mapValues { _ in Count(number: 0, isMore: false) }
                $0.unsent = 0
            }),
        Preview(
            "orders-offline",
            changed(full) {
                $0.lastEnd = .offline
                $0.rows = byStop(Array(FakeDay.cards.dropFirst(1)), FakeDay.stops)
            }),
        Preview(
            "orders-ready",
            changed(full) {
                $0.isOnDuty = false
                $0.unsent = 0
            }),
        Preview(
            "orders-gaps",
            changed(full) {
                $0.isOnDuty = false
                $0.ready = FakeDay.notReady
                $0.lastEnd = .offline
            }),
        Preview(
            "orders-answers",
            changed(full) {
                $0.allAnswers = "o1"
                $0.rows = byStop(Array(FakeDay.cards.dropFirst(1)), FakeDay.stops)
            }),
        Preview(
            "orders-intercepted",
            changed(full) { $0.rows = byStop(Array(FakeDay.cards.dropFirst(4)), FakeDay.stops) }),
        Preview(
            "orders-waiting",
            changed(full) {
                $0.group = .waiting
                $0.rows = flat(FakeDay.waiting)
            }),
        Preview(
            "orders-done",
            changed(full) {
                $0.group = .done
                $0.rows = flat(FakeDay.done)
            }),
        Preview(
            "orders-search",
            changed(full) {
                $0.typed = "李女"
                $0.found = FakeDay.cards.filter { $0.contactName == "李女士" }
            }),
        Preview(
            "orders-nothing-found",
            changed(full) {
                $0.typed = "9999"
                $0.found = []
            }),
        Preview(
            "orders-code",
            changed(full) {
                $0.typed = "YT6099281734650"
                $0.found = []
                $0.said = CodeSaid(
                    code: "YT6099281734650", verdict: .unknown, likely: Words(zh: "圆通", en: "YTO"))
            }),
        Preview("orders-nobody", OrdersState(now: FakeDay.now, isEnrolled: false, isOnDuty: false)),
        Preview("orders-storage-full", changed(full) { $0.trouble = .storageFull }),
        Preview("orders-sign-in-again", changed(full) { $0.trouble = .signInAgain }),
    ]
}
