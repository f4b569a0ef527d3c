//! The app's icons, by the names of SF Symbols (all of iOS 17 or before).

import SwiftUI

/// An icon. Each stands beside words, so none needs a description of its own.
enum Icon: String, Sendable, CaseIterable {
    case back = "chevron.backward"
    case next = "chevron.forward"
    case down = "chevron.down"
    case check = "checkmark"
    case close = "xmark"
    case search = "magnifyingglass"
    case clock = "clock"
    case warning = "exclamationmark.triangle"
    case stop = "exclamationmark.octagon"
    case bell = "bell"
    case parcel = "shippingbox"
    case pin = "mappin.and.ellipse"
    case person = "person"
    case note = "note.text"
    case money = "yensign"
    case phone = "iphone"
    case hub = "server.rack"
    case shield = "checkmark.shield"
    case offline = "icloud.slash"
    case send = "arrow.up"
    case sync = "arrow.triangle.2.circlepath"
    case camera = "camera"
    case pencil = "pencil"
    case undo = "arrow.uturn.backward"
    case list = "list.bullet"
    case split = "arrow.triangle.branch"
    case lock = "lock"
    case disk = "internaldrive"
    case truck = "truck.box"
    case cold = "snowflake"
    case priority = "flag"
    case pause = "pause"
    case moon = "moon"
}

/// An icon beside words that say the same: who hears the screen is spared it. It grows with the words.
struct Sign: View {
    let icon: Icon
    let shade: Shade
    var font = Writing.body

    init(_ icon: Icon, _ shade: Shade, font: Font = Writing.body) {
        self.icon = icon
        self.shade = shade
        self.font = font
    }

    var body: some View {
        Image(systemName: icon.rawValue)
            .font(font)
            .foregroundStyle(shade)
            .accessibilityHidden(true)
    }
}

/// An icon and a line of words.
struct Line: View {
    let icon: Icon
    let text: String
    var isSoft = false
    @Environment(\.palette) private var palette

    init(_ icon: Icon, _ text: String, isSoft: Bool = false) {
        self.icon = icon
        self.text = text
        self.isSoft = isSoft
    }

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: Space.s) {
            Sign(icon, palette.inkSoft)
            Text(text).foregroundStyle(isSoft ? palette.inkSoft : palette.ink)
        }
        .accessibilityElement(children: .combine)
    }
}
