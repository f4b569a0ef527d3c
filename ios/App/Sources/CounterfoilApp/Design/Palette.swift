//! Paper, ink, and one accent: the blue of carbon copies. The same colours as on Android.

import SwiftUI

/// A colour by its parts, so that a test can measure it.
struct Shade: ShapeStyle, Hashable {
    /// Red, green and blue, a byte each.
    let rgb: UInt32

    /// As SwiftUI draws it.
    var color: Color {
        Color(.sRGB, red: part(16), green: part(8), blue: part(0), opacity: 1)
    }

    func resolve(in environment: EnvironmentValues) -> Color { color }

    private func part(_ shift: UInt32) -> Double { Double(rgb >> shift & 0xFF) / 255 }
}

/// A colour of writing with the colour that it stands on: 4.5:1 or more, as a test measures.
struct Ink: Sendable, Hashable {
    let on: Shade
    let under: Shade

    init(_ on: UInt32, on under: UInt32) {
        self.init(on: Shade(rgb: on), under: Shade(rgb: under))
    }

    init(on: Shade, under: Shade) {
        self.on = on
        self.under = under
    }
}

/// What a badge, banner or card says with its colour, beside its icon and its words: never by the colour alone.
enum Tone: Sendable, Hashable, CaseIterable {
    case quiet
    case accent
    case good
    case warn
    case danger
}

/// The colours of a screen.
struct Palette: Sendable, Hashable {
    /// Under everything.
    let paper: Shade
    /// A sheet on the paper.
    let card: Shade
    /// Hairlines, perforations.
    let line: Shade
    /// Writing.
    let ink: Shade
    /// Writing that may be passed over.
    let inkSoft: Shade
    let accentInk: Shade
    /// The one thing to do next, filled.
    let accent: Ink
    /// The same while a finger is on it.
    let pressed: Ink
    private let tones: [Tone: Ink]

    /// The soft ground of a tone with its writing.
    func tone(_ tone: Tone) -> Ink { tones[tone] ?? Ink(on: ink, under: card) }

    /// Every pair of writing and ground that screens may use, by name.
    var pairs: [String: Ink] {
        let plain = [
            "ink on paper": Ink(on: ink, under: paper), "ink on card": Ink(on: ink, under: card),
            "soft ink on paper": Ink(on: inkSoft, under: paper), "soft ink on card": Ink(on: inkSoft, under: card),
            "accent on paper": Ink(on: accentInk, under: paper), "accent on card": Ink(on: accentInk, under: card),
            "pressed accent": Ink(on: accentInk, under: tone(.accent).under),
            "primary action": accent, "pressed primary action": pressed,
        ]
        return tones.reduce(into: plain) { $0["tone \($1.key)"] = $1.value }
    }

    /// For the sun.
    static let light = Palette(
        paper: Shade(rgb: 0xF6F3EC), card: Shade(rgb: 0xFFFEFB), line: Shade(rgb: 0xD9D2C3),
        ink: Shade(rgb: 0x1D1B16), inkSoft: Shade(rgb: 0x5A5549), accentInk: Shade(rgb: 0x1F4A8C),
        accent: Ink(0xFFFFFF, on: 0x1F4A8C), pressed: Ink(0xFFFFFF, on: 0x12315F),
        tones: [
            .quiet: Ink(0x45413A, on: 0xECE7DB), .accent: Ink(0x173A70, on: 0xE1E9F6),
            .good: Ink(0x14532B, on: 0xDDEFE2), .warn: Ink(0x5C3B00, on: 0xFBEAC4),
            .danger: Ink(0x86180F, on: 0xFBE4DF),
        ])

    /// For the basement and the night.
    static let dark = Palette(
        paper: Shade(rgb: 0x14130F), card: Shade(rgb: 0x211F1A), line: Shade(rgb: 0x4A453B),
        ink: Shade(rgb: 0xF3EFE6), inkSoft: Shade(rgb: 0xC2BBAC), accentInk: Shade(rgb: 0xABC6FA),
        accent: Ink(0x0B2550, on: 0xABC6FA), pressed: Ink(0x0B2550, on: 0xDCE7FD),
        tones: [
            .quiet: Ink(0xDDD6C8, on: 0x35312A), .accent: Ink(0xD7E3FC, on: 0x263654),
            .good: Ink(0xC3EACF, on: 0x1D3D29), .warn: Ink(0xFCE2A9, on: 0x4A3710),
            .danger: Ink(0xFFDBD5, on: 0x551F19),
        ])
}
