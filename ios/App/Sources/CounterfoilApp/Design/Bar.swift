//! The places between which one goes to and fro.

import SwiftUI

/// One of the places below.
struct BarPlace: Identifiable {
    let place: Place
    let name: String
    let icon: Icon
    let isHere: Bool
    let go: @MainActor () -> Void

    var id: Place { place }
}

/// The places below. The present one is marked by its ground, not by a colour alone, and for who hears the screen.
struct Bar: View {
    let places: [BarPlace]
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(spacing: 0) {
            Rectangle().fill(palette.line).frame(height: Space.hair)
            HStack(spacing: Space.s) {
                ForEach(places) { BarButton(place: $0) }
            }
            .padding(.horizontal, Space.s)
            .padding(.vertical, Space.xs)
        }
        .background(palette.card)
        .accessibilityElement(children: .contain)
        .accessibilityAddTraits(.isTabBar)
    }
}

private struct BarButton: View {
    let place: BarPlace
    @Environment(\.palette) private var palette

    var body: some View {
        let ink = place.isHere ? palette.tone(.accent) : Ink(on: palette.inkSoft, under: palette.card)
        Button(action: place.go) {
            VStack(spacing: Space.xs) {
                Sign(place.icon, ink.on)
                Text(place.name).font(Writing.label).multilineTextAlignment(.center)
            }
            .padding(Space.xs)
            .frame(maxWidth: .infinity, minHeight: Space.touch)
            .foregroundStyle(ink.on)
            .background(ink.under, in: RoundedRectangle(cornerRadius: Space.corner))
        }
        .buttonStyle(PressedStyle())
        .accessibilityAddTraits(place.isHere ? .isSelected : [])
    }
}
