//! Sheets on the paper: cards, banners, and what stands where nothing is.

import SwiftUI

/// A sheet on the paper.
struct PaperCard<Content: View>: View {
    let tone: Tone?
    let content: Content
    @Environment(\.palette) private var palette

    init(tone: Tone? = nil, @ViewBuilder content: () -> Content) {
        self.tone = tone
        self.content = content()
    }

    var body: some View {
        let shape = RoundedRectangle(cornerRadius: Space.corner)
        VStack(alignment: .leading, spacing: Space.s) { content }
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(Space.l)
            .foregroundStyle(tone.map { palette.tone($0).on } ?? palette.ink)
            .background(tone.map { palette.tone($0).under } ?? palette.card, in: shape)
            .overlay { if tone == nil { shape.strokeBorder(palette.line, lineWidth: Space.hair) } }
    }
}

/// Something to know before going on, with what helps.
struct Banner<Actions: View>: View {
    let title: String
    let icon: Icon
    let tone: Tone
    let words: String?
    let actions: Actions
    @Environment(\.palette) private var palette

    init(_ title: String, _ icon: Icon, _ tone: Tone, words: String? = nil, @ViewBuilder actions: () -> Actions) {
        self.title = title
        self.icon = icon
        self.tone = tone
        self.words = words
        self.actions = actions()
    }

    var body: some View {
        PaperCard(tone: tone) {
            HStack(alignment: .firstTextBaseline, spacing: Space.m) {
                Sign(icon, palette.tone(tone).on, font: Writing.strong)
                VStack(alignment: .leading, spacing: Space.xs) {
                    Text(title).font(Writing.strong)
                    if let words { Text(words) }
                }
            }
            .accessibilityElement(children: .combine)
            actions
        }
    }
}

extension Banner where Actions == EmptyView {
    init(_ title: String, _ icon: Icon, _ tone: Tone, words: String? = nil) {
        self.init(title, icon, tone, words: words) { EmptyView() }
    }
}

/// Nothing is here, and why that is well.
struct EmptyState: View {
    let title: String
    let words: String
    let icon: Icon
    @Environment(\.palette) private var palette

    init(_ title: String, _ words: String, _ icon: Icon) {
        self.title = title
        self.words = words
        self.icon = icon
    }

    var body: some View {
        VStack(spacing: Space.m) {
            Sign(icon, palette.inkSoft, font: Writing.figure)
                .padding(Space.xl)
                .background(palette.tone(.quiet).under, in: RoundedRectangle(cornerRadius: Space.xl))
            Text(title).font(Writing.title)
            Text(words).foregroundStyle(palette.inkSoft)
        }
        .multilineTextAlignment(.center)
        .frame(maxWidth: .infinity)
        .padding(.horizontal, Space.xl)
        .padding(.vertical, 48)
        .accessibilityElement(children: .combine)
    }
}

/// A short word with its icon: what kind of thing this is, or what is the matter with it.
struct Badge: View {
    let text: String
    let icon: Icon
    let tone: Tone
    @Environment(\.palette) private var palette

    init(_ text: String, _ icon: Icon, _ tone: Tone) {
        self.text = text
        self.icon = icon
        self.tone = tone
    }

    var body: some View {
        let ink = palette.tone(tone)
        HStack(alignment: .firstTextBaseline, spacing: Space.xs) {
            Sign(icon, ink.on, font: Writing.label)
            Text(text).font(Writing.label)
        }
        .padding(.horizontal, Space.s)
        .padding(.vertical, Space.xs)
        .foregroundStyle(ink.on)
        .background(ink.under, in: RoundedRectangle(cornerRadius: Space.s))
        .accessibilityElement(children: .combine)
    }
}
