//! "Next stop": the same answer as the first card of the list, without touching the phone.

import AppIntents
import CounterfoilApp

/// Tells the next stop. It names an address: the phone has to be unlocked.
struct NextStopIntent: AppIntent {
    static let title: LocalizedStringResource = "next-stop"
    static let authenticationPolicy = IntentAuthenticationPolicy.requiresAuthentication

    @MainActor
    func perform() async throws -> some IntentResult & ProvidesDialog {
        let phone = try await Opening.shared.phone()
        let words = await nextStop(of: phone, language: .ofThisPhone)
        return .result(dialog: IntentDialog(stringLiteral: words))
    }
}

/// Makes the intent known to Siri and Spotlight without any setting up.
struct CounterfoilShortcuts: AppShortcutsProvider {
    static var appShortcuts: [AppShortcut] {
        AppShortcut(
            intent: NextStopIntent(), phrases: ["\(.applicationName) next stop"], shortTitle: "next-stop",
            systemImageName: "mappin.and.ellipse")
    }
}
