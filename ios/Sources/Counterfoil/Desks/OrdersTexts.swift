//! What people write and what scanners read, without a network: hints first, an order once a person has looked.

import CounterfoilGenerated
import Foundation

extension Orders {
    /// Reads a text that somebody wrote: numbers, telephones, places, topics, priority with its rule, and a draft for
    /// ``found(_:words:inEnglish:)``. Hints for a person to confirm; nothing is written and nothing is logged. Under
    /// 5 ms.
    ///
    /// - Parameter timeZone: The person's, for deadlines.
    public func readText(
        _ text: String, timeZone: TimeZone = .current
    ) async throws(CounterfoilError) -> TextRead {
        let minutes = timeZone.minutesNow
        return try await opened.reading.ask { [desk] in
            try desk.readText(text: text, utcOffsetMinutes: minutes)
        }
    }

    /// Founds the order of a draft, as the person has left it. Who may not set its fields founds it by its keys,
    /// with `words` as a remark in the same act; what they may set is set, what they see is proposed.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for a draft without a kind (`no_kind`), and by policy.
    @discardableResult
    public func found(
        _ draft: TicketDraft, words: String, inEnglish: Bool = false
    ) async throws(CounterfoilError) -> Founded {
        try await opened.writing.finish { [desk] in
            try desk.foundFromDraft(draft: draft, words: words, inEnglish: inEnglish)
        }
    }

    /// What a scanned code says: its keys, and as a GS1 code its elements, or why it cannot be read. Under 1 ms.
    public func readScan(_ raw: String) async throws(CounterfoilError) -> ScanRead {
        try await opened.reading.ask { [desk] in try desk.readScan(raw: raw) }
    }

    /// Which of the codes that a scanner saw in one picture counts. Under 1 ms.
    public func pickCode(_ codes: [String]) async throws(CounterfoilError) -> PickedCode {
        try await opened.reading.ask { [desk] in try desk.pickCode(codes: codes) }
    }

    /// Orders on this phone with a number of the draft and of its kind that were founded in the last 72 hours,
    /// open ones first. Ask before ``found(_:words:inEnglish:)``; it stops nothing.
    public func sameMatter(as draft: TicketDraft) async throws(CounterfoilError) -> [SameMatter] {
        try await opened.reading.ask { [desk] in try desk.sameMatter(draft: draft) }
    }
}
