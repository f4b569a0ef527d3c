//! A page of a form. What is chosen is kept at once; what is typed after a pause, and when the field, the page or the
//! app is left.

import Counterfoil
import Foundation
import Observation

/// The model of a page of a form.
@MainActor
@Observable
final class FormModel {
    /// Who stops typing for so long has what was typed on disk.
    static let pause = Duration.milliseconds(500)
    /// The core's word for an answer that is not of its question's type.
    private static let wrongType = "type"

    private(set) var state: FormState

    private let wall: any AppWall
    private let order: String
    private let form: String
    private let then: String?
    private let page: Int64
    private let scope: ModelScope
    private let writing: ModelScope
    private let time: ModelTime
    private let go: (Place) -> Void
    private let turn: (Place) -> Void
    private let done: () -> Void
    private let back: () -> Void
    /// One answer after the other: each is written over the form that the one before has left.
    private var last: Task<Void, Never>?
    private var pauses: [FormField: Task<Void, Never>] = [:]
    private var addedAtMs: Int64?
    private var isGoneFrom = false
    /// An item that waits for its photograph, and what there was before it.
    private var awaits: (field: FormField, evidence: String, before: Set<String>)?

    /// `writing` outlives this place: what was typed is kept when it is left. `go` leads to another place, `turn` to
    /// another page instead of this one, `done` to the step that needed the form.
    init(
        _ wall: any AppWall, order: String, form: String, then: String?, page: Int64, isChecked: Bool,
        scope: ModelScope, writing: ModelScope, time: ModelTime, go: @escaping (Place) -> Void,
        turn: @escaping (Place) -> Void, done: @escaping () -> Void, back: @escaping () -> Void
    ) {
        self.wall = wall
        self.order = order
        self.form = form
        self.then = then
        self.page = page
        self.scope = scope
        self.writing = writing
        self.time = time
        self.go = go
        self.turn = turn
        self.done = done
        self.back = back
        state = FormState(hasCamera: wall.capture.camera != nil, isChecked: isChecked)
        attempt { for try await open in wall.forms.open(order, form, page: page) { self.state.take(open) } }
        attempt { for try await sheet in wall.order.sheet(order) { self.take(sheet) } }
        attempt { self.state.playbook = try await wall.order.playbook(order) }
    }

    func on(_ event: FormEvent) {
        switch event {
        case .typed(let field, let text): typed(field, text)
        case .left: left()
        case .chosen(let field, let value): choose(field) { $0 == value ? "" : value }
        case .ticked(let field, let value): choose(field) { CounterfoilApp.ticked($0, value) }
        case .now(let field):
            if let kind = state.question(field)?.kind { choose(field) { _ in self.now(as: kind) } }
        case .otherSign(let field):
            if let question = state.question(field) { typed(field, CounterfoilApp.otherSign(state.answer(question))) }
        case .openChoices(let field): seek(Search(field: field))
        case .sought(let text): if let search = state.search { seek(changed(search) { $0.typed = text }) }
        case .capture(let field, let evidence): capture(field, evidence)
        case .addItem(let group): add(group)
        case .removeItem(let group, let item): state.removes = FormItemAt(group: group, item: item)
        case .remove: remove()
        case .askWhy: state.asksWhy = true
        case .except(let reason): except(reason)
        case .goOnFilling: except(nil)
        case .nextPage: turnTo { $0.open?.page?.next }
        case .pageBefore: turnTo { $0.open?.page?.previous }
        case .done: finish()
        case .close:
            state.search = nil
            state.removes = nil
            state.asksWhy = false
        case .closeTrouble: state.trouble = nil
        case .back:
            keep()
            back()
        }
    }

    /// Keeps what is being written, now.
    func keep() {
        pauses.values.forEach { $0.cancel() }
        pauses = [:]
        for field in state.drafts.keys { write { try await self.save(field) } }
    }

    /// The same, as its place is left for good: nothing leads on from it any more.
    func leave() {
        keep()
        isGoneFrom = true
    }

    private func fail(_ trouble: Trouble) {
        if trouble == .gone, state.open == nil { state.isGone = true } else { state.trouble = trouble }
    }

    private func attempt(_ work: @escaping @MainActor () async throws -> Void) {
        scope.attempt(or: { self.fail($0) }, work)
    }

    /// In its turn, and to its end even if the place is left.
    private func write(_ work: @escaping @MainActor () async throws -> Void) {
        let before = last
        last = writing.launch {
            await before?.value
            do { try await work() } catch { self.fail(WallError(error).trouble) }
        }
    }

    private func take(_ sheet: OrderSheet) {
        let found = evidence(of: sheet)
        state.card = sheet.sheet.card
        state.thenName = sheet.offers.first { $0.transition == then }?.name
        state.evidence = found.mapValues(\.count)
        guard let waited = awaits else { return }
        let made = (found[waited.evidence] ?? []).filter { !waited.before.contains($0) }
        if made.isEmpty { return }
        awaits = nil
        choose(waited.field) { (valuesOf($0) + made).joined(separator: " ") }
    }

