//! What happens at the pad.

import Counterfoil

/// What happens at the pad.
enum SignatureEvent: Sendable, Equatable {
    case signer(name: String)
    /// A line from touching down to lifting, on a pad of this size.
    case stroke([Touch], padWidth: Int, padHeight: Int)
    case clear
    case otherLanguage
    case done
    case closeTrouble
    case back
}
