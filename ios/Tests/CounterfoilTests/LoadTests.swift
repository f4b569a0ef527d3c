//! Many callers at once.

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
}
