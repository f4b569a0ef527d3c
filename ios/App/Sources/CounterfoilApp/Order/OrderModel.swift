//! Turns an order and what a person does into a sheet.

import Counterfoil
import Foundation
import Observation

/// The model of a sheet.
@MainActor
@Observable
final class OrderModel {
    /// Two taps within this time on one spot are one.
    static let doubleTapMs: Int64 = 300
    /// For so long one tap takes a step back.
    static let undoFor = Duration.seconds(10)
    /// The playbook's reason for a step that was tapped by mistake.
    static let wrongTap = "pressed_wrongly"

    private(set) var state: OrderState

    private let wall: any AppWall
    private let id: String
    private let scope: ModelScope
    private let time: ModelTime
    private let go: (Place) -> Void
    private let back: () -> Void
    private var shownAtMs: Int64
    private var undoing: Task<Void, Never>?
    /// A step that goes on by itself as soon as the sheet shows what was handed in for it.
    private var goesOn: String?

    /// `go` leads to another place; `back` to the one before.
    init(
        _ wall: any AppWall, id: String, scope: ModelScope, time: ModelTime, ticks: AsyncStream<Date>,
        go: @escaping (Place) -> Void, back: @escaping () -> Void
    ) {
        self.wall = wall
        self.id = id
        self.scope = scope
        self.time = time
        self.go = go
        self.back = back
        shownAtMs = time.elapsedMs()
        state = OrderState(now: time.now(), hasCamera: wall.capture.camera != nil)
        attempt { for try await sheet in wall.order.sheet(id) { try await self.take(sheet) } }
        scope.launch { for await at in ticks { self.state.now = at } }
        attempt { for try await who in wall.account.who() { self.state.me = who.enrolled?.person } }
        attempt {
            for try await all in wall.orders.notices() { self.state.notices = all.filter { $0.order == id } }
        }
        attempt {
            for try await stops in wall.orders.stops() {
                self.state.alerts = stops.first { $0.orders.contains(id) }?.alerts ?? []
            }
        }
        attempt { for try await forms in wall.forms.rows(id) { self.state.forms = forms } }
        attempt { self.state.answers = try await wall.orders.urgeAnswers() }
    }

    func on(_ event: OrderEvent) {
        switch event {
        case .act(let transition): if !isDoubleTap { begin(transition) }
        case .chooseReason(let reason): if !isDoubleTap { given { $0.reason = reason } }
        case .typed(let text): state.typed = text
        case .writeNote:
            let note = state.typed.trimmingCharacters(in: .whitespacesAndNewlines)
            if !note.isEmpty { given { $0.note = note } }
        case .paid(let method): if !isDoubleTap { pay(method) }
        case .consented(let kind, let channel): if !isDoubleTap { consent(kind, channel) }
        case .notNow:
            state.asked = nil
            state.given = nil
            state.typed = ""
        case .takeBack: takeBack()
        case .openForm(let form): if !isDoubleTap { go(.form(order: id, form: form, then: nil)) }
        case .settle(let field, let candidate): settle(field, candidate)
        case .answer(let answer): attempt { try await self.wall.orders.answerUrge(self.id, answer) }
        case .read(let notice): attempt { try await self.wall.orders.read(notice) }
        case .closeTrouble: state.trouble = nil
        case .back: back()
        }
    }

    /// Whether a tap comes so soon that it was meant for what stood there before.
    private var isDoubleTap: Bool { time.elapsedMs() - shownAtMs < Self.doubleTapMs }

    private func take(_ sheet: OrderSheet) async throws {
        if state.sheet == nil { shownAtMs = time.elapsedMs() }
        if state.playbook == nil {
            let playbook = try await wall.order.playbook(id)
            state.words = PlaybookWords(of: playbook, kind: sheet.sheet.card.kind)
            state.playbook = playbook
        }
        state.sheet = sheet
        state.isGone = false
        if let step = goesOn {
            goesOn = nil
            begin(step)
        }
    }

    private func attempt(_ work: @escaping @MainActor () async throws -> Void) {
        scope.attempt(
            or: { trouble in
                if trouble == .gone, self.state.sheet == nil {
                    self.state.isGone = true
                } else {
                    self.state.trouble = trouble
                }
            }, work)
    }

