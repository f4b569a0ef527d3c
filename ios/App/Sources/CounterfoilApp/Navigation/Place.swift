//! Where a person is in the app. A screen is a place and what it was asked for; nothing else is kept of it.

import Foundation

/// Where a person is in the app.
public enum Place: Sendable, Hashable {
    /// The stops of today.
    case orders
    /// The load check.
    case load
    /// How far the work is on its way.
    case sync
    /// The three balances.
    case endOfShift
    /// Whose phone this is.
    case account
    /// One order.
    case order(String)
    /// A photograph for an order. `role`: what it shows; `then`: the step that the person is about to make.
    case capture(order: String, role: String, then: String?)
    /// A signature for an order. `role`: as whom somebody signs; `then`: the step that is made with it.
    case signature(order: String, role: String, then: String?)
    /// A page of a form of an order. `then`: the step that the person is about to make; `isChecked`: the person said
    /// that all is filled in, and what is missing is said at every question.
    case form(order: String, form: String, then: String?, page: Int64 = 0, isChecked: Bool = false)

    /// As one line of text.
    var saved: String {
        switch self {
        case .orders: line("orders")
        case .load: line("load")
        case .sync: line("sync")
        case .endOfShift: line("end_of_shift")
        case .account: line("account")
        case .order(let order): line("order", order)
        case .capture(let order, let role, let then): line("capture", order, role, then)
        case .signature(let order, let role, let then): line("signature", order, role, then)
        case .form(let order, let form, let then, let page, let isChecked):
            line("form", order, form, then, String(page), isChecked ? "checked" : "")
        }
    }

    /// The place that a line was made of; `nil` for one that this version does not know.
    init?(saved: String) {
        let parts = saved.split(separator: "/", omittingEmptySubsequences: false).map(\.removingPercentEncoding)
        guard let word = parts[0], !parts.contains(nil) else { return nil }
        let texts = parts.compactMap { $0 }
        let then = texts.count >= 4 && !texts[3].isEmpty ? texts[3] : nil
        switch (word, texts.count) {
        case ("orders", 1): self = .orders
        case ("load", 1): self = .load
        case ("sync", 1): self = .sync
        case ("end_of_shift", 1): self = .endOfShift
        case ("account", 1): self = .account
        case ("order", 2): self = .order(texts[1])
        case ("capture", 4): self = .capture(order: texts[1], role: texts[2], then: then)
        case ("signature", 4): self = .signature(order: texts[1], role: texts[2], then: then)
        case ("form", 6):
            guard let page = Int64(texts[4]) else { return nil }
            self = .form(order: texts[1], form: texts[2], then: then, page: page, isChecked: !texts[5].isEmpty)
        default: return nil
        }
    }
}

/// Parts that hold a stroke, a new line or anything else come back as they were.
private func line(_ parts: String?...) -> String {
    let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    return parts.map { ($0 ?? "").addingPercentEncoding(withAllowedCharacters: plain) ?? "" }.joined(separator: "/")
}
