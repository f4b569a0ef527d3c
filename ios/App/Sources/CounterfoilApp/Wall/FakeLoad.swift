//! The loading scan by heart: its verdicts as a test sets them.

import Counterfoil
import Foundation

/// The loading scan by heart; the last code seen again at once is one read.
@MainActor
final class FakeLoad: LoadWall, Feedback {
    private let lists = Told<LoadCheck?>(LoadDay.check())
    private var last: String?

    /// What the orders are.
    var cards: () -> [Card] = { FakeDay.cards }
    /// Hears what is written, and may refuse.
    var write: (String) throws(WallError) -> Void = { _ in }
    var scanner: (any Scanner)?
    /// What was heard and felt, in order.
    var told: [ReadSignal] = []
    /// What a read of a code means, where it is not simply here or unknown.
    var answers: [String: LoadAnswer] = [:]
    /// What was read, in order.
    var reads: [ScannedCode] = []

    var feedback: any Feedback { self }

    func tell(_ signal: ReadSignal) { told.append(signal) }

    private func card(_ code: String) -> Card? {
        cards().first { card in card.keys.contains { $0.value == code } }
    }

    func load(_ code: ScannedCode) async throws(WallError) -> LoadAnswer {
        try write("load \(code.raw)")
        let card = card(code.raw)
        let answer = answers[code.raw] ?? LoadDay.answer(card == nil ? .unknown : .here, card)
        if last == code.raw { return changed(answer) { $0.repeated = true } }
        last = code.raw
        reads.append(code)
        lists.value?.reads += 1
        lists.value?.here.append(LoadDay.line(card, code.raw, answer.verdict))
        return answer
    }

    /// The lists become these; `nil`: the shift is over.
    func become(_ check: LoadCheck?) { lists.value = check }

    func check() -> Following<LoadCheck?> { lists.following() }
    func marks() async throws(WallError) -> [Named] { LoadDay.marks }

    func pick(_ codes: [ScannedCode]) async throws(WallError) -> PickedCode {
        let known = codes.indices.filter { card(codes[$0].raw) != nil }
        if known.isEmpty { return .nothing }
        return known.count == 1 ? .one(at: Int64(known[0])) : .several(at: known.map { Int64($0) })
    }

    func lookup(_ code: String) async throws(WallError) -> ScanVerdict {
        guard let card = card(code) else { return .unknown }
        if card.doNotLoad { return .doNotLoad(order: card.id) }
        return card.assigned == ["ann"]
            ? .known(orders: [card.id]) : .anotherPersons(order: card.id, holder: card.holder)
    }

    func likely(_ code: String) async throws(WallError) -> [Candidate] { [LoadDay.yuantong(code)] }

    func cardsOf(_ orders: [String]) async throws(WallError) -> [Card] {
        orders.compactMap { id in cards().first { $0.id == id } }
    }
}
