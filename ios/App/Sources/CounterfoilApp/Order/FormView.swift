//! A page of a form: its questions from top to bottom, and the next page or the end within reach of the thumb.

import Counterfoil
import SwiftUI

/// A page of a form.
struct FormView: View {
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language

    private var strings: any FormStrings { formStrings(language) }

    var body: some View {
        if let search = state.search {
            ChoicesView(search: search, state: state, on: on)
        } else if state.asksWhy {
            WhyView(state: state, on: on)
        } else {
            whole
        }
    }

    private var whole: some View {
        Frame(
            trouble: state.trouble, onCloseTrouble: { on(.closeTrouble) },
            thumb: state.open.map { FormThumb(open: $0, state: state, on: on) }
        ) {
            BackHeading(state.open?.sheet.name.titled(language) ?? "", back: strings.back, more: state.card?.title) {
                on(.back)
            }
        } content: {
            if state.isGone { EmptyState(strings.gone, strings.goneWords, .list) }
            if let open = state.open {
                FormProgress(open: open, state: state)
                if let reason = open.sheet.exception { excepted(reason) }
                if open.page == nil { Text(strings.nothingAsked) }
                FormLines(lines: open.page?.lines ?? [], state: state, on: on)
                if open.sheet.exceptions != nil, open.sheet.exception == nil, !open.sheet.complete {
                    SecondaryAction(strings.askWhy, .note) { on(.askWhy) }
                }
                if open.page?.previous != nil { Answer(strings.before, .back, isWide: true) { on(.pageBefore) } }
            }
        }
    }

    private func excepted(_ reason: String) -> some View {
        let name = state.playbook?.reasons.first { $0.id == reason }?.name.said(language) ?? reason
        return Banner(strings.exceptedFor(name), .note, .quiet) {
            Answer(strings.goOnFilling, .undo, isWide: true) { on(.goOnFilling) }
        }
    }
}

private struct FormThumb: View {
    let open: OpenForm
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = formStrings(language)
        if let next = open.sheet.pages.first(where: { $0.page == open.page?.next }) {
            PrimaryAction(strings.next(next.title.said(language)), .next) { on(.nextPage) }
        } else {
            let then = state.thenName.map { orderStrings(language).then($0.said(language)) }
            PrimaryAction(strings.done, .check, more: then) { on(.done) }
        }
    }
}

/// Where in the form this is, how much of the page is answered, and how much of the whole is still open.
private struct FormProgress: View {
    let open: OpenForm
    let state: FormState
    @Environment(\.language) private var language
    @Environment(\.palette) private var palette

    var body: some View {
        let strings = formStrings(language)
        VStack(alignment: .leading, spacing: Space.s) {
            if let page = open.page, let at = open.sheet.pages.firstIndex(where: { $0.page == page.page }) {
                let pages = open.sheet.pages.count
                let (count, of) = state.answered
                let place = pages > 1 ? strings.page(at + 1, of: pages) : nil
                Text(page.title.titled(language)).font(Writing.title)
                Text(beside(place, strings.answered(count, of: of), in: language)).foregroundStyle(palette.inkSoft)
            }
            FormBadge(
                isComplete: open.sheet.complete, open: Int64(open.sheet.problems.count),
                exception: open.sheet.exception)
        }
    }
}

/// How a form stands: filled in, excepted, or how much is open.
struct FormBadge: View {
    let isComplete: Bool
    let open: Int64
    let exception: String?
    @Environment(\.language) private var language

    var body: some View {
        let strings = formStrings(language)
        if isComplete {
            Badge(strings.complete, .check, .good)
        } else if exception != nil {
            Badge(strings.excepted, .note, .quiet)
        } else {
            Badge(strings.left(open), .pencil, .warn)
        }
    }
}

