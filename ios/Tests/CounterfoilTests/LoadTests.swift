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

    /// Clocks that keep each call of the core until they are let go.
    private final class Holding: DeviceClocks {
        let came = DispatchSemaphore(value: 0)
        let goesOn = DispatchSemaphore(value: 0)
        let late = Switch()
        let holds: @Sendable () -> Bool

        init(_ holds: @escaping @Sendable () -> Bool) { self.holds = holds }

        func readings() throws(ClockError) -> ClockReadings {
            if holds() {
                came.signal()
                if goesOn.wait(timeout: .now() + 20) == .timedOut { late.set(true) }
            }
            return ClockReadings(wall: Date(), boot: 7, sinceBoot: .seconds(3_600))
        }
    }

    /// The calls are made on the main actor, and the core keeps them: were one of them made on the actor's thread,
    /// nobody could let them go.
    @MainActor @Test func whileCallsHangInTheCoreTheMainActorIsFree() async throws {
        let switched = Switch()
        let clocks = Holding { switched.isOn }
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安", ports: Ports(secrets: MemorySecrets(), clocks: clocks))
        let phone = try await device.open()
        switched.set(true)
        let calls = (0..<8).map { _ in Task { @MainActor in try? await phone.account.beginShift() } }
        try await within { try await eventually { clocks.came.wait(timeout: .now()) == .success } }
        var beats = 0
        for _ in 0..<20 {
            beats += 1
            await Task.yield()
        }
        #expect(beats == 20 && !clocks.late.isOn, "frames while the core holds a call")
        switched.set(false)
        for _ in calls { clocks.goesOn.signal() }
        var begun = 0
        for call in calls where await call.value != nil { begun += 1 }
        #expect(begun == 1, "one shift")
    }
}

/// On or off, for any thread.
private final class Switch: @unchecked Sendable {
    private let lock = NSLock()
    private var on = false

    var isOn: Bool { lock.withLock { on } }

    func set(_ isOn: Bool) { lock.withLock { on = isOn } }
}
