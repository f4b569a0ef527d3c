//! What is shown of whose phone this is, as a value.

import Counterfoil

/// What is shown of whose phone this is.
struct AccountState: Sendable, Equatable {
    /// `nil` until it was read from the disk.
    var status: AccountStatus?
    var typed = ""
    var isEnrolling = false
    var trouble: Trouble?
}
