//! A question: what it asks, its answer in the hand, and what is wrong with it.

import Counterfoil
import SwiftUI

/// So many choices stand on the page; more are looked for on a screen of their own.
let fewChoices: Int64 = 8

/// What is said at the question itself only after the person said that all is filled in; its badge says it before.
private let saidLater: Set = ["required", "evidence"]

/// A question.
struct QuestionCard: View {
    let question: FormQuestion
    let number: Int64
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.palette) private var palette

    var body: some View {
        let strings = formStrings(language)
        let refused = state.drafts[question.field]?.problems ?? []
        let isWell = question.problems.isEmpty
        PaperCard {
            Text(question.title.titled(language)).font(Writing.strong)
            if let hint = question.hint {
                Text(hint.said(language)).font(Writing.small).foregroundStyle(palette.inkSoft)
            }
            // It stays when the answer is there: what a thumb is about to touch must not move.
            if question.required { Badge(strings.required, isWell ? .check : .pencil, isWell ? .good : .quiet) }
            if question.enabled {
                AnswerField(question: question, number: number, state: state, on: on)
            } else {
                let shown = question.shown.said(language)
                Line(.list, beside(shown.isEmpty ? "–" : shown, strings.reckoned, in: language))
            }
            ForEach(refused, id: \.self) { Problem(beside($0.said(language), strings.notKept, in: language)) }
            if refused.isEmpty {
                let said = question.problems.filter { state.isChecked || !saidLater.contains($0.code) }
                ForEach(said, id: \.code) { Problem($0.words.said(language)) }
            }
        }
    }
}

/// What is wrong, where it is wrong.
struct Problem: View {
    let words: String

    init(_ words: String) {
        self.words = words
    }

    var body: some View { Badge(words, .warning, .danger) }
}

private struct AnswerField: View {
    let question: FormQuestion
    let number: Int64
    let state: FormState
    let on: @MainActor (FormEvent) -> Void

    var body: some View {
        if let evidence = question.evidence {
            EvidenceField(question: question, evidence: evidence, state: state, on: on)
        } else if question.kind == "boolean" {
            YesNo(question: question, state: state, on: on)
        } else if question.kind == "choice" || question.kind == "choices" {
            ChoiceField(question: question, state: state, on: on)
        } else {
            Written(question: question, number: number, state: state, on: on)
        }
    }
}

private struct Written: View {
    let question: FormQuestion
    let number: Int64
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = formStrings(language)
        let (kind, field, text) = (question.kind, question.field, state.answer(question))
        let title = question.title.titled(language)
        let name = question.item == nil ? title : beside(title, strings.item(number), in: language)
        WriteField(text, name, isAmount: kind != "text", isOneLine: kind != "text", onLeave: { on(.left) }) {
            on(.typed(field, $0))
        }
        switch kind {
        case "date": Answer(strings.today, .clock) { on(.now(field)) }
        case "time", "date_time": Answer(strings.nowTime, .clock) { on(.now(field)) }
        // Keyboards of digits have no sign: −18 °C is written so.
        case "integer", "decimal": if !text.isEmpty { Answer(strings.otherSign) { on(.otherSign(field)) } }
        default: EmptyView()
        }
    }
}

private struct YesNo: View {
    let question: FormQuestion
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let (strings, answer) = (formStrings(language), state.answer(question))
        Choices {
            Option(text: strings.yes, isChosen: answer == "true") { on(.chosen(question.field, "true")) }
            Option(text: strings.no, isChosen: answer == "false") { on(.chosen(question.field, "false")) }
        }
    }
}

private struct ChoiceField: View {
    let question: FormQuestion
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        if question.choicesTotal <= fewChoices {
            ForEach(question.choices, id: \.value) {
                ChoiceOption(choice: $0, question: question, state: state, on: on)
            }
        } else {
            // Names of what is chosen: those of the store, as a list may be longer than what is here of it.
            if !question.answer.isEmpty { Line(.check, question.shown.said(language)) }
            SecondaryAction(formStrings(language).choose(question.choicesTotal), .search) {
                on(.openChoices(question.field))
            }
        }
    }
}

private struct ChoiceOption: View {
    let choice: FormChoice
    let question: FormQuestion
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let (answer, field) = (state.answer(question), question.field)
        let isOne = question.kind == "choice"
        let isChosen = isOne ? answer == choice.value : valuesOf(answer).contains(choice.value)
        Option(text: choice.name.titled(language), isChosen: isChosen) {
            on(isOne ? .chosen(field, choice.value) : .ticked(field, choice.value))
        }
    }
}

/// One of a list: what is chosen is filled and has a tick, and is marked for who hears the screen.
private struct Option: View {
    let text: String
    let isChosen: Bool
    let act: @MainActor () -> Void
    @Environment(\.palette) private var palette

    var body: some View {
        let ink = isChosen ? palette.accent : Ink(on: palette.ink, under: palette.card)
        let shape = RoundedRectangle(cornerRadius: Space.corner)
        Button(action: act) {
            HStack(spacing: Space.s) {
                Sign(.check, ink.on).opacity(isChosen ? 1 : 0)
                Text(text).font(Writing.strong).frame(maxWidth: .infinity, alignment: .leading)
            }
            .padding(.horizontal, Space.m)
            .padding(.vertical, Space.s)
            .frame(maxWidth: .infinity, minHeight: 56)
            .foregroundStyle(ink.on)
            .background(ink.under, in: shape)
            .overlay { if !isChosen { shape.strokeBorder(palette.inkSoft, lineWidth: 1.5) } }
        }
        .buttonStyle(PressedStyle())
        .accessibilityAddTraits(isChosen ? .isSelected : [])
    }
}

private struct EvidenceField: View {
    let question: FormQuestion
    let evidence: FormEvidence
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = formStrings(language)
        let have = state.have(question)
        Line(have >= Int(evidence.count) ? .check : .list, strings.have(have, of: evidence.count))
        if evidence.kind == "signature" {
            SecondaryAction(strings.signature, .pencil) { on(.capture(question.field, evidence)) }
        } else if evidence.kind != "photo" {
            Line(.warning, strings.scanElsewhere)
        } else if !state.hasCamera {
            Line(.warning, strings.noCamera)
        } else {
            let role = state.playbook?.photoRoles.first { $0.id == evidence.role }?.name.said(language)
            SecondaryAction(beside(strings.photo, role, in: language), .camera) {
                on(.capture(question.field, evidence))
            }
        }
    }
}

/// A long list over the whole screen: a few letters find it. One of a list is chosen with one tap.
struct ChoicesView: View {
    let search: Search
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.palette) private var palette

    var body: some View {
        if let question = state.question(search.field) { list(question) }
    }

    private func list(_ question: FormQuestion) -> some View {
        let strings = formStrings(language)
        return Frame(
            trouble: state.trouble, onCloseTrouble: { on(.closeTrouble) },
            thumb: question.kind == "choice" ? nil : PrimaryAction(strings.chosen, .check) { on(.close) }
        ) {
            let total = strings.choose(question.choicesTotal)
            BackHeading(question.title.titled(language), back: strings.back, more: total) { on(.close) }
        } content: {
            WriteField(search.typed, strings.search, icon: .search) { on(.sought($0)) }
            if search.found.isEmpty, !search.typed.isEmpty {
                Text(strings.nothingFound).foregroundStyle(palette.inkSoft)
            }
            ForEach(search.found, id: \.value) {
                ChoiceOption(choice: $0, question: question, state: state, on: on)
            }
        }
    }
}
