//! What an app brings, written in Swift: a key store, a signer, a transport, clocks.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

/// A transport that counts, and that can be told to fail.
private final class CountingTransport: Transport {
    private let http: OwnTransport
    let sent = Collector()

    init() throws { http = try OwnTransport() }

    func send(_ request: HttpRequest) throws(TransportError) -> HttpResponse {
        sent.add(request.method)
        if sent.isBroken { throw .timedOut }
        return try http.send(request)
    }
}

/// What was asked of an app's side.
private final class Collector: @unchecked Sendable {
    private let lock = NSLock()
    private var names: [String] = []
    private var broken = false

    var all: [String] { lock.withLock { names } }
    var isBroken: Bool { lock.withLock { broken } }

    func add(_ name: String) { lock.withLock { names.append(name) } }
    func breakIt(_ isBroken: Bool) { lock.withLock { broken = isBroken } }
}

/// A key store that answers as a phone's does before its first unlock, or with whatever it throws.
private struct RefusingSecrets: SecretStore {
    let error: SecretStoreError

    func secret(named name: String) throws(SecretStoreError) -> Data? { throw error }
    func keep(_ secret: Data, named name: String) throws(SecretStoreError) { throw error }
    func removeSecret(named name: String) throws(SecretStoreError) { throw error }
}

/// A signer that counts.
private struct CountingSigner: DeviceSigner {
    let key: SoftwareSigner
    let asked = Collector()

    func publicKey() throws(SignerError) -> SignerKey {
        if asked.isBroken { throw .locked }
        return try key.publicKey()
    }

    func sign(_ message: Data) throws(SignerError) -> Data {
        asked.add("sign")
        if asked.isBroken { throw .locked }
        return try key.sign(message)
    }
}

/// Clocks that stand.
private struct StandingClocks: DeviceClocks {
    let at: Date
    let asked = Collector()

    func readings() throws(ClockError) -> ClockReadings {
        asked.add("clocks")
        return ClockReadings(wall: at, boot: 7, sinceBoot: .seconds(3_600))
    }
}

@Suite struct PortTests {
    @Test func theWayToTheHubMayBeTheApps() async throws {
        let transport = try CountingTransport()
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安", ports: Ports(secrets: MemorySecrets(), transport: transport))
        let phone = try await device.open()
        #expect(try await phone.syncing.run().isDone)
        #expect(transport.sent.all.count >= 3 && transport.sent.all.contains("POST"))
        transport.sent.breakIt(true)
        #expect(try await phone.syncing.run().end == .offline)
    }

    @Test func aKeyOfTheDeviceSealsAndALockedOneHoldsUpNoOpeningCaptureOrPush() async throws {
        let signer = CountingSigner(key: try SoftwareSigner(secret: Data(repeating: 7, count: 32)))
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安", ports: Ports(secrets: MemorySecrets(), signer: signer))
        #expect(!signer.asked.all.isEmpty, "enrolment is signed")
        // Opened again while it is locked, as a task in the background does.
        signer.asked.breakIt(true)
        await device.close()
        let again = try await device.open()
        try await again.account.beginShift()
        #expect(try await again.syncing.run().unsent == 0, "pushed unsealed")
        signer.asked.breakIt(false)
        #expect(try await again.syncing.run().isDone)
    }

    @Test func theDevicesClocksAreTheApps() async throws {
        let clocks = StandingClocks(at: Date(timeIntervalSince1970: 1_900_000_000))
        let ports = Ports(secrets: MemorySecrets(), clocks: clocks)
        let phone = try await TestHub.start().phone(of: "小安", ports: ports).open()
        try await phone.syncing.run()
        let before = clocks.asked.all.count
        try await phone.account.beginShift()
        #expect(clocks.asked.all.count > before, "each capture asks for the time")
        // The hub's time and the clock that nobody sets say when it was, whatever the wall clock says.
        let began = try #require(try await phone.account.shift().began?.latest)
        #expect(abs(began.timeIntervalSinceNow) < 3_600)
    }

    private func refusal(_ configuration: PhoneConfiguration, _ secrets: RefusingSecrets) async -> CounterfoilError? {
        do throws(CounterfoilError) {
            let phone = try await Phone.open(configuration, ports: Ports(secrets: secrets))
            await phone.close()
            return nil
        } catch {
            return error
        }
    }

    @Test func whatAKeyStoreThrowsIsAnErrorOfTheCall() async throws {
        let folder = try Folder()
        let configuration = PhoneConfiguration(folder: folder.url)
        let locked = await refusal(configuration, RefusingSecrets(error: .lockedBeforeFirstUnlock))
        guard case .notAllowed(let reason) = locked else { throw Surprise("locked: \(String(describing: locked))") }
        #expect(reason.code == "locked")
        let failed = await refusal(configuration, RefusingSecrets(error: .failed(reason: "no chip")))
        guard case .internalFault = failed else { throw Surprise("failed: \(String(describing: failed))") }
        let gone = Ports(secrets: RefusingSecrets(error: .invalidated))
        await #expect(throws: CounterfoilError.signInAgain) { try await Phone.open(configuration, ports: gone) }
        await (try await Phone.open(configuration, ports: Ports(secrets: MemorySecrets()))).close()
    }

    @Test func secretsInFilesOutliveTheProcess() throws {
        let folder = try Folder()
        let secrets = try FileSecrets(folder: folder.url)
        #expect(try secrets.secret(named: "store/key") == nil)
        try secrets.keep(Data("first".utf8), named: "store/key")
        try secrets.keep(Data("second".utf8), named: "store/key")
        #expect(try FileSecrets(folder: folder.url).secret(named: "store/key") == Data("second".utf8))
        try secrets.removeSecret(named: "store/key")
        try secrets.removeSecret(named: "store/key")
        #expect(try secrets.secret(named: "store/key") == nil)
    }

    @Test func timesBecomeDatesAndDurations() {
        let interval = Interval(earliestMs: 1_700_000_000_123, latestMs: nil)
        #expect(interval.earliest == Date(timeIntervalSince1970: 1_700_000_000.123) && interval.latest == nil)
        let until = Date(timeIntervalSince1970: 1_700_000_000.123)
        #expect(TransitionStep("wait", until: until).untilMs == 1_700_000_000_123)
        #expect(Length(atLeastMs: 1_500, atMostMs: nil).atLeast == .milliseconds(1_500))
    }
}
