//! The account desk: whose store this is, duty, and "nothing left on this phone".

import CounterfoilGenerated
import Foundation

/// Whose store this is, duty, the end of a shift, "nothing left on this phone", and the manuals of the day.
///
/// ``enrol(with:)``, ``enrol(withTicket:pin:)`` and ``certificate()`` talk to the hub; every other call is one
/// transaction and needs no network. After ``Phone/close()`` each throws ``CounterfoilError/closed``.
public struct Account: Sendable {
    let desk: CounterfoilGenerated.Account
    let opened: Opened

    /// Enrols this store with the text of an invitation's QR code. May be repeated with the same code when the answer
    /// was lost. It goes on to its end in a cancelled task.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for a text that is no invitation, a code that is over or used, a
    ///   hub that is not the invitation's, or a store that is another person's; ``CounterfoilError/offline``.
    @discardableResult
    public func enrol(with invitation: String) async throws(CounterfoilError) -> AccountStatus {
        do { return try await desk.enrol(invitation: invitation) } catch { throw CounterfoilError(error) }
    }

    /// Enrols this store with a ticket that the app's own backend has signed for the person who is signed in there.
    /// May be repeated with the same ticket while it is good, when the answer was lost. It goes on to its end in a
    /// cancelled task.
    ///
    /// - Parameter pin: Which hub, and how it is known: part of the app's own configuration.
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` with the code `ticket_refused` or `ticket_used` (ask the backend
    ///   for another), `worker_unknown` or `ticket_not_for_them` (ask the office), `hub_keys` for a hub that is not the
    ///   pin's, `hub_pin` for a pin that cannot be right; ``CounterfoilError/offline``.
    @discardableResult
    public func enrol(withTicket ticket: String, pin: HubPin) async throws(CounterfoilError) -> AccountStatus {
        do {
            return try await desk.enrolWithTicket(hub: pin, ticket: ticket)
        } catch {
            throw CounterfoilError(error)
        }
    }

    /// Names this store's session key (RFC 7638). A backend that puts it into a ticket (`cnf.jkt`) makes the ticket
    /// worthless to any other store.
    public func keyThumbprint() async throws(CounterfoilError) -> String {
        try await opened.reading.ask { [desk] in try desk.keyThumbprint() }
    }

    /// How the PIN stands: whether there is one, tries left, how long to wait.
    ///
    /// - Throws: ``CounterfoilError/closed``, ``CounterfoilError/damaged(what:)``.
    public func pinStatus() async throws(CounterfoilError) -> PinStatus {
        try await opened.reading.ask { [desk] in try desk.pinStatus() }
    }

    /// Chooses the PIN, 6 to 12 digits, that stands before every signature given face to face; the one that stands
    /// now comes first. Whoever has forgotten it enrols with a fresh code of the office. 100 to 300 ms.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` with the code `pin_unfit`,
    ///   ``CounterfoilError/wrongPin(attemptsLeft:waitMs:)`` for `current`.
    public func setPin(_ new: String, current: String?) async throws(CounterfoilError) {
        try await opened.writing.finish { [desk] in try desk.setPin(current: current, new: new) }
    }

    /// Asks the hub to certify that nothing is left on this phone. It goes on to its end in a cancelled task.
    ///
    /// - Throws: ``CounterfoilError/offline``; ``CounterfoilError/internalFault(reason:)`` if the certificate does not
    ///   stand.
    public func certificate() async throws(CounterfoilError) -> CertificateOutcome {
        do { return try await desk.certificate() } catch { throw CounterfoilError(error) }
    }

    /// How the account stands. Under 1 ms.
    public func status() async throws(CounterfoilError) -> AccountStatus {
        try await opened.reading.ask { [desk] in try desk.status() }
    }

    /// How the account stands, now and whenever that has changed.
    public func updates() -> Updates<AccountStatus> {
        Updates(of: [.account], from: opened) { [desk] (opened: Opened) async throws(CounterfoilError) in
            try await Account(desk: desk, opened: opened).status()
        }
    }

    /// What this store has made: every chain and every file, to be compared with what a hub holds.
    public func inventory() async throws(CounterfoilError) -> Inventory {
        try await opened.reading.ask { [desk] in try desk.inventory() }
    }

    /// The manuals that this person's open orders need, small ones first.
    public func manuals() async throws(CounterfoilError) -> [ManualHeld] {
        try await opened.reading.ask { [desk] in try desk.manuals() }
    }

    /// Whether everything that today's orders need is here.
    public func ready() async throws(CounterfoilError) -> Ready {
        try await opened.reading.ask { [desk] in try desk.ready() }
    }

    /// Whether this person can drive off: what is missing on this phone, the gravest first, and what closes each gap.
    ///
    /// - Parameter device: What only the app can tell; what it leaves out is no gap.
    public func readyToGo(_ device: DeviceNow = DeviceNow()) async throws(CounterfoilError) -> ReadyToGo {
        try await opened.reading.ask { [desk] in try desk.readyToGo(device: device) }
    }

    /// The outlets of all packs that are here, in memory. Some ten ms for 20,000: keep what this gives.
    ///
    /// - Throws: ``CounterfoilError/damaged(what:)`` for a pack that is none.
    public func outlets() async throws(CounterfoilError) -> OutletIndex {
        OutletIndex(index: try await opened.reading.ask { [desk] in try desk.outlets() })
    }

    /// The bytes of a manual that is here, by its hash, checked against it. The whole file comes into memory.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)`` if it has not come yet.
    public func readManual(_ hash: String) async throws(CounterfoilError) -> Data {
        try await opened.reading.ask { [desk] in try desk.readManual(hash: hash) }
    }

    /// Begins a shift, and gives its id.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` while one is open or if the person's roles have no shifts.
    @discardableResult
    public func beginShift(
        vehicle: String? = nil, outlet: String? = nil
    ) async throws(CounterfoilError) -> String {
        try await opened.writing.finish { [desk] in try desk.beginShift(vehicle: vehicle, outlet: outlet) }
    }

    /// A break begins.
    @discardableResult
    public func beginBreak() async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.beginBreak() }
    }

    /// The break is over.
    @discardableResult
    public func endBreak() async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.endBreak() }
    }

    /// Duty is over. ``closeShift()`` says that everything is counted.
    @discardableResult
    public func endShift() async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.endShift() }
    }

    /// Writes that the shift is closed and everything on this phone is counted; ends duty first if that was not done.
    /// Gives the hash of that envelope.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` while a capture is unfinished, or if there was no shift.
    @discardableResult
    public func closeShift() async throws(CounterfoilError) -> String {
        try await opened.writing.finish { [desk] in try desk.closeShift() }
    }

    /// The sheet of the open shift, or of the last one.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` if there was no shift.
    public func shift() async throws(CounterfoilError) -> ShiftSheet {
        try await opened.reading.ask { [desk] in try desk.shift() }
    }

    /// The balances of that shift: things, cash, work. Folds every order of the day: 1 to 10 ms each.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` if there was no shift.
    public func balances() async throws(CounterfoilError) -> Balances {
        try await opened.reading.ask { [desk] in try desk.balances() }
    }

    /// Writes down what was counted: money by method, or the things of a list.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` if there was no shift, or for a count that says nothing.
    @discardableResult
    public func count(_ counted: Counted) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.count(counted: counted) }
    }
}
