//! One order on the list: when on the stub, what and for whom on the body, and what is the matter with it.

import Counterfoil
import SwiftUI

/// One order on the list.
struct OrderCard: View {
    let card: Card
    let state: OrdersState
    /// Whether a stop above it says where.
    let hasStop: Bool
    let on: @MainActor (OrdersEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.timeZone) private var zone
    @Environment(\.palette) private var palette

    private var strings: any OrdersStrings { ordersStrings(language) }

    var body: some View {
        VStack(alignment: .leading, spacing: Space.xs) {
            Button { on(.open(order: card.id)) } label: { ticket }
                .buttonStyle(PressedStyle())
                .accessibilityHint(strings.open)
            ForEach(state.notices[card.id] ?? [], id: \.told.id) { notice in
                Banner(notice.told.name.titled(language), .stop, .danger, words: notice.told.words.said(language)) {
                    Answer(strings.understood, .check, isWide: true) { on(.read(notice)) }
                }
            }
            if let urge = card.urge {
                let at = intervalText(urge.at, now: state.now, zone: zone, language: language)
                Banner(beside(strings.urge, at, in: language), .bell, .warn, words: urge.reason) { answers }
            }
        }
    }

    private var ticket: some View {
        let look = dueLook(card, now: state.now)
        return TicketCard(stubTone: look.tone) {
            DueStub(card: card, look: look, now: state.now)
        } main: {
            title
            if !hasStop, let address = card.address { Line(.pin, address) }
            if let reason = card.waiting?.reasonName { Line(.pause, reason.said(language)) }
            if let remark = card.call?.remark { Line(.note, remark) }
            Badges(badges(of: card, strings))
        }
    }

    @ViewBuilder
    private var title: some View {
        let number = card.keys.first?.value
        let name = beside(card.title, card.contactName, in: language)
        let tail = number.map { strings.tail(String($0.suffix(4))) }
        Text(name.isEmpty ? number ?? "" : name)
            .font(Writing.strong)
            .multilineTextAlignment(.leading)
        Text(beside(tail, card.stageName.said(language), in: language))
            .font(Writing.small)
            .foregroundStyle(palette.inkSoft)
            .multilineTextAlignment(.leading)
    }

    private var answers: some View {
        let all = state.allAnswers == card.id
        return Flow(spacing: Space.m, lineSpacing: Space.m) {
            ForEach(all ? state.answers : Array(state.answers.prefix(2)), id: \.id) { answer in
                Answer(answer.name.titled(language)) { on(.answer(order: card.id, answer: answer.id)) }
            }
            if !all, state.answers.count > 2 {
                Answer(strings.moreAnswers, .down) { on(.allAnswers(order: card.id)) }
            }
        }
    }
}
