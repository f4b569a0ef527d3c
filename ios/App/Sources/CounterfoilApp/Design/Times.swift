//! Times, lengths, money and sizes as people read them. Times are shown by the clocks of the place where the person is.

import Counterfoil
import Foundation

/// `14:30`.
func clockText(_ ms: Int64, zone: TimeZone) -> String {
    let at = parts(of: Date(ms: ms), zone: zone)
    return String(format: "%02d:%02d", at.hour ?? 0, at.minute ?? 0)
}

/// `11月23日 星期一` or `Mon, 23 Nov`.
func dayText(_ at: Date, zone: TimeZone, language: Language) -> String {
    let at = parts(of: at, zone: zone)
    let weekday = (at.weekday ?? 1) - 1
    return language.choose("\(dayZh(at)) \(weekdaysZh[weekday])", "\(weekdaysEn[weekday]), \(dayEn(at))")
}

/// The time of a moment, with its day in front if that is not today.
func momentText(_ ms: Int64, now: Date, zone: TimeZone, language: Language) -> String {
    let day = otherDayText(ms, now: now, zone: zone, language: language)
    return [day, clockText(ms, zone: zone)].compactMap { $0 }.joined(separator: " ")
}

/// `11月24日`: the day of a moment that is not today; `nil` for today.
func otherDayText(_ ms: Int64, now: Date, zone: TimeZone, language: Language) -> String? {
    let at = parts(of: Date(ms: ms), zone: zone)
    let today = parts(of: now, zone: zone)
    if (at.year, at.month, at.day) == (today.year, today.month, today.day) { return nil }
    return language.choose(dayZh(at), dayEn(at))
}

/// When something was, as honestly as it is known: `14:30`, or `14:28–14:31` where the clock leaves that open.
func intervalText(_ at: Interval, now: Date, zone: TimeZone, language: Language) -> String {
    func moment(_ ms: Int64) -> String { momentText(ms, now: now, zone: zone, language: language) }
    switch (at.earliestMs, at.latestMs) {
    case (nil, nil): return language.choose("时间不明", "time unknown")
    case (nil, let to?): return language.choose("最晚 ", "by ") + moment(to)
    case (let from?, nil): return language.choose("最早 ", "after ") + moment(from)
    case (let from?, let to?): return to - from < 60_000 ? moment(from) : moment(from) + "–" + clockText(to, zone: zone)
    }
}

/// `1 小时 20 分` or `1 h 20 min`; in days from two days on.
func lengthText(_ ms: Int64, language: Language) -> String {
    let minutes = ms.magnitude / 60_000
    let (hours, rest) = (minutes / 60, minutes % 60)
    if hours >= 48 { return language.choose("\(hours / 24) 天", "\(hours / 24) days") }
    if hours > 0, rest > 0 { return language.choose("\(hours) 小时 \(rest) 分", "\(hours) h \(rest) min") }
    if hours > 0 { return language.choose("\(hours) 小时", "\(hours) h") }
    return language.choose("\(minutes) 分", "\(minutes) min")
}

/// `¥18.00`: an amount of minor units with its currency.
func moneyText(_ minor: Int64, _ currency: String) -> String {
    let sign = minor < 0 ? "−" : ""
    let cents = minor.magnitude % 100
    let amount = "\(minor.magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    return currency == "CNY" ? "\(sign)¥\(amount)" : "\(sign)\(currency) \(amount)"
}

/// `1.2 MB`: as many digits as a person reads.
func bytesText(_ bytes: Int64) -> String {
    if bytes >= 1_000_000 { return String(format: "%.1f MB", Double(bytes) / 1e6) }
    return bytes >= 1_000 ? "\(bytes / 1_000) KB" : "\(bytes) B"
}

private let weekdaysZh = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"]
private let weekdaysEn = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
private let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

private func parts(of date: Date, zone: TimeZone) -> DateComponents {
    // Not the person's own calendar: a phone that is set to the Buddhist one shows the days of the waybill.
    Calendar(identifier: .gregorian).dateComponents(in: zone, from: date)
}

private func dayZh(_ at: DateComponents) -> String { "\(at.month ?? 1)月\(at.day ?? 1)日" }

private func dayEn(_ at: DateComponents) -> String { "\(at.day ?? 1) \(months[(at.month ?? 1) - 1])" }
