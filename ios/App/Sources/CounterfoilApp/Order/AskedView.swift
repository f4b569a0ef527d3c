//! What a step asks for before it is made, over the whole screen: one question, big answers, and the way back.

import Counterfoil
import SwiftUI

/// One question.
struct AskedView: View {
    let asked: Asked
    let state: OrderState
    let on: @MainActor (OrderEvent) -> Void
    @Environment(\.language) private var language

    private var strings: any OrderStrings { orderStrings(language) }

    var body: some View {
        Frame(thumb: hasThumb ? AskedThumb(asked: asked, on: on) : nil) {
            BackHeading(title, back: strings.notNow, more: state.sheet?.sheet.card.title) { on(.notNow) }
        } content: {
            switch asked {
            case .reason(_, let group): reasons(of: group)
            case .note: written(strings.note)
            case .pay(_, let purpose, let minor):
                let name = state.playbook?.purposes.first { $0.id == purpose }?.name.said(language)
                Line(.money, beside(name, moneyText(minor, "CNY"), in: language))
            case .consent(_, let kinds): consents(kinds)
            }
        }
    }

    private var title: String {
        switch asked {
        case .reason(let step, _): strings.whyTitle(step.offer.name.titled(language))
        case .note: strings.writeNote
        case .pay(_, _, let minor): strings.payTitle(moneyText(minor, "CNY"))
        case .consent: strings.consentTitle
        }
    }

    private var hasThumb: Bool {
        switch asked {
        case .note, .pay: true
        case .reason, .consent: false
        }
    }

    private func reasons(of group: String) -> some View {
        let fitting = (state.playbook?.reasons ?? []).filter { $0.groups.contains(group) }
        return ForEach(fitting, id: \.id) { reason in
            let words = beside(reason.name.titled(language), reason.safety ? strings.safety : nil, in: language)
            SecondaryAction(words, reason.safety ? .warning : nil) { on(.chooseReason(reason.id)) }
        }
    }

    /// Without their words there is no consent: the ways to give it come with them.
    @ViewBuilder
    private func consents(_ kinds: [String]) -> some View {
        written(strings.consentWords)
        if state.typed.contains(where: { !$0.isWhitespace }) {
            ForEach(kinds, id: \.self) { kind in
                let name = state.playbook?.consents.first { $0.id == kind }?.name.titled(language) ?? kind
                PrimaryAction(beside(name, strings.inPerson, in: language), .person) {
                    on(.consented(kind: kind, channel: "in_person"))
                }
                SecondaryAction(beside(name, strings.bySms, in: language), .note) {
                    on(.consented(kind: kind, channel: "sms"))
                }
            }
        }
    }

    private func written(_ name: String) -> WriteField {
        WriteField(state.typed, name, icon: .note, isOneLine: false) { on(.typed($0)) }
    }
}

private struct AskedThumb: View {
    let asked: Asked
    let on: @MainActor (OrderEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.palette) private var palette

    var body: some View {
        let strings = orderStrings(language)
        switch asked {
        case .note: PrimaryAction(strings.goOn, .check) { on(.writeNote) }
        case .pay:
            PrimaryAction(strings.cash, .money) { on(.paid(.cash)) }
            SecondaryAction(strings.qr, .phone) { on(.paid(.qr)) }
            Text(strings.qrWords).foregroundStyle(palette.inkSoft)
        case .reason, .consent: EmptyView()
        }
    }
}
