//! The orders desk: lists, search, what a scanned code means, and sheets.

import CounterfoilGenerated
import Foundation

/// Orders and the other subjects: lists, search, sheets, commands.
///
/// Every call is one transaction and needs no network. It runs on a thread of this package; readers do not wait for
/// each other. A call that reads is not made in a task that was cancelled before its turn; one that writes runs to its
/// end. After ``Phone/close()`` each throws ``CounterfoilError/closed``.
public struct Orders: Sendable {
    let desk: CounterfoilGenerated.Orders
    let opened: Opened

    /// One page of orders. Loads no document: about 1 ms for 100 cards.
    ///
    /// - Parameters:
    ///   - after: The `next` of the page before; `nil` for the first page.
    ///   - count: Cards, 1 to 500.
    /// - Throws: ``CounterfoilError/notFound(what:)`` for an `after` that no page gave.
    public func list(
        _ filter: OrderFilter = OrderFilter(), by order: ListOrder = .due, after: String? = nil,
        count: Int = 100
    ) async throws(CounterfoilError) -> OrderPage {
        try await opened.reading.ask { [desk] in
            try desk.list(filter: filter, order: order, after: after, count: Int64(count))
        }
    }

    /// The first page of orders, now and whenever it has changed: what a list on a screen follows.
    public func updates(
        of filter: OrderFilter = OrderFilter(), by order: ListOrder = .due, count: Int = 100
    ) -> Updates<OrderPage> {
        Updates(of: [.orders], from: opened) { [desk] (opened: Opened) async throws(CounterfoilError) in
            try await Orders(desk: desk, opened: opened).list(filter, by: order, count: count)
        }
    }

    /// The orders that answer what a person typed: words of two Chinese characters, the last four digits of a
    /// telephone number or waybill. Some ms.
    public func search(_ typed: String) async throws(CounterfoilError) -> [Card] {
        try await opened.reading.ask { [desk] in try desk.search(typed: typed) }
    }

    /// What a scanned or typed code means to this person. Under 1 ms.
    public func lookup(_ code: String) async throws(CounterfoilError) -> ScanVerdict {
        try await opened.reading.ask { [desk] in try desk.lookup(code: code) }
    }

    /// What a typed or scanned code may be, with reasons; the surest first.
    public func readNumber(_ code: String) async throws(CounterfoilError) -> [Candidate] {
        try await opened.reading.ask { [desk] in try desk.readNumber(code: code) }
    }

    /// The numbers of waybills in a message that somebody wrote.
    public func readMessage(_ message: String) async throws(CounterfoilError) -> [Candidate] {
        try await opened.reading.ask { [desk] in try desk.readMessage(message: message) }
    }

    /// The load check of the open shift: here, absent, another's, unknown, do not load.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` without an open shift.
    public func loadCheck() async throws(CounterfoilError) -> LoadCheck {
        try await opened.reading.ask { [desk] in try desk.loadCheck() }
    }

    /// The messages that the playbook has for the customer of an order. A person sends them; this library never does.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)``.
    public func messages(_ id: String) async throws(CounterfoilError) -> [CustomerMessage] {
        try await opened.reading.ask { [desk] in try desk.messages(id: id) }
    }

    /// What has to be told of this person's open orders, at most 500, the soonest first. Ask again after a sync, an own
    /// act, a restart and a change of the device's clock, and set the phone's notifications anew: `Alarm.id` stays, so
    /// that each replaces its own; one that is not in the next list is to be taken away. Some ms for a day's orders.
    public func dueMoments() async throws(CounterfoilError) -> DueList {
        try await opened.reading.ask { [desk] in try desk.dueMoments() }
    }

    /// What this person was told at once and has not read, the gravest first, then the oldest: a refusal, a danger, the
    /// words of a rule. ``dueMoments()`` has the same as alarms that have come.
    public func notices() async throws(CounterfoilError) -> [Notice] {
        try await opened.reading.ask { [desk] in try desk.notices() }
    }

    /// Notes that this person has read what was told: it is in no list of this phone any more.
    public func read(_ notice: Notice) async throws(CounterfoilError) {
        try await opened.writing.ask { [desk] in try desk.readNotice(id: notice.told.id) }
    }

