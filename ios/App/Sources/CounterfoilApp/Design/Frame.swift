//! A screen: a heading, a column that scrolls, and what the thumb reaches.

import SwiftUI

/// A screen. `thumb` is the primary action and what belongs beside it; it stays below. `trouble` is what went wrong
/// just now: it stands first, and the column goes to it. `bar` has the places below, on screens between which one goes
/// to and fro. `front`: whenever it is another one, the column goes to its beginning.
struct Frame<Top: View, Thumb: View, Content: View>: View {
    let trouble: Trouble?
    let onCloseTrouble: @MainActor () -> Void
    let thumb: Thumb?
    let bar: Bar?
    let front: Int?
    let top: Top
    let content: Content
    @Environment(\.palette) private var palette
    @Environment(\.isLargeText) private var isLargeText

    init(
        trouble: Trouble? = nil, onCloseTrouble: @escaping @MainActor () -> Void = {}, thumb: Thumb?, bar: Bar? = nil,
        front: Int? = nil, @ViewBuilder top: () -> Top, @ViewBuilder content: () -> Content
    ) {
        self.trouble = trouble
        self.onCloseTrouble = onCloseTrouble
        self.thumb = thumb
        self.bar = bar
        self.front = front
        self.top = top()
        self.content = content()
    }

    var body: some View {
        VStack(spacing: 0) {
            // With large text on a small phone the heading scrolls away: nothing may crowd out the content.
            if !isLargeText { top.frame(maxWidth: Space.column) }
            ScrollViewReader { reader in
                ScrollView { column }
                    .scrollDismissesKeyboard(.interactively)
                    .onChange(of: trouble) {
                        if trouble != nil { reader.scrollTo(troubleId, anchor: .top) }
                    }
                    .onChange(of: front) { reader.scrollTo(frontId, anchor: .top) }
            }
            if let thumb { ThumbPart { thumb } }
            if let bar { bar }
        }
        .frame(maxWidth: .infinity, maxHeight: .infinity)
        .background(palette.paper)
    }

    private var column: some View {
        LazyVStack(alignment: .leading, spacing: Space.m) {
            if let trouble { TroubleBanner(trouble: trouble, onClose: onCloseTrouble).id(troubleId) }
            if isLargeText { top }
            content
        }
        .id(frontId)
        .padding(.horizontal, Space.l)
        .padding(.top, Space.s)
        .padding(.bottom, Space.xl)
        .frame(maxWidth: Space.column)
        .frame(maxWidth: .infinity)
    }
}

private let troubleId = "trouble"
private let frontId = "front"

/// What the thumb reaches, on its own ground.
private struct ThumbPart<Content: View>: View {
    let content: Content
    @Environment(\.palette) private var palette

    init(@ViewBuilder content: () -> Content) {
        self.content = content()
    }

    var body: some View {
        VStack(spacing: 0) {
            Rectangle().fill(palette.line).frame(height: Space.hair)
            VStack(alignment: .leading, spacing: Space.m) { content }
                .padding(.horizontal, Space.l)
                .padding(.vertical, Space.m)
                .frame(maxWidth: Space.column, alignment: .leading)
        }
        .frame(maxWidth: .infinity)
        .background(palette.card)
    }
}

/// The heading of a screen between which and others one goes to and fro.
struct RootHeading: View {
    let text: String
    @Environment(\.isLargeText) private var isLargeText

    init(_ text: String) {
        self.text = text
    }

    var body: some View {
        Text(text)
            .font(isLargeText ? Writing.title : Writing.headline)
            .accessibilityAddTraits(.isHeader)
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(.horizontal, Space.l)
            .padding(.top, Space.m)
            .padding(.bottom, Space.xs)
    }
}

/// The heading of a screen that one goes to from another.
struct BackHeading: View {
    let title: String
    let back: String
    let more: String?
    let onBack: @MainActor () -> Void
    @Environment(\.palette) private var palette

    init(_ title: String, back: String, more: String? = nil, onBack: @escaping @MainActor () -> Void) {
        self.title = title
        self.back = back
        self.more = more
        self.onBack = onBack
    }

    var body: some View {
        HStack(spacing: Space.xs) {
            IconAction(.back, back, act: onBack)
            VStack(alignment: .leading, spacing: 0) {
                Text(title).font(Writing.title)
                if let more, !more.isEmpty { Text(more).font(Writing.small).foregroundStyle(palette.inkSoft) }
            }
            .accessibilityElement(children: .combine)
            .accessibilityAddTraits(.isHeader)
        }
        .frame(maxWidth: .infinity, minHeight: 56, alignment: .leading)
        .padding(.leading, Space.xs)
        .padding(.trailing, Space.l)
        .padding(.top, Space.s)
        // The gesture that leads back for who hears the screen.
        .accessibilityAction(.escape) { onBack() }
    }
}

/// The heading of a part of a screen.
struct PartHeading: View {
    let text: String
    @Environment(\.palette) private var palette

    init(_ text: String) {
        self.text = text
    }

    var body: some View {
        Text(text)
            .font(Writing.strong)
            .foregroundStyle(palette.inkSoft)
            .accessibilityAddTraits(.isHeader)
            .padding(.top, Space.s)
    }
}
