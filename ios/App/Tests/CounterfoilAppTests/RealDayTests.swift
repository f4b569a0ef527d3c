//! The real models over the real core and a real hub: what a courier does, tap by tap.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

@testable import CounterfoilApp

@MainActor
@Suite final class RealDayTests {
    private let clocks = Clocks()
    private let parcel = #"{"title": "包裹", "contact/name": "李女士"}"#

    /// The app begins over a phone, with what the process before had saved.
    private func begin(_ phone: Phone, camera: (any Camera)? = nil, saved: String? = nil) -> AppModel {
        let time = changed(clocks.time) { $0.now = { Date() } }
        return AppModel(PhoneWall(phone, camera: camera), language: .zh, saved: saved, time: time)
    }

    /// A hand is slower than the 300 ms in which two taps are one.
    private func tap(_ act: () -> Void) {
        clocks.pass(400)
        act()
    }

    private func photograph() throws -> FileCamera {
        let folder = checkout.appendingPathComponent("cli/data/day/photos")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return FileCamera(file: try #require(files.min { $0.path < $1.path }))
    }

    private func card(_ id: String, _ list: OrdersModel) -> Card? {
        list.state.rows.lazy.compactMap { if case .one(let card, _) = $0 { card } else { nil } }.first { $0.id == id }
    }

    @Test func aCodeIsTypedTheDayIsThereAndAnUrgeIsAnsweredWithOneTap() async throws {
        let hub = try await TestHub.start(tenant: "临江市滨河网点")
        let ann = try await hub.invite("小安")
        let fields = #"{"title": "商务件", "contact/name": "启明设计院", "address/line": "科创园A座15楼前台"}"#
        let order = try await hub.order("SF1203456789017", fields: fields, for: ann.person)
        let device = try await TestPhone.make()
        let phone = try await device.open()

        // 1. Nobody's phone says so, and leads to where she types the code of the outlet.
        let app = begin(phone)
        let list = app.orders()
        try await eventually("nobody's phone says so") { !list.state.isEnrolled }
        tap { list.on(.enrol) }
        #expect(app.stack.top == .account)
        let account = app.account()
        account.on(.typed(" \(ann.invitation) "))
        tap { account.on(.enrol) }
        try await eventually("she is enrolled") {
            account.state.status?.enrolled?.tenantName == "临江市滨河网点" && !account.state.isEnrolling
        }
        #expect(account.state.typed.isEmpty && account.state.trouble == nil)

        // 2. Her orders are there without a further tap, and she begins her shift.
        tap { app.switchTo(.orders) }
        try await eventually("her order is on the list") { card(order, list)?.contactName == "启明设计院" }
        tap { list.on(.beginShift) }
        try await eventually("she is on duty") { list.state.isOnDuty && list.state.isEnrolled }

        // 3. Somebody asks to hurry: it shows on the card by itself, and one tap answers.
        try await hub.urge(order, reason: "合同今天下午四点前必须到,开标用")
        try await phone.syncing.run()
        try await eventually("the urge shows by itself") {
            card(order, list)?.urge?.reason == "合同今天下午四点前必须到,开标用"
        }
        try await eventually("the answers are the playbook's") { list.state.answers.contains { $0.id == "on_my_way" } }
        tap { list.on(.answer(order: order, answer: "on_my_way")) }
        try await eventually("the urge is answered") { card(order, list)?.urge == nil }
        try await phone.syncing.run()
        #expect(try await hub.office("GET", "/v1/office/orders/\(order)").contains("on_my_way"))
        #expect(list.state.trouble == nil)
        try await over(app, device, hub)
    }

    @Test func photoAndSignatureWithoutSignalAProcessThatDiesBetweenThemAndTheHubHasItAll() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        let order = try await hub.order("YT0880027341991", fields: parcel, for: device.person)
        var phone = try await device.open()
        try await phone.syncing.run()
        try await phone.account.beginShift()
        try await phone.orders.transition(order, TransitionStep("start"))
        try await phone.syncing.run()
        try hub.signal(.off)

        // 1. The sheet says what comes next. Taps are counted from here.
        var app = begin(phone, camera: try photograph())
        app.go(.order(order))
        let sheet = app.order(order)
        try await eventually("a photo comes next") { primary(sheet.state.steps)?.next == .photo(role: "door") }
        var taps = 1
        tap { sheet.on(.act(transition: "deliver")) }
        #expect(app.stack.top == .capture(order: order, role: "door", then: "deliver"))
        let camera = app.capture(order: order, role: "door", then: "deliver")
        taps += 1
        tap { camera.on(.shutter) }
        let pad = Place.signature(order: order, role: "recipient", then: "deliver")
        try await eventually("the pad follows by itself") { app.stack.top == pad }

        // 2. The system takes the process away while the customer looks for her glasses.
        let saved = app.save()
        app.end()
        phone = try await device.reopen()
        #expect(try await phone.orders.sheet(order).sheet.card.counts.photos == 1)
        app = begin(phone, camera: try photograph(), saved: saved)

        // 3. The pad is there again. A tap without a signature does nothing; with one it delivers.
        #expect(app.stack.places == [.orders, .order(order), pad])
        let signature = app.signature(order: order, role: "recipient", then: "deliver")
        try await eventually("what is signed is shown") { signature.state.stepName?.zh == "当面签收" }
        #expect(signature.state.shown?.hasPrefix("本人已收到:") == true && signature.state.signer == "李女士")
        tap { signature.on(.done) }
        #expect(signature.state.isTooLittle)
        signature.on(.stroke(wave, padWidth: 358, padHeight: 220))
        taps += 1
        tap { signature.on(.done) }
        try await eventually("the sheet says that it is done") {
            app.stack.top == .order(order) && app.order(order).state.undo?.name.zh == "当面签收"
        }
        #expect(taps <= 3)
        #expect(try await phone.orders.sheet(order).sheet.card.stage == "delivered")
        let delivered = app.order(order)
        try await eventually("nothing has left the phone") {
            delivered.state.sheet?.sheet.timeline.last { $0.kind == "transition" }?.mark == "unsent"
        }

        // 4. Signal: she sends, and the hub shows it.
        try hub.signal(.on)
        tap { app.switchTo(.sync) }
        let sending = app.sync()
        try await eventually("it waits there by its name") { sending.state.waiting.map(\.card.id) == [order] }
        tap { sending.on(.sendNow) }
        try await eventually("all is with the hub") {
            sending.state.lastEnd == .done && sending.state.status?.onPhone == 0 && sending.state.waiting.isEmpty
        }
        #expect(try await hub.office("GET", "/v1/office/orders/\(order)").contains(#""delivered""#))
        try await over(app, device, hub)
    }

