//! Forms: the real models over the real core and a real hub, tap by tap.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

@testable import CounterfoilApp

@MainActor
@Suite final class RealFormsTests {
    private let clocks = Clocks()
    private var taken = 0
    private var taps = 0

    /// A camera that gives another photograph each time.
    private struct Photographs: Camera {
        let next: @MainActor () -> URL

        func take(_ role: String) async throws(WallError) -> URL? { next() }
    }

    private func camera() throws -> Photographs {
        let folder = checkout.appendingPathComponent("cli/data/day/photos")
        let all = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }
        return Photographs {
            self.taken += 1
            return all[(self.taken - 1) % all.count]
        }
    }

    private func begin(_ phone: Phone, saved: String? = nil) throws -> AppModel {
        let time = changed(clocks.time) { $0.now = { Date() } }
        return AppModel(PhoneWall(phone, camera: try camera()), language: .zh, saved: saved, time: time)
    }

    /// A hand is slower than the 300 ms in which two taps are one.
    private func tap(_ act: () -> Void) {
        clocks.pass(400)
        taps += 1
        act()
    }

    /// What the end of the installation asks for next.
    private func next(_ sheet: OrderModel) -> Supply? {
        sheet.state.steps.first { $0.offer.transition == "finish" }?.next
    }

    /// The page of the form where the person is.
    private func page(_ app: AppModel) async throws -> FormModel {
        guard case .form(let order, let form, let then, let page, let isChecked) = app.stack.top else {
            throw Surprise("no form, but \(app.stack.top)")
        }
        let model = app.form(order: order, form: form, then: then, page: page, isChecked: isChecked)
        try await eventually("the page is there") { model.state.open != nil && model.state.playbook != nil }
        return model
    }

    private func turn(_ model: FormModel, _ app: AppModel) async throws -> FormModel {
        let before = app.stack.top
        tap { model.on(.nextPage) }
        try await eventually("the page is turned") { app.stack.top != before }
        return try await page(app)
    }

    private func write(_ model: FormModel, _ field: FormField, _ text: String, as kept: String? = nil) async throws {
        model.on(.typed(field, text))
        model.on(.left)
        try await eventually("\(field) is kept") { model.state.question(field)?.answer == kept ?? text }
    }

    /// An installation in work at his, with its photographs, and no signal any more.
    private func begun(_ hub: TestHub, _ device: TestPhone, _ phone: Phone) async throws -> String {
        let order = try await hub.order(
            "SF1580628920228", kind: "install", fields: #"{"title": "油烟机安装"}"#, for: device.person)
        try await phone.syncing.run()
        try await phone.account.beginShift()
        try await phone.orders.transition(order, TransitionStep("begin"))
        try await phone.syncing.run()
        try hub.signal(.off)
        let camera = try camera()
        for role in ["before", "after", "nameplate"] {
            _ = try await phone.captures.photo(order, file: camera.next(), role: role)
        }
        return order
    }

    @Test func aFormThatAStepNeedsAProcessThatDiesInTheMiddleAndTheHubHasEveryAnswer() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小博", roles: ["technician"])
        var phone = try await device.open()
        let order = try await begun(hub, device, phone)

        // 1. The sheet leads to the form. He answers, with taps and a few words.
        var app = try begin(phone)
        app.go(.order(order))
        var sheet = app.order(order)
        let acceptance = "install_acceptance"
        try await eventually("the form comes next") { next(sheet) == .form(acceptance) }
        try await eventually("it stands there, open") {
            sheet.state.forms.contains { $0.form == acceptance && !$0.complete }
        }
        tap { sheet.on(.act(transition: "finish")) }
        var form = try await page(app)
        #expect(form.state.answered == (0, 5))
        try await write(form, FormField("place"), "厨房")
        for (question, value) in [("level", "true"), ("earthed", "true"), ("leaks", "false")] {
            tap { form.on(.chosen(FormField(question), value)) }
        }
        form.on(.typed(FormField("run_minutes"), "5"))
        func said() -> [String] { form.state.question(FormField("run_minutes"))?.problems.map(\.words.zh) ?? [] }
        try await eventually("it is said at the field, after a pause") {
            clocks.pass(100)
            return said() == ["试机不少于 10 分钟"]
        }
        #expect(taps == 4, "one to open, one for each yes or no")

        // 2. The battery dies. The page is there again, and on it all that he had filled in.
        let saved = app.save()
        app.end()
        phone = try await device.reopen()
        app = try begin(phone, saved: saved)
        form = try await page(app)
        #expect(form.state.answered == (5, 5))
        #expect(form.state.questions.map(\.answer) == ["厨房", "true", "true", "false", "5"])
        #expect(said() == ["试机不少于 10 分钟"])

        // 3. He says it is all there: it leads him to what is not. Then he corrects it.
        form = try await turn(form, app)
        form = try await turn(form, app)
        tap { form.on(.done) }
        let checked = Place.form(order: order, form: acceptance, then: "finish", page: 0, isChecked: true)
        try await eventually("it leads to the first page") { app.stack.top == checked }
        form = try await page(app)
        try await write(form, FormField("run_minutes"), "15")
        form = try await turn(form, app)
        form = try await turn(form, app)
        tap { form.on(.chosen(FormField("taught"), "true")) }
        try await eventually("all is filled in") { form.state.open?.sheet.complete == true }

        // 4. One tap is the way back, and the step goes on by itself: it asks for its reason.
        tap { form.on(.done) }
        sheet = app.order(order)
        try await eventually("its reason is asked for") {
            if case .reason(_, "install_end") = sheet.state.asked { true } else { false }
        }
        #expect(app.stack.top == .order(order))
        tap { sheet.on(.chooseReason("installed")) }
        try await eventually("it is made") { sheet.state.undo?.name.zh == "安装完成" }
        #expect(try await phone.orders.sheet(order).sheet.card.stage == "done")

        // 5. Signal: the hub has every answer.
        try hub.signal(.on)
        try await phone.syncing.run()
        let shown = try await hub.office("GET", "/v1/office/orders/\(order)")
        for answer in ["厨房", #""15""#, #""done""#] { #expect(shown.contains(answer), "\(answer)") }
        try await over(app, device, hub)
    }

    @Test func theOutletPublishesAFormOfItsOwnAndEveryKindOfAnswerOfItReachesTheHub() async throws {
        let hub = try await TestHub.start()
        try await publish(hub)
        let device = try await hub.phone(of: "小博", roles: ["technician"])
        let phone = try await device.open()
        let order = try await begun(hub, device, phone)
        let app = try begin(phone)
        app.go(.order(order))
        let sheet = app.order(order)
        try await eventually("the form comes next") { next(sheet) == .form("survey") }
        tap { sheet.on(.act(transition: "finish")) }

        // 1. Words, numbers with a sign, dates and times as they are typed.
        var form = try await page(app)
        try await write(form, FormField("stairs"), "二楼转角放着鞋柜")
        try await write(form, FormField("outside"), "7.5")
        tap { form.on(.otherSign(FormField("outside"))) }
        form.on(.left)
        try await write(form, FormField("next"), "20261222", as: "2026-12-22")
        try await write(form, FormField("hour"), "930", as: "09:30")
        tap { form.on(.now(FormField("agreed"))) }
        try await eventually("the moment is kept") { form.state.question(FormField("agreed"))?.answer.count == 16 }

        // 2. One of 150 places, found by two characters; several of a short list.
        #expect(form.state.question(FormField("corner"))?.choicesTotal == 150)
        tap { form.on(.openChoices(FormField("corner"))) }
        form.on(.sought("口42"))
        try await eventually("it is found") { form.state.search?.found.map(\.value) == ["p42"] }
        tap { form.on(.chosen(FormField("corner"), "p42")) }
        for way in ["lift", "ramp"] { tap { form.on(.ticked(FormField("ways"), way)) } }
        try await eventually("both are kept") { form.state.question(FormField("ways"))?.answer == "lift ramp" }

        // 3. A group of things: two are added, one is photographed, one is taken out again. The sum is reckoned.
        form = try await turn(form, app)
        func items() -> [String] {
            (form.state.open?.page?.lines ?? []).compactMap { if case .item(_, let item, _) = $0 { item } else { nil } }
        }
        for count in 1...2 {
            tap { form.on(.addItem(group: "old")) }
            try await eventually("one more") { items().count == count }
        }
        let (one, two) = (items()[0], items()[1])
        try await write(form, FormField("what", one), "旧油烟机")
        try await write(form, FormField("worth", one), "120")
        try await write(form, FormField("worth", two), "30")
        let look = try #require(form.state.question(FormField("look", one)))
        tap { form.on(.capture(look.field, look.evidence ?? FormEvidence(kind: "", role: "", count: 0))) }
        let shutter = Place.capture(order: order, role: "other", then: nil)
        try await eventually("the camera is there") { app.stack.top == shutter }
        let camera = app.capture(order: order, role: "other", then: nil)
        tap { camera.on(.shutter) }
        // It looks like one of those before: he keeps it.
        try await eventually("it asks") { camera.state.taken != nil }
        tap { camera.on(.keep) }
        try await eventually("back by itself") { app.stack.top != shutter }
        try await eventually("the item names it") {
            form.state.question(FormField("look", one)).map(form.state.have) == 1
        }
        func sum() -> String? { form.state.question(FormField("sum"))?.answer }
        try await eventually("the sum is reckoned") { sum() == "150" }
        tap { form.on(.removeItem(group: "old", item: two)) }
        tap { form.on(.remove) }
        try await eventually("it is out, and the sum without it") { sum() == "120" && items() == [one] }

        // 4. It asks for what nobody here can give: the reason stands in its place, and the step's next form opens.
        tap { form.on(.done) }
        try await eventually("it is said") { form.state.isChecked }
        tap { form.on(.except(reason: "form_customer_declines")) }
        try await eventually("the reason stands there") { form.state.open?.sheet.exception != nil }
        tap { form.on(.done) }
        let acceptance = Place.form(order: order, form: "install_acceptance", then: "finish")
        try await eventually("the next form opens") { app.stack.top == acceptance }

        // 5. Signal: the hub shows what was answered, as it is kept.
        try hub.signal(.on)
        try await phone.syncing.run()
        let shown = try await hub.office("GET", "/v1/office/orders/\(order)")
        let kept = ["二楼转角放着鞋柜", "-7.5", "2026-12-22", "09:30", "p42", "lift ramp", "旧油烟机"]
        for answer in kept + ["form_customer_declines"] { #expect(shown.contains(answer), "\(answer)") }
        try await over(app, device, hub)
    }

    /// The built-in playbook with a form more, and a step that needs it; as an outlet would publish it.
    private func publish(_ hub: TestHub) async throws {
        func text(_ path: String) throws -> String {
            try String(contentsOf: checkout.appendingPathComponent(path), encoding: .utf8)
        }
        var file = try text("core/domain/playbooks/builtin.json")
        let survey = try text("tests/playbooks/survey-form.json")
        let workflow = try #require(file.range(of: #""id": "installation""#)?.upperBound)
        let finish = try #require(file.range(of: #""id": "finish""#, range: workflow..<file.endIndex)?.upperBound)
        let needs = try #require(file.range(of: #""needs": ["#, range: finish..<file.endIndex)?.upperBound)
        file.insert(
            contentsOf: #"{"need": "form", "form": "survey", "exceptions": "form_exceptions"}, "#, at: needs)
        let forms = try #require(file.range(of: #""forms": ["#)?.upperBound)
        file.insert(contentsOf: survey + ",", at: forms)
        let version = try #require(file.range(of: #""version": 3"#))
        file.replaceSubrange(version, with: #""version": 4"#)
        _ = try await hub.office("POST", "/v1/office/playbook", file)
    }

    private func over(_ app: AppModel, _ device: TestPhone, _ hub: TestHub) async throws {
        app.end()
        clocks.end()
        try await device.remove()
        try await hub.stop()
    }
}