    private func typed(_ field: FormField, _ text: String) {
        draft(field) { _ in text }
        pauses[field]?.cancel()
        let pause = time.pause
        pauses[field] = writing.launch {
            await pause(Self.pause)
            if !Task.isCancelled { self.write { try await self.save(field) } }
        }
    }

    /// A chosen answer is no draft any more when it is kept; one that was refused was not chosen.
    private func choose(_ field: FormField, _ change: (String) -> String) {
        draft(field, change)
        if state.question(field)?.kind == "choice" { state.search = nil }
        write {
            let chosen = self.state.drafts[field]?.text
            defer { if self.state.drafts[field]?.text == chosen { self.state.drafts[field] = nil } }
            try await self.save(field)
        }
    }

    private func draft(_ field: FormField, _ change: (String) -> String) {
        guard let question = state.question(field) else { return }
        let text = change(state.answer(question))
        var draft = state.drafts[field]
            ?? Draft(text: text, known: question.answer, shown: state.open?.sheet.shown)
        draft.text = text
        draft.problems = []
        state.drafts[field] = draft
    }

    /// What was typed is kept, and stands there as it is kept.
    private func left() {
        if state.drafts.isEmpty { return }
        keep()
        write { self.state.drafts = self.state.unsaved }
    }

    private func save(_ field: FormField) async throws {
        guard let draft = state.drafts[field], let question = state.question(field) else { return }
        let text = keptAs(question.kind, draft.text)
        if text == draft.known { return }
        let answer = FormAnswer(question: field.question, item: field.item, text: text)
        do {
            try await wall.forms.answer(order, form, answer, shown: draft.shown)
            state.drafts[field]?.known = text
            try await look()
        } catch {
            guard case .notAllowed(Self.wrongType, let words) = WallError(error).trouble else { throw error }
            if state.drafts[field]?.text == draft.text { state.drafts[field]?.problems = words }
        }
    }

    /// The form as it is now: the next answer is written over this one.
    private func look() async throws {
        state.take(try await wall.forms.look(order, form, page: page))
    }

    private func now(as kind: String) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat =
            switch kind {
            case "date": "yyyy-MM-dd"
            case "time": "HH:mm"
            default: "yyyy-MM-dd'T'HH:mm"
            }
        return format.string(from: time.now())
    }

    private func seek(_ search: Search) {
        state.search = search
        attempt {
            let found = try await self.wall.forms.choices(self.order, self.form, search.field, typed: search.typed)
            if self.state.search?.field == search.field, self.state.search?.typed == search.typed {
                self.state.search?.found = found
            }
        }
    }

    /// Where the evidence is captured. An item of a repeat group names what was captured for it.
    private func capture(_ field: FormField, _ asked: FormEvidence) {
        keep()
        let place: Place =
            asked.kind == "signature"
            ? .signature(order: order, role: asked.role, then: nil)
            : .capture(order: order, role: asked.role, then: nil)
        if field.item == nil { return go(place) }
        attempt {
            let key = "\(asked.kind)/\(asked.role)"
            var sheets = self.wall.order.sheet(self.order).makeAsyncIterator()
            guard let sheet = try await sheets.next() else { return }
            self.awaits = (field, key, Set(evidence(of: sheet)[key] ?? []))
            self.go(place)
        }
    }

    private func add(_ group: String) {
        let nowMs = time.elapsedMs()
        if let addedAtMs, nowMs - addedAtMs < OrderModel.doubleTapMs { return }
        addedAtMs = nowMs
        keep()
        write {
            try await self.wall.forms.addItem(self.order, self.form, to: group)
            try await self.look()
        }
    }

    private func remove() {
        guard let gone = state.removes else { return }
        state.removes = nil
        write {
            try await self.wall.forms.removeItem(self.order, self.form, gone.item, from: gone.group)
            try await self.look()
        }
    }

    private func except(_ reason: String?) {
        state.asksWhy = false
        write {
            try await self.wall.forms.except(self.order, self.form, for: reason)
            try await self.look()
        }
    }

    private func place(page: Int64, isChecked: Bool = false) -> Place {
        .form(order: order, form: form, then: then, page: page, isChecked: isChecked)
    }

    /// Turns to another page. Not away from an answer that the store does not take: it would be lost.
    private func turnTo(_ page: @escaping (FormState) -> Int64?) {
        leaveWith { if let page = page($0) { self.turn(self.place(page: page)) } }
    }

    private func finish() {
        leaveWith { now in
            guard let sheet = now.open?.sheet else { return }
            if sheet.complete || sheet.exception != nil { return self.done() }
            let wrong = sheet.pages.first { $0.problems > 0 }?.page
            if let wrong, wrong != now.open?.page?.page {
                self.turn(self.place(page: wrong, isChecked: true))
            } else {
                self.state.isChecked = true
            }
        }
    }

    private func leaveWith(_ act: @escaping (FormState) -> Void) {
        keep()
        write {
            try await self.look()
            if !self.isGoneFrom, self.state.unsaved.isEmpty { act(self.state) }
        }
    }
}

/// Several values with one more, or without it.
func ticked(_ answer: String, _ value: String) -> String {
    let values = valuesOf(answer)
    return (values.contains(value) ? values.filter { $0 != value } : values + [value]).joined(separator: " ")
}
