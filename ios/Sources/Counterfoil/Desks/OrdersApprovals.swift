//! Approvals, by way of the hub and from phone to phone.

import CounterfoilGenerated
import Foundation

extension Orders {
    /// The approvals of the steps from here, level by level: who has answered, what is missing, what has lapsed.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)``.
    public func approvals(of id: String) async throws(CounterfoilError) -> [ApprovalRow] {
        try await opened.reading.ask { [desk] in try desk.approvals(id: id) }
    }

    /// Asks the level whose turn it is to approve a step, as the order stands here; the hub tells who may answer.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` where nothing is to be asked (`nothing_to_ask`), and by policy.
    @discardableResult
    public func requestApproval(
        of transition: String, on id: String, note: String? = nil
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.requestApproval(id: id, transition: transition, note: note)
        }
    }

    /// Requests that wait for somebody in this person's role, of all orders that are here. Some ms for each.
    public func approvalsWaiting() async throws(CounterfoilError) -> [WaitingApproval] {
        try await opened.reading.ask { [desk] in try desk.approvalsWaiting() }
    }

    /// Answers a request that came by way of the hub: yes or no to what this phone shows.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` if that is not what was asked any more (`changed`), and by policy
    ///   or role.
    @discardableResult
    public func answerApproval(
        of transition: String, on id: String, granted: Bool, note: String? = nil
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.answerApproval(id: id, transition: transition, granted: granted, note: note)
        }
    }

    /// Lets somebody else approve on this order in one's stead, until then, exclusive.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` by policy or role.
    @discardableResult
    public func delegateApproval(
        on id: String, to person: String, until: Date, note: String? = nil
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.delegateApproval(id: id, to: person, untilMs: until.ms, note: note)
        }
    }

    /// Without signal: the request as a text (`CFQ1:…`) for a QR code that the approver's phone reads. It is written
    /// down as asked.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` where nothing is to be asked (`nothing_to_ask`), or with the code
    ///   `too_much` where it does not fit into a code.
    public func approvalCode(
        for transition: String, on id: String, note: String? = nil
    ) async throws(CounterfoilError) -> String {
        try await opened.writing.finish { [desk] in
            try desk.approvalCode(id: id, transition: transition, note: note)
        }
    }

    /// Reads another phone's request: what to show before anybody answers. Writes nothing.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for a text that is none (`unreadable`), of another tenant
    ///   (`other_tenant`), or one's own (`own`).
    public func readApprovalCode(_ code: String) async throws(CounterfoilError) -> AskedApproval {
        try await opened.reading.ask { [desk] in try desk.readApprovalCode(code: code) }
    }

    /// Says yes or no to what another phone asks, and gives the signed answer as a text (`CFA1:…`) for a QR code.
    ///
    /// - Parameter asked: What the person has seen.
    /// - Parameter pin: What the person has typed for this answer.
    /// - Throws: As ``readApprovalCode(_:)``; ``CounterfoilError/wrongPin(attemptsLeft:waitMs:)``;
    ///   ``CounterfoilError/notAllowed(_:)`` with the code `no_pin` where none was chosen, and by policy or role.
    public func signApproval(
        _ asked: AskedApproval, granted: Bool, pin: String
    ) async throws(CounterfoilError) -> String {
        try await opened.writing.finish { [desk] in
            try desk.signApproval(code: asked.code, granted: granted, pin: pin)
        }
    }

    /// Asks the hub for a value of which this phone has the mask alone (`contact/phone`, `contact/name`,
    /// `address/text`), and says why.
    /// The hub writes who looked, at what and why. To be shown, and kept nowhere.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` with the code `reason` without one, and `may_not_reveal` by
    ///   policy; ``CounterfoilError/notFound(what:)``, ``CounterfoilError/offline``.
    public func reveal(
        _ path: String, of id: String, because reason: String
    ) async throws(CounterfoilError) -> String {
        do { return try await desk.reveal(id: id, path: path, reason: reason) } catch { throw CounterfoilError(error) }
    }

    /// Takes the approver's answer from his phone: it travels with this person's work, and the hub checks whose it is.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for a text that is none (`unreadable`) or that nobody signed
    ///   (`forged`), and by policy.
    @discardableResult
    public func takeApproval(_ answer: String) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.takeApproval(answer: answer) }
    }
}