    /// The stops of the clock that the office has declared, the oldest first.
    public func clockStops() async throws(CounterfoilError) -> [ClockStop] {
        try await opened.reading.ask { [desk] in try desk.clockStops() }
    }

    /// All fault codes of an order's machine that are on this phone, without network.
    public func faultCodes(of id: String) async throws(CounterfoilError) -> [FaultFound] {
        try await opened.reading.ask { [desk] in try desk.faultCodes(id: id) }
    }

    /// The fault codes of the machine whose label was scanned, whatever the order says of it: those of the tables
    /// on this phone whose model stands on the label. Empty where none fits.
    public func faultCodes(byLabel label: String) async throws(CounterfoilError) -> [FaultFound] {
        try await opened.reading.ask { [desk] in try desk.faultCodesByLabel(label: label) }
    }

    /// What a code means on an order's machine, however it is spelled: `e-4` is `E4`.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)`` if no table on this phone has it.
    public func faultCode(_ code: String, of id: String) async throws(CounterfoilError) -> FaultFound {
        try await opened.reading.ask { [desk] in try desk.faultCode(id: id, code: code) }
    }

    /// The report of an order as a PDF, from what this phone holds, without network: half a second, at most 1 MB for
    /// six photographs. Nothing plain touches the disk; sharing it is the app's.
    ///
    /// - Parameters:
    ///   - fonts: TTF, OTF or TTC, the preferred one first; what one lacks is looked for in the next. ``ReportFonts``
    ///     has the one that comes with the package.
    ///   - timeZone: The reader's.
    /// - Throws: ``CounterfoilError/notFound(what:)``; ``CounterfoilError/notAllowed(_:)`` with the code `font` if none
    ///   of the fonts can be used.
    public func report(
        of id: String, fonts: [URL] = ReportFonts.all, inEnglish: Bool = false, timeZone: TimeZone = .current
    ) async throws(CounterfoilError) -> Report {
        let ask = CounterfoilGenerated.ReportAsk(
            inEnglish: inEnglish, utcOffsetMinutes: timeZone.minutesNow, fonts: fonts.map(\.path))
        return try await opened.reading.ask { [desk] in try desk.report(id: id, ask: ask) }
    }

    /// The sheet of an order, or of another subject, with the steps that could be made next. Folds the order: 1 to
    /// 10 ms.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)``.
    public func sheet(_ id: String) async throws(CounterfoilError) -> OrderSheet {
        try await opened.reading.ask { [desk] in try desk.sheet(id: id) }
    }

    /// A sheet, now and whenever it has changed.
    public func updates(ofSheet id: String) -> Updates<OrderSheet> {
        Updates(of: [.order(id: id)], from: opened) { [desk] (opened: Opened) async throws(CounterfoilError) in
            try await Orders(desk: desk, opened: opened).sheet(id)
        }
    }

    /// The playbook that an order is pinned to, in whose words it is shown. It changes with a new version only: a
    /// screen may keep it.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)``.
    public func playbook(of id: String) async throws(CounterfoilError) -> Playbook {
        try await opened.reading.ask { [desk] in try desk.playbook(id: id) }
    }

    /// The newest playbook that is here: for lists of reasons and answers that belong to no order.
    public func newestPlaybook() async throws(CounterfoilError) -> Playbook {
        try await opened.reading.ask { [desk] in try desk.newestPlaybook() }
    }

    /// The manuals that one order needs.
    public func manuals(for order: String) async throws(CounterfoilError) -> [ManualHeld] {
        try await opened.reading.ask { [desk] in try desk.manuals(order: order) }
    }

    /// The places that are known here.
    public func places() async throws(CounterfoilError) -> [OtherSubject] {
        try await opened.reading.ask { [desk] in try desk.places() }
    }

    /// The machines that are known here.
    public func assets() async throws(CounterfoilError) -> [OtherSubject] {
        try await opened.reading.ask { [desk] in try desk.assets() }
    }

    /// The machine and the place that an order names, where they are known here.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)``.
    public func named(by order: String) async throws(CounterfoilError) -> NamedBy {
        try await opened.reading.ask { [desk] in try desk.namedBy(order: order) }
    }
}
