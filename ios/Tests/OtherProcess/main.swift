//! Another process that opens a store: an app extension that should not, or an app that is about to be killed.
//!
//!     Other FOLDER [ORDER PHOTO]      takes the photograph into the order again and again, until it is killed

import Counterfoil
import Foundation

/// A line at once: what is waited for must not lie in a buffer when this process is killed.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

let arguments = CommandLine.arguments
let folder = URL(fileURLWithPath: arguments[1])
let secrets = try FileSecrets(folder: folder.appendingPathComponent("secrets"))
let store = PhoneConfiguration(folder: folder.appendingPathComponent("store"))
let phone = try await Phone.open(store, ports: Ports(secrets: secrets))
say("ready")
guard arguments.count > 3 else {
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
