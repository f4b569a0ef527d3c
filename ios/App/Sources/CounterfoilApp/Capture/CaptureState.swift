//! What the camera's screen shows, as a value.

import Counterfoil
import Foundation

/// A photograph that is on disk, and what is the matter with it.
struct Taken: Sendable, Equatable {
    var fact: String
    var warnings: [QualityWarning]
    /// Its copy for lists, or empty.
    var small: Data
}

/// What the camera's screen shows.
struct CaptureState: Sendable, Equatable {
    var card: Card?
    var roleName: Words?
    /// What is still missing for the step that the person is about to make.
    var owed: [MissingShown] = []
    var isTaking = false
    /// The photograph that waits for "keep it" or "take again".
    var taken: Taken?
    var trouble: Trouble?
}
