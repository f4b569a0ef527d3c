//! Tells how far the work is, and sends it when a person asks for it.

import Counterfoil
import Foundation
import Observation

/// The model of the way to the hub.
@MainActor
@Observable
final class SyncModel {
    private(set) var state: SyncState

    private let wall: any AppWall
    private let scope: ModelScope
    private let go: (Place) -> Void

    init(
        _ wall: any AppWall, scope: ModelScope, ticks: AsyncStream<Date>, now: Date,
        go: @escaping (Place) -> Void
    ) {
        self.wall = wall
        self.scope = scope
        self.go = go
        state = SyncState(now: now)
        scope.launch { for await at in ticks { self.state.now = at } }
        attempt { for try await end in wall.sync.lastEnd() { self.state.lastEnd = end } }
        attempt {
            for try await status in wall.sync.status() {
                self.state.status = status
                self.state.waiting = try await wall.sync.waiting()
                self.state.refused = try await wall.sync.refused()
            }
        }
    }

    func on(_ event: SyncEvent) {
        switch event {
        case .sendNow: send()
        case .open(let order): go(.order(order))
        case .keepAsNote(let refused, let text): attempt { try await self.wall.order.comment(refused.order, text) }
        case .endOfShift: go(.endOfShift)
        case .closeTrouble: state.trouble = nil
        }
    }

    private func send() {
        if state.isSending { return }
        state.isSending = true
        state.trouble = nil
        attempt {
            defer { self.state.isSending = false }
            self.state.report = try await self.wall.sync.sendNow()
        }
    }

    private func attempt(_ work: @escaping @MainActor () async throws -> Void) {
        scope.attempt(or: { self.state.trouble = $0 }, work)
    }
}
