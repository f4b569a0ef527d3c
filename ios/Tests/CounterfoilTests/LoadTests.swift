//! Many callers at once, and many calls one after the other.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

@Suite struct LoadTests {
    @Test func fiftyCallersAtOnceGetTheirAnswersAndLoseNothing() async throws {
        let anns = try await Anns.parcel()
        try await within {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0..<50 {
                    group.addTask {
                        for turn in 0..<4 {
                            switch (caller + turn) % 4 {
                            case 0: try await anns.phone.captures.comment(anns.order, "\(caller) \(turn)")
                            case 1: _ = try await anns.phone.orders.list()
                            case 2: _ = try await anns.phone.orders.sheet(anns.order)
                            default: _ = try await anns.phone.syncing.status()
                            }
                        }
                    }
                }
                group.addTask { try await anns.phone.syncing.run() }
                try await group.waitForAll()
            }
        }
        #expect(try await anns.phone.orders.sheet(anns.order).sheet.card.counts.comments == 50)
        #expect(try await anns.phone.syncing.run().isDone)
    }

    @Test func whileFiftyCallsWaitTheMainActorIsFree() async throws {
        let anns = try await Anns.parcel()
        let calls = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask { try await anns.phone.captures.comment(anns.order, "\(number)") }
                }
                try await group.waitForAll()
            }
        }
        var beats = 0
        let clock = ContinuousClock()
        let began = clock.now
        while beats < 20 {
            await MainActor.run { beats += 1 }
            await Task.yield()
        }
        #expect(clock.now - began < .seconds(5), "a frame is not held up by the disk")
        try await calls.value
    }

    @Test func tenThousandCallsLeakNothing() async throws {
        let anns = try await Anns.parcel()
        func thousand() async throws {
            for number in 0..<1_000 {
                switch number % 5 {
                case 0: _ = try await anns.phone.orders.list()
                case 1: _ = try await anns.phone.orders.lookup("SF1203456789017")
                case 2: _ = try await anns.phone.account.status()
                case 3: _ = try? await anns.phone.orders.sheet("no id")
                default:
                    var changes = anns.phone.changes().makeAsyncIterator()
                    _ = await changes.next()
                }
            }
        }
        try await thousand()
        try await thousand()
        let (before, files) = (residentBytes(), openFiles())
        for _ in 0..<8 { try await thousand() }
        // One page leaked with each call would be 32 MB; the sanitizer's own memory is not ours to count.
        #if !THREAD_SANITIZER
            #expect(residentBytes() - before < 24 << 20)
        #endif
        #expect(openFiles() <= files + 4)
    }

    /// Bytes of this process that are in memory.
    private func residentBytes() -> Int {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
        return Int(pages?[1] ?? "0")! * 4_096
    }

    private func openFiles() -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    }
}
