//! The two apps are twins: the same features, files, strings, events, states and previews, whoever changes one of them.

import Foundation
import Testing

@testable import CounterfoilApp

@MainActor
@Suite struct TwinsTests {
    private let android = checkout.appendingPathComponent("android/app/src/main/kotlin/dev/counterfoil/app")
    private let ios = checkout.appendingPathComponent("ios/App/Sources/CounterfoilApp")

    /// The sources below a folder, by `feature/File` in small letters for the folder, without the ending.
    private func sources(_ root: URL, _ ending: String) throws -> [String: String] {
        let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
        var found: [String: String] = [:]
        for file in all where file.pathExtension == ending {
            let folder = file.deletingLastPathComponent().lastPathComponent.lowercased()
            if Twins.apart.contains(folder) { continue }
            let name = file.deletingPathExtension().lastPathComponent
            found["\(folder)/\(name)"] = try String(contentsOf: file, encoding: .utf8)
        }
        #expect(found.count > 40, "the walk found the app")
        return found
    }

    @Test func theSameFeaturesWithTheSameFiles() throws {
        let (kotlin, swift) = (try sources(android, "kt"), try sources(ios, "swift"))
        #expect(Twins.features(kotlin.keys) == Twins.features(swift.keys))
        #expect(Twins.features(kotlin.keys) == ["account", "capture", "order", "orders", "signature", "sync"])
        #expect(Twins.roles(kotlin.keys) == Twins.roles(swift.keys))
        #expect(Twins.roles(kotlin.keys).count > 30)
    }

