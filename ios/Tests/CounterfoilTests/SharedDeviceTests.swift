//! Several people on one phone: a store each, what somebody left unsent, and stores that go and come back.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

/// A scanner that goes from hand to hand.
private struct Scanner {
    let folder: Folder
    let device: SharedDevice
    let ports: Ports

    init() throws {
        folder = try Folder()
        device = SharedDevice(folder: folder.url)
        ports = Ports(secrets: try FileSecrets(folder: device.secretsFolder))
    }

    func open(_ name: String) async throws -> Phone {
        try await Phone.open(try device.person(name), ports: ports)
    }

    /// With which code a call is refused.
    func refusal(_ call: () async throws(CounterfoilError) -> Void) async throws(CounterfoilError) -> String {
        do {
            try await call()
            return "done"
        } catch {
            guard case .notAllowed(let reason) = error else { throw error }
            return reason.code
        }
    }
}

@Suite struct SharedDeviceTests {
    @Test func severalPeopleOnOnePhoneHaveAStoreEach() async throws {
        let scanner = try Scanner()
        for name in ["小安", "老陈"] {
            let phone = try await scanner.open(name)
            #expect(phone.opening.isNew)
            await phone.close()
        }
        #expect(scanner.device.people == ["小安", "老陈"])
        let again = try await scanner.open("小安")
        #expect(!again.opening.isNew)
        await again.close()
        #expect(throws: CounterfoilError.self) { try scanner.device.person("../小安") }
    }

    @Test func whatSomebodyLeftIsSentWhileAnotherWorksAndThenTheirStoreMayGo() async throws {
        let hub = try await TestHub.start()
        let scanner = try Scanner()
        let (device, ports) = (scanner.device, scanner.ports)
        let an = try await hub.invite("小安")
        let hers = try await scanner.open("小安")
        try await hers.account.enrol(with: an.invitation)
        try await hers.syncing.run()
        try hub.signal(.off)
        try await hers.account.beginShift()
        await #expect(throws: CounterfoilError.alreadyOpen) { try await device.about("小安", ports: ports) }
        await hers.close()

        let his = try await scanner.open("老陈")
        let left = try await device.about("小安", ports: ports)
        #expect(left.name == "小安" && left.enrolled?.person == an.person)
        #expect(left.unsent > 0 && left.filesUnsent == 0 && !left.hasNothingLeft)
        let refused = try await scanner.refusal { () throws(CounterfoilError) in
            try await device.remove("小安", ports: ports)
        }
        #expect(refused == "unsent")
        #expect(try await device.sendFor("小安", ports: ports).end == .offline)
        try hub.signal(.on)
        #expect(try await device.sendFor("小安", ports: ports, budget: Budget(time: .seconds(30))).isDone)
        #expect(try await device.about("小安", ports: ports).hasNothingLeft)
        try await device.remove("小安", ports: ports)
        #expect(device.people == ["老陈"])
        await #expect(throws: CounterfoilError.notFound(what: "store")) {
            try await device.about("小安", ports: ports)
        }
        await #expect(throws: CounterfoilError.signInAgain) {
            await his.close()
            try await device.sendFor("老陈", ports: ports)
        }
    }

    @Test func aStoreThatIsPutAsideComesBackWithEverything() async throws {
        let hub = try await TestHub.start()
        let scanner = try Scanner()
        let (device, ports) = (scanner.device, scanner.ports)
        let hers = try await scanner.open("小安")
        try await hers.account.enrol(with: try await hub.invite("小安").invitation)
        let shift = try await hers.account.beginShift()
        await hers.close()
        try await device.remove("小安", ports: ports, how: .putAside)
        #expect(device.people.isEmpty)

        let another = try await scanner.open("小安")
        #expect(another.opening.isNew)
        await another.close()
        let refused = try await scanner.refusal { () throws(CounterfoilError) in try await device.bringBack("小安") }
        #expect(refused == "name_taken")
        try await device.remove("小安", ports: ports)
        try await device.bringBack("小安")
        await #expect(throws: CounterfoilError.notFound(what: "store")) { try await device.bringBack("老陈") }
        let back = try await scanner.open("小安")
        #expect(try await back.account.status().shift == shift)
        await back.close()
    }
}
