//! What a person does with their account.

/// What a person does with their account.
enum AccountEvent: Sendable, Equatable {
    case typed(String)
    case enrol
    case beginShift
    case beginBreak
    case endBreak
    case closeTrouble
}