    @Test func theSameStringsWithTheSameWords() throws {
        let kotlin = try sources(android, "kt").values.joined(separator: "\n")
        let swift = try sources(ios, "swift").values.joined(separator: "\n")
        let names = Twins.names(#/\ninterface (\w+Strings)/#, in: kotlin)
        #expect(names.count == 10)
        #expect(names == Twins.names(#/\nprotocol (\w+Strings)/#, in: swift))
        for name in names {
            let keys = Twins.keys(Twins.block("interface \(name) ", in: kotlin))
            #expect(keys.count > 2 && keys == Twins.keys(Twins.block("protocol \(name)", in: swift)), "\(name)")
            for language in ["Zh", "En"] {
                let object = name.replacingOccurrences(of: "Strings", with: language)
                let words = Twins.words(Twins.block("object \(object) ", in: kotlin))
                let twins = Twins.words(Twins.block("struct \(object):", in: swift))
                #expect(words.count > 2 && words == twins, "\(object)")
            }
        }
    }

    @Test func theSameEventsPlacesTroublesAndStates() throws {
        let kotlin = try sources(android, "kt").values.joined(separator: "\n")
        let swift = try sources(ios, "swift").values.joined(separator: "\n")
        let events = Twins.names(#/\nsealed interface (\w+Event)/#, in: kotlin)
        #expect(events.count == 9)
        for name in events.union(["Place", "Trouble", "Asked", "Supply", "OrdersRow"]) {
            let cases = Twins.cases(kotlin: Twins.block("sealed interface \(name) ", in: kotlin))
            #expect(cases.count > 1 && cases == Twins.cases(swift: Twins.block("enum \(name):", in: swift)), "\(name)")
        }
        let states = Twins.names(#/\ndata class (\w+State)/#, in: kotlin)
        #expect(states.count == 9)
        for name in states {
            let fields = Twins.fields(kotlin: Twins.block("data class \(name)(", in: kotlin))
            let twins = Twins.fields(swift: Twins.block("struct \(name):", in: swift))
            #expect(fields.count > 2 && fields == twins, "\(name)")
        }
    }

    @Test func theSamePreviewsByName() throws {
        let goldens = try FileManager.default.contentsOfDirectory(
            at: checkout.appendingPathComponent("android/app/src/test/goldens"), includingPropertiesForKeys: nil)
        let pictures = Set(goldens.map { $0.deletingPathExtension().lastPathComponent })
        let lists = OrdersPreviews.all.map(\.name) + LoadPreviews.all.map(\.name)
        let orders = lists + OrderPreviews.all.map(\.name) + FormPreviews.all.map(\.name)
        let acts = CapturePreviews.all.map(\.name) + SignaturePreviews.all(.zh).map(\.name)
        let rest = SyncPreviews.ways.map(\.name) + SyncPreviews.shifts.map(\.name) + AccountPreviews.all.map(\.name)
        let names = orders + acts + rest
        #expect(Set(names).count == names.count, "each name once")
        #expect(Set(names) == pictures)
        #expect(names.count > 70)
    }

    @Test func whatIsMissingOnOneSideIsFound() throws {
        let kotlin = "\ninterface XStrings {\n    val one: String\n    fun two(a: Long): String\n}\n"
        let swift = "\nprotocol XStrings: Sendable {\n    var one: String { get }\n}\n"
        let keys = Twins.keys(Twins.block("interface XStrings ", in: kotlin))
        #expect(keys.subtracting(Twins.keys(Twins.block("protocol XStrings", in: swift))) == ["two"])
        let said = Twins.words("    fun two(a: Long) = \"共 $a 件,${a}\"")
        #expect(said == Twins.words("    func two(_ a: Int64) -> String { \"共 \\(a) 件,\\(a)\" }"))
        #expect(said != Twins.words("    func two(_ a: Int64) -> String { \"有 \\(a) 件,\\(a)\" }"))
        let events = "{\n    data class Open(val order: String) : E\n\n    data object Back : E\n}"
        #expect(Twins.cases(kotlin: events) == ["open", "back"])
        #expect(Twins.cases(swift: "{\n    case open(order: String)\n}") == ["open"])
        let state = "(\n    val now: Instant,\n    val typed: String = \"\",\n)"
        #expect(Twins.fields(kotlin: state) == ["now", "typed"])
        #expect(Twins.fields(swift: "{\n    var now: Date\n    var both: Int { 2 }\n}") == ["now"])
        #expect(Twins.roles(["sync/SyncState", "sync/SyncStrings", "sync/Rest"]).count == 2)
    }
}

/// Reads the sources of both apps as far as they have to be alike.
private enum Twins {
    /// What one of them alone has: work and notifications behind the screens, on Android.
    static let apart: Set = ["background", "notifications"]

    static func features(_ files: some Sequence<String>) -> Set<String> {
        Set(files.filter { $0.hasSuffix("State") }.map { String($0.prefix { $0 != "/" }) })
    }

    /// The files of a screen. What a view is cut into is each platform's own.
    static func roles(_ files: some Sequence<String>) -> Set<String> {
        let all = Set(files)
        let screens = all.filter { $0.hasSuffix("State") }.map { String($0.dropLast("State".count)) + "View" }
        let exact = all.filter { file in
            ["State", "Event", "Model", "Strings", "Previews"].contains { file.hasSuffix($0) }
                && features(all).contains(String(file.prefix { $0 != "/" }))
        }
        return exact.union(screens.filter(all.contains))
    }

    static func names(_ pattern: Regex<(Substring, Substring)>, in text: String) -> Set<String> {
        Set(text.matches(of: pattern).map { String($0.1) })
    }

    /// What stands behind a heading, up to the line that closes it.
    static func block(_ heading: String, in text: String) -> String {
        guard let from = text.range(of: "\n\(heading)") ?? text.range(of: "\ninternal \(heading)")
            ?? text.range(of: "\npublic \(heading)")
        else { return "" }
        let rest = text[from.upperBound...]
        let end = [rest.range(of: "\n}")?.lowerBound, rest.range(of: "\n)")?.lowerBound].compactMap { $0 }.min()
        return String(rest[..<(end ?? rest.endIndex)])
    }

    static func keys(_ text: String) -> Set<String> {
        names(#/\n +(?:val|var|fun|func) (\w+)/#, in: "\n" + text)
    }

    /// The texts of a block, with what is put into them marked alike; in the order of the alphabet.
    static func words(_ text: String) -> [String] {
        let plain = text.replacing(#/\$\{(\w+)\}/#) { "<\($0.1)>" }.replacing(#/\$(\w+)/#) { "<\($0.1)>" }
            .replacing(#/\\\((\w+)\)/#) { "<\($0.1)>" }
        return plain.matches(of: #/"([^"\n]*)"/#).map { String($0.1) }.sorted()
    }

    static func cases(kotlin text: String) -> Set<String> {
        Set(names(#/\n +data (?:class|object) (\w+)/#, in: text).map { $0.prefix(1).lowercased() + $0.dropFirst() })
    }

    static func cases(swift text: String) -> Set<String> { names(#/\n +case (\w+)/#, in: text) }

    static func fields(kotlin text: String) -> Set<String> { names(#/\n +val (\w+)/#, in: text) }

    /// What is stored; what is reckoned from it has a body.
    static func fields(swift text: String) -> Set<String> {
        names(#/\n +var (\w+)[^\n{]*(?=\n|$)/#, in: text)
    }
}
