//! Values of the library with what is mostly left out: for the day of previews and for tests of models.

import Counterfoil
import Foundation

extension FakeDay {
    /// Midnight of the day, in 临江: 2026-11-23T00:00+08:00.
    private static let midnightMs: Int64 = 1_795_363_200_000

    /// A moment of the day: `at(14, 30)`.
    static func at(_ hour: Int64, _ minute: Int64) -> Int64 { midnightMs + (hour * 60 + minute) * 60_000 }

    static func about(_ hour: Int64, _ minute: Int64, width: Int64 = 0) -> Interval {
        Interval(earliestMs: at(hour, minute), latestMs: at(hour, minute) + width * 60_000)
    }

    static func words(_ zh: String, _ en: String) -> Words { Words(zh: zh, en: en) }

    static let stageNames = [
        "assigned": words("已派单", "assigned"),
        "loaded": words("已装车", "loaded"),
        "out_for_delivery": words("派送中", "out for delivery"),
        "attempted": words("派送未成功", "attempted"),
        "delivered": words("已签收", "delivered"),
        "refused": words("已拒收", "refused"),
        "cancelled": words("已取消", "cancelled"),
        "working": words("维修中", "working"),
        "waiting_part": words("等待", "waiting"),
        "accepted": words("已验收", "accepted"),
    ]

    static let noCounts = CardCounts(
        photos: 0, signatures: 0, comments: 0, conflicts: 0, proposals: 0, exceptions: 0, late: 0, flagged: 0,
        refused: 0, waiting: 0, unsent: 0)

    static func counts(
        photos: Int64 = 0, signatures: Int64 = 0, conflicts: Int64 = 0, refused: Int64 = 0, unsent: Int64 = 0
    ) -> CardCounts {
        changed(noCounts) {
            $0.photos = photos
            $0.signatures = signatures
            $0.conflicts = conflicts
            $0.refused = refused
            $0.unsent = unsent
        }
    }

    static func named(_ id: String, _ zh: String, _ en: String) -> Named { Named(id: id, name: words(zh, en)) }

    static func dueMoney(_ purpose: String, _ minor: Int64) -> CardMoney {
        CardMoney(purpose: purpose, method: nil, minor: minor, currency: "CNY", saidMinor: nil)
    }

    static func dueAt(_ hour: Int64, _ minute: Int64, _ standing: String = "running", width: Int64 = 0) -> NextDue {
        NextDue(
            target: "window", name: words("预约时段", "promised window"), due: about(hour, minute, width: width),
            standing: standing)
    }

    static func card(
        _ id: String, _ waybill: String, _ title: String, stage: String = "out_for_delivery", kind: String = "parcel",
        address: String? = nil, name: String? = nil, phone: String? = nil, from: Int64? = nil, to: Int64? = nil,
        priority: Int64 = 0, urge: UrgeShown? = nil, counts: CardCounts = noCounts, due: [CardMoney] = [],
        nextDue: NextDue? = nil, remark: String? = nil, pieces: Int64? = nil, waiting: Waiting? = nil,
        terminal: Bool = false, predicted: Bool = false, disputed: Bool = false, doNotLoad: Bool = false,
        unread: Int64? = nil
    ) -> Card {
        Card(
            id: id, kind: kind, stage: stage, stageName: stageNames[stage] ?? words(stage, stage), terminal: terminal,
            predicted: predicted, disputed: disputed, title: title, area: nil, address: address, windowFromMs: from,
            windowToMs: to, contactName: name, phone: phone, keys: [Key(scheme: "waybill", value: waybill)],
            assigned: ["ann"], holder: "ann", place: nil, givenTo: nil, alsoTakenBy: [], doNotLoad: doNotLoad,
            priority: priority, urges: urge == nil ? 0 : 1, counts: counts, due: due, taken: [], inQuestion: false,
            lead: nil, joined: [], updateNeeded: false, updatedIndex: nil, keysOnly: nil, waiting: waiting,
            attempts: nil, urge: urge, excursions: nil, opposed: nil, asksRoles: nil,
            call: remark == nil && pieces == nil ? nil : CallShown(pin: nil, remark: remark, pieces: pieces),
            nextDue: nextDue, adherence: nil, unread: unread, parent: nil, subOrders: nil, forRole: nil)
    }

    static func sheet(_ card: Card, timeline: [TimelineRow]) -> Sheet {
        Sheet(
            card: card, fields: [], notes: [], timeline: timeline, dispute: [], exceptions: [], payments: [], parts: [],
            quotes: [], visits: [], timers: [], consents: [], readings: [], urges: [], matters: [], pauses: [],
            contacts: [], approvals: [], lanes: [], triggered: [], limit: nil, subOrders: [])
    }

    static func row(
        _ kind: String, _ believed: Interval, person: String? = "ann", mark: String = "accepted", fact: String? = nil,
        details: [Detail] = []
    ) -> TimelineRow {
        TimelineRow(
            index: mark == "unsent" ? nil : 1, fact: fact, kind: kind, person: person, device: nil, claimed: believed,
            believed: believed, hubTimeMs: nil, mark: mark, markWhy: nil, struckBy: nil, movedTo: nil, of: nil,
            stageAfter: nil, missing: [], details: details, warnings: [], evidence: [], trigger: nil, words: nil)
    }

    static func stop(
        _ text: String, _ orders: [String], people: Int64, pieces: Int64, _ alerts: (AlertKind, String)...
    ) -> RouteStop {
        let nowhere = Address(
            province: nil, city: nil, district: nil, town: nil, road: nil, number: nil, community: nil, group: nil,
            building: nil, unit: nil, floor: nil, door: nil, spot: nil, spotKind: nil, hint: nil)
        return RouteStop(
            orders: orders, text: text, address: nowhere, isShared: false, pieces: pieces, people: people,
            windowFromMs: nil, windowToMs: nil, windowsApart: false, priority: 0, point: nil, pointSource: nil,
            pinApartM: nil, alerts: alerts.map { Alert(kind: $0.0, words: $0.1) }, faults: [])
    }
}
