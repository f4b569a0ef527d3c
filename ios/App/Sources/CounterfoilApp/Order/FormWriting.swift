//! Answers as they are typed, and as they are kept.

import Foundation

/// An answer as it is kept, of what was typed for a question of this kind. What is nothing of the kind stays as it is.
func keptAs(_ kind: String, _ typed: String) -> String {
    let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
    let narrow = narrowed(text)
    switch kind {
    case "integer", "decimal": return narrow
    case "date": return date(of: narrow) ?? narrow
    case "time": return time(of: narrow) ?? narrow
    case "date_time": return dateTime(of: narrow) ?? narrow
    default: return text
    }
}

/// A number with the other sign.
func otherSign(_ typed: String) -> String {
    let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
    return text.hasPrefix("-") || text.hasPrefix("−") ? String(text.dropFirst()) : "-" + text
}

/// A Chinese keyboard writes digits and signs that are as wide as a character.
private func narrowed(_ text: String) -> String {
    var narrow = String.UnicodeScalarView()
    for sign in text.unicodeScalars {
        let plain = (0xFF01...0xFF5E).contains(sign.value) ? Unicode.Scalar(sign.value - 0xFEE0) : nil
        switch sign {
        case "。": narrow.append(".")
        case "−": narrow.append("-")
        default: narrow.append(plain ?? sign)
        }
    }
    return String(narrow)
}

/// `20261122`, `2026.11.22`, `2026年11月22日`: `2026-11-22`.
private func date(of text: String) -> String? {
    let close = text.wholeMatch(of: #/([0-9]{4})([0-9]{2})([0-9]{2})/#)
    let apart = text.wholeMatch(of: #/([0-9]{4})[^0-9]([0-9]{1,2})[^0-9]([0-9]{1,2})[^0-9]?/#)
    guard let (_, year, month, day) = (close ?? apart)?.output else { return nil }
    return "\(year)-\(twoDigits(month))-\(twoDigits(day))"
}

/// `930`, `9.30`, `9点30分`: `09:30`.
private func time(of text: String) -> String? {
    let close = text.wholeMatch(of: #/([0-9]{1,2})([0-9]{2})/#)
    let apart = text.wholeMatch(of: #/([0-9]{1,2})[^0-9]([0-9]{1,2})[^0-9]?/#)
    guard let (_, hour, minute) = (close ?? apart)?.output else { return nil }
    return "\(twoDigits(hour)):\(twoDigits(minute))"
}

private func dateTime(of text: String) -> String? {
    var parts = text.split { $0 == " " || $0 == "T" }.map(String.init)
    if parts.count == 1, text.wholeMatch(of: #/[0-9]{12}/#) != nil {
        parts = [String(text.prefix(8)), String(text.dropFirst(8))]
    }
    guard parts.count == 2, let date = date(of: parts[0]), let time = time(of: parts[1]) else { return nil }
    return "\(date)T\(time)"
}

private func twoDigits(_ digits: Substring) -> String { digits.count == 1 ? "0" + digits : String(digits) }
