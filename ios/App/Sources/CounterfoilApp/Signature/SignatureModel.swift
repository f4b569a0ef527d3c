//! Takes a signature, and makes the step that it was given for in the same act.

import Counterfoil
import Foundation
import Observation

/// The model of the pad.
@MainActor
@Observable
final class SignatureModel {
    private(set) var state: SignatureState

    private let wall: any AppWall
    private let order: String
    private let role: String
    private let then: String?
    private let scope: ModelScope
    private let made: (Undo?) -> Void
    private let back: () -> Void

    /// `made` tells of the step that was made; `nil` for the signature alone.
    init(
        _ wall: any AppWall, order: String, role: String, then: String?, scope: ModelScope, language: Language,
        made: @escaping (Undo?) -> Void, back: @escaping () -> Void
    ) {
        self.wall = wall
        self.order = order
        self.role = role
        self.then = then
        self.scope = scope
        self.made = made
        self.back = back
        state = SignatureState(language: language)
        attempt {
            let playbook = try await wall.order.playbook(order)
            self.state.roleName = playbook.signatureRoles.first { $0.id == role }?.name
            for try await sheet in wall.order.sheet(order) { self.take(sheet) }
        }
    }

    func on(_ event: SignatureEvent) {
        switch event {
        case .signer(let name):
            state.signer = name
            state.isNameless = false
        case .stroke(let touches, let padWidth, let padHeight):
            state.strokes.append(touches)
            state.padWidth = padWidth
            state.padHeight = padHeight
            state.isTooLittle = false
        case .clear:
            state.strokes = []
            state.isTooLittle = false
        case .otherLanguage:
            state.language = state.language == .zh ? .en : .zh
            // What was signed in one language is not a signature under the other.
            state.strokes = []
            state.shown = state.card.map { shownText($0, state.language) }
        case .done: done()
        case .closeTrouble: state.trouble = nil
        case .back: back()
        }
    }

    private func take(_ sheet: OrderSheet) {
        let card = sheet.sheet.card
        state.card = card
        state.shown = shownText(card, state.language)
        state.stepName = stepWithThis(sheet)?.name
        if state.signer.isEmpty { state.signer = card.contactName ?? "" }
    }

    /// The step that this signature is the last thing for.
    private func stepWithThis(_ sheet: OrderSheet) -> Offer? {
        let step = steps(sheet.offers, hasCamera: wall.capture.camera != nil).first { $0.offer.transition == then }
        guard let step, step.canGoOn, step.supplies == [.sign(role: role)] else { return nil }
        return step.offer
    }

    private func done() {
        let signer = state.signer.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let text = state.shown, !state.isWriting else { return }
        guard isSignature(state.strokes, padWidth: state.padWidth) else {
            state.isTooLittle = true
            return
        }
        if signer.isEmpty {
            state.isNameless = true
            return
        }
        state.isWriting = true
        state.trouble = nil
        let shown = ShownOrder(id: order, text: text)
        let input = SignatureInput(orders: [shown], pen: state.pen, signer: signer, role: role)
        let name = state.stepName
        let step = name == nil ? nil : then.map { TransitionStep($0) }
        attempt {
            let done = try await self.wall.signature.sign(self.order, input, then: step)
            let fact = done?.facts.last { $0.kind == "transition" }?.fact
            guard let fact, let name else { return self.made(nil) }
            self.made(Undo(fact: fact, name: name))
        }
    }

    private func attempt(_ work: @escaping @MainActor () async throws -> Void) {
        scope.attempt(
            or: { trouble in
                self.state.trouble = trouble
                self.state.isWriting = false
            }, work)
    }
}

/// Whether strokes are a signature: a blank pad or a dot is none. They are as long together as a quarter of the pad.
func isSignature(_ strokes: [[Touch]], padWidth: Int) -> Bool {
    let length = strokes.reduce(0.0) { sum, stroke in
        zip(stroke, stroke.dropFirst()).reduce(sum) { $0 + hypot(Double($1.1.x - $1.0.x), Double($1.1.y - $1.0.y)) }
    }
    return padWidth > 0 && length >= Double(padWidth) / 4
}

/// What is put before the signer: exactly this text is signed with the strokes.
func shownText(_ card: Card, _ language: Language) -> String {
    let strings = signatureStrings(language)
    let number = card.keys.map(\.value).joined(separator: " ")
    let pieces = card.call?.pieces.map(strings.pieces)
    let due = card.due.map { strings.due(purpose: $0.purpose, amount: moneyText($0.minor, $0.currency)) }
    let name = [card.title, number].compactMap { $0 }.joined(separator: " ")
    return ([strings.received, name] + [pieces].compactMap { $0 } + due).joined(separator: "\n")
}
