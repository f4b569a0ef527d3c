//! A counterfoil: a stub that is read from afar, a perforation, and the body.

import SwiftUI

/// A stub on the left, a perforation, and the body. With large text the stub stands above the body.
struct TicketCard<Stub: View, Main: View>: View {
    let stubTone: Tone?
    let stub: Stub
    let main: Main
    @Environment(\.palette) private var palette
    @Environment(\.isLargeText) private var isLargeText
    @ScaledMetric private var stubWidth: CGFloat = 104

    init(stubTone: Tone? = nil, @ViewBuilder stub: () -> Stub, @ViewBuilder main: () -> Main) {
        self.stubTone = stubTone
        self.stub = stub()
        self.main = main()
    }

    var body: some View {
        let shape = TicketShape(stub: isLargeText ? nil : stubWidth)
        Group {
            if isLargeText {
                VStack(alignment: .leading, spacing: 0) {
                    stubPart
                    Perforation(isAcross: true).frame(height: Space.hair)
                    mainPart
                }
            } else {
                HStack(alignment: .top, spacing: 0) {
                    stubPart.frame(width: stubWidth)
                    Perforation(isAcross: false).frame(width: Space.hair)
                    mainPart
                }
                // As high as the higher of its parts, and the ground of the stub with it.
                .fixedSize(horizontal: false, vertical: true)
            }
        }
        .background(palette.card)
        .clipShape(shape)
        .overlay { shape.stroke(palette.line, lineWidth: Space.hair) }
        .contentShape(shape)
    }

    private var stubPart: some View {
        VStack(alignment: .leading, spacing: Space.xs) { stub }
            .padding(.horizontal, isLargeText ? Space.l : Space.s)
            .padding(.vertical, isLargeText ? Space.m : Space.l)
            .frame(maxWidth: .infinity, maxHeight: isLargeText ? nil : .infinity, alignment: .topLeading)
            .foregroundStyle(stubTone.map { palette.tone($0).on } ?? palette.ink)
            .background(stubTone.map { palette.tone($0).under } ?? palette.card)
            .accessibilityElement(children: .combine)
    }

    private var mainPart: some View {
        VStack(alignment: .leading, spacing: Space.s) { main }
            .padding(Space.l)
            .frame(maxWidth: .infinity, alignment: .leading)
    }
}

/// A dashed line from edge to edge.
private struct Perforation: View {
    let isAcross: Bool
    @Environment(\.palette) private var palette

    var body: some View {
        DashedLine(isAcross: isAcross)
            .stroke(palette.line, style: StrokeStyle(lineWidth: 1.5, dash: [5, 5]))
            .padding(isAcross ? .horizontal : .vertical, Space.m)
            .accessibilityHidden(true)
    }
}

private struct DashedLine: Shape {
    let isAcross: Bool

    func path(in rect: CGRect) -> Path {
        var path = Path()
        path.move(to: isAcross ? CGPoint(x: rect.minX, y: rect.midY) : CGPoint(x: rect.midX, y: rect.minY))
        path.addLine(to: isAcross ? CGPoint(x: rect.maxX, y: rect.midY) : CGPoint(x: rect.midX, y: rect.maxY))
        return path
    }
}

/// A card with a half-round notch above and below its perforation; without a stub a plain card.
private struct TicketShape: Shape {
    let stub: CGFloat?

    func path(in rect: CGRect) -> Path {
        let whole = Path(roundedRect: rect, cornerRadius: Space.corner)
        guard let stub else { return whole }
        let radius: CGFloat = 6
        var notches = Path()
        for y in [rect.minY, rect.maxY] {
            let corner = CGPoint(x: rect.minX + stub - radius, y: y - radius)
            notches.addEllipse(in: CGRect(origin: corner, size: CGSize(width: 2 * radius, height: 2 * radius)))
        }
        return whole.subtracting(notches)
    }
}
