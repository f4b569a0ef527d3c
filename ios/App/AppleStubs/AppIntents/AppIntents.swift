//! Stands in for Apple's AppIntents where there is none: declares what of it the app uses, as Apple documents it, so
//! that the intents are type-checked. It never ships and never runs.

@_exported import Foundation

private func neverRuns() -> Never { fatalError("a stand-in for Apple's AppIntents was run") }

// Foundation's on Apple's platforms.
public struct LocalizedStringResource: Equatable, Sendable, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) {}
}

public protocol PersistentlyIdentifiable {}

public protocol AppIntent: PersistentlyIdentifiable, Sendable {
    associatedtype PerformResult: IntentResult
    static var title: LocalizedStringResource { get }
    static var authenticationPolicy: IntentAuthenticationPolicy { get }
    static var openAppWhenRun: Bool { get }
    init()
    func perform() async throws -> Self.PerformResult
}

extension AppIntent {
    public static var authenticationPolicy: IntentAuthenticationPolicy { neverRuns() }
    public static var openAppWhenRun: Bool { neverRuns() }
}

public enum IntentAuthenticationPolicy: Int, Sendable {
    case alwaysAllowed
    case requiresAuthentication
    case requiresLocalDeviceAuthentication
}

public protocol IntentResult: Sendable {}

public protocol ProvidesDialog {}

public struct IntentDialog: ExpressibleByStringInterpolation, Sendable {
    public init(stringLiteral value: String) { neverRuns() }
}

public struct IntentResultContainer<Value, OpensIntent, Snippet, Dialog>: IntentResult {}

extension IntentResultContainer: ProvidesDialog where Dialog == IntentDialog {}

extension IntentResult where Self == IntentResultContainer<Never, Never, Never, IntentDialog> {
    public static func result(dialog: IntentDialog) -> Self { neverRuns() }
}

public protocol AppShortcutsProvider {
    @AppShortcutsBuilder static var appShortcuts: [AppShortcut] { get }
}

@resultBuilder
public enum AppShortcutsBuilder {
    public static func buildBlock(_ components: AppShortcut...) -> [AppShortcut] { neverRuns() }
}

public struct AppShortcut: Sendable {
    public init<Intent: AppIntent>(
        intent: Intent, phrases: [AppShortcutPhrase<Intent>], shortTitle: LocalizedStringResource,
        systemImageName: String
    ) { neverRuns() }
}

public struct AppShortcutPhrase<Intent: AppIntent>: ExpressibleByStringInterpolation, Sendable {
    public init(stringLiteral value: String) { neverRuns() }
    public init(stringInterpolation: StringInterpolation) { neverRuns() }

    public struct StringInterpolation: StringInterpolationProtocol {
        public init(literalCapacity: Int, interpolationCount: Int) { neverRuns() }
        public mutating func appendLiteral(_ literal: String) { neverRuns() }
        public mutating func appendInterpolation(_ token: AppShortcutPhraseToken) { neverRuns() }
    }
}

public enum AppShortcutPhraseToken: Sendable {
    case applicationName
}
