//! What the tests share: patience with a limit, clocks that stand still, cameras, and a pen.

import Counterfoil
import Foundation
import Testing

@testable import CounterfoilApp

/// Waits until something holds. A model answers when its tasks had their turn: at once over the day by heart, in some
/// ms over a real phone.
@MainActor
func eventually(
    _ what: Comment, limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation,
    _ holds: @MainActor () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !holds() {
        try #require(ContinuousClock.now < end, what, sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(1))
    }
}

/// Clocks in a test's hand.
@MainActor
final class Clocks {
    var elapsedMs: Int64 = 0
    private var waiting: [(untilMs: Int64, goOn: CheckedContinuation<Void, Never>)] = []

    /// How many wait for a time to come.
    var sleepers: Int { waiting.count }

    var time: ModelTime {
        ModelTime(
            now: { FakeDay.now }, elapsedMs: { self.elapsedMs },
            pause: { length in
                let ms = length.components.seconds * 1_000 + length.components.attoseconds / 1_000_000_000_000_000
                let untilMs = self.elapsedMs + ms
                await withCheckedContinuation { self.waiting.append((untilMs, $0)) }
            })
    }

    /// Time goes by; whoever waited for it goes on.
    func pass(_ ms: Int64) {
        elapsedMs += ms
        let due = waiting.filter { $0.untilMs <= elapsedMs }
        waiting.removeAll { $0.untilMs <= elapsedMs }
        due.forEach { $0.goOn.resume() }
    }

    /// Lets everybody go on: a test leaves nobody waiting.
    func end() { pass(.max / 2 - elapsedMs) }
}

/// The time, told once.
func noTicks() -> AsyncStream<Date> {
    AsyncStream { $0.finish() }
}

/// A camera that a person leaves without a photograph.
struct IdleCamera: Camera {
    func take(_ role: String) async throws(WallError) -> URL? { nil }
}

/// A camera that gives this file.
struct FileCamera: Camera {
    let file: URL

    func take(_ role: String) async throws(WallError) -> URL? { file }
}

/// What a pen does on a pad of 358 × 220: a wave.
let wave: [Touch] = (0...30).map { step in
    let y: Float = step % 2 == 0 ? 50 : 90
    return Touch(x: Float(step * 10), y: y, atMs: Int64(step * 16), pressure: 0.5)
}

/// Where the project lies.
let checkout: URL = {
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path + "/cli/data/day") {
        folder.deleteLastPathComponent()
    }
    return folder
}()
