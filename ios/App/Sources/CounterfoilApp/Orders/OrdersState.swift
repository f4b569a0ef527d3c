//! What the list shows, as a value.

import Counterfoil
import Foundation

/// The three heaps of a day.
enum OrderGroup: Sendable, Hashable, CaseIterable {
    case today
    case waiting
    case done
}

/// A row of the list.
enum OrdersRow: Sendable, Hashable {
    /// Where the cards below it are delivered.
    case stop(RouteStop)
    /// An order. `hasStop`: whether a stop above it says where.
    case one(Card, hasStop: Bool)
}

/// How many a heap holds.
struct Count: Sendable, Hashable {
    var number: Int
    /// Whether there are more than were counted so far.
    var isMore: Bool
}

/// What the list shows.
struct OrdersState: Sendable, Equatable {
    var now: Date
    var group = OrderGroup.today
    /// Of the chosen heap.
    var rows: [OrdersRow] = []
    var counts: [OrderGroup: Count] = [:]
    var typed = ""
    /// What answers the search; `nil` while nothing is searched.
    var found: [Card]?
    /// What a code is whose order was not opened at once.
    var said: CodeSaid?
    /// What was not read, by order.
    var notices: [String: [Notice]] = [:]
    var answers: [Named] = []
    /// The order of which every answer to an urge is shown.
    var allAnswers: String?
    /// Whether the person can drive off; `nil` until it is known.
    var ready: ReadyToGo?
    var isEnrolled = true
    var isOnDuty = true
    /// Records and files that only this phone has; `nil` until it is known.
    var unsent: Int64?
    /// How the last session ended.
    var lastEnd: SessionEnd?
    var isSending = false
    var trouble: Trouble?
    /// Whether the first page was read from the disk.
    var isLoaded = false
}
