//! Whose phone this is: enrolment by hand, shift and break.

import Counterfoil
import Foundation
import Observation

/// The model of the account.
@MainActor
@Observable
final class AccountModel {
    private(set) var state = AccountState()

    private let wall: any AppWall
    private let scope: ModelScope

    init(_ wall: any AppWall, scope: ModelScope) {
        self.wall = wall
        self.scope = scope
        attempt { for try await status in wall.account.who() { self.state.status = status } }
    }

    func on(_ event: AccountEvent) {
        switch event {
        case .typed(let text): state.typed = text
        case .enrol: enrol()
        case .beginShift: attempt { try await self.wall.account.beginShift() }
        case .beginBreak: attempt { try await self.wall.account.beginBreak() }
        case .endBreak: attempt { try await self.wall.account.endBreak() }
        case .closeTrouble: state.trouble = nil
        }
    }

    private func enrol() {
        let code = state.typed.trimmingCharacters(in: .whitespacesAndNewlines)
        if code.isEmpty || state.isEnrolling { return }
        state.isEnrolling = true
        state.trouble = nil
        attempt {
            defer { self.state.isEnrolling = false }
            try await self.wall.account.enrol(code)
            self.state.typed = ""
            _ = try await self.wall.sync.sendNow()
        }
    }

    private func attempt(_ work: @escaping @MainActor () async throws -> Void) {
        scope.attempt(or: { self.state.trouble = $0 }, work)
    }
}
