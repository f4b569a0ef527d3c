//! The clocks that models look at: arguments, so that a test is not as slow as a day.

import Foundation

/// The clocks that models look at.
@MainActor
struct ModelTime {
    /// The time of day, against which what is due is shown.
    var now: () -> Date = { Date() }
    /// A clock that never falls: two taps within 300 ms on one spot are one.
    var elapsedMs: () -> Int64 = { Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000) }
    /// Waits, or ends at once in a task that is cancelled.
    var pause: @MainActor (Duration) async -> Void = { try? await Task.sleep(for: $0) }

    /// The time, now and again and again.
    func ticks(every length: Duration) -> AsyncStream<Date> {
        let (now, pause) = (now, pause)
        var isFirst = true
        return AsyncStream { @MainActor in
            if !isFirst { await pause(length) }
            isFirst = false
            return Task.isCancelled ? nil : now()
        }
    }
}
