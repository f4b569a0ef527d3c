//! How far the work is: on this phone, stored, safe; what waits, and why.

import Counterfoil
import SwiftUI

/// The way to the hub.
struct SyncView: View {
    let state: SyncState
    var bar: Bar?
    let on: @MainActor (SyncEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.palette) private var palette

    private var strings: any SyncStrings { syncStrings(language) }

    var body: some View {
        Frame(
            trouble: state.trouble, onCloseTrouble: { on(.closeTrouble) },
            thumb: state.status == nil ? nil : SyncThumb(state: state, on: on), bar: bar
        ) {
            RootHeading(strings.title)
        } content: {
            if let status = state.status {
                counts(status)
                ended
                ForEach(stuck, id: \.reason) { one in
                    Banner(strings.stuck(reason: one.reason, count: one.count), .warning, .warn)
                }
                refused
                waiting
                SecondaryAction(strings.endOfShift, .list) { on(.endOfShift) }
            }
        }
    }

    /// The way of the work, in three numbers: each has its icon and its words.
    @ViewBuilder
    private func counts(_ status: SyncStatus) -> some View {
        if status.onPhone == 0, status.blobsWaiting == 0 {
            Banner(strings.allThere, .shield, .good, words: strings.allThereWords)
        }
        PaperCard {
            CountLine(.phone, status.onPhone, strings.onPhone, words: strings.onPhoneWords)
            if status.blobsWaiting > 0 {
                Text(strings.files(count: status.blobsWaiting, size: bytesText(status.blobBytesWaiting)))
                    .foregroundStyle(palette.inkSoft)
            }
            CountLine(.hub, status.stored, strings.stored, words: strings.storedWords)
            CountLine(.shield, status.safe, strings.safe, words: strings.safeWords)
        }
    }

    /// How the last session ended, and what that means; nothing where all is well.
    @ViewBuilder
    private var ended: some View {
        if let end = state.lastEnd, let words = strings.end(end) {
            Banner(words, end == .offline ? .offline : .warning, .quiet)
        }
        if let report = state.report {
            Text(strings.report(sent: report.pushed, received: report.pulled, files: report.uploaded))
                .foregroundStyle(palette.inkSoft)
        }
    }

    /// A dictionary has no order of its own: the same reasons stand in the same order.
    private var stuck: [(reason: StuckReason, count: Int)] {
        let order: [StuckReason] = [.refused, .blocked, .held, .upload, .quarantined]
        return order.compactMap { reason in state.stuck[reason].map { (reason, $0) } }
    }

    @ViewBuilder
    private var refused: some View {
        if !state.refused.isEmpty {
            PartHeading(strings.refusedTitle)
            Text(strings.refusedWords).foregroundStyle(palette.inkSoft)
            ForEach(state.refused, id: \.order) { RefusedCard(refused: $0, on: on) }
        }
    }

    @ViewBuilder
    private var waiting: some View {
        if !state.waiting.isEmpty {
            PartHeading(strings.waitingTitle)
            ForEach(state.waiting, id: \.card.id) { work in
                Button { on(.open(order: work.card.id)) } label: { waitingCard(work) }
                    .buttonStyle(PressedStyle())
                    .accessibilityHint(strings.open)
            }
        }
    }

    private func waitingCard(_ work: WaitingWork) -> some View {
        PaperCard {
            Text(name(of: work.card, language)).font(Writing.strong)
            Text(strings.records(work.records)).font(Writing.small).foregroundStyle(palette.inkSoft)
        }
        .multilineTextAlignment(.leading)
    }
}

private struct SyncThumb: View {
    let state: SyncState
    let on: @MainActor (SyncEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.palette) private var palette

    var body: some View {
        let strings = syncStrings(language)
        if state.isSending {
            HStack(spacing: Space.m) {
                Sign(.sync, palette.inkSoft, font: Writing.strong)
                Text(strings.sending).font(Writing.strong)
            }
            .frame(minHeight: Space.primary)
            .accessibilityElement(children: .combine)
        } else {
            PrimaryAction(strings.sendNow, .send) { on(.sendNow) }
        }
    }
}

/// One thing that the hub refused: what, why, and what can be done with it.
private struct RefusedCard: View {
    let refused: RefusedWork
    let on: @MainActor (SyncEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = syncStrings(language)
        let why = strings.why(refused.code)
        let title = beside(refused.card.map { name(of: $0, language) }, facts, in: language)
        let note = strings.keptNote(beside(facts, why, in: language))
        Banner(title, .warning, .danger, words: why) {
            if refused.card != nil {
                Answer(strings.keepAsNote, .note, isWide: true) { on(.keepAsNote(refused, text: note)) }
                Answer(strings.open, .next, isWide: true) { on(.open(order: refused.order)) }
            }
        }
    }

    /// Each kind of fact once.
    private var facts: String {
        var names: [String] = []
        for row in refused.rows {
            let name = orderStrings(language).fact(row.kind)
            if !names.contains(name) { names.append(name) }
        }
        return names.joined(separator: " ")
    }
}

/// What people call an order, with the last digits of its number.
func name(of card: Card, _ language: Language) -> String {
    let number = card.keys.first.map { orderStrings(language).title(String($0.value.suffix(4))) }
    return beside(card.title, card.contactName, number, in: language)
}
