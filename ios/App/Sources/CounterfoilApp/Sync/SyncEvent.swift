//! What a person does about what is on its way.

/// What a person does about what is on its way.
enum SyncEvent: Sendable, Equatable {
    case sendNow
    case open(order: String)
    /// The text of what was refused is kept as a remark on the order.
    case keepAsNote(RefusedWork, text: String)
    case endOfShift
    case closeTrouble
}
