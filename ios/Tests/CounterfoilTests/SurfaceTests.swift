//! The package and what it is made of: no generated type is forgotten, no public item is without a comment.

import Foundation
import Testing

@Suite struct SurfaceTests {
    /// Generated types that have a form of their own here, and what only the generated half needs.
    private let ownForms: Set = [
        "Budget", "Clocks", "CounterfoilError", "ListenerError", "MomentsError", "OneDone", "PhoneConfig", "Ports",
        "Received", "ReportAsk", "SecretStoreError", "SignerError", "TransportError",
    ]

    private func sources() throws -> [(name: String, lines: [String])] {
        let folder = Checkout.root.appendingPathComponent("ios/Sources")
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL]
        let files = try #require(all)
        #expect(files.count > 20)
        return try files.filter { $0.pathExtension == "swift" }.map {
            ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8).components(separatedBy: "\n"))
        }
    }

    @Test func everyValueOfTheCoreHasItsNameHere() throws {
        let generated = try Checkout.text("ios/Generated/CounterfoilGenerated/CounterfoilGenerated.swift")
        let named = generated.matches(of: #/(?m)^public (?:indirect )?(?:struct|enum) (\w+)/#).map { String($0.1) }
        let values = Set(named.filter { !$0.hasPrefix("Ffi") }).union(
            generated.matches(of: #/(?m)^enum (\w+): Swift\.Error/#).map { String($0.1) })
        #expect(values.count > 80)
        let here = try sources().flatMap(\.lines).joined(separator: "\n")
        let missing = values.subtracting(ownForms).filter {
            !here.contains("typealias \($0) = CounterfoilGenerated.\($0)\n")
        }
        #expect(missing.isEmpty, "\(missing.sorted())")
    }

    @Test func everyPublicItemSaysWhatItIs() throws {
        var silent: [String] = []
        for (name, lines) in try sources() {
            #expect(lines.first?.hasPrefix("//! ") == true, "\(name) says what it holds")
            #expect(lines.count <= 400 && lines.allSatisfy { $0.count <= 120 }, "\(name) is too long or too wide")
            for (at, line) in lines.enumerated() {
                let code = line.trimmingCharacters(in: .whitespaces)
                guard code.hasPrefix("public "), !code.hasPrefix("public import") else { continue }
                var above = at - 1
                while above >= 0, lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("@") { above -= 1 }
                let said = above >= 0 ? lines[above].trimmingCharacters(in: .whitespaces) : ""
                // What a protocol asks for is told there.
                let fulfils = name != "SecretStore.swift" && name != "DeviceSigner.swift" && name != "Transport.swift"
                if !said.hasPrefix("///"), fulfils, name != "Apple.swift" { silent.append("\(name):\(at + 1)") }
            }
        }
        #expect(silent.isEmpty, "\(silent)")
    }
}
