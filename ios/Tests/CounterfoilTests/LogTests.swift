//! The log: what an app hears of the core, that nobody is in it, and how listening ends.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

/// What was heard; from any thread.
private final class Heard: @unchecked Sendable {
    private let lock = NSLock()
    private var events: [LogEvent] = []

    var all: [LogEvent] { lock.withLock { events } }
    func add(_ event: LogEvent) { lock.withLock { events.append(event) } }
}

/// A key store that fails, of which the core warns.
private struct FailingSecrets: SecretStore {
    func secret(named name: String) throws(SecretStoreError) -> Data? { throw .failed(reason: "no chip") }
    func keep(_ secret: Data, named name: String) throws(SecretStoreError) { throw .failed(reason: "no chip") }
    func removeSecret(named name: String) throws(SecretStoreError) { throw .failed(reason: "no chip") }
}

/// One after the other, as a process has one listener.
@Suite(.serialized) struct LogTests {
    @Test func anAppHearsWhatHappensAndNothingAboutAnybodyUntilItStops() async throws {
        let heard = Heard()
        try Log.listen(from: .trace) { heard.add($0) }
        let anns = try await Anns.parcel()
        try await anns.phone.captures.comment(anns.order, "李女士不在家, 19900006017")
        try anns.hub.signal(.off)
        try await anns.phone.syncing.run()
        try await eventually { heard.all.contains { $0.text == "the store was enrolled" && $0.level == .info } }
        Log.stop()
        Log.stop()
        // An event that was on its way is heard; then nobody is.
        try await Task.sleep(for: .milliseconds(50))
        let lines = heard.all.map(\.line)
        #expect(lines.contains { $0.hasPrefix("info counterfoil_client::account") }, "\(lines)")
        #expect(heard.all.allSatisfy { $0.target.hasPrefix("counterfoil_") })
        for name in ["李女士", "19900006017", "小安", "苹果", "SF1203456789017"] {
            #expect(lines.allSatisfy { !$0.contains(name) }, "\(name)")
        }
        _ = try await Anns.parcel()
        #expect(heard.all.count == lines.count)
    }

    @Test func aStreamGivesItsLevelsAndEndsWhenANewerOneListens() async throws {
        let older = try Log.events(from: .trace)
        let ended = Task { for await _ in older {} }
        let warnings = try Log.events(from: .warn)
        try await within { await ended.value }
        let first = Task { await warnings.first { _ in true } }
        _ = try await Anns.parcel()
        let folder = try Folder()
        await #expect(throws: CounterfoilError.self) {
            try await Phone.open(PhoneConfiguration(folder: folder.url), ports: Ports(secrets: FailingSecrets()))
        }
        let event = try #require(try await within { await first.value })
        #expect(event.level == .warn || event.level == .error, "\(event.line)")
        Log.stop()
        try await within { for await _ in warnings {} }
    }

    @Test func whatNobodyReadsIsDroppedAndCounted() async throws {
        let before = Log.droppedCount
        let few = try Log.events(from: .trace, keeping: 1)
        try await eventually {
            _ = try await Anns.parcel()
            return Log.droppedCount > before
        }
        Log.stop()
        var kept = 0
        for await _ in few { kept += 1 }
        #expect(kept == 1)
    }

    @Test func aStreamThatNobodyHoldsListensNoMore() async throws {
        try await giveUp()
        let before = Log.droppedCount
        _ = try await Anns.parcel()
        #expect(Log.droppedCount == before, "nothing came to where one event had room")
    }

    private func giveUp() async throws {
        let events = try Log.events(from: .trace, keeping: 1)
        _ = try await Anns.parcel()
        for await _ in events { break }
    }
}
