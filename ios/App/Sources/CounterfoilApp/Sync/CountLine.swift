//! A number with its icon and its words.

import SwiftUI

/// A number with its icon and its words; below each other with large text.
struct CountLine: View {
    let icon: Icon
    let count: Int64
    let name: String
    let words: String?
    @Environment(\.palette) private var palette
    @Environment(\.isLargeText) private var isLargeText

    init(_ icon: Icon, _ count: Int64, _ name: String, words: String? = nil) {
        self.icon = icon
        self.count = count
        self.name = name
        self.words = words
    }

    var body: some View {
        Group {
            if isLargeText {
                VStack(alignment: .leading, spacing: 0) {
                    Text(String(count)).font(Writing.figure)
                    naming
                }
                .frame(maxWidth: .infinity, alignment: .leading)
            } else {
                HStack(spacing: Space.m) {
                    Sign(icon, palette.accentInk, font: Writing.title)
                    naming.frame(maxWidth: .infinity, alignment: .leading)
                    Text(String(count)).font(Writing.figure)
                }
            }
        }
        .frame(minHeight: Space.touch)
        .contentShape(Rectangle())
        .accessibilityElement(children: .combine)
    }

    private var naming: some View {
        VStack(alignment: .leading, spacing: 0) {
            Text(name).font(Writing.strong)
            if let words { Text(words).font(Writing.small).foregroundStyle(palette.inkSoft) }
        }
        .multilineTextAlignment(.leading)
    }
}
