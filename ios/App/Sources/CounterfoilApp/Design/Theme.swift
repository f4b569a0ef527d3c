//! What surrounds every screen: colours, writing, distances, language.

import Foundation
import SwiftUI

/// Distances. Everything on a screen stands on a grid of 4 pt.
enum Space {
    static let hair: CGFloat = 1
    static let xs: CGFloat = 4
    static let s: CGFloat = 8
    static let m: CGFloat = 12
    static let l: CGFloat = 16
    static let xl: CGFloat = 24
    /// The least side of anything that can be touched.
    static let touch: CGFloat = 48
    /// The least height of the one thing to do next: for a thumb in a glove.
    static let primary: CGFloat = 64
    /// The widest that a column of reading gets: on a tablet it stands in the middle.
    static let column: CGFloat = 640
    /// The corners of cards and buttons.
    static let corner: CGFloat = 16
}

/// The sizes of writing: styles of the system, so that they grow with the text size that the person set. Digits have
/// one width, so that columns of numbers stand still.
enum Writing {
    /// A number that is looked for from an arm's length: the time that something is due.
    static let figure = Font.system(.title, weight: .bold).monospacedDigit()
    /// One word that is read at arm's length: what a scan means.
    static let verdict = Font.system(.largeTitle, weight: .bold).monospacedDigit()
    static let headline = Font.system(.title, weight: .bold).monospacedDigit()
    static let title = Font.system(.title3, weight: .bold).monospacedDigit()
    static let strong = Font.system(.body, weight: .bold).monospacedDigit()
    static let body = Font.system(.body).monospacedDigit()
    static let action = Font.system(.title3, weight: .bold).monospacedDigit()
    /// Beside something that is read first; 15 pt as the system delivers it.
    static let small = Font.system(.subheadline).monospacedDigit()
    static let label = Font.system(.subheadline, weight: .bold).monospacedDigit()
}

private struct LanguageKey: EnvironmentKey {
    static let defaultValue = Language.zh
}

private struct DecoderKey: EnvironmentKey {
    static let defaultValue: @Sendable (Data) -> Image? = { _ in nil }
}

extension EnvironmentValues {
    /// The language of this screen.
    var language: Language {
        get { self[LanguageKey.self] }
        set { self[LanguageKey.self] = newValue }
    }

    /// Makes a picture of the bytes of a small copy: the platform's decoder. Without one, no picture is shown.
    public var decoder: @Sendable (Data) -> Image? {
        get { self[DecoderKey.self] }
        set { self[DecoderKey.self] = newValue }
    }

    /// The colours of this screen: for the sun, or for the night.
    var palette: Palette { colorScheme == .dark ? .dark : .light }

    /// Whether writing is so large, as this person set it, that things stand below each other instead of side by side:
    /// above 130 %.
    var isLargeText: Bool { dynamicTypeSize >= .xxxLarge }
}

/// Writing and colours of a whole screen.
private struct Themed: ViewModifier {
    let language: Language
    @Environment(\.palette) private var palette

    func body(content: Content) -> some View {
        content
            .font(Writing.body)
            .foregroundStyle(palette.ink)
            .tint(palette.accentInk)
            .environment(\.language, language)
            // VoiceOver reads Chinese with a Chinese voice, whatever the system's language is.
            .environment(\.locale, Locale(identifier: language.choose("zh-Hans", "en")))
    }
}

extension View {
    /// Writing, colours and language of everything inside.
    func themed(_ language: Language) -> some View { modifier(Themed(language: language)) }
}
