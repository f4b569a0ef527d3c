//! The next stop in one sentence: for who asks without looking.

import Counterfoil
import Foundation

/// The stop that stands first on the list of an open phone, in one sentence; or what keeps it from being told.
@MainActor
public func nextStop(of phone: Phone, zone: TimeZone = .current, language: Language) async -> String {
    await nextStop(PhoneWall(phone), zone: zone, language: language)
}

/// The same over the wall.
@MainActor
func nextStop(_ wall: any AppWall, zone: TimeZone, language: Language) async -> String {
    let strings = ordersStrings(language)
    do {
        guard let card = try await first(of: wall.orders.open(1))?.cards.first else { return strings.emptyToday }
        let stop = try await first(of: wall.orders.stops())?.first { $0.orders.contains(card.id) }
        let by = (card.nextDue?.due.latestMs ?? card.windowToMs).map { clockText($0, zone: zone) }
        let pieces = stop.map { strings.stop(people: $0.people, pieces: $0.pieces) }
        let alerts = badges(of: stop?.alerts ?? [], strings).map(\.text).joined(separator: language.choose("、", ", "))
        return beside(by, stop?.text ?? card.address ?? card.title, pieces, alerts, in: language)
    } catch {
        let said = WallError(error).trouble.said(troubleStrings(language))
        return [said.title, said.words].compactMap { $0 }.joined(separator: language.choose("。", ". "))
    }
}

/// What is the case now.
@MainActor
private func first<Value: Sendable>(of values: Following<Value>) async throws -> Value? {
    for try await value in values { return value }
    return nil
}
