//! Things, cash and work on one screen: taken = delivered + returned + handed over + still here; expected = counted.

import Counterfoil
import SwiftUI

/// The end of a shift.
struct EndOfShiftView: View {
    let state: EndOfShiftState
    let on: @MainActor (EndOfShiftEvent) -> Void
    @Environment(\.language) private var language

    private var strings: any SyncStrings { syncStrings(language) }

    var body: some View {
        Frame(
            trouble: state.trouble, onCloseTrouble: { on(.closeTrouble) },
            thumb: state.balances == nil || isOver ? nil : ClosingThumb(state: state, on: on)
        ) {
            BackHeading(strings.endOfShift, back: strings.back) { on(.back) }
        } content: {
            if let outcome = state.outcome { told(outcome) }
            if let balances = state.balances {
                things(balances.things)
                CashCard(cash: balances.cash, state: state, on: on)
                work(balances.work)
            } else if state.isLoaded {
                EmptyState(strings.noShift, strings.noShiftWords, .truck)
            }
        }
    }

    private var isOver: Bool {
        if case .nothingLeft = state.outcome { true } else { false }
    }

    @ViewBuilder
    private func told(_ outcome: CertificateOutcome) -> some View {
        switch outcome {
        case .nothingLeft(let blobs, _):
            Banner(strings.nothingLeft, .shield, .good, words: strings.nothingLeftWords(blobs))
        case .left(let left):
            Banner(strings.somethingLeft, .warning, .warn) {
                ForEach(left, id: \.self) { Text("· " + words(for: $0)) }
            }
        }
    }

    private func words(for left: Left) -> String {
        switch left {
        case .shiftOpen: strings.left(code: "shift", count: 0)
        case .drafts(let count): strings.left(code: "drafts", count: count)
        case .unsent(let count): strings.left(code: "unsent", count: count)
        case .blobs(let count): strings.left(code: "blobs", count: count)
        case .workAfterClosing: strings.left(code: "after", count: 0)
        case .setAside(let count): strings.left(code: "aside", count: count)
        case .hub(let code): strings.left(code: code, count: 0)
        }
    }

    private func things(_ things: Things) -> some View {
        Balance(strings.things, isEven: things.unexplained.isEmpty && things.held.isEmpty) {
            number(strings.taken, .truck, things.carried + things.loaded)
            number(strings.delivered, .check, things.delivered)
            number(strings.returned, .undo, things.returned)
            number(strings.handedOver, .person, things.handedOver)
            number(strings.held, .parcel, things.held)
            if !things.unexplained.isEmpty { number(strings.unexplained, .warning, things.unexplained) }
        }
    }

    private func work(_ work: Work) -> some View {
        Balance(strings.work, isEven: work.open.isEmpty && work.unsent.isEmpty) {
            number(strings.done, .check, work.done)
            number(strings.waits, .clock, work.waiting.map(\.order))
            number(strings.stillOpen, .parcel, work.open)
            number(strings.unsent, .phone, work.unsent.map(\.order))
        }
    }

    private func number(_ name: String, _ icon: Icon, _ orders: [String]) -> NumberLine {
        NumberLine(name: name, icon: icon, orders: orders, state: state, on: on)
    }
}

private struct ClosingThumb: View {
    let state: EndOfShiftState
    let on: @MainActor (EndOfShiftEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = syncStrings(language)
        if state.isAsking {
            Text(strings.sending).font(Writing.strong)
        } else if state.isClosed {
            PrimaryAction(strings.certify, .shield) { on(.certify) }
        } else {
            PrimaryAction(strings.closeShift, .check) { on(.closeShift) }
        }
    }
}

/// One of the three balances, and whether it is even: an icon and a word.
private struct Balance<Content: View>: View {
    let name: String
    let isEven: Bool
    let content: Content
    @Environment(\.language) private var language

    init(_ name: String, isEven: Bool, @ViewBuilder content: () -> Content) {
        self.name = name
        self.isEven = isEven
        self.content = content()
    }

    var body: some View {
        let strings = syncStrings(language)
        let badge = isEven ? Badge(strings.balanced, .check, .good) : Badge(strings.openPoint, .warning, .warn)
        PaperCard {
            ViewThatFits(in: .horizontal) {
                HStack {
                    title
                    Spacer()
                    badge
                }
                VStack(alignment: .leading, spacing: Space.s) {
                    title
                    badge
                }
            }
            content
        }
    }

    private var title: some View { Text(name).font(Writing.title).accessibilityAddTraits(.isHeader) }
}

/// A number; a tap on it opens its list, where there is one.
private struct NumberLine: View {
    let name: String
    let icon: Icon
    let orders: [String]
    let state: EndOfShiftState
    let on: @MainActor (EndOfShiftEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let line = CountLine(icon, Int64(orders.count), name)
        if orders.isEmpty {
            line
        } else {
            Button { on(.openList(name: name, orders: orders)) } label: { line }
                .buttonStyle(PressedStyle())
        }
        if state.opened == name {
            ForEach(state.cards, id: \.id) { card in
                Answer(CounterfoilApp.name(of: card, language), .next, isWide: true) { on(.open(order: card.id)) }
            }
        }
    }
}

private struct CashCard: View {
    let cash: Cash
    let state: EndOfShiftState
    let on: @MainActor (EndOfShiftEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.palette) private var palette

    var body: some View {
        let strings = syncStrings(language)
        let lines = cash.methods.filter { $0.method == "cash" }
        let isEven = lines.allSatisfy { $0.countedMinor == $0.saidMinor } && cash.differing.isEmpty
        Balance(strings.cash, isEven: isEven) {
            if lines.isEmpty { Text(strings.noCash).foregroundStyle(palette.inkSoft) }
            ForEach(lines, id: \.currency) { line in
                let counted = line.countedMinor.map { moneyText($0, line.currency) } ?? strings.notCounted
                Text(beside(strings.expected, moneyText(line.saidMinor, line.currency), in: language))
                    .font(Writing.strong)
                Text(beside(strings.counted, counted, in: language))
            }
            if !lines.isEmpty {
                WriteField(state.typed, strings.countField, icon: .money, isAmount: true) { on(.typed($0)) }
                if minorOf(state.typed) != nil {
                    Answer(strings.countNow, .check, isWide: true) { on(.count) }
                }
            }
        }
    }
}
