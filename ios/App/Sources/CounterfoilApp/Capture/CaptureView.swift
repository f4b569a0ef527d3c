//! What to photograph, what is still owed, and the shutter; after a bad one "take again" first and "keep it" second.

import Counterfoil
import SwiftUI

/// The camera's screen.
struct CaptureView: View {
    let state: CaptureState
    let on: @MainActor (CaptureEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.palette) private var palette

    private var strings: any CaptureStrings { captureStrings(language) }

    var body: some View {
        Frame(
            trouble: state.trouble, onCloseTrouble: { on(.closeTrouble) }, thumb: CaptureThumb(state: state, on: on)
        ) {
            let title = beside(strings.title, state.roleName?.said(language), in: language)
            BackHeading(title, back: strings.back, more: state.card?.title) { on(.back) }
        } content: {
            if let taken = state.taken {
                TakenLook(taken: taken)
            } else {
                if !state.owed.isEmpty {
                    PaperCard {
                        Text(strings.owed).font(Writing.strong)
                        ForEach(state.owed, id: \.code) { Line(.list, $0.words.said(language)) }
                    }
                }
                Text(strings.hint).foregroundStyle(palette.inkSoft)
            }
        }
    }
}

private struct CaptureThumb: View {
    let state: CaptureState
    let on: @MainActor (CaptureEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = captureStrings(language)
        if state.isTaking {
            Line(.disk, strings.taking)
        } else if state.taken == nil {
            PrimaryAction(strings.shutter, .camera) { on(.shutter) }
        } else {
            PrimaryAction(strings.takeAgain, .camera) { on(.takeAgain) }
            SecondaryAction(strings.keep, .check) { on(.keep) }
        }
    }
}

/// A photograph that is not good, and why.
private struct TakenLook: View {
    let taken: Taken
    @Environment(\.language) private var language
    @Environment(\.decoder) private var decoder

    var body: some View {
        let strings = captureStrings(language)
        Banner(strings.look, .warning, .warn) {
            ForEach(taken.warnings, id: \.code) { Text("· " + $0.words.said(language)) }
        }
        if let picture = decoder(taken.small) {
            picture
                .resizable()
                .scaledToFit()
                .frame(maxWidth: .infinity, maxHeight: 360)
                .clipShape(RoundedRectangle(cornerRadius: Space.corner))
                .accessibilityLabel(strings.picture)
        }
    }
}
