//! Times of routes, alarms and service levels, places in degrees, and where a hint stands in its text.

import CounterfoilGenerated
import Foundation

extension Alarm {
    /// When it has to be told, in true time.
    public var at: Date { Date(ms: atMs) }
    /// In what time from now; zero for one that has come: tell it at once, unless this id was told before.
    public var left: Duration { .milliseconds(inMs) }
    /// What this phone's wall clock will say then, if nobody sets it meanwhile.
    public var wallClock: Date { Date(ms: wallMs) }
}

extension DueList {
    /// How far the wall clock is off; zero within what is known, `nil` if nothing is known.
    public var clockOff: Duration? { clockOffMs.map { .milliseconds($0) } }
}

extension DueMoment {
    /// When; `nil` while the clock stands still.
    public var at: Date? { atMs.map(Date.init(ms:)) }
}

extension NoticeTold {
    /// When the hub told it.
    public var at: Date { Date(ms: atMs) }
}

extension Spent {
    /// At least so long.
    public var least: Duration { .milliseconds(leastMs) }
    /// At most so long; `nil` where nobody can tell.
    public var most: Duration? { mostMs.map { .milliseconds($0) } }
}

extension Why {
    /// How long it may take.
    public var limit: Duration { .milliseconds(limitMs) }
}

extension LimitRow {
    /// How long an order may stay at its stage.
    public var length: Duration { .seconds(minutes * 60) }
}

extension TriggeredRow {
    /// When the hub did it, by the hub's clock.
    public var hubTime: Date { Date(ms: hubTimeMs) }
}

extension ApprovalAnswer {
    /// Good until then, exclusive; `nil` for no end.
    public var expires: Date? { expiresMs.map(Date.init(ms:)) }
}

extension RouteStop {
    /// Not before: what holds for every order of the stop.
    public var windowFrom: Date? { windowFromMs.map(Date.init(ms:)) }
    /// Not after: the earliest end.
    public var windowTo: Date? { windowToMs.map(Date.init(ms:)) }
}

extension CallTime {
    /// When he is there.
    public var arrive: Date { Date(ms: arriveS * 1_000) }
    /// When the call begins: behind waiting and a break.
    public var begin: Date { Date(ms: beginS * 1_000) }
    /// When he leaves.
    public var leave: Date { Date(ms: leaveS * 1_000) }
    /// By how much the call begins too late; zero for in time.
    public var late: Duration { .seconds(lateS) }
}

extension Timetable {
    /// When he is at the end.
    public var end: Date { Date(ms: endS * 1_000) }
    /// How long he is on the way.
    public var way: Duration { .seconds(wayS) }
    /// How long he waits.
    public var wait: Duration { .seconds(waitS) }
}

extension RouteOffer {
    /// How much less lateness.
    public var lessLate: Duration { .seconds(lessLateS) }
    /// By how much the day would end sooner; negative for later.
    public var sooner: Duration { .seconds(soonerS) }
}

extension RouteAsk {
    /// When he leaves; `nil` for now.
    public var start: Date? {
        get { startMs.map(Date.init(ms:)) }
        set { startMs = newValue?.ms }
    }
}

extension RouteBreak {
    /// A pause: taken at the first moment between two calls at or after `from`, begun by `to`; later is said.
    public init(from: Date, to: Date, length: Duration) {
        self.init(fromS: from.ms / 1_000, toS: to.ms / 1_000, lengthS: length.ms / 1_000)
    }
}

extension DeadlineHint {
    /// The moment, where it is known what time it is.
    public var at: Date? { atMs.map(Date.init(ms:)) }
}

extension ReadyToGo {
    /// The hub's time when the orders here were all that it had for this person.
    public var ordersAsOf: Date? { ordersAsOfMs.map(Date.init(ms:)) }
    /// How old the orders here are at most; `nil` where nobody can tell.
    public var ordersAge: Duration? { ordersAgeMs.map { .milliseconds($0) } }
}

extension Point {
    /// A position in WGS-84, in degrees: north and east positive, rounded to 10⁻⁷.
    public init(latitude: Double, longitude: Double) {
        self.init(
            latitudeE7: Int64((latitude * 1e7).rounded()), longitudeE7: Int64((longitude * 1e7).rounded()))
    }

    /// Degrees north.
    public var latitude: Double { Double(latitudeE7) / 1e7 }
    /// Degrees east.
    public var longitude: Double { Double(longitudeE7) / 1e7 }
}

extension TextSpan {
    /// Where a hint stands in the text that it was read from.
    public func range(in text: String) -> Range<String.Index> {
        let scalars = text.unicodeScalars
        func at(_ offset: Int64) -> String.Index {
            scalars.index(scalars.startIndex, offsetBy: Int(offset), limitedBy: scalars.endIndex) ?? scalars.endIndex
        }
        return at(from)..<at(to)
    }
}
