//! What the tests share: the checkout, a camera, a hand that signs, folders that go, and patience with a limit.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

/// Where the project lies: tests read its vectors, pictures and the README.
enum Checkout {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The files of a folder, sorted.
    static func files(_ path: String) throws -> [URL] {
        let folder = root.appendingPathComponent(path)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return files.sorted { $0.path < $1.path }
    }
}

/// A folder that is deleted with the test.
final class Folder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("counterfoil-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// All files below it.
    var files: [URL] {
        let all = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil)
        return (all?.allObjects as? [URL] ?? []).filter { !$0.hasDirectoryPath }
    }
}

/// A camera that writes into a folder; it goes with the process.
actor Camera {
    private static let folder = try? Folder()
    private var taken = 0

    /// A photograph: the pictures repeat, the files do not, as each carries its number in a comment.
    func take() throws -> URL {
        taken += 1
        let pictures = try Checkout.files("cli/data/day/photos")
        let jpeg = try Data(contentsOf: pictures[taken % pictures.count])
        let comment = Data("IMG_\(taken)_\(UInt32.random(in: 0 ... .max))".utf8)
        let length = UInt16(comment.count + 2)
        let segment = Data([0xFF, 0xFE, UInt8(length >> 8), UInt8(length & 0xFF)]) + comment
        let file = try #require(Self.folder).url.appendingPathComponent("\(UUID().uuidString).jpg")
        try (jpeg.prefix(2) + segment + jpeg.dropFirst(2)).write(to: file)
        return file
    }
}

/// What a pen did on a pad of 600 × 300.
func strokes(_ turn: Int = 0) -> PenStrokes {
    let touches = (0..<40).map { step in
        let y = 150 + 90 * Float(sin(Double(step + turn) / 5))
        return Touch(x: 60 + 12 * Float(step), y: y, atMs: Int64(step * 16), pressure: 0.5)
    }
    return PenStrokes(width: 600, height: 300, strokes: [Array(touches[..<24]), Array(touches[24...])])
}

/// Enough for a busy machine with the thread sanitizer, and an end for what would never come.
let patience = Duration.seconds(60)

/// What a piece of work gives, or a failure of the test after ``patience``.
func within<Value: Sendable>(
    _ limit: Duration = patience, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        return try #require(try await group.next() ?? nil, "it did not come within \(limit)")
    }
}

/// Waits until something holds.
func eventually(_ holds: @escaping @Sendable () async throws -> Bool) async throws {
    try await within {
        while try await !holds() { try await Task.sleep(for: .milliseconds(10)) }
    }
}

/// One parcel of Ann's on her phone.
struct Anns: Sendable {
    let hub: TestHub
    let device: TestPhone
    let phone: Phone
    let order: String

    static func parcel(title: String = "一箱苹果") async throws -> Anns {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        let order = try await hub.order("SF1203456789017", fields: #"{"title": "\#(title)"}"#, for: device.person)
        let phone = try await device.open()
        try await phone.syncing.run()
        return Anns(hub: hub, device: device, phone: phone, order: order)
    }
}