    @Test func aWrongTapIsTakenBackWithinTenSeconds() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        let order = try await hub.order("YT0880027341991", fields: parcel, for: device.person)
        let phone = try await device.open()
        try await phone.syncing.run()
        try await phone.orders.transition(order, TransitionStep("start"))
        let app = begin(phone)
        app.go(.order(order))
        let sheet = app.order(order)
        try await eventually("the steps are there") { sheet.state.steps.contains { $0.offer.transition == "fail" } }
        tap { sheet.on(.act(transition: "fail")) }
        guard case .reason(_, "failed") = sheet.state.asked else { throw Surprise("no reason is asked for") }
        tap { sheet.on(.chooseReason("out_of_time")) }
        try await eventually("it can be taken back") { sheet.state.undo?.name.zh == "派送未成功" }
        #expect(try await phone.orders.sheet(order).sheet.card.stage == "attempted")
        tap { sheet.on(.takeBack) }
        try await eventually("it is struck through") {
            sheet.state.sheet?.sheet.timeline.contains { $0.kind == "transition" && $0.struckBy != nil } == true
        }
        #expect(try await phone.orders.sheet(order).sheet.card.stage == "out_for_delivery")
        #expect(sheet.state.undo == nil && sheet.state.trouble == nil)
        try await over(app, device, hub)
    }

    @Test func noSignalIsSaidUntilALiveSessionHasReachedTheHub() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        let phone = try await device.open()
        try await phone.syncing.run()
        let app = begin(phone)
        let (list, sending) = (app.orders(), app.sync())
        try hub.signal(.off)
        try await phone.account.beginShift()
        tap { sending.on(.sendNow) }
        try await eventually("no signal is said, and no error") {
            sending.state.lastEnd == .offline && list.state.lastEnd == .offline && !sending.state.isSending
        }
        #expect(sending.state.trouble == nil)
        try await eventually("her work waits") { (sending.state.status?.onPhone ?? 0) > 0 }
        #expect(sending.state.lastEnd == .offline, "what is done without signal brings none")
        try hub.signal(.on)
        let live = Task { try await phone.syncing.stayLive() }
        try await eventually("it is said no longer") {
            sending.state.lastEnd == nil && list.state.lastEnd == nil && sending.state.status?.onPhone == 0
        }
        live.cancel()
        try? await live.value
        try await over(app, device, hub)
    }

    @Test func theEndOfAShiftWithNothingLeftOnThePhone() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        let phone = try await device.open()
        try await phone.syncing.run()
        let app = begin(phone)
        let list = app.orders()
        try await eventually("she is off duty") { !list.state.isOnDuty }
        app.go(.endOfShift)
        let shift = app.endOfShift()
        try await eventually("no shift was begun") { shift.state.isLoaded && shift.state.balances == nil }
        tap { list.on(.beginShift) }
        try await eventually("the balances are there") { shift.state.balances != nil }
        #expect(shift.state.balances?.cash.methods.isEmpty == true, "no cash was taken today")
        tap { shift.on(.closeShift) }
        try await eventually("the shift is closed") { shift.state.isClosed }
        tap { shift.on(.certify) }
        try await eventually("the hub has certified it") { shift.state.outcome != nil && !shift.state.isAsking }
        guard case .nothingLeft = shift.state.outcome else { throw Surprise("left: \(shift.state)") }
        #expect(try await phone.syncing.status().onPhone == 0)
        try await over(app, device, hub)
    }

    @Test func twoPhonesSayDifferentThingsBothStandThereAndOneTapSettlesIt() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        let order = try await hub.order("YT0880027341991", fields: parcel, for: device.person)
        let second = try await TestPhone.make()
        let (one, other) = (try await device.open(), try await second.open())
        try await other.account.enrol(with: hub.inviteAgain(device.person))
        for phone in [one, other] { try await phone.syncing.run() }
        try hub.signal(.off)
        for (phone, gate) in [(one, "东门进"), (other, "西门进")] {
            let door = FieldSet(document: "work", path: "a/door", value: .text(text: gate))
            try await phone.orders.setFields(order, [door])
        }
        try hub.signal(.on)
        for phone in [one, other, one] { try await phone.syncing.run() }

        let app = begin(one)
        let list = app.orders()
        try await eventually("the card says so") { card(order, list)?.counts.conflicts == 1 }
        tap { list.on(.open(order: order)) }
        let sheet = app.order(order)
        func conflict() -> FieldRow? { sheet.state.sheet?.sheet.fields.first { $0.candidates.count > 1 } }
        try await eventually("both stand there") { conflict()?.candidates.count == 2 }
        let field = try #require(conflict())
        let west = try #require(field.candidates.first { $0.value == .text(text: "西门进") })
        tap { sheet.on(.settle(field, west)) }
        try await eventually("it is settled") { sheet.state.sheet?.sheet.card.counts.conflicts == 0 }
        try await one.syncing.run()
        try await other.syncing.run()
        #expect(try await other.orders.sheet(order).sheet.card.counts.conflicts == 0)
        try await second.remove()
        try await over(app, device, hub)
    }

    private func over(_ app: AppModel, _ device: TestPhone, _ hub: TestHub) async throws {
        app.end()
        clocks.end()
        try await device.remove()
        try await hub.stop()
    }
}