private struct FormLines: View {
    let lines: [FormLine]
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let ends = groupEnds(lines)
        ForEach(Array(lines.enumerated()), id: \.offset) { at, line in
            one(line, at)
            if let group = ends[at] {
                SecondaryAction(formStrings(language).add(group.title.said(language)), .note) {
                    on(.addItem(group: group.id))
                }
            }
        }
    }

    @ViewBuilder
    private func one(_ line: FormLine, _ at: Int) -> some View {
        switch line {
        case .heading(let words, _): PartHeading(words.titled(language))
        case .text(let words): Text(words.said(language))
        case .question(let question):
            QuestionCard(question: question, number: itemNumber(lines, at), state: state, on: on)
        case .repeatGroup(_, let title, _, let problems):
            PartHeading(title.titled(language))
            ForEach(problems, id: \.code) { Problem($0.words.said(language)) }
        case .item(let group, let item, let number):
            ItemHeading(at: FormItemAt(group: group, item: item), number: number, state: state, on: on)
        }
    }
}

/// A repeat group that takes one more item.
struct GroupShown: Sendable, Hashable {
    var id: String
    var title: Words
}

/// Behind which line each repeat group ends that takes one more item.
func groupEnds(_ lines: [FormLine]) -> [Int: GroupShown] {
    var ends: [Int: GroupShown] = [:]
    for (at, line) in lines.enumerated() {
        guard case .repeatGroup(let group, let title, true, _) = line else { continue }
        var last = at
        for (place, line) in lines.enumerated().dropFirst(at + 1) {
            if case .repeatGroup = line { break }
            switch line {
            case .item: last = place
            case .question(let question) where question.item != nil: last = place
            default: continue
            }
        }
        ends[last] = GroupShown(id: group, title: title)
    }
    return ends
}

/// The number of the item that a line stands in.
private func itemNumber(_ lines: [FormLine], _ at: Int) -> Int64 {
    lines[...at].reversed().lazy.compactMap { if case .item(_, _, let number) = $0 { number } else { nil } }.first ?? 0
}

private struct ItemHeading: View {
    let at: FormItemAt
    let number: Int64
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = formStrings(language)
        if state.removes == at {
            Banner(beside(strings.item(number), strings.removeWords, in: language), .warning, .warn) {
                Flow(spacing: Space.m, lineSpacing: Space.m) {
                    Answer(strings.removeYes, .close) { on(.remove) }
                    Answer(strings.removeNo, .check) { on(.close) }
                }
            }
        } else {
            HStack {
                Text(strings.item(number)).font(Writing.strong).frame(maxWidth: .infinity, alignment: .leading)
                IconAction(.close, strings.remove(number)) { on(.removeItem(group: at.group, item: at.item)) }
            }
        }
    }
}

/// The reasons for which the form may stay incomplete, over the whole screen.
private struct WhyView: View {
    let state: FormState
    let on: @MainActor (FormEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let group = state.open?.sheet.exceptions ?? ""
        let fitting = (state.playbook?.reasons ?? []).filter { $0.groups.contains(group) }
        let orders = orderStrings(language)
        Frame<BackHeading, EmptyView, _>(trouble: nil, thumb: nil) {
            BackHeading(
                formStrings(language).whyTitle, back: orders.notNow, more: state.open?.sheet.name.titled(language)
            ) { on(.close) }
        } content: {
            ForEach(fitting, id: \.id) { reason in
                let words = beside(reason.name.titled(language), reason.safety ? orders.safety : nil, in: language)
                SecondaryAction(words, reason.safety ? .warning : nil) { on(.except(reason: reason.id)) }
            }
        }
    }
}

/// The forms of an order on its sheet: each with how it stands, a tap opens it.
struct FormsOfOrder: View {
    let forms: [FormRow]
    let on: @MainActor (OrderEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        if !forms.isEmpty {
            PartHeading(formStrings(language).forms)
            ForEach(forms, id: \.form) { form in
                SecondaryAction(form.name.titled(language), .list) { on(.openForm(form.form)) }
                FormBadge(isComplete: form.complete, open: form.problems, exception: form.exception)
            }
        }
    }
}
