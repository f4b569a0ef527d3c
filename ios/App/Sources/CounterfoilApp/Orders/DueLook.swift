//! How an order stands with its time, honestly.

import Counterfoil
import Foundation

/// How an order stands with its time.
enum DueLook: Sendable, Hashable {
    case none
    case calm
    case soon
    case straddles
    case overdue
    case paused
}

/// Within this time something is due soon.
private let soonMs: Int64 = 60 * 60_000

func dueLook(_ card: Card, now: Date) -> DueLook {
    let due = card.nextDue
    if card.terminal { return .none }
    if due?.standing == "paused" || card.waiting?.slaPaused == true { return .paused }
    if due?.standing == "straddles" { return .straddles }
    if due?.standing == "overdue" || due?.standing == "broken" { return .overdue }
    guard let latestMs = due?.due.latestMs ?? card.windowToMs else { return .none }
    let leftMs = latestMs - now.ms
    if leftMs < 0 { return .overdue }
    return leftMs <= soonMs ? .soon : .calm
}
