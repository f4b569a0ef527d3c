//! What the pad shows, as a value.

import Counterfoil

/// What the pad shows.
struct SignatureState: Sendable, Equatable {
    var card: Card?
    var roleName: Words?
    /// Exactly the text that is signed; `nil` until the order was read.
    var shown: String?
    /// The signer's.
    var language = Language.zh
    /// The step that is made with the signature; `nil` for the signature alone.
    var stepName: Words?
    var signer = ""
    /// What the pen did, in the units of the pad.
    var strokes: [[Touch]] = []
    var padWidth = 0
    var padHeight = 0
    /// Whether it was tried with less than a signature.
    var isTooLittle = false
    var isNameless = false
    var isWriting = false
    var trouble: Trouble?

    var pen: PenStrokes { PenStrokes(width: Int64(padWidth), height: Int64(padHeight), strokes: strokes) }
}
