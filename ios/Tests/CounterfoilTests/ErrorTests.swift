//! Every error that a person can do something about, brought about for real.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

@Suite struct ErrorTests {
    private let nowhere = "0190b0d0-0000-7000-8000-000000000000"

    @Test func offlineTheHubCannotBeReached() async throws {
        let hub = try await TestHub.start()
        let invited = try await hub.invite("小安")
        try hub.signal(.off)
        let phone = try await TestPhone.make().open()
        await #expect(throws: CounterfoilError.offline) { try await phone.account.enrol(with: invited.invitation) }
        try hub.signal(.on)
        try await phone.account.enrol(with: invited.invitation)
    }

    @Test func signInAgainAStoreThatIsNobodysYet() async throws {
        let phone = try await TestPhone.make().open()
        #expect(try await phone.account.status().signInAgain)
        await #expect(throws: CounterfoilError.signInAgain) { try await phone.syncing.run() }
    }

    @Test func storageFullACaptureIsRefusedBeforeItWouldFailAndWorksWhenThereIsRoom() async throws {
        let device = try await TestHub.start().phone(of: "小安")
        let phone = try await device.open()
        try await phone.account.beginShift()
        try await phone.account.endShift()
        // What the store keeps back for a full disk is gone, and where it would be made again nothing fits.
        let reserve = device.folder.appendingPathComponent("reserve")
        try FileManager.default.removeItem(at: reserve)
        let part = reserve.appendingPathExtension("part")
        try FileManager.default.createSymbolicLink(atPath: part.path, withDestinationPath: "/dev/full")
        await #expect(throws: CounterfoilError.storageFull) { try await phone.account.beginShift() }
        try await phone.account.beginShift()
    }

    @Test func alreadyOpenTheSameFolderTwiceInOneProcess() async throws {
        let device = try await TestPhone.make()
        let phone = try await device.open()
        let same = PhoneConfiguration(folder: device.folder)
        await #expect(throws: CounterfoilError.alreadyOpen) { try await Phone.open(same, ports: device.ports) }
        await phone.close()
        await (try await Phone.open(same, ports: device.ports)).close()
    }

    @Test func notFoundAnOrderThatIsNotHereAndATextThatIsNoId() async throws {
        let phone = try await TestHub.start().phone(of: "小安").open()
        for id in [nowhere, "not an id"] {
            await #expect(throws: CounterfoilError.notFound(what: "order")) { try await phone.orders.sheet(id) }
        }
    }

    @Test func notAllowedSaysInBothLanguagesWhatIsMissing() async throws {
        let anns = try await Anns.parcel()
        try await anns.phone.orders.transition(anns.order, TransitionStep("start"))
        do {
            try await anns.phone.orders.transition(anns.order, TransitionStep("deliver"))
            throw Surprise("delivered without anything")
        } catch let error as CounterfoilError {
            guard case .notAllowed(let reason) = error else { throw error }
            #expect(reason.code == "missing")
            #expect(reason.missing.contains { $0.hasPrefix("photo") })
            #expect(error.sentences(in: .chinese) == reason.wordsZh)
            #expect(error.sentences(in: .english) == reason.wordsEn)
            #expect(reason.wordsZh.allSatisfy { $0.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } })
            #expect(!"\(error)".contains("苹果"), "no content of an order in an error")
        }
    }

    @Test func damagedTheKeyStoreNoLongerHasThisStoresKey() async throws {
        let device = try await TestPhone.make()
        try await device.open()
        await device.close()
        let other = Ports(secrets: MemorySecrets())
        do {
            _ = try await Phone.open(PhoneConfiguration(folder: device.folder), ports: other)
            throw Surprise("opened without its key")
        } catch CounterfoilError.damaged {}
    }

    @Test func updateNeededAStoreOfANewerVersionIsLeftAsItIs() async throws {
        let device = try await TestPhone.make()
        try await device.open()
        await device.close()
        let layout = device.folder.appendingPathComponent("store.layout")
        try Data("99\n".utf8).write(to: layout)
        let before = try bytes(of: device.folder)
        #expect(before.count > 3 && before.keys.contains { $0.hasSuffix("store.db") }, "\(before.keys)")
        await #expect(throws: CounterfoilError.updateNeeded) { try await device.open() }
        #expect(try bytes(of: device.folder) == before, "nothing of it was touched")
    }

    /// Every file below a folder.
    private func bytes(of folder: URL) throws -> [String: Data] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL]
        let files = try #require(all).filter { !$0.hasDirectoryPath }
        return try Dictionary(uniqueKeysWithValues: files.map { ($0.path, try Data(contentsOf: $0)) })
    }

    @Test func closedEveryCallAfterCloseCloseAsOftenAsOneLikes() async throws {
        let phone = try await TestHub.start().phone(of: "小安").open()
        for _ in 0..<3 { await phone.close() }
        await #expect(throws: CounterfoilError.closed) { try await phone.orders.list() }
        await #expect(throws: CounterfoilError.closed) { try await phone.account.status() }
        await #expect(throws: CounterfoilError.closed) { try await phone.account.beginShift() }
        await #expect(throws: CounterfoilError.closed) { try await phone.syncing.run() }
    }

    @Test func everyErrorHasWordsForPeopleInBothLanguages() {
        let all: [CounterfoilError] = [
            .offline, .signInAgain, .storageFull, .alreadyOpen, .notFound(what: "order"), .damaged(what: "blob"),
            .updateNeeded, .closed, .cancelled, .internalFault(reason: "a reason for a report"),
        ]
        for error in all {
            let (chinese, english) = (error.sentences(in: .chinese), error.sentences(in: .english))
            #expect(chinese.count == 1 && english.count == 1 && chinese != english)
            let isEnglish = english.joined().allSatisfy { $0.isASCII }
            #expect(isEnglish, "\(english)")
            #expect([chinese.joined(), english.joined()].contains(error.localizedDescription))
        }
        #expect(Language.preferred(among: ["de-DE", "zh-Hans-CN", "en"]) == .chinese)
        #expect(Language.preferred(among: ["de-DE"]) == .english)
    }
}
