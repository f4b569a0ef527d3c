//! The loading scan over the real core and a real hub: no signal, no tap between two labels.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

@testable import CounterfoilApp

/// Keeps what was heard and felt.
@MainActor
private final class Heard: Feedback {
    var told: [ReadSignal] = []

    func tell(_ signal: ReadSignal) { told.append(signal) }
}

@MainActor
@Suite final class RealLoadTests {
    private let clocks = Clocks()
    private let heard = Heard()

    private func begin(_ phone: Phone, saved: String? = nil) -> AppModel {
        let time = changed(clocks.time) { $0.now = { Date() } }
        return AppModel(PhoneWall(phone, feedback: heard), language: .zh, saved: saved, time: time)
    }

    private func waybill(_ number: Int) -> String { String(format: "SF1%012d", number) }

    private func sizes(_ check: LoadCheck?) -> [Int] { LoadList.allCases.map { check?.lines($0).count ?? -1 } }

    /// The trigger of a scanner, and its sound.
    private func scan(_ code: String, _ app: AppModel, _ signal: ReadSignal) async throws {
        let before = heard.told.count
        #expect(app.scanned(ScannedCode(raw: code, symbology: "wedge")))
        try await eventually("\(code) is heard") { self.heard.told.count > before }
        #expect(heard.told.last == signal, "\(code)")
        #expect(app.load().state.reads.first?.code == code)
    }

    @Test func aLoadOfTwentyWithoutSignalAProcessThatDiesInTheMiddleAndTheHubHasEveryRead() async throws {
        // 1. The office's list: 15 of hers, one in two pieces; two of Chen's; one is cancelled, one intercepted.
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        let chen = try await hub.invite("小陈")
        for number in 1...13 {
            _ = try await hub.order(waybill(number), fields: #"{"title": "第 \#(number) 件"}"#, for: device.person)
        }
        let dear = #"{"title": "榴莲", "service": "生鲜冷链", "freight_due_minor": 1800}"#
        let due = try await hub.order(waybill(14), fields: dear, for: device.person)
        let keys = [("waybill", 15), ("piece", 95)].map { #"{"scheme": "\#($0)", "value": "\#(waybill($1))"}"# }
        let pair = #""kind": "parcel", "fields": {"title": "书柜", "pieces": 2}, "assign": "\#(device.person)""#
        _ = try await hub.office(
            "POST", "/v1/office/orders", #"{\#(pair), "keys": [\#(keys.joined(separator: ", "))]}"#)
        for number in 21...22 { _ = try await hub.order(waybill(number), for: chen.person) }
        let cancelled = try await hub.order(waybill(31), for: device.person)
        _ = try await hub.office("POST", "/v1/office/orders/\(cancelled)/cancel", #"{"reason": "not_wanted"}"#)
        _ = try await hub.order(waybill(32), fields: #"{"intercepted": true}"#, for: device.person)
        var phone = try await device.open()
        try await phone.syncing.run()
        try hub.signal(.off)
        let late = try await hub.order(waybill(41), fields: #"{"title": "补录"}"#, for: device.person)

        // 2. She begins her shift; from the list it is one tap, and from there on none.
        var app = begin(phone)
        let list = app.orders()
        list.on(.beginShift)
        try await eventually("she is on duty") { list.state.isOnDuty && list.state.isEnrolled }
        list.on(.load)
        #expect(app.stack.top == .load)
        try await eventually("the lists are there") { app.load().state.check != nil && !app.load().state.marks.isEmpty }
        for number in 1...12 { try await scan(waybill(number), app, .good) }
        try await scan(waybill(14), app, .goodBut)
        let load = app.load()
        try await eventually("the amount is said") {
            guard let read = load.state.reads.first else { return false }
            let said = badges(of: read, marks: load.state.marks, LoadZh(), .zh).map(\.text)
            return said.contains("到付 ¥18.00") && said.contains("冷链")
        }
        try await scan(waybill(15), app, .goodBut)
        try await eventually("one is absent, one lacks a piece") {
            self.sizes(load.state.check) == [14, 1, 0, 0, 1] && load.state.check?.incomplete == 1
        }

        // 3. The system takes the process away in the middle. It goes on where it was.
        let saved = app.save()
        app.end()
        phone = try await device.reopen()
        app = begin(phone, saved: saved)
        #expect(app.stack.top == .load)
        let again = app.load()
        try await eventually("it goes on where it was") { again.state.check?.reads == 14 }
        try await scan(waybill(95), app, .nextPiece)
        try await scan(waybill(1), app, .again)
        for number in 21...22 { try await scan(waybill(number), app, .notYours) }
        for number in 31...32 { try await scan(waybill(number), app, .stays) }
        try await scan(waybill(41), app, .unknown)
        try await scan("1990000", app, .unknown)

        // 4. A torn label: its last four digits are enough.
        again.on(.typed("0013"))
        again.on(.submit)
        try await eventually("it is taken") { again.state.reads.first?.code == self.waybill(13) }

        // 5. Five counts, each a list.
        try await eventually("five counts") { self.sizes(again.state.check) == [15, 0, 2, 2, 2] }
        #expect(again.state.check?.reads == 23 && again.state.check?.duplicates == 1)
        again.on(.openList(.unknown))
        try await eventually("what nobody knows stands as its code") {
            again.state.rows.contains { $0.line.code == "1990000" && $0.card == nil }
        }
        #expect(again.state.trouble == nil)

        // 6. Signal: what was entered late is hers after all, and the hub has every read.
        try hub.signal(.on)
        try await phone.syncing.run()
        try await eventually("what was late is hers") { self.sizes(again.state.check) == [16, 0, 2, 1, 2] }
        #expect(try await phone.syncing.status().onPhone == 0)
        for order in [due, late] {
            let told = try await hub.office("GET", "/v1/office/orders/\(order)").filter { !$0.isWhitespace }
            #expect(told.contains(#""holder":"\#(device.person)""#), "the hub knows who has it")
        }
        try await over(app, device, hub)
    }

    @Test func aLabelOpensItsOrderFromTheListAndWhatIsNoOrderHereIsSaid() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        let order = try await hub.order("YT0880027341991", fields: #"{"title": "包裹"}"#, for: device.person)
        let phone = try await device.open()
        try await phone.syncing.run()
        let app = begin(phone)
        let list = app.orders()
        try await eventually("the list is there") { list.state.isLoaded }
        #expect(app.scanned(ScannedCode(raw: "YT0880027341991", symbology: "code128")))
        try await eventually("its order opens") { app.stack.top == .order(order) }
        #expect(!app.scanned(ScannedCode(raw: "SF1203456789017", symbology: "code128")), "nobody waits for one there")
        app.back()
        #expect(app.scanned(ScannedCode(raw: "YT6099281734650", symbology: "code128")))
        try await eventually("it is said that nobody knows it") { list.state.said?.verdict == .unknown }
        #expect(list.state.trouble == nil)
        try await over(app, device, hub)
    }

    private func over(_ app: AppModel, _ device: TestPhone, _ hub: TestHub) async throws {
        app.end()
        clocks.end()
        try await device.remove()
        try await hub.stop()
    }
}
