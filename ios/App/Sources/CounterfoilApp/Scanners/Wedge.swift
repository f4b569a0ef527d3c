//! Scanners that type (keyboard wedges).

import SwiftUI

/// Tells a scanner that types (a keyboard wedge) from a person: its keys come in a burst and end with Enter or Tab.
struct Wedge {
    /// Between two keys of a scanner lies less; between two of a finger, more.
    static let gapMs: Int64 = 60
    /// Who types this few letters in a burst may be a hand that fell on the keys.
    static let least = 4
    /// The longest that a QR code holds.
    static let longest = 4_296
    /// Such a scanner does not say what kind of code it has read.
    static let symbology = "wedge"

    private var keys = ""
    private var lastMs: Int64?

    /// A key with letters.
    mutating func letters(_ letters: String, atMs: Int64) {
        if !isBurst(atMs) { keys = "" }
        lastMs = atMs
        // What is too long is kept a little longer, so that no half of it passes for a code.
        if keys.count <= Self.longest { keys += letters }
    }

    /// Enter or Tab: the code that a scanner has typed; `nil` if that was a person.
    mutating func end(atMs: Int64) -> String? {
        let code = isBurst(atMs) && (Self.least...Self.longest).contains(keys.count) ? keys : nil
        keys = ""
        lastMs = nil
        return code
    }

    private func isBurst(_ atMs: Int64) -> Bool { lastMs.map { atMs - $0 <= Self.gapMs } ?? false }
}

/// What a scanner types is kept between two keys; nothing of it is shown.
@MainActor
private final class WedgeKeys {
    var wedge = Wedge()
}

/// Hears a scanner that types. At each new place the keys come here: nothing has to be touched first. While a field is
/// written in, the keys are the field's, and its own Enter ends them.
private struct HearingScanner: ViewModifier {
    let place: Place
    let elapsedMs: @MainActor () -> Int64
    let heard: @MainActor (ScannedCode) -> Bool
    @State private var keys = WedgeKeys()
    @FocusState private var isFocused: Bool

    func body(content: Content) -> some View {
        content
            .focusable()
            .focusEffectDisabled()
            .focused($isFocused)
            .onKeyPress(phases: .down) { press($0) }
            .task(id: place) { isFocused = true }
    }

    private func press(_ press: KeyPress) -> KeyPress.Result {
        guard press.key == .return || press.key == .tab else {
            keys.wedge.letters(press.characters, atMs: elapsedMs())
            return .ignored
        }
        guard let code = keys.wedge.end(atMs: elapsedMs()) else { return .ignored }
        return heard(ScannedCode(raw: code, symbology: Wedge.symbology)) ? .handled : .ignored
    }
}

extension View {
    /// Hears a scanner that types; `heard` says whether somebody waits for its code.
    func hearsScanner(
        _ place: Place, elapsedMs: @escaping @MainActor () -> Int64, heard: @escaping @MainActor (ScannedCode) -> Bool
    ) -> some View {
        modifier(HearingScanner(place: place, elapsedMs: elapsedMs, heard: heard))
    }
}
