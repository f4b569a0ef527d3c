//! What kind of order it is, and what is the matter with it: an icon and a word each.

import Counterfoil
import SwiftUI

/// A badge of a card, before it is drawn.
struct BadgeWords: Hashable {
    let text: String
    let icon: Icon
    let tone: Tone

    init(_ text: String, _ icon: Icon, _ tone: Tone) {
        self.text = text
        self.icon = icon
        self.tone = tone
    }
}

/// The badges of a card, the gravest first.
func badges(of card: Card, _ strings: any OrdersStrings) -> [BadgeWords] {
    var badges: [BadgeWords] = []
    if card.doNotLoad { badges.append(BadgeWords(strings.doNotDeliver, .stop, .danger)) }
    if card.disputed { badges.append(BadgeWords(strings.disputed, .split, .danger)) }
    if card.counts.refused > 0 { badges.append(BadgeWords(strings.refused, .warning, .danger)) }
    if card.counts.conflicts > 0 {
        badges.append(BadgeWords(strings.conflicts(card.counts.conflicts), .split, .warn))
    }
    if card.priority > 0 { badges.append(BadgeWords(strings.urgent, .priority, .warn)) }
    for due in card.due {
        let name =
            switch due.purpose {
            case "freight": strings.freight
            case "goods": strings.goods
            default: strings.repairDue
            }
        badges.append(BadgeWords(name + " " + moneyText(due.minor, due.currency), .money, .accent))
    }
    if card.kind == "fresh" { badges.append(BadgeWords(strings.cold, .cold, .accent)) }
    if let pieces = card.call?.pieces, pieces > 1 {
        badges.append(BadgeWords(strings.pieces(pieces), .parcel, .quiet))
    }
    if card.counts.unsent > 0 { badges.append(BadgeWords(strings.unsent(card.counts.unsent), .phone, .quiet)) }
    return badges
}

/// What to know before ringing: a dog, somebody who threatened, a gate. Each kind once.
func badges(of alerts: [Counterfoil.Alert], _ strings: any OrdersStrings) -> [BadgeWords] {
    var kinds: [AlertKind] = []
    for alert in alerts where !kinds.contains(alert.kind) { kinds.append(alert.kind) }
    return kinds.map { kind in
        BadgeWords(strings.alert(kind), .warning, kind == .dog || kind == .threat ? .danger : .warn)
    }
}

/// Badges beside each other; nothing where there are none.
struct Badges: View {
    let all: [BadgeWords]

    init(_ all: [BadgeWords]) {
        self.all = all
    }

    var body: some View {
        if !all.isEmpty {
            Flow { ForEach(all, id: \.self) { Badge($0.text, $0.icon, $0.tone) } }
        }
    }
}
