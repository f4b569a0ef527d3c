// What SwiftUI refuses, the stand-in refuses as well: `ios/App/strict` compiles this file and wants an error on each
// of these lines, of these words, and on no other.

import SwiftUI

@MainActor
struct Misused {
    let text: String
    let act: @MainActor () -> Void

    func right() -> some View {
        Button(action: act) { Text(text).font(.system(.body)).padding(8) }
    }

    func aWordIsNoStyle() -> some View {
        Text(text).foregroundStyle("red")  // refused: requires that 'String' conform to 'ShapeStyle'
    }

    func aNumberIsNoView() -> some View {
        VStack { 42 }  // refused: requires that 'Int' conform to 'View'
    }

    func aWeightIsNoFont() -> some View {
        Text(text).font(.bold)  // refused: has no member 'bold'
    }

    func aButtonHasALabel() -> some View {
        Button(action: act)  // refused: missing argument for parameter 'label'
    }

    func onlyWhatCanBeComparedIsWatched() -> some View {
        Text(text).onChange(of: act) {}  // refused: cannot conform to 'Equatable'
    }

    func aLabelIsWords() -> some View {
        Text(text).accessibilityLabel(3)  // refused: cannot convert value of type 'Int'
    }

    func ofALaterSystem() -> some View {
        Text(text).onScrollVisibilityChange { _ in }  // refused: has no member 'onScrollVisibilityChange'
    }

    nonisolated func aScreenIsOfTheMainActor(_ view: some View) {
        _ = view.body  // refused: can not be referenced from a nonisolated context
    }
}

struct NotSurrounded: View {
    @Environment(\.weather) private var weather  // refused: has no member 'weather'
    var body: some View { EmptyView() }
}

struct Half: Layout {  // refused: does not conform to protocol 'Layout'
    func sizeThatFits(proposal: ProposedViewSize, subviews: Subviews, cache: inout ()) -> CGSize { .zero }
}
