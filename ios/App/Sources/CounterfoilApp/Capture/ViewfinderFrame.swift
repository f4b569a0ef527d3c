//! What stands around the picture of a camera: the way back, and the shutter.

import SwiftUI

/// The whole screen while a camera is open. `isReady`: whether the camera runs; before that there is no shutter.
public struct ViewfinderFrame<Finder: View>: View {
    let language: Language
    let isReady: Bool
    let onShutter: @MainActor () -> Void
    let onBack: @MainActor () -> Void
    let finder: Finder

    public init(
        language: Language, isReady: Bool, onShutter: @escaping @MainActor () -> Void,
        onBack: @escaping @MainActor () -> Void, @ViewBuilder finder: () -> Finder
    ) {
        self.language = language
        self.isReady = isReady
        self.onShutter = onShutter
        self.onBack = onBack
        self.finder = finder()
    }

    public var body: some View {
        ViewfinderParts(isReady: isReady, onShutter: onShutter, onBack: onBack, finder: finder)
            .settling(isReady)
            .themed(language)
    }
}

private struct ViewfinderParts<Finder: View>: View {
    let isReady: Bool
    let onShutter: @MainActor () -> Void
    let onBack: @MainActor () -> Void
    let finder: Finder
    @Environment(\.language) private var language
    @Environment(\.palette) private var palette

    var body: some View {
        let strings = captureStrings(language)
        VStack(spacing: 0) {
            BackHeading(strings.title, back: strings.back, onBack: onBack)
            finder
                .frame(maxWidth: .infinity, maxHeight: .infinity)
                .accessibilityHidden(true)
            VStack {
                if isReady { PrimaryAction(strings.shutter, .camera, act: onShutter) }
            }
            .frame(maxWidth: Space.column, minHeight: Space.primary)
            .padding(.horizontal, Space.l)
            .padding(.vertical, Space.m)
        }
        .frame(maxWidth: .infinity, maxHeight: .infinity)
        .background(palette.paper)
    }
}
