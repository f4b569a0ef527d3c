//! Another process that opens a store: an app extension that should not, or an app that is about to be killed.
//!
//!     Other FOLDER                    only has the store open
//!     Other FOLDER ORDER calls        makes 10,000 calls about a person's orders, and says by how much it has grown in the last 8,000
//!     Other FOLDER ORDER PHOTO        takes the photograph into the order again and again, until it is killed

import Counterfoil
import Foundation

/// A line at once: what is waited for must not lie in a buffer when this process is killed.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

/// Bytes of this process that are in memory, and its open files.
func weight() -> (bytes: Int, files: Int) {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
    let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    return (4_096 * (pages.flatMap { Int($0[1]) } ?? 0), files ?? 0)
}

/// Calls of every sort: pages, sheets, pictures, captures, refusals, streams.
func call(_ phone: Phone, _ order: String, _ count: Int) async throws {
    let picture = try await phone.captures.pictures(of: order)[0].original
    for number in 0..<count {
        switch number % 8 {
        case 0: guard try await phone.orders.list().cards.count == 21 else { fatalError("a page") }
        case 1: _ = try await phone.orders.lookup("SF1203456789017")
        case 2: _ = try await phone.account.status()
        case 3: _ = try? await phone.orders.sheet("no id")
        case 4: _ = try await phone.captures.thumbnail(of: picture)
        case 5: for try await _ in phone.captures.file(picture) { break }
        case 6:
            var sheets = phone.orders.updates(ofSheet: order).makeAsyncIterator()
            guard try await sheets.next() != nil else { fatalError("a sheet") }
        default:
            var changes = phone.changes().makeAsyncIterator()
            _ = await changes.next()
        }
    }
}

let arguments = CommandLine.arguments
let folder = URL(fileURLWithPath: arguments[1])
let secrets = try FileSecrets(folder: folder.appendingPathComponent("secrets"))
let store = PhoneConfiguration(folder: folder.appendingPathComponent("store"))
let phone = try await Phone.open(store, ports: Ports(secrets: secrets))
say("ready")
if arguments.last == "calls" {
    try await call(phone, arguments[2], 2_000)
    let before = weight()
    try await call(phone, arguments[2], 8_000)
    let after = weight()
    say("grown \(after.bytes - before.bytes) \(after.files - before.files)")
}
guard arguments.count > 3, arguments.last != "calls" else {
    try await Task.sleep(for: .seconds(600))
    exit(1)
}
let jpeg = try Data(contentsOf: URL(fileURLWithPath: arguments[3]))
for number in 1...1_000 {
    // The same picture each time, and each time another file.
    let comment = Data("number \(number)".utf8)
    let file = folder.appendingPathComponent("camera.jpg")
    try (jpeg.prefix(2) + [0xFF, 0xFE, 0, UInt8(comment.count + 2)] + comment + jpeg.dropFirst(2)).write(to: file)
    try await phone.captures.photo(arguments[2], file: file, role: "door")
    say("acknowledged \(number)")
}
