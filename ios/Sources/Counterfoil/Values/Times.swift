//! Times: the core counts ms since 1970, Swift has `Date` and `Duration`.

import CounterfoilGenerated
import Foundation

extension Date {
    /// Ms since 1970, rounded.
    var ms: Int64 {
        let ms = (timeIntervalSince1970 * 1_000).rounded()
        return ms >= Double(Int64.max) ? .max : ms <= Double(Int64.min) ? .min : Int64(ms)
    }

    init(ms: Int64) {
        self.init(timeIntervalSince1970: Double(ms) / 1_000)
    }
}

extension Duration {
    /// Whole ms, rounded down.
    var ms: Int64 {
        let (seconds, attoseconds) = components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000)
        return isTooLong ? (seconds > 0 ? .max : .min) : whole + attoseconds / 1_000_000_000_000_000
    }
}

extension Interval {
    /// Not before; `nil` if that is not known.
    public var earliest: Date? { earliestMs.map(Date.init(ms:)) }
    /// Not after; `nil` if that is not known.
    public var latest: Date? { latestMs.map(Date.init(ms:)) }
}

extension Length {
    /// Not shorter.
    public var atLeast: Duration { .milliseconds(atLeastMs) }
    /// Not longer; `nil` while nobody can tell.
    public var atMost: Duration? { atMostMs.map { .milliseconds($0) } }
}
