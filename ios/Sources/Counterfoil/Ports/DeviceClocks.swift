//! The device's clocks.

import CounterfoilGenerated
import Foundation

/// What the device's clocks say, all read together.
public struct ClockReadings: Sendable, Hashable {
    /// The wall clock; may be wrong.
    public var wall: Date
    /// This boot: another number after each restart of the device.
    public var boot: Int64
    /// Since some instant of this boot, by a clock that no one sets and that counts sleep.
    public var sinceBoot: Duration

    /// All three readings.
    public init(wall: Date, boot: Int64, sinceBoot: Duration) {
        self.wall = wall
        self.boot = boot
        self.sinceBoot = sinceBoot
    }
}

/// The clocks cannot be read; the system's stand in, and intervals grow wider, never wrong.
public struct ClockError: Error, Sendable, Hashable {
    /// For a report; nothing personal.
    public var reason: String

    /// With a reason.
    public init(reason: String) {
        self.reason = reason
    }
}

/// Reads the device's clocks. Called with every capture from any thread, so it should take microseconds.
public protocol DeviceClocks: Sendable {
    /// All readings, taken together.
    func readings() throws(ClockError) -> ClockReadings
}

/// A host's clocks, as the core calls them.
final class CalledClocks: CounterfoilGenerated.Moments {
    private let host: any DeviceClocks

    init(_ host: any DeviceClocks) {
        self.host = host
    }

    func clocks() throws -> CounterfoilGenerated.Clocks {
        do {
            let read = try host.readings()
            return Clocks(wallMs: read.wall.ms, boot: read.boot, monotonicMs: read.sinceBoot.ms)
        } catch {
            throw MomentsError.Failed(reason: error.reason)
        }
    }
}
