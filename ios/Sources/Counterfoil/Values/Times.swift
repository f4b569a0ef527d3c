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

extension TimeZone {
    /// Minutes by which its clocks are ahead of UTC now.
    var minutesNow: Int64 { Int64(secondsFromGMT() / 60) }
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

extension LastingMs {
    /// At least so long.
    public var least: Duration { .milliseconds(leastMs) }
    /// At most so long; `nil` where nobody can tell.
    public var most: Duration? { mostMs.map { .milliseconds($0) } }
}

extension Card {
    /// The window's beginning.
    public var windowFrom: Date? { windowFromMs.map(Date.init(ms:)) }
    /// The window's end: when it is due.
    public var windowTo: Date? { windowToMs.map(Date.init(ms:)) }
}

extension Waiting {
    /// Until when it waits.
    public var until: Date? { untilMs.map(Date.init(ms:)) }
}

extension TimelineRow {
    /// The hub's time at commit; `nil` for what it has not acknowledged.
    public var hubTime: Date? { hubTimeMs.map(Date.init(ms:)) }
}

extension ConsentRow {
    /// Until when it is good, exclusive.
    public var until: Date? { untilMs.map(Date.init(ms:)) }
}

extension SyncStatus {
    /// When the hub was found to have lost entries or to be another one, by this phone.
    public var hubChangedAt: Date? { hubChangedAtMs.map(Date.init(ms:)) }
}

extension TransitionStep {
    /// A step of the workflow, with what is captured in the same act.
    ///
    /// - Parameters:
    ///   - name: The transition's name: `Offer.transition`.
    ///   - reason: A reason code, where `Offer.reasonGroup` asks for one.
    ///   - until: When it goes on.
    ///   - with: Photographs, signatures, payments and whatever else belongs to the act.
    public init(
        _ name: String, reason: String? = nil, note: String? = nil, until: Date? = nil, with: [Capture] = []
    ) {
        self.init(name: name, reason: reason, note: note, untilMs: until?.ms, with: with)
    }
}

extension Consent {
    /// Until when a standing authorisation is good, exclusive.
    public var until: Date? {
        get { untilMs.map(Date.init(ms:)) }
        set { untilMs = newValue?.ms }
    }
}

extension ContactAttempt {
    /// An attempt to reach somebody, by how long it lasted and how long ago it ended (`nil`: just now).
    public init(
        channel: String, numberPath: String, outcome: ContactOutcome, lasted: Duration, endedAgo: Duration? = nil
    ) {
        self.init(
            channel: channel, numberPath: numberPath, lastedMs: lasted.ms, outcome: outcome,
            endedAgoMs: endedAgo?.ms)
    }
}

extension Position {
    /// How old the position is.
    public var age: Duration {
        get { .milliseconds(ageMs) }
        set { ageMs = newValue.ms }
    }
}

extension Reading {
    /// How long before it was written down it was measured; `nil` for just now.
    public var ago: Duration? {
        get { agoMs.map { .milliseconds($0) } }
        set { agoMs = newValue?.ms }
    }
}