    /// Goes on with a step: asks for what is missing, one thing at a time, and makes it when nothing is.
    private func begin(_ transition: String) {
        guard let step = state.steps.first(where: { $0.offer.transition == transition }), step.canGoOn else { return }
        state.asked = nil
        state.typed = ""
        state.trouble = nil
        switch step.next {
        case .photo(let role): go(.capture(order: id, role: role, then: transition))
        case .sign(let role): go(.signature(order: id, role: role, then: transition))
        case .form(let form): go(.form(order: id, form: form, then: transition))
        case .pay(let purpose, let minor): ask(.pay(step, purpose: purpose, minor: minor))
        case .consent(let kinds): ask(.consent(step, kinds: kinds))
        case .reason(let group): ask(.reason(step, group: group))
        case .note: ask(.note(step))
        case nil: make(step)
        }
    }

    /// Goes on with a step whose form was filled in a moment ago: at once, or when the sheet has heard of it.
    func goOn(_ transition: String, form: String) {
        let step = state.steps.first { $0.offer.transition == transition }
        if let step, !step.supplies.contains(.form(form)) { begin(transition) } else { goesOn = transition }
    }

    private func ask(_ asked: Asked) {
        shownAtMs = time.elapsedMs()
        state.asked = asked
    }

    private func given(_ change: (inout Given) -> Void) {
        let transition: String
        switch state.asked {
        case .reason(let step, _), .note(let step): transition = step.offer.transition
        default: return
        }
        let before = state.given?.transition == transition ? state.given : nil
        var given = before ?? Given(transition: transition)
        change(&given)
        state.given = given
        begin(transition)
    }

    private func make(_ step: Step) {
        let offer = step.offer
        let given = state.given?.transition == offer.transition ? state.given : nil
        let shown = state.sheet?.shown
        shownAtMs = time.elapsedMs()
        attempt {
            let act = TransitionStep(offer.transition, reason: given?.reason, note: given?.note)
            let done = try await self.wall.order.step(self.id, act, shown: shown)
            self.state.given = nil
            if let made = done.facts.last(where: { $0.kind == "transition" }) {
                self.offerUndo(made.fact, offer.name)
            }
        }
    }

    /// For ten seconds one tap takes a step back; also one that was made with a signature, one screen on.
    func offerUndo(_ fact: String, _ name: Words) {
        undoing?.cancel()
        state.undo = Undo(fact: fact, name: name)
        let pause = time.pause
        undoing = scope.launch {
            await pause(Self.undoFor)
            if !Task.isCancelled { self.state.undo = nil }
        }
    }

    private func takeBack() {
        guard let undo = state.undo else { return }
        undoing?.cancel()
        state.undo = nil
        attempt { try await self.wall.order.takeBack(self.id, fact: undo.fact, reason: Self.wrongTap) }
    }

    private func pay(_ method: PaymentMethod) {
        guard case .pay(let step, let name, let minor) = state.asked, let sheet = state.sheet?.sheet else { return }
        let purpose: PaymentPurpose =
            switch name {
            case "freight": .freight
            case "goods": .goods
            default: .service
            }
        let currency = sheet.card.due.first { $0.purpose == name }?.currency ?? "CNY"
        // The same slip for the same sheet: two taps are one deed.
        let slip = "\(name)-\(sheet.payments.count { $0.purpose == name } + 1)"
        let payment = Payment(
            purpose: purpose, method: method, amount: Money(minor: minor, currency: currency), slip: slip)
        handIn(step) { try await self.wall.order.payment(self.id, payment) }
    }

    private func consent(_ kind: String, _ channel: String) {
        let words = state.typed.trimmingCharacters(in: .whitespacesAndNewlines)
        guard case .consent(let step, _) = state.asked, let who = state.sheet?.sheet.card.contactName, !words.isEmpty
        else { return }
        let consent = Consent(
            to: kind, who: who, channel: channel, words: words, attempts: [], place: nil, screenshot: nil,
            untilMs: nil)
        handIn(step) { try await self.wall.order.consent(self.id, consent) }
    }

    /// Writes what a step needs; the step goes on when the sheet shows it.
    private func handIn(_ step: Step, _ write: @escaping @MainActor () async throws -> Void) {
        state.asked = nil
        state.typed = ""
        goesOn = step.offer.transition
        attempt {
            do {
                try await write()
            } catch {
                self.goesOn = nil
                throw error
            }
        }
    }

    private func settle(_ field: FieldRow, _ candidate: CandidateRow) {
        let set = FieldSet(document: field.document, path: field.path, value: candidate.value)
        let settle = Settle(field: set, candidates: field.candidates.compactMap(\.change), proposal: nil)
        attempt { try await self.wall.order.settle(self.id, settle) }
    }
}
