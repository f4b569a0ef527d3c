//! Where the pen draws. A line that is begun is drawn at once and told when the pen lifts.

import Counterfoil
import Foundation
import SwiftUI

/// The pad. Its strokes are in points of the pad, from its upper left corner.
struct SignaturePad: View {
    let name: String
    let state: SignatureState
    let on: @MainActor (SignatureEvent) -> Void
    @State private var line: [Touch] = []
    @Environment(\.palette) private var palette

    init(name: String, state: SignatureState, on: @escaping @MainActor (SignatureEvent) -> Void) {
        self.name = name
        self.state = state
        self.on = on
    }

    var body: some View {
        let shape = RoundedRectangle(cornerRadius: Space.corner)
        GeometryReader { pad in
            ZStack {
                if state.strokes.isEmpty, line.isEmpty { Text(name).foregroundStyle(palette.inkSoft) }
                drawing
            }
            .frame(width: pad.size.width, height: pad.size.height)
            .contentShape(Rectangle())
            // Before the column that scrolls: a signature goes up and down as well.
            .highPriorityGesture(pen(on: pad.size))
        }
        .frame(height: 220)
        .background(palette.card, in: shape)
        .clipShape(shape)
        .overlay { shape.strokeBorder(palette.inkSoft, lineWidth: 1.5) }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(name)
        // Who hears the screen writes on the pad itself, not on what explains it.
        .accessibilityAddTraits(.allowsDirectInteraction)
    }

    private var drawing: some View {
        let (strokes, padWidth, line, ink) = (state.strokes, state.padWidth, line, palette.ink.color)
        return Canvas { context, size in
            let scale = padWidth > 0 ? size.width / CGFloat(padWidth) : 1
            let style = StrokeStyle(lineWidth: 3, lineCap: .round, lineJoin: .round)
            for stroke in strokes { context.stroke(path(of: stroke, scale: scale), with: .color(ink), style: style) }
            context.stroke(path(of: line, scale: 1), with: .color(ink), style: style)
        }
    }

    private func pen(on size: CGSize) -> some Gesture {
        DragGesture(minimumDistance: 0)
            .onChanged { at in
                // A line that a call or an alert cut off is not gone on with.
                if at.translation == .zero { line = [] }
                line.append(touch(at))
            }
            .onEnded { last in
                let whole = line + [touch(last)]
                line = []
                on(.stroke(whole, padWidth: Int(size.width), padHeight: Int(size.height)))
            }
    }

    /// By a clock that never falls. This gesture tells no pressure: 0 is "not known".
    private func touch(_ at: DragGesture.Value) -> Touch {
        let atMs = Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000)
        return Touch(x: Float(at.location.x), y: Float(at.location.y), atMs: atMs, pressure: 0)
    }
}

/// A stroke as a line; one touch alone is a dot.
private func path(of touches: [Touch], scale: CGFloat) -> Path {
    var path = Path()
    guard let first = touches.first else { return path }
    func point(_ touch: Touch) -> CGPoint { CGPoint(x: CGFloat(touch.x) * scale, y: CGFloat(touch.y) * scale) }
    path.move(to: point(first))
    for touch in touches.dropFirst() { path.addLine(to: point(touch)) }
    if touches.count == 1 { path.addLine(to: point(first)) }
    return path
}
