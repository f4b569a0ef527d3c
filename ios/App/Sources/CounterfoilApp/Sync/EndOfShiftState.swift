//! What the end of a shift shows, as a value.

import Counterfoil

/// What the end of a shift shows.
struct EndOfShiftState: Sendable, Equatable {
    var isLoaded = false
    /// `nil` where no shift was begun.
    var balances: Balances?
    /// The number whose list is shown.
    var opened: String?
    /// The orders of that list.
    var cards: [Card] = []
    /// The cash that is being written down.
    var typed = ""
    var isClosed = false
    var isAsking = false
    var outcome: CertificateOutcome?
    var trouble: Trouble?
}
