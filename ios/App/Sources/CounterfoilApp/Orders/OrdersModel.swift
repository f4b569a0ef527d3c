//! Turns what the wall tells and what a person does into what the list shows.

import Counterfoil
import Foundation
import Observation

/// The model of the list.
@MainActor
@Observable
final class OrdersModel {
    /// Cards that are asked for at first, and more at each end that is reached.
    static let page = 200

    private(set) var state: OrdersState

    private let wall: any AppWall
    private let scope: ModelScope
    private let go: (Place) -> Void
    private var open = OrderPage(cards: [], next: nil)
    private var done = OrderPage(cards: [], next: nil)
    private var stops: [RouteStop] = []
    /// Whose orders are asked for.
    private var device: String?
    private var asking: [Task<Void, Never>?] = []
    private var askingOpen: Task<Void, Never>?
    private var askingDone: Task<Void, Never>?
    private var searching: Task<Void, Never>?

    init(
        _ wall: any AppWall, scope: ModelScope, ticks: AsyncStream<Date>, now: Date,
        go: @escaping (Place) -> Void
    ) {
        self.wall = wall
        self.scope = scope
        self.go = go
        state = OrdersState(now: now)
        scope.launch { for await at in ticks { self.state.now = at } }
        hear(wall.account.who()) { who in
            self.state.isEnrolled = who.enrolled != nil
            self.state.isOnDuty = who.shift != nil
            self.ask(as: who.enrolled?.device)
        }
        hear(wall.sync.status()) { self.state.unsent = $0.onPhone + $0.blobsWaiting }
        hear(wall.sync.lastEnd()) { self.state.lastEnd = $0 }
    }

    func on(_ event: OrdersEvent) {
        switch event {
        case .show(let group):
            state.group = group
            arrange()
        case .typed(let text): seek(text, isCode: isWholeNumber(text))
        case .scanned(let code): seek(code, isCode: true)
        case .open(let order): go(.order(order))
        case .answer(let order, let answer): attempt { try await self.wall.orders.answerUrge(order, answer) }
        case .allAnswers(let order): state.allAnswers = order
        case .read(let notice): attempt { try await self.wall.orders.read(notice) }
        case .endReached: more()
        case .sendNow: send()
        case .enrol: go(.account)
        case .beginShift: attempt { try await self.wall.account.beginShift() }
        case .load: go(.load)
        case .closeTrouble: state.trouble = nil
        }
    }

    /// A store that is nobody's has no orders to ask for; as soon as it is somebody's they are asked for.
    private func ask(as device: String?) {
        if device == self.device { return }
        self.device = device
        (asking + [askingOpen, askingDone]).forEach { $0?.cancel() }
        if device == nil { return }
        askOpen(Self.page)
        askDone(Self.page)
        asking = [
            hear(wall.orders.stops()) {
                self.stops = $0
                self.arrange()
            },
            hear(wall.orders.notices()) { self.state.notices = Dictionary(grouping: $0, by: \.order) },
            hear(wall.orders.ready()) { self.state.ready = $0 },
            attempt { self.state.answers = try await self.wall.orders.urgeAnswers() },
        ]
    }

    private func askOpen(_ wanted: Int) {
        askingOpen?.cancel()
        askingOpen = hear(wall.orders.open(wanted)) {
            self.open = $0
            self.arrange()
        }
    }

    private func askDone(_ wanted: Int) {
        askingDone?.cancel()
        askingDone = hear(wall.orders.done(wanted)) {
            self.done = $0
            self.arrange()
        }
    }

    @discardableResult
    private func hear<Value: Sendable>(
        _ stream: Following<Value>, _ take: @escaping @MainActor (Value) -> Void
    ) -> Task<Void, Never>? {
        attempt { for try await value in stream { take(value) } }
    }

    @discardableResult
    private func attempt(_ work: @escaping @MainActor () async throws -> Void) -> Task<Void, Never>? {
        scope.attempt(or: { self.state.trouble = $0 }, work)
    }

    private func send() {
        if state.isSending { return }
        state.isSending = true
        attempt {
            defer { self.state.isSending = false }
            _ = try await self.wall.sync.sendNow()
        }
    }

    /// Another page of the heap that is looked at, if there is one.
    private func more() {
        if state.group == .done {
            if done.next != nil { askDone(done.cards.count + Self.page) }
        } else if open.next != nil {
            askOpen(open.cards.count + Self.page)
        }
    }

    /// Searches; `isCode`: a whole number, typed or scanned.
    private func seek(_ typed: String, isCode: Bool) {
        state.typed = typed
        searching?.cancel()
        let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        if text.count < 2 {
            state.found = nil
            state.said = nil
            return
        }
        searching = attempt {
            let meant =
                isCode
                ? try await self.wall.meant(text) : .found(try await self.wall.orders.search(text), said: nil)
            if !Task.isCancelled { self.show(meant) }
        }
    }

    private func show(_ meant: Meant) {
        switch meant {
        case .one(let order):
            // She comes back to her list, and not to the number.
            seek("", isCode: false)
            go(.order(order))
        case .found(let cards, let said):
            state.found = cards
            state.said = said
        }
    }

    private func arrange() {
        let waiting = open.cards.filter { $0.waiting != nil }
        let today = open.cards.filter { $0.waiting == nil }
        let isMore = open.next != nil
        state.rows =
            switch state.group {
            case .today: isMore ? flat(today) : byStop(today, stops)
            case .waiting: flat(waiting)
            case .done: flat(done.cards)
            }
        state.counts = [
            .today: Count(number: today.count, isMore: isMore),
            .waiting: Count(number: waiting.count, isMore: isMore),
            .done: Count(number: done.cards.count, isMore: done.next != nil),
        ]
        state.isLoaded = true
    }
}

/// Cards without stops.
func flat(_ cards: [Card]) -> [OrdersRow] { cards.map { .one($0, hasStop: false) } }

/// Cards below their stops: a stop stands where its first card would, and gathers the others.
func byStop(_ cards: [Card], _ stops: [RouteStop]) -> [OrdersRow] {
    var stopOf: [String: Int] = [:]
    for (at, stop) in stops.enumerated() {
        for order in stop.orders { stopOf[order] = at }
    }
    var rows: [OrdersRow] = []
    let gathered = Dictionary(grouping: cards.filter { stopOf[$0.id] != nil }) { stopOf[$0.id] ?? 0 }
    var shown: Set<Int> = []
    for card in cards {
        guard let at = stopOf[card.id] else {
            rows.append(.one(card, hasStop: false))
            continue
        }
        if !shown.insert(at).inserted { continue }
        rows.append(.stop(stops[at]))
        rows += (gathered[at] ?? []).map { .one($0, hasStop: true) }
    }
    return rows
}
