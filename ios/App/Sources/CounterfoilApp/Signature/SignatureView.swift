//! Exactly what is signed, the signer's name, and the pad; in the signer's language.

import Counterfoil
import SwiftUI

/// The signer's screen.
struct SignatureView: View {
    let state: SignatureState
    let on: @MainActor (SignatureEvent) -> Void

    private var strings: any SignatureStrings { signatureStrings(state.language) }

    var body: some View {
        Frame(
            trouble: state.trouble, onCloseTrouble: { on(.closeTrouble) },
            thumb: state.shown == nil ? nil : SignatureThumb(state: state, on: on)
        ) {
            let more = beside(state.roleName?.said(state.language), state.card?.title, in: state.language)
            BackHeading(strings.title, back: strings.back, more: more) { on(.back) }
        } content: {
            if let shown = state.shown {
                PaperCard { Text(shown).font(Writing.strong) }
                WriteField(state.signer, strings.signer, icon: .person) { on(.signer(name: $0)) }
                SignaturePad(name: strings.pad, state: state, on: on)
                Flow(spacing: Space.m, lineSpacing: Space.m) {
                    if !state.strokes.isEmpty { Answer(strings.clear, .undo) { on(.clear) } }
                    Answer(strings.otherLanguage) { on(.otherLanguage) }
                }
            }
        }
        .environment(\.language, state.language)
    }
}

private struct SignatureThumb: View {
    let state: SignatureState
    let on: @MainActor (SignatureEvent) -> Void
    @Environment(\.isLargeText) private var isLargeText

    var body: some View {
        let strings = signatureStrings(state.language)
        // With large text the title alone: the button below it has to stay whole.
        if state.isTooLittle {
            Banner(strings.tooLittle, .pencil, .warn, words: isLargeText ? nil : strings.tooLittleWords)
        }
        if state.isNameless {
            Banner(strings.nameless, .person, .warn, words: isLargeText ? nil : strings.namelessWords)
        }
        let step = state.stepName.map { strings.signAnd($0.said(state.language)) }
        PrimaryAction(step ?? strings.sign, .check) { on(.done) }
    }
}
