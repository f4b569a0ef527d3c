//! The system kills apps whenever it likes: what was acknowledged is there, and what was begun goes on.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

/// Another process that has the store open; see `Tests/OtherProcess`.
private final class OtherProcess: @unchecked Sendable {
    private let process = Process()
    private let output = Pipe()
    private let lines: AsyncStream<String>

    init(_ arguments: [String]) throws {
        let here = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        process.executableURL = here.appendingPathComponent("Other")
        process.arguments = arguments
        process.standardOutput = output
        let (lines, told) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        // A thread of its own that may block: libdispatch on Linux can fall over a pipe that is closed under it.
        let pipe = output
        Thread.detachNewThread {
            let rest = Line()
            while true {
                let data = pipe.fileHandleForReading.availableData
                if data.isEmpty { break }
                for line in rest.take(data) { told.yield(line) }
            }
            told.finish()
        }
        try process.run()
    }

    /// Waits for a line that begins so, and gives it.
    @discardableResult
    func says(_ beginning: String) async throws -> String {
        let lines = lines
        return try await within {
            for await line in lines where line.hasPrefix(beginning) { return line }
            throw Surprise("the other process ended before it said \(beginning)")
        }
    }

    /// Kills it as the system does, and gives what it had said that was not waited for.
    func kill() async -> [String] {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        var said: [String] = []
        for await line in lines { said.append(line) }
        return said
    }
}

/// Bytes on their way to whole lines; used by one thread at a time.
private final class Line: @unchecked Sendable {
    private var rest = Data()

    func take(_ data: Data) -> [String] {
        rest.append(data)
        var lines: [String] = []
        while let end = rest.firstIndex(of: 10) {
            lines.append(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
            rest = Data(rest[(end + 1)...])
        }
        return lines
    }
}

@Suite struct ProcessTests {
    private func open(_ folder: Folder) async throws -> Phone {
        let secrets = try FileSecrets(folder: folder.url.appendingPathComponent("secrets"))
        let configuration = PhoneConfiguration(folder: folder.url.appendingPathComponent("store"))
        return try await Phone.open(configuration, ports: Ports(secrets: secrets))
    }

    @Test func aProcessThatIsKilledInTheMiddleLosesNothingThatItAcknowledged() async throws {
        let folder = try Folder()
        let hub = try await TestHub.start()
        let ann = try await hub.invite("小安")
        let order = try await hub.order("SF1203456789017", for: ann.person)
        var phone = try await open(folder)
        try await phone.account.enrol(with: ann.invitation)
        try await phone.syncing.run()
        await phone.close()

        let photo = try await Camera().take()
        let other = try OtherProcess([folder.url.path, order, photo.path])
        try await other.says("acknowledged 3")
        let seed = UInt64.random(in: 0..<250)
        try await Task.sleep(for: .milliseconds(seed))
        let later = await other.kill()
        let acknowledged = 3 + later.count { $0.hasPrefix("acknowledged") }

        phone = try await open(folder)
        #expect(phone.opening.draftsLeft == 0, "seed \(seed)")
        let photos = try await phone.orders.sheet(order).sheet.card.counts.photos
        #expect((acknowledged...acknowledged + 1).contains(Int(photos)), "seed \(seed): \(photos) of \(acknowledged)")
        #expect(try await phone.syncing.run().isDone, "seed \(seed)")
        #expect(try await phone.syncing.status().onPhone == 0)
        await phone.close()
    }

    @Test func aStoreThatAnotherProcessHasOpenIsSaidToBeOpen() async throws {
        let folder = try Folder()
        await (try await open(folder)).close()
        let other = try OtherProcess([folder.url.path])
        try await other.says("ready")
        await #expect(throws: CounterfoilError.alreadyOpen) { try await open(folder) }
        _ = await other.kill()
        await (try await open(folder)).close()
    }

    @Test func tenThousandCallsLeakNothing() async throws {
        let folder = try Folder()
        let hub = try await TestHub.start()
        let ann = try await hub.invite("小安")
        let order = try await hub.order("SF1203456789017", fields: #"{"title": "一箱苹果"}"#, for: ann.person)
        for number in 0..<20 {
            _ = try await hub.order("YT880027341\(100 + number)", fields: #"{"title": "箱"}"#, for: ann.person)
        }
        let phone = try await open(folder)
        try await phone.account.enrol(with: ann.invitation)
        try await phone.syncing.run()
        try await phone.captures.photo(order, file: try await Camera().take(), role: "door")
        await phone.close()
        let other = try OtherProcess([folder.url.path, order, "calls"])
        let grown = try await other.says("grown").split(separator: " ").compactMap { Int($0) }
        _ = await other.kill()
        // A page leaked with each call would be 32 MB.
        #expect(grown[0] < 16 << 20, "\(grown[0]) bytes")
        #expect(grown[1] <= 2, "\(grown[1]) open files")
    }
}
