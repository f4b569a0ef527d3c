//! Takes a photograph into an order: it is on disk before anything is asked about it. A good one leads on to what the
//! step needs next; one that is blurred, dark or there already asks first.

import Counterfoil
import Foundation
import Observation

/// The model of the camera's screen.
@MainActor
@Observable
final class CaptureModel {
    private(set) var state = CaptureState()

    private let wall: any AppWall
    private let order: String
    private let role: String
    private let then: String?
    private let scope: ModelScope
    private let goOn: (Place) -> Void
    private let back: () -> Void

    /// `goOn` leads to what the step needs next, instead of this place; `back` to the one before.
    init(
        _ wall: any AppWall, order: String, role: String, then: String?, scope: ModelScope,
        goOn: @escaping (Place) -> Void, back: @escaping () -> Void
    ) {
        self.wall = wall
        self.order = order
        self.role = role
        self.then = then
        self.scope = scope
        self.goOn = goOn
        self.back = back
        attempt {
            let playbook = try await wall.order.playbook(order)
            self.state.roleName = playbook.photoRoles.first { $0.id == role }?.name
            for try await sheet in wall.order.sheet(order) {
                self.state.card = sheet.sheet.card
                self.state.owed = sheet.offers.first { $0.transition == then }?.missing ?? []
            }
        }
    }

    func on(_ event: CaptureEvent) {
        switch event {
        case .shutter: take()
        case .takeAgain: again()
        case .keep: attempt { try await self.leadOn() }
        case .closeTrouble: state.trouble = nil
        case .back: back()
        }
    }

    private func take() {
        guard let camera = wall.capture.camera, !state.isTaking else { return }
        state.isTaking = true
        state.taken = nil
        state.trouble = nil
        attempt {
            let file = try await camera.take(self.role)
            guard let file else {
                self.state.isTaking = false
                return
            }
            let photo = try await self.wall.capture.photo(self.order, file, role: self.role)
            camera.sealed(file)
            self.state.isTaking = false
            if photo.done.warnings.isEmpty { return try await self.leadOn() }
            let small = (try? await self.wall.capture.thumbnail(photo.original)) ?? Data()
            self.state.taken = Taken(fact: photo.fact, warnings: photo.done.warnings, small: small)
        }
    }

    /// The one that is not good is taken back, not deleted, and the camera opens at once.
    private func again() {
        guard let taken = state.taken else { return }
        attempt {
            try await self.wall.order.takeBack(self.order, fact: taken.fact, reason: OrderModel.wrongTap)
            self.take()
        }
    }

    private func leadOn() async throws {
        var sheets = wall.order.sheet(order).makeAsyncIterator()
        guard let sheet = try await sheets.next() else { return }
        let step = steps(sheet.offers, hasCamera: true).first { $0.offer.transition == then && $0.canGoOn }
        switch step?.next {
        case .photo(let role): goOn(.capture(order: order, role: role, then: then))
        case .form(let form): goOn(.form(order: order, form: form, then: then))
        case .sign(let role): goOn(.signature(order: order, role: role, then: then))
        default: back()
        }
    }

    private func attempt(_ work: @escaping @MainActor () async throws -> Void) {
        scope.attempt(
            or: { trouble in
                self.state.trouble = trouble
                self.state.isTaking = false
            }, work)
    }
}
