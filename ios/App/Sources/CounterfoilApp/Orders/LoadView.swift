//! The loading scan: the last verdict, the number pad, five counts with their lists, the reads before.

import Counterfoil
import SwiftUI

/// The load check.
struct LoadView: View {
    let state: LoadState
    let on: @MainActor (LoadEvent) -> Void
    @Environment(\.language) private var language

    private var strings: any LoadStrings { loadStrings(language) }

    var body: some View {
        // Wherever she has scrolled to: what was read just now is seen.
        Frame(
            trouble: state.trouble, onCloseTrouble: { on(.closeTrouble) },
            thumb: state.isLoaded ? LoadThumb(state: state, on: on) : nil, front: state.reads.first?.number
        ) {
            BackHeading(strings.title, back: strings.back, more: state.check.map { strings.reads($0.reads) }) {
                on(.back)
            }
        } content: {
            if let check = state.check {
                scan
                LoadCounts(check: check, on: on)
                rows
                before
            } else if state.isLoaded {
                EmptyState(strings.noShift, strings.noShiftWords, .truck)
            }
        }
    }

    @ViewBuilder
    private var scan: some View {
        let isReading = state.opened == nil
        if let last = state.reads.first {
            Verdict(read: last, marks: state.marks)
        } else if isReading {
            EmptyState(strings.ready, strings.readyWords, .parcel)
        }
        // Who looks at a list types nothing: its rows stand where they are seen. A scanner is heard all the same.
        if isReading { typing }
    }

    @ViewBuilder
    private var typing: some View {
        VStack(alignment: .leading, spacing: Space.s) {
            WriteField(
                state.typed, strings.field, icon: .search, isDigits: !state.isLetters,
                clear: strings.clear, onDone: { on(.submit) }
            ) { on(.typed($0)) }
            Answer(state.isLetters ? strings.digits : strings.letters, .pencil) { on(.otherKeys) }
        }
        LoadChoices(state: state, on: on)
    }

    /// The list behind a count: orders as cards, what nobody knows as its code.
    @ViewBuilder
    private var rows: some View {
        if let list = state.opened {
            PartHeading(strings.name(list))
            ForEach(Array(state.rows.enumerated()), id: \.offset) { RowCard(row: $0.element, on: on) }
        }
    }

    @ViewBuilder
    private var before: some View {
        if state.reads.count > 1 { PartHeading(strings.before) }
        ForEach(Array(state.reads.dropFirst()), id: \.number) { ReadLine(read: $0) }
    }
}

private struct LoadThumb: View {
    let state: LoadState
    let on: @MainActor (LoadEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = loadStrings(language)
        let typed = state.typed.trimmingCharacters(in: .whitespacesAndNewlines)
        if state.check == nil {
            PrimaryAction(strings.beginShift, .truck) { on(.beginShift) }
        } else if !typed.isEmpty, state.found == nil {
            PrimaryAction(strings.submit, .check, more: state.typed) { on(.submit) }
        } else if state.isLooking {
            PrimaryAction(strings.stopLooking, .close) { on(.look) }
        } else if state.hasScanner {
            PrimaryAction(strings.look, .camera) { on(.look) }
        } else {
            Line(.check, strings.alwaysReady)
        }
    }
}

/// Those that end as was typed, or the codes of one picture.
private struct LoadChoices: View {
    let state: LoadState
    let on: @MainActor (LoadEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = loadStrings(language)
        if let found = state.found {
            if found.isEmpty {
                EmptyState(strings.nothing, strings.nothingWords, .search)
            } else {
                PartHeading(strings.which)
            }
            ForEach(found, id: \.id) { card in
                let name = beside(CounterfoilApp.name(of: card, language), card.address, in: language)
                Answer(name, .parcel, isWide: true) { on(.choose(card)) }
            }
        }
        if !state.several.isEmpty { PartHeading(strings.severalCodes) }
        ForEach(state.several, id: \.self) { code in
            Answer(code.raw, .parcel, isWide: true) { on(.point(code)) }
        }
    }
}

/// The five counts; a tap on one opens its list, where there is one.
private struct LoadCounts: View {
    let check: LoadCheck
    let on: @MainActor (LoadEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        PaperCard { ForEach(LoadList.allCases, id: \.self) { count($0) } }
    }

    @ViewBuilder
    private func count(_ list: LoadList) -> some View {
        let strings = loadStrings(language)
        let lacks = list == .here && check.incomplete > 0 ? strings.incomplete(check.incomplete) : nil
        let number = check.lines(list).count
        let line = CountLine(icon(of: list), Int64(number), strings.name(list), words: lacks)
        if number == 0 {
            line
        } else {
            Button { on(.openList(list)) } label: { line }
                .buttonStyle(PressedStyle())
        }
    }

    private func icon(of list: LoadList) -> Icon {
        switch list {
        case .here: .check
        case .absent: .clock
        case .another: .person
        case .unknown: .search
        case .doNotLoad: .stop
        }
    }
}

private struct RowCard: View {
    let row: LoadRow
    let on: @MainActor (LoadEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        if let card = row.card {
            Button { on(.open(order: card.id)) } label: { ticket }
                .buttonStyle(PressedStyle())
                .accessibilityHint(loadStrings(language).open)
        } else {
            ticket
        }
    }

    private var ticket: some View {
        PaperCard {
            Text(title).font(Writing.strong).multilineTextAlignment(.leading)
            if let address = row.card?.address { Line(.pin, address) }
            if row.line.piecesRead > 0, row.line.piecesRead < row.line.pieces { Badge(pieces, .parcel, .warn) }
            if let card = row.card { Badges(badges(of: card, ordersStrings(language))) }
        }
    }

    private var title: String {
        guard let card = row.card, card.title != nil else {
            return beside(row.line.title, row.line.code, in: language)
        }
        return name(of: card, language)
    }

    private var pieces: String { loadStrings(language).pieces(read: row.line.piecesRead, all: row.line.pieces) }
}
