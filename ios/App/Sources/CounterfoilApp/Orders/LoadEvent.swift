//! What a person does while loading.

import Counterfoil

/// What a person does while loading.
enum LoadEvent: Sendable, Equatable {
    /// A scanner has read a code.
    case scanned(ScannedCode)
    case typed(String)
    /// Letters instead of digits, and back.
    case otherKeys
    /// What was typed is the code, or its end.
    case submit
    /// It is this one of those that end so.
    case choose(Card)
    /// It is this one of the codes in the picture.
    case point(ScannedCode)
    /// The camera begins to read codes, or stops.
    case look
    /// Opens the list behind a count, or closes it.
    case openList(LoadList)
    case open(order: String)
    case beginShift
    case closeTrouble
    case back
}
