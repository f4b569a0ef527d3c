//! Today's work by stop; what waits, and what is over.

import Counterfoil
import SwiftUI

/// The list.
struct OrdersView: View {
    let state: OrdersState
    var bar: Bar?
    let on: @MainActor (OrdersEvent) -> Void
    @Environment(\.language) private var language

    /// So many rows before the end the next page is asked for.
    private static let nearEnd = 30

    private var strings: any OrdersStrings { ordersStrings(language) }

    var body: some View {
        Frame(trouble: state.trouble, onCloseTrouble: { on(.closeTrouble) }, thumb: thumb, bar: bar) {
            OrdersHeading(state: state, on: on)
        } content: {
            if state.isEnrolled {
                WriteField(state.typed, strings.search, icon: .search, clear: strings.clear) { on(.typed($0)) }
                if let found = state.found { foundCards(found) } else { day }
            } else {
                EmptyState(strings.notEnrolled, strings.notEnrolledWords, .phone)
            }
        }
    }

    private var thumb: PrimaryAction? {
        if !state.isEnrolled { return PrimaryAction(strings.enrol, .person) { on(.enrol) } }
        if state.found == nil, !state.isOnDuty, state.isLoaded {
            return PrimaryAction(strings.beginShift, .truck) { on(.beginShift) }
        }
        return nil
    }

    @ViewBuilder
    private func foundCards(_ found: [Card]) -> some View {
        if let said = state.said { CodeBanner(said: said) }
        if found.isEmpty, state.said == nil { EmptyState(strings.nothingFound, strings.nothingFoundWords, .search) }
        ForEach(found, id: \.id) { OrderCard(card: $0, state: state, hasStop: false, on: on) }
    }

    @ViewBuilder
    private var day: some View {
        Groups(state: state, on: on)
        if state.group == .today, let ready = state.ready, !state.isOnDuty || !ready.gaps.isEmpty {
            ReadyCard(state: state, ready: ready, on: on)
        }
        if state.isLoaded, state.rows.isEmpty { empty }
        ForEach(Array(state.rows.enumerated()), id: \.element.id) { at, row in
            shown(row)
                .onAppear { if at >= state.rows.count - Self.nearEnd { on(.endReached) } }
        }
    }

    @ViewBuilder
    private func shown(_ row: OrdersRow) -> some View {
        switch row {
        case .stop(let stop): StopHeading(stop: stop)
        case .one(let card, let hasStop): OrderCard(card: card, state: state, hasStop: hasStop, on: on)
        }
    }

    private var empty: EmptyState {
        switch state.group {
        case .today: EmptyState(strings.emptyToday, strings.emptyTodayWords, .parcel)
        case .waiting: EmptyState(strings.emptyWaiting, strings.emptyWaitingWords, .clock)
        case .done: EmptyState(strings.emptyDone, strings.emptyDoneWords, .check)
        }
    }
}

extension OrdersRow {
    /// The same row, whatever changes in it.
    fileprivate var id: String {
        switch self {
        case .stop(let stop): "stop/" + (stop.orders.first ?? "")
        case .one(let card, _): card.id
        }
    }
}

/// The day, and how the work of it is on its way.
private struct OrdersHeading: View {
    let state: OrdersState
    let on: @MainActor (OrdersEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.timeZone) private var zone
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: 0) {
            ViewThatFits(in: .horizontal) {
                HStack(spacing: Space.m) { headingAndLoad }
                VStack(alignment: .leading, spacing: 0) { headingAndLoad }
            }
            if let way {
                HStack(spacing: Space.s) {
                    Sign(way.icon, palette.inkSoft, font: Writing.label)
                    Text(way.words).font(Writing.label).foregroundStyle(palette.inkSoft)
                }
                .padding(.horizontal, Space.l)
                .accessibilityElement(children: .combine)
            }
        }
    }

    @ViewBuilder
    private var headingAndLoad: some View {
        RootHeading(dayText(state.now, zone: zone, language: language))
        if state.isEnrolled, state.isOnDuty, state.isLoaded {
            Answer(ordersStrings(language).load, .truck) { on(.load) }
                .padding(.horizontal, Space.l)
        }
    }

    private var way: (icon: Icon, words: String)? {
        let strings = ordersStrings(language)
        if state.isSending { return (.sync, strings.sending) }
        guard let unsent = state.unsent else { return nil }
        let waiting = unsent > 0 ? strings.unsent(unsent) : nil
        if state.lastEnd == .offline { return (.offline, beside(strings.offline, waiting, in: language)) }
        return waiting.map { (.phone, $0) } ?? (.check, strings.allSent)
    }
}

private struct Groups: View {
    let state: OrdersState
    let on: @MainActor (OrdersEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = ordersStrings(language)
        Choices {
            ForEach(OrderGroup.allCases, id: \.self) { group in
                Choice(text: strings.group(group), more: number(of: group), isChosen: group == state.group) {
                    on(.show(group))
                }
            }
        }
    }

    private func number(of group: OrderGroup) -> String {
        state.counts[group].map { $0.isMore ? "\($0.number)+" : "\($0.number)" } ?? "–"
    }
}

private struct StopHeading: View {
    let stop: RouteStop
    @Environment(\.language) private var language
    @Environment(\.palette) private var palette

    var body: some View {
        let strings = ordersStrings(language)
        let parcels = BadgeWords(strings.stop(people: stop.people, pieces: stop.pieces), .parcel, .quiet)
        HStack(alignment: .firstTextBaseline, spacing: Space.s) {
            Sign(.pin, palette.accentInk, font: Writing.strong)
            VStack(alignment: .leading, spacing: Space.xs) {
                Text(stop.text).font(Writing.strong).accessibilityAddTraits(.isHeader)
                Badges([parcels] + badges(of: stop.alerts, strings))
            }
        }
        .padding(.top, Space.m)
    }
}

/// Whether the person can drive off; each gap in words, and what closes it.
private struct ReadyCard: View {
    let state: OrdersState
    let ready: ReadyToGo
    let on: @MainActor (OrdersEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.timeZone) private var zone
    @Environment(\.palette) private var palette

    var body: some View {
        let strings = ordersStrings(language)
        if ready.gaps.isEmpty {
            PaperCard(tone: .good) {
                HStack(spacing: Space.m) {
                    Sign(.check, palette.tone(.good).on, font: Writing.strong)
                    Text(strings.readyTitle).font(Writing.strong)
                }
                if let asOf = ready.ordersAsOfMs {
                    Text(strings.ordersAsOf(momentText(asOf, now: state.now, zone: zone, language: language)))
                }
                if ready.manuals.manuals > 0 {
                    Text(strings.manuals(here: ready.manuals.manualsHere, all: ready.manuals.manuals))
                }
                if ready.isTimeAnchored { Text(strings.timeAnchored) }
            }
        } else {
            Banner(strings.notReadyTitle, .list, .warn) {
                ForEach(ready.gaps, id: \.code) { Text("· " + $0.words.said(language)) }
                if !state.isSending, ready.gaps.contains(where: { $0.closing.hasPrefix("sync") }) {
                    Answer(strings.sendNow, .sync, isWide: true) { on(.sendNow) }
                }
            }
        }
    }
}
