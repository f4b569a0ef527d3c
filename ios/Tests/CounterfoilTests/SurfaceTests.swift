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

    /// DocC shows a link that leads nowhere as plain code, and says so on a Mac alone.
    @Test func everyLinkInACommentLeadsToSomethingPublic() throws {
        let lines = try sources().flatMap(\.lines)
        let known = declared(lines.filter { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//") })
        #expect(known.count > 400)
        let links = lines.joined(separator: "\n").matches(of: #/``([^`\n]+)``/#).map { String($0.1) }
        #expect(links.count > 50)
        let astray = links.filter { link in
            !link.split(separator: "/").allSatisfy { known.contains(String($0)) }
        }
        #expect(astray.isEmpty, "\(Set(astray).sorted())")
        #expect(!known.contains("enrol(withCode:)"), "what is not there is not known")
    }

    /// Names of types, properties and cases; functions, initialisers and cases with the labels of what they take.
    private func declared(_ lines: [String]) -> Set<String> {
        let code = lines.joined(separator: "\n")
        let named = #/\b(?:struct|class|enum|actor|protocol|typealias|var|let|case) (\w+)/#
        var known = Set(code.matches(of: named).map { String($0.1) })
        for match in code.matches(of: #/(?:\bfunc (\w+)(?:<[^>]*>)?|\b(init)|\bcase (\w+))\(/#) {
            let name = [match.1, match.2, match.3].compactMap { $0 }.first.map(String.init) ?? ""
            known.insert("\(name)(\(labels(code[match.range.upperBound...])))")
        }
        return known
    }

    /// The labels of a list of parameters, from behind its parenthesis: `_:by:`.
    private func labels(_ list: Substring) -> String {
        var (depth, parts) = (0, [""])
        for letter in list {
            if letter == ")", depth == 0 { break }
            if "([{<".contains(letter) { depth += 1 }
            if ")]}>".contains(letter) { depth -= 1 }
            if letter == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(letter) }
        }
        let names = parts.compactMap { part in
            part.split { " \n:".contains($0) }.first.map { part.contains(":") ? "\($0):" : "_:" }
        }
        return names.joined()
    }
}
