//! Every state of the way to the hub, and of the end of a shift.

import Counterfoil
import Foundation

/// Every state of the way to the hub, and of the end of a shift.
enum SyncPreviews {
    static let ways: [Preview<SyncState>] = [
        Preview("sync-some", some),
        Preview(
            "sync-all-there",
            SyncState(
                now: FakeDay.now, status: FakeDay.status(onPhone: 0, stored: 221, safe: 221), lastEnd: .done,
                report: sent)),
        Preview("sync-offline", changed(some) { $0.lastEnd = .offline }),
        Preview("sync-sending", changed(some) { $0.isSending = true }),
        Preview(
            "sync-stuck",
            changed(some) {
                $0.status?.stuck = stuck
                $0.refused = [refused]
                $0.lastEnd = .stuck
            }),
        Preview("sync-sign-in-again", changed(some) { $0.lastEnd = .signInAgain }),
        Preview("sync-loading", SyncState(now: FakeDay.now)),
        Preview("sync-storage-full", changed(some) { $0.trouble = .storageFull }),
    ]

    static let shifts: [Preview<EndOfShiftState>] = [
        Preview("shift-open", open),
        Preview("shift-typing", changed(open) { $0.typed = "287" }),
        Preview(
            "shift-list",
            changed(open) {
                $0.opened = "签收"
                $0.cards = Array(FakeDay.done.prefix(2))
            }),
        Preview("shift-even", EndOfShiftState(isLoaded: true, balances: even)),
        Preview("shift-closed", EndOfShiftState(isLoaded: true, balances: even, isClosed: true)),
        Preview(
            "shift-left",
            changed(open) {
                $0.isClosed = true
                $0.outcome = .left(left: [.unsent(count: 4), .blobs(count: 2)])
            }),
        Preview(
            "shift-nothing-left",
            EndOfShiftState(
                isLoaded: true, balances: even, isClosed: true, outcome: .nothingLeft(blobs: 31, bytes: Data()))),
        Preview("shift-no-shift", EndOfShiftState(isLoaded: true)),
        Preview(
            "shift-offline",
            changed(open) {
                $0.isClosed = true
                $0.trouble = .offline
            }),
    ]

    private static let some = SyncState(
        now: FakeDay.now, status: FakeDay.status(),
        waiting: [WaitingWork(card: FakeDay.done[0], records: 4), WaitingWork(card: FakeDay.cards[3], records: 3)])
    private static let refused = RefusedWork(
        order: "o5", card: FakeDay.cards.first { $0.id == "o5" }, code: "fact_policy",
        rows: [FakeDay.row("transition", FakeDay.about(9, 59), mark: "refused")])
    private static let stuck = [
        Stuck(subject: "o5", hash: "h1", reason: .refused, code: "fact_policy"),
        Stuck(subject: "o3", hash: "h2", reason: .held, code: "gap"),
        Stuck(subject: "o2", hash: "h3", reason: .upload, code: nil),
    ]
    private static let sent = SyncReport(
        end: .done, isDone: true, pushed: 7, pulled: 3, uploaded: 2, traffic: nil, unsent: 0, more: false,
        blobsLeft: 0, blobBytesLeft: 0, heldBack: 0, signInAgain: false)

    private static let open = EndOfShiftState(isLoaded: true, balances: balances)
    private static let balances = Balances(
        shift: "shift-1", person: "ann",
        things: Things(
            carried: [], loaded: orders(9), delivered: ["d1", "d2"], returned: ["d3"], handedOver: [],
            held: orders(6), givenNotReceived: [], inQuestion: [], unexplained: [], counted: []),
        cash: Cash(purposes: [], methods: [cash(counted: nil)], differing: [], inQuestion: []),
        work: Work(
            done: ["d1", "d2", "d3"],
            waiting: FakeDay.waiting.map { WaitingRow(order: $0.id, stage: $0.stage, reason: nil, note: nil) },
            open: ["o1", "o2"], late: [], overdue: [], unsent: [UnsentRow(order: "d1", envelopes: 4)]))
    private static let even = changed(balances) {
        $0.things.held = []
        $0.things.delivered = orders(8)
        $0.cash.methods = [cash(counted: 28_700)]
        $0.work = Work(done: orders(9), waiting: [], open: [], late: [], overdue: [], unsent: [])
    }

    private static func orders(_ count: Int) -> [String] { (0..<count).map { "o\($0)" } }

    private static func cash(counted: Int64?) -> CashMethod {
        CashMethod(method: "cash", currency: "CNY", saidMinor: 28_700, countedMinor: counted)
    }
}
