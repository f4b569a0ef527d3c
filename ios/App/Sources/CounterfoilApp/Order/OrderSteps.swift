//! What comes next on a sheet, what else can be done, and exactly what is missing for what cannot be done yet.

import Counterfoil
import SwiftUI

/// What a tap on a step does: the icon and the words of what it asks for; no words for the step itself.
struct StepLook {
    let icon: Icon
    let words: String?

    init(_ supply: Supply?, _ state: OrderState, _ language: Language) {
        let strings = orderStrings(language)
        switch supply {
        case .photo(let role):
            let name = state.playbook?.photoRoles.first { $0.id == role }?.name.said(language)
            icon = .camera
            words = beside(strings.takePhoto, name, in: language)
        case .form(let form):
            let name = state.forms.first { $0.form == form }?.name.said(language)
            let forms = formStrings(language)
            icon = .list
            words = forms.open(name ?? forms.forms)
        case .sign:
            icon = .pencil
            words = strings.sign
        case .pay(_, let minor):
            icon = .money
            words = strings.collect + " " + moneyText(minor, "CNY")
        case .consent:
            icon = .note
            words = strings.noteConsent
        case .reason, .note, nil:
            icon = .check
            words = nil
        }
    }
}

/// Within reach of the thumb: what was just done and can be taken back, and the one thing to do next.
struct OrderThumb: View {
    let next: Step?
    let state: OrderState
    let on: @MainActor (OrderEvent) -> Void
    @Environment(\.language) private var language
    @Environment(\.isLargeText) private var isLargeText

    var body: some View {
        let strings = orderStrings(language)
        if let undo = state.undo {
            let words = isLargeText ? nil : strings.takeBackWords
            Banner(strings.done(undo.name.said(language)), .check, .good, words: words) {
                Answer(strings.takeBack, .undo, isWide: true) { on(.takeBack) }
            }
        }
        if let next {
            let look = StepLook(next.next, state, language)
            let then = look.words == nil ? nil : strings.then(next.offer.name.said(language))
            PrimaryAction(look.words ?? next.offer.name.titled(language), look.icon, more: then) {
                on(.act(transition: next.offer.transition))
            }
        } else if state.undo == nil {
            Line(.check, strings.nothingNext)
        }
    }
}

/// What else the workflow allows; for what it does not allow yet, exactly what is missing.
struct OtherSteps: View {
    let next: Step?
    let state: OrderState
    let on: @MainActor (OrderEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = orderStrings(language)
        let rest = state.steps.filter { $0 != next }
        if let next, !next.offer.missing.isEmpty {
            PaperCard {
                Text(strings.missing(next.offer.name.said(language))).font(Writing.strong)
                ForEach(next.offer.missing, id: \.code) { Line(.list, $0.words.said(language)) }
            }
        }
        if !rest.isEmpty {
            PartHeading(strings.otherSteps)
            ForEach(rest, id: \.offer.transition) { OtherStep(step: $0, state: state, on: on) }
        }
    }
}

private struct OtherStep: View {
    let step: Step
    let state: OrderState
    let on: @MainActor (OrderEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let name = step.offer.name.titled(language)
        if step.canGoOn {
            let look = StepLook(step.next, state, language)
            SecondaryAction(beside(name, look.words, in: language), look.icon) {
                on(.act(transition: step.offer.transition))
            }
        } else {
            PaperCard {
                Text(name).font(Writing.strong)
                ForEach(step.lacking, id: \.code) { Line(.list, $0.words.said(language), isSoft: true) }
            }
        }
    }
}
