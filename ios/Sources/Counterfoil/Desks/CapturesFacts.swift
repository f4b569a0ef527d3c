//! Consents, money, readings, words, visits: one fact each.

import CounterfoilGenerated

extension Captures {
    /// Consent to a way of delivery.
    @discardableResult
    public func consent(_ id: String, _ consent: Consent) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.consent(id: id, consent: consent) }
    }

    /// The customer refused the goods (拒收).
    @discardableResult
    public func refusal(_ id: String, _ refusal: Refusal) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.refusal(id: id, refusal: refusal) }
    }

    /// Somebody would not or could not sign.
    @discardableResult
    public func unsigned(_ id: String, _ unsigned: Unsigned) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.unsigned(id: id, unsigned: unsigned) }
    }

    /// An attempt to reach somebody.
    @discardableResult
    public func contactAttempt(
        _ id: String, _ attempt: ContactAttempt
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.contactAttempt(id: id, attempt: attempt) }
    }

    /// Money taken, or given back if negative. With the order and the purpose the slip names one deed, whoever writes
    /// it down.
    @discardableResult
    public func payment(_ id: String, _ payment: Payment) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.payment(id: id, payment: payment) }
    }

    /// Whether money that was said to be paid has come, by who sees the account.
    @discardableResult
    public func confirmPayment(
        _ id: String, _ confirmed: Confirmed
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.confirmPayment(id: id, confirmed: confirmed)
        }
    }

    /// A measured value.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)``, also for another unit than is prescribed.
    @discardableResult
    public func reading(_ id: String, _ reading: Reading) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.reading(id: id, reading: reading) }
    }

    /// Values that were read out of a logger, as one act.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)``, also for more than one envelope may hold.
    @discardableResult
    public func readings(_ id: String, _ readings: [Reading]) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.readings(id: id, readings: readings) }
    }

    /// The file of a data logger, a day of it or more, as text: its first line names the columns (time, temperature or
    /// humidity, sensor). All of it is written, or nothing.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` with the code `logger_file` and a sentence for each line
    ///   that cannot be read.
    @discardableResult
    public func loggerFile(_ id: String, _ text: String) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.loggerFile(id: id, text: text) }
    }

    /// A part asked for, received, used or given back.
    @discardableResult
    public func part(_ id: String, _ part: Part) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.part(id: id, part: part) }
    }

    /// What somebody says about a matter on which others may say otherwise.
    @discardableResult
    public func claim(_ id: String, _ claim: Claim) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.claim(id: id, claim: claim) }
    }

    /// A remark.
    @discardableResult
    public func comment(_ id: String, _ text: String) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.comment(id: id, text: text) }
    }

    /// Answers every urge on an order that waits for an answer, with a code of `Playbook.urgeAnswers` or in words. It
    /// stops or puts off the warnings that the playbook names.
    ///
    /// - Parameter within: In what time the worker will be there, to the minute.
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` if none waits.
    @discardableResult
    public func answerUrges(
        _ id: String, _ answer: String, within: Duration? = nil
    ) async throws(CounterfoilError) -> Done {
        let minutes = within.map { $0.ms / 60_000 }
        return try await opened.writing.finish { [desk] in
            try desk.answerUrges(id: id, answer: answer, minutes: minutes)
        }
    }

    /// Proposes a value for a path that this person may not set, with facts that show it.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for a path that the playbook does not know, or evidence that is
    ///   not on the order.
    @discardableResult
    public func propose(
        _ id: String, path: String, value: String, evidence: [String] = []
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.propose(id: id, path: path, value: value, evidence: evidence)
        }
    }

    /// The last call on an order that was answered and stands: what a consent by telephone stands on.
    public func lastAnsweredCall(_ id: String) async throws(CounterfoilError) -> String? {
        try await opened.reading.ask { [desk] in try desk.lastAnsweredCall(id: id) }
    }

    /// A visit begins.
    ///
    /// - Parameters:
    ///   - place: The place that is called at.
    ///   - machine: The machine that it is about.
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` while another one of this person on this order has not ended.
    @discardableResult
    public func beginVisit(
        _ id: String, at place: String? = nil, for machine: String? = nil
    ) async throws(CounterfoilError) -> VisitDone {
        try await opened.writing.finish { [desk] in
            try desk.beginVisit(id: id, place: place, asset: machine)
        }
    }

    /// The visit that this person began ends, with a reason of the playbook as its outcome.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` if none has begun, or the playbook has no such reason.
    @discardableResult
    public func endVisit(
        _ id: String, outcome: String? = nil
    ) async throws(CounterfoilError) -> VisitDone {
        try await opened.writing.finish { [desk] in try desk.endVisit(id: id, outcome: outcome) }
    }

    /// A timer of this person begins. It runs on through a kill and a reboot.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` if it runs already, or the playbook has no such timer.
    @discardableResult
    public func startTimer(_ id: String, _ name: String) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.startTimer(id: id, name: name) }
    }

    /// A timer of this person ends.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` if it does not run.
    @discardableResult
    public func stopTimer(_ id: String, _ name: String) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.stopTimer(id: id, name: name) }
    }

    /// The next quote: its number follows the last one's, it replaces the one that stands, and its total is what the
    /// customer's lines come to.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for lines in several currencies or beyond all bounds, and by
    ///   policy.
    @discardableResult
    public func nextQuote(
        _ id: String, lines: [QuoteLine], currency: String
    ) async throws(CounterfoilError) -> QuoteMade {
        try await opened.writing.finish { [desk] in
            try desk.nextQuote(id: id, lines: lines, currency: currency)
        }
    }
}
