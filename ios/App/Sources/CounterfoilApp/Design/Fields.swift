//! Where something is written or chosen.

import SwiftUI

/// A field for writing, with its name in it while it is empty. `onDone`: the keyboard's own key ends it.
struct WriteField: View {
    let value: String
    let name: String
    var icon: Icon?
    /// Digits and a point, as an amount is written.
    var isAmount = false
    /// Digits alone, as the end of a number.
    var isDigits = false
    var isOneLine = true
    /// The name of what empties it; `nil` for none.
    var clear: String?
    let onDone: @MainActor () -> Void
    /// The person writes in it no longer.
    let onLeave: @MainActor () -> Void
    let onChange: @MainActor (String) -> Void
    @FocusState private var isWrittenIn: Bool
    @Environment(\.palette) private var palette

    init(
        _ value: String, _ name: String, icon: Icon? = nil, isAmount: Bool = false, isDigits: Bool = false,
        isOneLine: Bool = true, clear: String? = nil, onDone: @escaping @MainActor () -> Void = {},
        onLeave: @escaping @MainActor () -> Void = {}, onChange: @escaping @MainActor (String) -> Void
    ) {
        self.value = value
        self.name = name
        self.icon = icon
        self.isAmount = isAmount
        self.isDigits = isDigits
        self.isOneLine = isOneLine
        self.clear = clear
        self.onDone = onDone
        self.onLeave = onLeave
        self.onChange = onChange
    }

    var body: some View {
        let shape = RoundedRectangle(cornerRadius: Space.corner)
        HStack(spacing: Space.s) {
            if let icon { Sign(icon, palette.inkSoft) }
            field
                .accessibilityLabel(name)
            if let clear, !value.isEmpty { IconAction(.close, clear) { onChange("") } }
        }
        .padding(.leading, Space.l)
        .padding(.trailing, Space.xs)
        .frame(maxWidth: .infinity, minHeight: 56)
        .background(palette.card, in: shape)
        .overlay { shape.strokeBorder(palette.inkSoft, lineWidth: 1.5) }
    }

    private var text: Binding<String> {
        let (value, onChange) = (value, onChange)
        return Binding(
            get: { value },
            set: { typed in
                // A field is written in on the main thread, and it tells what it holds without a change as well.
                if typed != value { MainActor.assumeIsolated { onChange(typed) } }
            })
    }

    private var field: some View {
        TextField(
            name, text: text,
            prompt: Text(name).foregroundStyle(palette.inkSoft), axis: isOneLine ? .horizontal : .vertical
        )
        .autocorrectionDisabled()
        .onSubmit { onDone() }
        .focused($isWrittenIn)
        .onChange(of: isWrittenIn) { if !isWrittenIn { onLeave() } }
        .frame(minHeight: 56)
        #if !os(macOS)
            .keyboardType(isAmount ? .decimalPad : isDigits ? .numberPad : .default)
            .textInputAutocapitalization(.never)
        #endif
    }
}

/// One of a few that exclude each other: the chosen one is filled, and marked for who hears the screen.
struct Choice: View {
    let text: String
    let more: String
    let isChosen: Bool
    let act: @MainActor () -> Void
    @Environment(\.palette) private var palette
    @Environment(\.isLargeText) private var isLargeText

    var body: some View {
        let ink = isChosen ? palette.accent : Ink(on: palette.ink, under: palette.card)
        let shape = RoundedRectangle(cornerRadius: Space.corner)
        Button(action: act) {
            parts
                .multilineTextAlignment(.center)
                .padding(.horizontal, Space.m)
                .padding(.vertical, Space.s)
                .frame(maxWidth: .infinity, minHeight: Space.touch)
                .foregroundStyle(ink.on)
                .background(ink.under, in: shape)
                .overlay { if !isChosen { shape.strokeBorder(palette.line, lineWidth: 1.5) } }
        }
        .buttonStyle(PressedStyle())
        .accessibilityAddTraits(isChosen ? .isSelected : [])
    }

    /// Below each other the choices stand on one line each: large text needs the height.
    private var parts: some View {
        let layout = isLargeText ? AnyLayout(HStackLayout(spacing: Space.s)) : AnyLayout(VStackLayout(spacing: 0))
        return layout {
            Text(text).font(Writing.label)
            Text(more).font(Writing.strong)
        }
    }
}

/// Choices beside each other, each of the same width; below each other with large text.
struct Choices<Content: View>: View {
    let content: Content
    @Environment(\.isLargeText) private var isLargeText

    init(@ViewBuilder content: () -> Content) {
        self.content = content()
    }

    var body: some View {
        let layout =
            isLargeText ? AnyLayout(VStackLayout(spacing: Space.s)) : AnyLayout(HStackLayout(spacing: Space.s))
        layout { content }
    }
}
