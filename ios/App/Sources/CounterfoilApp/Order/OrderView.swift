//! One order: what is promised, to whom and where; what comes next as the biggest thing; what happened.

import Counterfoil
import SwiftUI

/// A sheet.
struct OrderView: View {
    let state: OrderState
    let on: @MainActor (OrderEvent) -> Void
    @Environment(\.language) private var language

    private var strings: any OrderStrings { orderStrings(language) }

    var body: some View {
        if let asked = state.asked { AskedView(asked: asked, state: state, on: on) } else { whole }
    }

    private var whole: some View {
        let next = primary(state.steps)
        return Frame(
            trouble: state.trouble, onCloseTrouble: { on(.closeTrouble) },
            thumb: state.sheet == nil ? nil : OrderThumb(next: next, state: state, on: on)
        ) {
            heading
        } content: {
            if state.isGone { EmptyState(strings.gone, strings.goneWords, .parcel) }
            if let sheet = state.sheet {
                ToldHere(card: sheet.sheet.card, state: state, on: on)
                Promise(card: sheet.sheet.card, state: state)
                if !sheet.sheet.dispute.isEmpty { DisputeCard(sides: sheet.sheet.dispute, state: state) }
                ForEach(sheet.sheet.fields.filter { $0.candidates.count > 1 }, id: \.path) {
                    ConflictCard(field: $0, state: state, on: on)
                }
                OtherSteps(next: next, state: state, on: on)
                FormsOfOrder(forms: state.forms, on: on)
                PartHeading(strings.history)
                Timeline(rows: sheet.sheet.timeline, state: state)
            }
        }
    }

    private var heading: BackHeading {
        let card = state.sheet?.sheet.card
        let tail = card?.keys.first.map { strings.title(String($0.value.suffix(4))) }
        let more = card.map { beside($0.title, $0.stageName.said(language), in: language) }
        return BackHeading(tail ?? "", back: strings.back, more: more) { on(.back) }
    }
}

/// What the office or the customer said of it and is not answered: notices, an urge.
private struct ToldHere: View {
    let card: Card
    let state: OrderState
    let on: @MainActor (OrderEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.timeZone) private var zone

    var body: some View {
        let strings = ordersStrings(language)
        ForEach(state.notices, id: \.told.id) { notice in
            Banner(notice.told.name.titled(language), .stop, .danger, words: notice.told.words.said(language)) {
                Answer(strings.understood, .check, isWide: true) { on(.read(notice)) }
            }
        }
        if let urge = card.urge {
            let at = intervalText(urge.at, now: state.now, zone: zone, language: language)
            Banner(beside(strings.urge, at, in: language), .bell, .warn, words: urge.reason) {
                Flow(spacing: Space.m, lineSpacing: Space.m) {
                    ForEach(state.answers, id: \.id) { answer in
                        Answer(answer.name.titled(language)) { on(.answer(answer.id)) }
                    }
                }
            }
        }
    }
}

/// When, to whom, where, and what to know before ringing.
private struct Promise: View {
    let card: Card
    let state: OrderState
    @Environment(\.language) private var language

    var body: some View {
        let strings = ordersStrings(language)
        let look = dueLook(card, now: state.now)
        TicketCard(stubTone: look.tone) {
            DueStub(card: card, look: look, now: state.now)
        } main: {
            if let name = card.contactName { Line(.person, name) }
            if let phone = card.phone { Line(.phone, phone) }
            if let address = card.address { Line(.pin, address) }
            if let remark = card.call?.remark { Line(.note, remark) }
            Badges(badges(of: state.alerts, strings))
            Badges(badges(of: card, strings))
        }
    }
}
