//! What a person does on the list.

import Counterfoil

/// What a person does on the list.
enum OrdersEvent: Sendable, Equatable {
    case show(OrderGroup)
    case typed(String)
    /// A scanner has read a code: its order opens.
    case scanned(String)
    case open(order: String)
    case answer(order: String, answer: String)
    case allAnswers(order: String)
    case read(Notice)
    case endReached
    case sendNow
    /// Goes to where a code is entered.
    case enrol
    case beginShift
    /// Goes to the load check.
    case load
    case closeTrouble
}
