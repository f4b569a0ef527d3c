//! What happened on an order, and on what people do not agree.

import Counterfoil
import SwiftUI

extension FieldValue {
    /// As people write it.
    var written: String {
        switch self {
        case .text(let text): text
        case .number(let number): "\(number)"
        case .flag(let yes): yes ? "✓" : "✗"
        case .cleared: "–"
        }
    }
}

/// Who did it, as this person calls them; `nil` is the office.
func whoSaid(_ person: String?, me: String?, _ strings: any OrderStrings) -> String {
    guard let person else { return strings.office }
    return person == me ? strings.me : strings.colleague
}

/// A field on which people say different things: every value with who and when, and one tap to settle it.
struct ConflictCard: View {
    let field: FieldRow
    let state: OrderState
    let on: @MainActor (OrderEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.timeZone) private var zone
    @Environment(\.palette) private var palette

    private var strings: any OrderStrings { orderStrings(language) }

    var body: some View {
        PaperCard(tone: .warn) {
            HStack(alignment: .firstTextBaseline, spacing: Space.m) {
                Sign(.split, palette.tone(.warn).on, font: Writing.strong)
                Text(beside(strings.conflictsTitle, field.name.said(language), in: language)).font(Writing.strong)
            }
            ForEach(field.candidates, id: \.self) { one in
                let at = intervalText(one.believed, now: state.now, zone: zone, language: language)
                PaperCard {
                    Text(one.value.written).font(Writing.strong)
                    Text(beside(whoSaid(one.person, me: state.me, strings), at, in: language))
                        .font(Writing.small)
                        .foregroundStyle(palette.inkSoft)
                    Answer(strings.useThis, .check, isWide: true) { on(.settle(field, one)) }
                }
            }
        }
    }
}

/// Both sides of two ends that contradict each other. Evidence of either is kept.
struct DisputeCard: View {
    let sides: [SideRow]
    let state: OrderState
    @Environment(\.language) private var language
    @Environment(\.timeZone) private var zone

    var body: some View {
        let strings = orderStrings(language)
        Banner(strings.disputeTitle, .split, .danger) {
            ForEach(sides, id: \.fact) { side in
                let at = intervalText(side.believed, now: state.now, zone: zone, language: language)
                let who = whoSaid(side.person, me: state.me, strings)
                Text("· " + beside(side.stageName.said(language), who, at, in: language))
            }
        }
    }
}

/// What happened, the newest first: when as far as it is known, who, what, and how far it is on its way.
struct Timeline: View {
    let rows: [TimelineRow]
    let state: OrderState

    var body: some View {
        PaperCard {
            ForEach(Array(rows.enumerated().reversed()), id: \.offset) { TimelineLine(row: $0.element, state: state) }
        }
    }
}

private struct TimelineLine: View {
    let row: TimelineRow
    let state: OrderState
    @Environment(\.language) private var language
    @Environment(\.timeZone) private var zone
    @Environment(\.palette) private var palette

    var body: some View {
        let strings = orderStrings(language)
        let at = intervalText(row.believed, now: state.now, zone: zone, language: language)
        VStack(alignment: .leading, spacing: Space.xs) {
            VStack(alignment: .leading, spacing: Space.xs) {
                Text(whatHappened(row, state, language)).font(Writing.strong).strikethrough(row.struckBy != nil)
                Text(beside(at, whoSaid(row.person, me: state.me, strings), in: language))
                    .font(Writing.small)
                    .foregroundStyle(palette.inkSoft)
            }
            Badges(marks(strings))
            ForEach(row.warnings, id: \.code) { Line(.warning, $0.words.said(language), isSoft: true) }
        }
        .padding(.vertical, Space.xs)
        .accessibilityElement(children: .combine)
    }

    /// Phone, stored, applied: an icon each, beside its word.
    private func marks(_ strings: any OrderStrings) -> [BadgeWords] {
        let (icon, tone): (Icon, Tone) =
            switch row.mark {
            case "unsent": (.phone, .quiet)
            case "stored": (.hub, .accent)
            case "accepted": (.check, .good)
            case "refused": (.warning, .danger)
            default: (.clock, .warn)
            }
        return (row.person == nil ? [] : [BadgeWords(strings.mark(row.mark), icon, tone)])
            + (row.struckBy == nil ? [] : [BadgeWords(strings.takenBack, .undo, .quiet)])
    }
}

/// One row of what happened, in words.
func whatHappened(_ row: TimelineRow, _ state: OrderState, _ language: Language) -> String {
    if let words = row.words { return words.said(language) }
    let fact = orderStrings(language).fact(row.kind)
    func detail(_ name: String) -> String? { row.details.first { $0.name == name }?.value.written }
    let reason = detail("reason").map { code in
        state.playbook?.reasons.first { $0.id == code }?.name.said(language) ?? code
    }
    switch row.kind {
    case "transition":
        let step = detail("name").flatMap { state.words.step($0) }?.titled(language)
        return beside(step ?? fact, reason, detail("note"), in: language)
    case "photo":
        let role = detail("role").flatMap { id in state.playbook?.photoRoles.first { $0.id == id } }
        return beside(fact, role?.name.said(language), in: language)
    case "comment": return beside(fact, detail("text"), in: language)
    case "urge": return beside(fact, detail("reason"), in: language)
    case "payment": return beside(fact, detail("amount"), in: language)
    default: return beside(fact, reason, in: language)
    }
}
