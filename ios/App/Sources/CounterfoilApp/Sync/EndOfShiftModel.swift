//! The three balances, the count, the closing, and the certificate. Each can be open without hiding the others.

import Counterfoil
import Observation

/// The model of the end of a shift.
@MainActor
@Observable
final class EndOfShiftModel {
    private(set) var state = EndOfShiftState()

    private let wall: any AppWall
    private let scope: ModelScope
    private let go: (Place) -> Void
    private let back: () -> Void

    init(_ wall: any AppWall, scope: ModelScope, go: @escaping (Place) -> Void, back: @escaping () -> Void) {
        self.wall = wall
        self.scope = scope
        self.go = go
        self.back = back
        attempt { for try await _ in wall.account.who() { try await self.read() } }
    }

    func on(_ event: EndOfShiftEvent) {
        switch event {
        case .openList(let name, let orders): open(name, orders)
        case .open(let order): go(.order(order))
        case .typed(let text): state.typed = text
        case .count: count()
        case .closeShift:
            attempt {
                try await self.wall.sync.closeShift()
                self.state.isClosed = true
                try await self.read()
            }
        case .certify: certify()
        case .closeTrouble: state.trouble = nil
        case .back: back()
        }
    }

    private func read() async throws {
        state.balances = try await wall.sync.balances()
        state.isLoaded = true
    }

    private func open(_ name: String, _ orders: [String]) {
        if state.opened == name {
            state.opened = nil
            state.cards = []
            return
        }
        attempt {
            self.state.cards = try await self.wall.sync.cards(orders)
            self.state.opened = name
        }
    }

    private func count() {
        guard let minor = minorOf(state.typed) else { return }
        attempt {
            try await self.wall.sync.countCash(Money(minor: minor, currency: "CNY"))
            self.state.typed = ""
            try await self.read()
        }
    }

    private func certify() {
        if state.isAsking { return }
        state.isAsking = true
        state.outcome = nil
        state.trouble = nil
        attempt {
            defer { self.state.isAsking = false }
            _ = try await self.wall.sync.sendNow()
            self.state.outcome = try await self.wall.sync.certificate()
        }
    }

    private func attempt(_ work: @escaping @MainActor () async throws -> Void) {
        scope.attempt(or: { self.state.trouble = $0 }, work)
    }
}

/// `18.5` as 1,850 minor units; `nil` for what is no amount of money. Digits and dots of a Chinese keyboard count.
func minorOf(_ typed: String) -> Int64? {
    let plain = typed.trimmingCharacters(in: .whitespacesAndNewlines).unicodeScalars.map { one -> String in
        if one == "。" || one == "." || one == "．" { return "." }
        guard one.properties.generalCategory == .decimalNumber, let digit = one.properties.numericValue else {
            return "?"
        }
        return String(Int(digit))
    }
    let halves = plain.joined().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = halves.first ?? ""
    var cents = halves.count > 1 ? String(halves[1]) : ""
    while cents.count > 2, cents.hasSuffix("0") { cents.removeLast() }
    if whole.isEmpty && cents.isEmpty || cents.count > 2 { return nil }
    return Int64(whole + cents + String(repeating: "0", count: 2 - cents.count))
}
