//! The core counts ms since 1970, Swift has `Date`.

import Foundation

extension Date {
    /// Ms since 1970, rounded.
    var ms: Int64 { Int64((timeIntervalSince1970 * 1_000).rounded()) }

    init(ms: Int64) {
        self.init(timeIntervalSince1970: Double(ms) / 1_000)
    }
}
