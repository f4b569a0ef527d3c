//! Codes over an open phone.

import Counterfoil
import Foundation

/// Codes over an open phone.
struct LoadOf: LoadWall {
    /// So many orders are asked for one by one: a page of cards costs less than a few sheets, each of which is folded.
    private static let few = 4
    private static let page = 200

    let phone: Phone
    let scanner: (any Scanner)?
    let feedback: any Feedback

    func load(_ code: ScannedCode) async throws(WallError) -> LoadAnswer {
        try await plain { try await phone.captures.load(code.raw, symbology: code.symbology) }
    }

    // Reads are on the shift, orders come with a session, a shift begins: any topic may change a list.
    func check() -> Following<LoadCheck?> {
        phone.asking(after: { _ in true }) { try await lists() }
    }

    private func lists() async throws -> LoadCheck? {
        do {
            return try await phone.orders.loadCheck()
        } catch {
            if case .notAllowed = error { return nil }
            throw error
        }
    }

    func marks() async throws(WallError) -> [Named] {
        try await plain { try await phone.orders.newestPlaybook().loadMarks }
    }

    func pick(_ codes: [ScannedCode]) async throws(WallError) -> PickedCode {
        try await plain { try await phone.orders.pickCode(codes.map(\.raw)) }
    }

    func lookup(_ code: String) async throws(WallError) -> ScanVerdict {
        try await plain { try await phone.orders.lookup(code) }
    }

    func likely(_ code: String) async throws(WallError) -> [Candidate] {
        try await plain { try await phone.orders.readScan(code).candidates }
    }

    func cardsOf(_ orders: [String]) async throws(WallError) -> [Card] {
        try await plain {
            if orders.count > Self.few { return try await fromPages(orders) }
            var cards: [Card] = []
            for id in orders { if let card = try await one(id) { cards.append(card) } }
            return cards
        }
    }

    private func one(_ id: String) async throws -> Card? {
        do {
            return try await phone.orders.sheet(id).sheet.card
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    private func fromPages(_ orders: [String]) async throws -> [Card] {
        let wanted = Set(orders)
        var found: [String: Card] = [:]
        var next: String?
        repeat {
            let page = try await phone.orders.list(OrderFilter(), after: next, count: Self.page)
            for card in page.cards where wanted.contains(card.id) { found[card.id] = card }
            next = page.next
        } while next != nil && found.count < wanted.count
        return orders.compactMap { found[$0] }
    }
}
