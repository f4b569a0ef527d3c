//! What stands between Swift's tasks and the core's threads: lanes, inboxes, the picture loader.

import Foundation
import Testing

@testable import Counterfoil

/// Counts calls that run at once.
private final class Crowd: Sendable {
    private let counts = Guarded((now: 0, most: 0, all: 0))

    var most: Int { counts.with { $0.most } }
    var all: Int { counts.with { $0.all } }

    func visit() {
        counts.with { counts in
            counts.now += 1
            counts.all += 1
            counts.most = max(counts.most, counts.now)
        }
        usleep(2_000)
        counts.with { $0.now -= 1 }
    }
}

@Suite struct LaneTests {
    @Test func noMoreCallsRunAtOnceThanTheLaneIsWide() async throws {
        let (lane, crowd) = (Lane("test", width: 3), Crowd())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<60 { group.addTask { try await lane.ask { crowd.visit() } } }
            try await group.waitForAll()
        }
        #expect(crowd.all == 60)
        #expect(crowd.most <= 3)
    }

    @Test func asManyCallsRunAtOnceAsTheLaneIsWide() async throws {
        let (lane, inside) = (Lane("test", width: 3), Guarded(0))
        try await within {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        try await lane.finish {
                            inside.with { $0 += 1 }
                            while inside.with({ $0 }) < 3 { usleep(500) }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aCallIsNotMadeOnASharedThreadOfSwift() async throws {
        let lane = Lane("test", width: 1)
        let name = try await lane.ask { OperationQueue.current?.name }
        #expect(name == "dev.counterfoil.test")
    }

    @Test func whoIsCancelledBeforeItsTurnIsNotServed() async throws {
        let (lane, gate) = (Lane("test", width: 1), DispatchSemaphore(value: 0))
        let (isRun, isBusy) = (Guarded(false), Guarded(false))
        async let first: Void = lane.finish {
            isBusy.with { $0 = true }
            gate.wait()
        }
        try await eventually { isBusy.with { $0 } }
        let second = Task { try await lane.ask { isRun.with { $0 = true } } }
        let third = Task { try await lane.finish { 3 } }
        second.cancel()
        third.cancel()
        gate.signal()
        try await first
        await #expect(throws: CounterfoilError.cancelled) { try await second.value }
        #expect(try await third.value == 3, "what captures something runs to its end")
        #expect(!isRun.with { $0 })
    }

    @Test func anErrorOfTheCallIsTheCallers() async {
        await #expect(throws: CounterfoilError.storageFull) {
            try await Lane("test", width: 1).finish { throw CounterfoilError.storageFull }
        }
    }
}

@Suite struct InboxTests {
    @Test func aTopicWaitsOnceHoweverOftenItChanged() async {
        let inbox = Inbox()
        for _ in 0..<1_000 { inbox.put(.orders) }
        inbox.put(.syncing)
        #expect(await inbox.next() == .orders)
        #expect(await inbox.next() == .syncing)
        inbox.put(.orders)
        #expect(await inbox.next() == .orders, "changed again since it was taken")
    }

    @Test func whoWaitsIsWokenAndAtTheEndLetGo() async {
        let inbox = Inbox()
        let waiting = Task { await [inbox.next(), inbox.next()] }
        inbox.put(.account)
        inbox.end()
        #expect(await waiting.value == [.account, nil])
        #expect(await inbox.next() == nil)
    }

    @Test func aCancelledTaskWaitsNoLonger() async {
        for _ in 0..<200 {
            let inbox = Inbox()
            let waiting = Task { await inbox.next() }
            waiting.cancel()
            #expect(await waiting.value == nil)
        }
    }
}

@Suite struct PictureLoaderTests {
    /// A source that counts what it is asked for.
    private static func source(_ asked: Guarded<[String]>) -> PictureLoader.Source {
        { (hash: String) async throws(CounterfoilError) -> Data in
            asked.with { $0.append(hash) }
            try? await Task.sleep(for: .milliseconds(5))
            if hash == "gone" { throw .notFound(what: "file") }
            return Data(repeating: 1, count: 100)
        }
    }

    @Test func manyRowsThatWantOnePictureReadItOnce() async throws {
        let asked = Guarded<[String]>([])
        let pictures = PictureLoader(source: Self.source(asked))
        try await withThrowingTaskGroup(of: Data.self) { group in
            for _ in 0..<20 { group.addTask { try await pictures.data(of: "door") } }
            for try await data in group { #expect(data.count == 100) }
        }
        #expect(asked.with { $0 } == ["door"])
        _ = try await pictures.data(of: "door")
        #expect(asked.with { $0.count } == 1, "it stays in memory")
    }

    @Test func theLeastRecentlyUsedGoesFirst() async throws {
        let asked = Guarded<[String]>([])
        let pictures = PictureLoader(limit: 250, source: Self.source(asked))
        for hash in ["a", "b", "a", "c", "a", "b"] { _ = try await pictures.data(of: hash) }
        #expect(asked.with { $0 } == ["a", "b", "c", "b"])
        #expect(await pictures.heldBytes == 200)
        await pictures.empty()
        #expect(await pictures.heldBytes == 0)
    }

    @Test func aViewThatGoesAwayDoesNotSpoilItForOthersAndAFailureIsNotKept() async throws {
        let asked = Guarded<[String]>([])
        let pictures = PictureLoader(source: Self.source(asked))
        let gone = Task { try await pictures.data(of: "door") }
        gone.cancel()
        #expect(try await pictures.data(of: "door").count == 100)
        for _ in 0..<2 {
            await #expect(throws: CounterfoilError.notFound(what: "file")) {
                try await pictures.data(of: "gone")
            }
        }
        #expect(asked.with { $0.count { $0 == "gone" } } == 2)
    }
}
