//! Short things beside each other, on as many lines as they need.

import SwiftUI

/// Puts its parts beside each other, and on another line what does not fit.
struct Flow: Layout {
    var spacing = Space.s
    var lineSpacing = Space.s

    func sizeThatFits(proposal: ProposedViewSize, subviews: Subviews, cache: inout ()) -> CGSize {
        let width = proposal.width ?? .infinity
        return lines(sizes(of: subviews, within: width), within: width).size
    }

    func placeSubviews(in bounds: CGRect, proposal: ProposedViewSize, subviews: Subviews, cache: inout ()) {
        let sizes = sizes(of: subviews, within: bounds.width)
        let places = lines(sizes, within: bounds.width).places
        for (at, subview) in subviews.enumerated() {
            let place = CGPoint(x: bounds.minX + places[at].x, y: bounds.minY + places[at].y)
            subview.place(at: place, anchor: .topLeading, proposal: ProposedViewSize(sizes[at]))
        }
    }

    private func sizes(of subviews: Subviews, within width: CGFloat) -> [CGSize] {
        subviews.map { $0.sizeThatFits(ProposedViewSize(width: width, height: nil)) }
    }

    /// Where each part stands, and how large the whole is. A part that is wider than a line has a line of its own.
    func lines(_ sizes: [CGSize], within width: CGFloat) -> (places: [CGPoint], size: CGSize) {
        var places: [CGPoint] = []
        var at = CGPoint.zero
        var size = CGSize.zero
        for part in sizes {
            if at.x > 0, at.x + part.width > width { at = CGPoint(x: 0, y: size.height + lineSpacing) }
            places.append(at)
            size.width = max(size.width, at.x + part.width)
            size.height = max(size.height, at.y + part.height)
            at.x += part.width + spacing
        }
        return (places, size)
    }
}
