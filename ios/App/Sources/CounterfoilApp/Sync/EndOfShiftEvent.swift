//! What a person does at the end of a shift.

/// What a person does at the end of a shift.
enum EndOfShiftEvent: Sendable, Equatable {
    /// Opens the list behind a number, or closes it.
    case openList(name: String, orders: [String])
    case open(order: String)
    case typed(String)
    case count
    case closeShift
    case certify
    case closeTrouble
    case back
}
