//! Pictures of an encrypted store: thumbnails as bytes, originals in parts, and no plain file anywhere.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

@Suite struct PictureTests {
    @Test func anOriginalComesBackByteForByteInPartsAndItsThumbnailIsSmall() async throws {
        let anns = try await Anns.parcel()
        let file = try await Camera().take()
        let original = try Data(contentsOf: file)
        let taken = try await anns.phone.captures.photo(anns.order, file: file, role: "door")
        try FileManager.default.removeItem(at: file)

        let picture = try #require(try await anns.phone.captures.pictures(of: anns.order).first)
        #expect(picture.original == taken.original && picture.role == "door" && picture.isHere)
        #expect(picture.sizeBytes == original.count && picture.mediaType == "image/jpeg")
        var (parts, whole) = (0, Data())
        for try await part in anns.phone.captures.file(taken.original, partBytes: 100_000) {
            #expect(part.count <= 100_000)
            parts += 1
            whole.append(part)
        }
        #expect(whole == original)
        #expect(parts == (original.count + 99_999) / 100_000)
        #expect(try await anns.phone.captures.file(taken.original).data() == original)

        let small = try await anns.phone.captures.thumbnail(of: taken.original)
        #expect(small.mediaType == "image/jpeg" && small.bytes.prefix(2) == Data([0xFF, 0xD8]))
        #expect(small.bytes.count < original.count / 4)
        let pictures = PictureLoader(anns.phone.captures)
        #expect(try await pictures.data(of: taken.original) == small.bytes)
    }

    @Test func noPlainFileIsLeftBehind() async throws {
        let anns = try await Anns.parcel()
        let file = try await Camera().take()
        let needle = try Data(contentsOf: file).dropFirst(5_000).prefix(64)
        let taken = try await anns.phone.captures.photo(anns.order, file: file, role: "door")
        _ = try await anns.phone.captures.thumbnail(of: taken.original)
        _ = try await anns.phone.captures.file(taken.original).data()
        let stored = FileManager.default.enumerator(at: anns.device.folder, includingPropertiesForKeys: nil)
        var looked = 0
        for case let stored as URL in stored?.allObjects ?? [] where !stored.hasDirectoryPath {
            let bytes = try Data(contentsOf: stored)
            #expect(bytes.range(of: needle) == nil, "\(stored.lastPathComponent)")
            #expect(bytes.prefix(2) != Data([0xFF, 0xD8]), "\(stored.lastPathComponent) is a plain JPEG")
            looked += 1
        }
        #expect(looked > 3)
    }

    @Test func whatIsNotHereAndWhatIsTooLargeIsSaid() async throws {
        let anns = try await Anns.parcel()
        let taken = try await anns.phone.captures.photo(anns.order, file: Camera().take(), role: "door")
        let nothing = String(repeating: "0", count: 64)
        await #expect(throws: CounterfoilError.self) { try await anns.phone.captures.thumbnail(of: nothing) }
        await #expect(throws: CounterfoilError.self) { try await anns.phone.captures.file(nothing).data() }
        await #expect(throws: CounterfoilError.self) {
            try await anns.phone.captures.file(taken.original).data(limit: 1_000)
        }
    }

    @Test func anIterationThatIsGivenUpLetsTheFileGoAndADamagedFileIsNeverSilent() async throws {
        let anns = try await Anns.parcel()
        let taken = try await anns.phone.captures.photo(anns.order, file: Camera().take(), role: "door")
        for try await part in anns.phone.captures.file(taken.original, partBytes: 1_000) {
            #expect(part.count == 1_000)
            break
        }
        let blobs = anns.device.folder.appendingPathComponent("blobs")
        let sealed = FileManager.default.enumerator(at: blobs, includingPropertiesForKeys: nil)
        let name = taken.original.prefix(8)
        let files = (sealed?.allObjects as? [URL] ?? []).filter { $0.lastPathComponent.contains(name) }
        let file = try #require(files.first)
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
        do {
            _ = try await anns.phone.captures.file(taken.original).data()
            throw Surprise("a changed file was given out")
        } catch CounterfoilError.damaged {}
    }

    @Test func whatAColleaguePhotographedIsFetchedWhenAScreenWantsIt() async throws {
        let anns = try await Anns.parcel()
        let bos = try await anns.hub.phone(of: "小波")
        let file = try await Camera().take()
        let original = try Data(contentsOf: file)
        let taken = try await anns.phone.captures.photo(anns.order, file: file, role: "door")
        try await anns.phone.syncing.run()
        _ = try await anns.hub.office("POST", "/v1/office/orders/\(anns.order)/assign", #"{"to": "\#(bos.person)"}"#)
        let phone = try await bos.open()
        try await phone.syncing.run()
        let picture = try #require(try await phone.captures.pictures(of: anns.order).first)
        #expect(!picture.isHere && picture.order == anns.order && picture.original == taken.original)

        // Without asking nothing travels, and without signal it says so.
        let held = PictureLoader(phone.captures)
        await #expect(throws: CounterfoilError.self) { try await held.data(of: picture.original) }
        let fetching = PictureLoader(phone.captures, fetchingOf: anns.order)
        try anns.hub.signal(.off)
        await #expect(throws: CounterfoilError.offline) { try await fetching.data(of: picture.original) }
        try anns.hub.signal(.on)
        let small = try await fetching.data(of: picture.original)
        #expect(small.prefix(2) == Data([0xFF, 0xD8]))

        // From here on it is a picture of this phone as any other, and sealed.
        try anns.hub.signal(.off)
        #expect(try await phone.captures.file(picture.original).data() == original)
        #expect(try await phone.captures.pictures(of: anns.order).first?.isHere == true)
        let needle = original.dropFirst(5_000).prefix(64)
        let fetched = bos.folder.appendingPathComponent("fetched")
        for name in try FileManager.default.contentsOfDirectory(atPath: fetched.path) {
            #expect(try Data(contentsOf: fetched.appendingPathComponent(name)).range(of: needle) == nil)
        }
        let nothing = String(repeating: "0", count: 64)
        await #expect(throws: CounterfoilError.notFound(what: "picture")) {
            try await phone.captures.fetch(nothing, of: anns.order)
        }
    }
}
