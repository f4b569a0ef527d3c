//! The one thing to do next, what else can be done, and short answers.

import SwiftUI

/// The one thing to do next: the biggest on the screen, within reach of the thumb, and it says what it will do.
struct PrimaryAction: View {
    let text: String
    let icon: Icon?
    /// A second line: what it is about.
    var more: String?
    let act: @MainActor () -> Void
    @Environment(\.isLargeText) private var isLargeText

    init(_ text: String, _ icon: Icon?, more: String? = nil, act: @escaping @MainActor () -> Void) {
        self.text = text
        self.icon = icon
        self.more = more
        self.act = act
    }

    var body: some View {
        Button(action: act) {
            HStack(spacing: Space.m) {
                if let icon { Image(systemName: icon.rawValue).font(Writing.action).accessibilityHidden(true) }
                VStack(spacing: 0) {
                    // Large text is large enough without being larger still: the content needs room as well.
                    Text(text).font(isLargeText ? Writing.strong : Writing.action)
                    if let more { Text(more).font(Writing.small) }
                }
                .multilineTextAlignment(.center)
            }
        }
        .buttonStyle(PrimaryStyle())
    }
}

private struct PrimaryStyle: ButtonStyle {
    @Environment(\.palette) private var palette

    func makeBody(configuration: Configuration) -> some View {
        let ink = configuration.isPressed ? palette.pressed : palette.accent
        configuration.label
            .padding(.horizontal, Space.l)
            .padding(.vertical, Space.m)
            .frame(maxWidth: .infinity, minHeight: Space.primary)
            .foregroundStyle(ink.on)
            .background(ink.under, in: RoundedRectangle(cornerRadius: Space.corner))
            .scaleEffect(configuration.isPressed ? 0.98 : 1)
    }
}

/// Something else that can be done here: outlined, over the whole width.
struct SecondaryAction: View {
    let text: String
    let icon: Icon?
    let act: @MainActor () -> Void

    init(_ text: String, _ icon: Icon?, act: @escaping @MainActor () -> Void) {
        self.text = text
        self.icon = icon
        self.act = act
    }

    var body: some View {
        Button(action: act) {
            HStack(spacing: Space.s) {
                if let icon { Image(systemName: icon.rawValue).accessibilityHidden(true) }
                Text(text).multilineTextAlignment(.center)
            }
            .font(Writing.strong)
            .frame(maxWidth: .infinity)
        }
        .buttonStyle(OutlinedStyle(minHeight: 56))
    }
}

/// A short answer of one tap, beside others; `isWide` where it stands alone.
struct Answer: View {
    let text: String
    let icon: Icon?
    let isWide: Bool
    let act: @MainActor () -> Void

    init(_ text: String, _ icon: Icon? = nil, isWide: Bool = false, act: @escaping @MainActor () -> Void) {
        self.text = text
        self.icon = icon
        self.isWide = isWide
        self.act = act
    }

    var body: some View {
        Button(action: act) {
            HStack(spacing: Space.s) {
                if let icon { Image(systemName: icon.rawValue).accessibilityHidden(true) }
                Text(text).multilineTextAlignment(.leading)
            }
            .font(Writing.label)
            .frame(maxWidth: isWide ? .infinity : nil)
        }
        .buttonStyle(OutlinedStyle(minHeight: Space.touch))
    }
}

private struct OutlinedStyle: ButtonStyle {
    let minHeight: CGFloat
    @Environment(\.palette) private var palette

    func makeBody(configuration: Configuration) -> some View {
        let shape = RoundedRectangle(cornerRadius: Space.corner)
        configuration.label
            .padding(.horizontal, Space.l)
            .padding(.vertical, Space.s)
            .frame(minHeight: minHeight)
            .foregroundStyle(palette.accentInk)
            .background(configuration.isPressed ? palette.tone(.accent).under : palette.card, in: shape)
            .overlay { shape.strokeBorder(palette.accentInk, lineWidth: 1.5) }
            .contentShape(shape)
    }
}

/// A button that is an icon alone, with its name for who hears the screen.
struct IconAction: View {
    let icon: Icon
    let name: String
    let act: @MainActor () -> Void
    @Environment(\.palette) private var palette

    init(_ icon: Icon, _ name: String, act: @escaping @MainActor () -> Void) {
        self.icon = icon
        self.name = name
        self.act = act
    }

    var body: some View {
        Button(action: act) {
            Sign(icon, palette.ink, font: Writing.title)
                .frame(minWidth: Space.touch, minHeight: Space.touch)
                .contentShape(Rectangle())
        }
        .buttonStyle(PressedStyle())
        .accessibilityLabel(name)
    }
}

/// Something large that can be touched, a card or a line: its ground tells that a finger is on it.
struct PressedStyle: ButtonStyle {
    func makeBody(configuration: Configuration) -> some View {
        configuration.label.opacity(configuration.isPressed ? 0.6 : 1)
    }
}

/// Two taps are one: what came within this time on a screen that is new was meant for the screen before.
private struct Settling<Value: Hashable & Sendable>: ViewModifier {
    let id: Value
    @State private var settled: Value?

    func body(content: Content) -> some View {
        content
            .allowsHitTesting(settled == id)
            .task(id: id) {
                do { try await Task.sleep(for: .milliseconds(300)) } catch { return }
                settled = id
            }
    }
}

extension View {
    /// Takes no touch for 300 ms after `id` became another one.
    func settling<Value: Hashable & Sendable>(_ id: Value) -> some View { modifier(Settling(id: id)) }
}
