//! The loading scan: codes from wherever they come, one after the other, each with its verdict.

import Counterfoil
import Foundation
import Observation

/// The model of the load check. The next code may come before the last was answered; what counts is in the store, so
/// that a process that died goes on where it was.
@MainActor
@Observable
final class LoadModel {
    /// Reads that stay listed.
    static let last = 20
    /// So many letters at most are the end of a number, and not all of it.
    static let tail = 6
    private static let typed = "typed"

    private(set) var state: LoadState

    private let wall: any AppWall
    private let scope: ModelScope
    private let go: (Place) -> Void
    private let back: () -> Void
    private let codes: AsyncStream<ScannedCode>.Continuation
    private var looking: Task<Void, Never>?
    private var listing: Task<Void, Never>?
    private var number = 0

    init(_ wall: any AppWall, scope: ModelScope, go: @escaping (Place) -> Void, back: @escaping () -> Void) {
        self.wall = wall
        self.scope = scope
        self.go = go
        self.back = back
        state = LoadState(hasScanner: wall.load.scanner != nil)
        let (waiting, codes) = AsyncStream<ScannedCode>.makeStream()
        self.codes = codes
        attempt { self.state.marks = try await self.wall.load.marks() }
        attempt {
            for try await check in self.wall.load.check() {
                self.state.check = check
                self.state.isLoaded = true
                self.list()
            }
        }
        scope.launch { for await code in waiting { await self.read(code) } }
    }

    func on(_ event: LoadEvent) {
        switch event {
        case .scanned(let code): take(code)
        case .typed(let text):
            state.typed = text
            state.found = nil
        case .otherKeys: state.isLetters.toggle()
        case .submit: submit()
        case .choose(let card): take(card)
        case .point(let code): take(code)
        case .look: look()
        case .openList(let list):
            state.opened = state.opened == list ? nil : list
            state.rows = []
            self.list()
        case .open(let order): go(.order(order))
        case .beginShift: attempt { try await self.wall.account.beginShift() }
        case .closeTrouble: state.trouble = nil
        case .back: back()
        }
    }

    /// A code is read in its turn; whatever was being typed or chosen is over.
    private func take(_ code: ScannedCode) {
        state.typed = ""
        state.found = nil
        state.several = []
        state.trouble = nil
        codes.yield(code)
    }

    private func take(_ card: Card) {
        if let key = card.keys.first { take(ScannedCode(raw: key.value, symbology: Self.typed)) }
    }

    private func read(_ code: ScannedCode) async {
        let answer: LoadAnswer
        do {
            answer = try await wall.load.load(code)
        } catch {
            wall.load.feedback.tell(.failed)
            add(code, nil)
            state.trouble = error.trouble
            return
        }
        // A label that stays in sight is one read, and was told.
        if answer.repeated { return }
        wall.load.feedback.tell(signal(answer))
        add(code, answer)
        let number = number
        // The verdict does not wait for what else is to be said of the order.
        guard let order = answer.order, let card = try? await wall.load.cardsOf([order]).first else { return }
        if let at = state.reads.firstIndex(where: { $0.number == number }) { state.reads[at].card = card }
    }

    private func add(_ code: ScannedCode, _ answer: LoadAnswer?) {
        number += 1
        let read = LoadRead(number: number, code: code.raw, answer: answer)
        state.reads = Array(([read] + state.reads).prefix(Self.last))
    }

    /// The last digits of a number, or all of it.
    private func submit() {
        let typed = state.typed.trimmingCharacters(in: .whitespacesAndNewlines)
        if typed.isEmpty { return }
        if typed.count > Self.tail { return take(ScannedCode(raw: typed, symbology: Self.typed)) }
        attempt {
            let found = try await self.wall.orders.search(typed)
            if found.count == 1 { self.take(found[0]) } else { self.state.found = found }
        }
    }

    private func look() {
        guard let scanner = wall.load.scanner else { return }
        if state.isLooking {
            looking?.cancel()
            state.isLooking = false
            return
        }
        state.isLooking = true
        looking = attempt {
            defer { if !Task.isCancelled { self.state.isLooking = false } }
            for try await picture in scanner.pictures() { try await self.see(picture) }
        }
    }

    private func see(_ picture: [ScannedCode]) async throws(WallError) {
        switch try await wall.load.pick(picture) {
        case .one(let at): take(picture[Int(at)])
        case .several(let places): state.several = places.map { picture[Int($0)] }
        case .nothing: break
        }
    }

    /// The rows of the open list, anew.
    private func list() {
        listing?.cancel()
        guard let list = state.opened else { return }
        let lines = state.check?.lines(list) ?? []
        listing = attempt {
            let cards = try await self.wall.load.cardsOf(lines.compactMap(\.order))
            if Task.isCancelled { return }
            self.state.rows = lines.map { line in LoadRow(line: line, card: cards.first { $0.id == line.order }) }
        }
    }

    @discardableResult
    private func attempt(_ work: @escaping @MainActor () async throws -> Void) -> Task<Void, Never>? {
        scope.attempt(or: { self.state.trouble = $0 }, work)
    }
}

/// What a read means to who does not look.
func signal(_ answer: LoadAnswer) -> ReadSignal {
    switch answer.verdict {
    case .here: answer.marks.isEmpty && answer.pieces <= 1 && answer.readAs == nil ? .good : .goodBut
    case .nextPiece: .nextPiece
    case .duplicate: .again
    case .another: .notYours
    case .doNotLoad, .cancelled: .stays
    case .unknown: .unknown
    }
}
