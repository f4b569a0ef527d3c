//! When an order is due, to be read from afar, and how that stands in words.

import Counterfoil
import Foundation
import SwiftUI

extension DueLook {
    /// What the stub says with its ground.
    var tone: Tone? {
        switch self {
        case .none, .calm: nil
        case .soon, .straddles: .warn
        case .overdue: .danger
        case .paused: .quiet
        }
    }
}

/// The words of a stub.
struct DueStub: View {
    let card: Card
    let look: DueLook
    let now: Date
    @Environment(\.language) private var language
    @Environment(\.timeZone) private var zone
    @Environment(\.palette) private var palette

    var body: some View {
        let strings = ordersStrings(language)
        if card.terminal {
            said(.check, card.stageName.titled(language))
        } else if let until = card.waiting?.untilMs {
            said(.clock, strings.waitsUntil(momentText(until, now: now, zone: zone, language: language)))
        } else if let until = card.nextDue?.due.latestMs ?? card.windowToMs {
            if let day = otherDayText(until, now: now, zone: zone, language: language) {
                Text(day).font(Writing.label)
            }
            Text(clockText(until, zone: zone)).font(Writing.figure)
            Text(what(strings)).font(Writing.small)
            standing(until, strings)
        } else {
            said(.clock, strings.anyTime)
        }
    }

    /// What is due then need not be the delivery: the service level says what it is.
    private func what(_ strings: any OrdersStrings) -> String {
        if let from = card.windowFromMs { return strings.from(clockText(from, zone: zone)) }
        return card.nextDue?.name.said(language) ?? strings.by
    }

    @ViewBuilder
    private func standing(_ until: Int64, _ strings: any OrdersStrings) -> some View {
        let apart = lengthText(until - now.ms, language: language)
        switch look {
        case .none, .calm: EmptyView()
        case .soon: said(.clock, strings.left(apart))
        case .overdue: said(.warning, strings.overdue(apart))
        case .straddles: said(.warning, strings.straddles)
        case .paused: said(.pause, strings.paused)
        }
    }

    private func said(_ icon: Icon, _ text: String) -> some View {
        VStack(alignment: .leading, spacing: Space.xs) {
            Sign(icon, look.tone.map { palette.tone($0).on } ?? palette.ink)
            Text(text).font(Writing.label)
        }
    }
}
