//! What cancelling a task does: captures run to their end, reads are spared, a session ends at once and alone.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

@Suite struct CancellationTests {
    @Test func aCaptureWhoseScreenHasGoneIsKept() async throws {
        let anns = try await Anns.parcel()
        let file = try await Camera().take()
        let capture = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await anns.phone.captures.photo(anns.order, file: file, role: "door")
        }
        let taken = try await capture.value
        #expect(try await anns.phone.captures.thumbnail(of: taken.original).bytes.count > 0)
        #expect(try await anns.phone.orders.sheet(anns.order).sheet.card.counts.photos == 1)
    }

    @Test func aReadOfACancelledTaskIsNotMade() async throws {
        let anns = try await Anns.parcel()
        let read = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await anns.phone.orders.list()
        }
        await #expect(throws: CounterfoilError.cancelled) { try await read.value }
    }

    @Test func aCancelledSessionEndsAtOnceAndAnotherGoesOn() async throws {
        let anns = try await Anns.parcel()
        try anns.hub.signal(.off)
        // Without signal a patient session waits as long as it may.
        let patient = Budget(time: .seconds(600), patient: true)
        let cancelled = Task { try await anns.phone.syncing.run(patient) }
        let live = Task { try await anns.phone.syncing.stayLive() }
        let other = Task { try await anns.phone.syncing.run(patient) }
        try await Task.sleep(for: .milliseconds(200))
        cancelled.cancel()
        #expect(try await within { try await cancelled.value.end } == .stopped)
        try anns.hub.signal(.on)
        #expect(try await within { try await other.value.isDone }, "whom nobody cancelled goes on")
        live.cancel()
        try await within { try await live.value }
    }

    @Test func otherSessionsGoOnWithTheirBudgetsAndTheirCounts() async throws {
        let anns = try await Anns.parcel()
        try anns.hub.signal(.off)
        let two = Budget(time: .seconds(2), patient: true)
        let began = ContinuousClock.now
        let short = Task { try await anns.phone.syncing.run(two) }
        for _ in 0..<10 {
            let cancelled = Task { try await anns.phone.syncing.run(Budget(time: .seconds(600), patient: true)) }
            try await Task.sleep(for: .milliseconds(50))
            cancelled.cancel()
            #expect(try await within { try await cancelled.value.end } == .stopped)
        }
        let report = try await within { try await short.value }
        #expect(report.end == .offline || report.end == .budget, "\(report.end): nobody stopped it")
        #expect(report.traffic != nil, "the whole session's report")
        #expect(ContinuousClock.now - began < .seconds(20))
    }

    @Test func closedUnderLoadItCanBeOpenedAgainAtOnceTwentyTimes() async throws {
        let anns = try await Anns.parcel()
        try anns.hub.signal(.off)
        var phone = anns.phone
        for round in 0..<20 {
            let open = phone
            let live = Task { try await open.syncing.stayLive(Budget(patient: true)) }
            let stream = Task { for try await _ in open.account.updates() {} }
            let session = Task { try await open.syncing.run(Budget(time: .seconds(600), patient: true)) }
            let calls = (0..<4).map { caller in
                Task {
                    while true { try await open.captures.comment(anns.order, "\(round) \(caller)") }
                }
            }
            try await Task.sleep(for: .milliseconds(10))
            await open.close()
            phone = try await Phone.open(PhoneConfiguration(folder: anns.device.folder), ports: anns.device.ports)
            try await within {
                try await live.value
                try await stream.value
            }
            await #expect(throws: CounterfoilError.closed) { try await within { try await session.value } }
            for call in calls {
                await #expect(throws: CounterfoilError.closed) { try await within { try await call.value } }
            }
        }
        await phone.close()
    }

    @Test func aTaskThatWasCancelledBeforeBeginsNoSession() async throws {
        let anns = try await Anns.parcel()
        let run = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await anns.phone.syncing.run()
        }
        await #expect(throws: CounterfoilError.cancelled) { try await run.value }
    }

    @Test func closingThePhoneEndsItsSession() async throws {
        let anns = try await Anns.parcel()
        try anns.hub.signal(.off)
        let run = Task { try await anns.phone.syncing.run(Budget(time: .seconds(600), patient: true)) }
        try await Task.sleep(for: .milliseconds(200))
        await anns.phone.close()
        await #expect(throws: CounterfoilError.closed) { try await within { try await run.value } }
    }

    @Test func aSessionThatStaysLiveHearsTheOfficeAtOnce() async throws {
        let anns = try await Anns.parcel()
        let live = Task { try await anns.phone.syncing.stayLive() }
        let cards = anns.phone.orders.updates()
        let arrived = Task {
            for try await page in cards where page.cards.count == 2 { return true }
            return false
        }
        _ = try await anns.hub.order("YT0880027341991", for: anns.device.person)
        #expect(try await within { try await arrived.value })
        live.cancel()
        try await within { try await live.value }
    }
}
