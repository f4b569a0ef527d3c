//! 小博's day: what he needs before he drives off, a form that a step needs, a report, and three who have to agree.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

@Suite struct TechniciansDayTests {
    private let camera = Camera()

    private func code(_ work: () async throws -> Void) async -> String? {
        do { try await work() } catch CounterfoilError.notAllowed(let reason) { return reason.code } catch {}
        return nil
    }

    /// The notifications of a phone, as an app sets them: an id replaces its own, what is not in the list goes.
    private struct Notifications {
        var pending: [String: Alarm] = [:]

        mutating func follow(_ list: DueList) {
            #expect(list.moments.map(\.at) == list.moments.map(\.at).sorted(), "the soonest first")
            pending = Dictionary(uniqueKeysWithValues: list.moments.map { ($0.id, $0) })
        }

        func of(_ order: String, _ target: String) -> [Alarm] {
            pending.values.filter { $0.order == order && $0.target == target }.sorted { $0.id < $1.id }
        }
    }

    private func papers(_ hub: TestHub) async throws {
        let table = """
            {"format": 1, "name": {"zh": "KFR-35GW", "en": "KFR-35GW"}, "codes": [
            {"code": "E4", "meaning": {"zh": "排气温度过高", "en": "discharge too hot"}, "safety": true,
             "steps": [{"zh": "先断电,再查冷媒", "en": "power off, then check the refrigerant"}]}]}
            """
        let outlets = """
            [{"name": "滨河网点", "latitude_e7": 302000000, "longitude_e7": 1202000000, "phone": "0571-86001234"},
            {"name": "城西网点", "latitude_e7": 302900000, "longitude_e7": 1200500000}]
            """
        func type(_ kind: String) -> String { "application/vnd.counterfoil.\(kind)+json" }
        _ = try await hub.manual(
            "故障代码", mediaType: type("faults"), Data(table.utf8), pins: #"[{"model": "KFR-35GW"}]"#)
        _ = try await hub.manual(
            "网点", mediaType: type("outlets"), Data(outlets.utf8), pins: #"[{"kind": "repair"}]"#)
    }

    @Test func aDayWithAnUrgentRepairAndAnInstallationThatNeedsItsForm() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小博", roles: ["technician"])
        let cooling = #"{"title": "空调不制冷 E4", "device/model": "KFR-35GW", "priority": 2}"#
        let repair = try await hub.order("SF1203456789017", kind: "repair", fields: cooling, for: device.person)
        let hood = try await hub.order(
            "SF1580628920228", kind: "install", fields: #"{"title": "油烟机安装"}"#, for: device.person)
        try await papers(hub)
        let sent = #"{"sku": "BOARD-4", "name": "主板", "step": "sent", "quantity": 1, "serial": "S-100", "slip": "P-1"}"#
        _ = try await hub.office("POST", "/v1/office/orders/\(repair)/parts", sent)
        let phone = try await device.open()
        let (orders, captures) = (phone.orders, phone.captures)

        // 1. Before he drives off: what is missing, and what closes it.
        var now = DeviceNow(batteryPercent: 12)
        let early = try await phone.account.readyToGo(now).gaps
        #expect(early.first?.code == "orders" && early.last?.code == "battery")
        try await phone.syncing.run()
        now.isCharging = true
        #expect(try await phone.account.readyToGo(now).gaps.isEmpty)
        try await phone.account.beginShift()

        // 2. His phone sets its alarms; the urgent repair rings within half an hour.
        var alarms = Notifications()
        alarms.follow(try await orders.dueMoments())
        let before = alarms.of(repair, "respond")
        #expect(!before.isEmpty && before.allSatisfy { $0.left <= .seconds(1_800) })
        alarms.follow(try await orders.dueMoments())
        #expect(alarms.of(repair, "respond").map(\.id) == before.map(\.id), "an alarm replaces its own")

        // 3. In the basement: the code, the nearest outlet, the machine.
        try hub.signal(.off)
        try await orders.transition(repair, TransitionStep("begin"))
        alarms.follow(try await orders.dueMoments())
        #expect(alarms.of(repair, "respond").isEmpty, "he has answered")
        #expect(!alarms.of(repair, "resolve").isEmpty)
        let fault = try await orders.faultCode("e-4", of: repair)
        #expect(fault.code == "E4" && fault.safety)
        #expect(try await orders.faultCodes(of: repair).map(\.code) == ["E4"])
        #expect(try await orders.faultCodes(byLabel: "型号 KFR-35GW 制冷量 3500W").map(\.code) == ["E4"])
        let near = try await phone.account.outlets().nearest(to: Point(latitude: 30.21, longitude: 120.19), count: 1)
        #expect(near.map(\.outlet.name) == ["滨河网点"] && (1_000...2_000).contains(near[0].metres))
        let scanned = try await captures.partScanned(repair, "(241)BOARD-4(21)S-100", symbology: "qr")
        #expect(scanned.verdict == .received && scanned.due == 0 && scanned.articles.map(\.name) == ["主板"])
        #expect(try await captures.partScanned(repair, "(241)BOARD-4(21)S-100", symbology: "qr").repeated)
        #expect(try await captures.partScanned(repair, "FAN-3", symbology: "code128").words.zh == "不是本单的配件")
        #expect(try await orders.sheet(repair).sheet.parts.map(\.received) == [1])
        let machine = try await orders.foundAsset(keys: [Key(scheme: "serial", value: "KFR-2019-77")]).id
        let site = try await orders.foundPlace(keys: [Key(scheme: "place_code", value: "G-17")]).id
        try await orders.name(machine: machine, at: site, on: repair)
        let named = try await orders.named(by: repair)
        #expect(named.machine?.id == machine && named.place?.id == site)
        let visit = try await captures.beginVisit(repair, at: site, for: machine).visit
        #expect(try await captures.endVisit(repair, outcome: "part_needed").visit == visit)
        let board = FoundOrder(kind: "outlet_repair", keys: [], fields: [])
        let part = try await orders.foundPart(of: repair, board).id

        // 4. The installation is over only with its form.
        try await installs(phone, hood)

        // 5. A report for the customer, without signal.
        try await reports(phone, hood)
        try hub.signal(.on)
        #expect(try await phone.syncing.run().isDone)
        #expect(try await hub.office("GET", "/v1/office/orders/\(hood)").contains(#""done""#))

        // 6. The board that went to the outlet is an order of its own, and each of the two knows of the other.
        try await phone.syncing.run()
        let whole = try await orders.sheet(repair).sheet
        #expect(whole.subOrders.map(\.order) == [part] && whole.subOrders.map(\.kindName.zh) == ["网点维修"])
        #expect(whole.card.subOrders?.count == 1 && whole.card.subOrders?.open == 1)
        #expect(try await orders.sheet(part).sheet.card.parent == repair)
        try await device.remove()
        try await hub.stop()
    }

    private func installs(_ phone: Phone, _ hood: String) async throws {
        let (orders, form) = (phone.orders, "install_acceptance")
        try await orders.transition(hood, TransitionStep("begin"))
        for role in ["before", "after", "nameplate"] {
            try await phone.captures.photo(hood, file: camera.take(), role: role)
        }
        let finish = TransitionStep("finish", reason: "installed")
        do {
            try await orders.transition(hood, finish)
            throw Surprise("it was over without its form")
        } catch CounterfoilError.notAllowed(let reason) {
            #expect(reason.wordsZh.count == 1 && reason.wordsZh[0].contains("安装验收"))
        }
        let row = try await orders.forms(of: hood).first { $0.form == form }
        #expect(row?.neededBy.contains("finish") == true)
        let checks = answers(["place": "厨房", "level": "true", "earthed": "true", "leaks": "false"])
        try await orders.answerForm(form, on: hood, checks, shown: try await orders.form(form, of: hood).shown)
        #expect(await code { try await orders.answerForm(form, on: hood, answers(["run_minutes": "十"])) } != nil)
        try await orders.answerForm(form, on: hood, answers(["run_minutes": "5"]))
        let questions = try await orders.formPage(0, of: form, on: hood).lines.compactMap { line in
            if case .question(let question) = line { question } else { nil }
        }
        #expect(questions.map(\.answer) == ["厨房", "true", "true", "false", "5"])
        #expect(questions.last?.problems.map(\.words.zh) == ["试机不少于 10 分钟"])
        // "Because" is no reason to leave it; one of its group would be, and is taken back.
        #expect(await code { try await orders.exceptForm(form, on: hood, for: "because") } != nil)
        try await orders.exceptForm(form, on: hood, for: "form_customer_declines")
        #expect(try await orders.form(form, of: hood).exception == "form_customer_declines")
        try await orders.exceptForm(form, on: hood, for: nil)
        try await orders.answerForm(form, on: hood, answers(["run_minutes": "15", "taught": "true"]))
        #expect(try await orders.form(form, of: hood).complete)
        try await orders.transition(hood, finish)
        #expect(try await orders.sheet(hood).sheet.card.stage == "done")
    }

    private func reports(_ phone: Phone, _ order: String) async throws {
        let china = try #require(TimeZone(identifier: "Asia/Shanghai"))
        let report = try await phone.orders.report(of: order, timeZone: china)
        #expect(report.pdf.starts(with: Data("%PDF-".utf8)) && (20_000...1_000_000).contains(report.pdf.count))
        #expect(report.photosLeftOut == 0 && report.evidence.count == 64 && !report.code.isEmpty)
        let again = try await phone.orders.report(of: order, inEnglish: true)
        #expect(again.evidence == report.evidence, "it is over the same evidence in any language")
        #expect(await code { _ = try await phone.orders.report(of: order, fonts: []) } == "font")
        let licence = try String(contentsOf: ReportFonts.licence, encoding: .utf8)
        #expect(licence.contains("SIL OPEN FONT LICENSE"))
    }

    @Test func threeHaveToAgreeAndTwoOfThemHaveNoSignal() async throws {
        let hub = try await TestHub.start()
        let bos = try await hub.phone(of: "小博", roles: ["technician"])
        let order = try await hub.order(
            "SF1203456789017", kind: "precision_repair", fields: #"{"title": "主轴单元", "fault": "主轴抖动"}"#,
            for: bos.person)
        let masked = try await hub.order(
            "SF1580628920228", kind: "precision_repair", fields: #"{"contact/phone": "19900006017"}"#, for: bos.person)
        let bo = try await bos.open()
        let hua = try await hub.phone(of: "华姐", roles: ["chief_technician"]).open()
        let lin = try await hub.phone(of: "林工", roles: ["quality_engineer"]).open()
        let meng = try await hub.phone(of: "孟主任", roles: ["workshop_manager"]).open()
        let zhengs = try await hub.phone(of: "郑工", roles: ["chief_technician"])
        let zheng = try await zhengs.open()
        for one in [bo, hua, lin, meng, zheng] { try await one.syncing.run() }
        try await handsIn(bo, order)
        func travels(_ from: Phone, _ to: Phone) async throws {
            try await from.syncing.run()
            try await to.syncing.run()
        }

        // 1. The chief technician agrees by way of the hub.
        let step = "begin_repair"
        try await bo.orders.requestApproval(of: step, on: order, note: "急")
        try await travels(bo, hua)
        let waiting = try #require(try await hua.orders.approvalsWaiting().first)
        #expect(waiting.order == order && waiting.row.asked?.note == "急")
        #expect(waiting.fields.map(\.path) == ["fault"] && waiting.facts.map(\.kind) == ["quote"])
        try await hua.orders.answerApproval(of: step, on: order, granted: true)
        #expect(try await hua.orders.approvalsWaiting().isEmpty)
        #expect(try await hua.orders.sheet(masked).sheet.card.phone == "199****6017")
        #expect(await code { _ = try await hua.orders.reveal("contact/phone", of: masked, because: " ") } == "reason")
        let phone = try await hua.orders.reveal("contact/phone", of: masked, because: "预约复检时间")
        #expect(phone == "19900006017")
        try await travels(hua, bo)

        // 2. Without signal: Bo shows a code, Lin's phone reads it and shows the answer, Bo's reads that.
        try hub.signal(.off)
        let shown = try await bo.orders.approvalCode(for: step, on: order)
        #expect(shown.hasPrefix("CFQ1:"))
        let asked = try await lin.orders.readApprovalCode(shown)
        #expect(asked.asker == bos.person && asked.order == order)
        #expect(await code { _ = try await bo.orders.readApprovalCode(shown) } == "own")
        try await lin.account.setPin("804215", current: nil)
        await #expect(throws: CounterfoilError.wrongPin(attemptsLeft: 9, waitMs: 0)) {
            try await lin.orders.signApproval(asked, granted: true, pin: "000001")
        }
        let answer = try await lin.orders.signApproval(asked, granted: true, pin: "804215")
        #expect(try await lin.account.pinStatus().attemptsLeft == 10)
        #expect(answer.hasPrefix("CFA1:"))
        try await bo.orders.takeApproval(answer)
        #expect(await code { try await bo.orders.takeApproval("CFA1:000") } == "unreadable")
        let rows = try await bo.orders.approvals(of: order)
        #expect(rows.map(\.granted) == [1, 1, 0])
        #expect(rows[1].answers.map(\.unverified) == [true], "the hub will say whose phone that was")
        #expect(try await bo.orders.sheet(order).sheet.approvals == rows)

        // 3. The third lets somebody else answer in his stead, who does.
        try hub.signal(.on)
        try await travels(bo, meng)
        let tomorrow = Date(timeIntervalSinceNow: 86_400)
        try await meng.orders.delegateApproval(on: order, to: zhengs.person, until: tomorrow, note: "开会")
        try await travels(meng, bo)
        try await bo.orders.requestApproval(of: step, on: order)
        try await travels(bo, zheng)
        try await zheng.orders.answerApproval(of: step, on: order, granted: true, note: "代孟主任")
        try await travels(zheng, bo)
        #expect(try await bo.orders.approvals(of: order).allSatisfy { $0.granted >= $0.needed })
        try await bo.orders.transition(order, TransitionStep(step))
        #expect(try await bo.syncing.run().isDone)
        #expect(try await bo.orders.sheet(order).sheet.card.stage == "repairing")

        // 4. Two tests go on side by side; the hub calls for who makes them, and they may take eight hours.
        try await bo.captures.photo(order, file: camera.take(), role: "after")
        try await bo.orders.transition(order, TransitionStep("test"))
        try await travels(bo, lin)
        let tested = try await lin.orders.sheet(order).sheet
        #expect(tested.triggered.map(\.trigger) == ["to_the_test"])
        #expect(tested.limit?.length == .seconds(8 * 3_600))
        #expect(tested.lanes.map(\.lane) == ["flaw", "geometry"] && tested.lanes.allSatisfy { !$0.done })
        // Lin was told at once; read, it is told no more.
        let told = try await lin.orders.notices()
        #expect(told.map(\.order) == [order] && told.map(\.told.source) == ["trigger/to_the_test"])
        #expect(told.allSatisfy { $0.told.at < .now.addingTimeInterval(5) && $0.told.words.zh.hasPrefix("有件送检") })
        let alarm = try await lin.orders.dueMoments().moments.first { $0.order == order }
        #expect(alarm?.id == told.first?.told.id)
        for notice in told { try await lin.orders.read(notice) }
        #expect(try await lin.orders.notices().isEmpty)
        let tests = answers([
            "method": "penetrant", "area": "轴承座", "sensitivity": "B型试块", "result": "pass",
        ])
        try await lin.orders.answerForm("flaw_test", on: order, tests)
        try await lin.captures.photo(order, file: camera.take(), role: "inspection")
        try await lin.orders.transition(order, TransitionStep("pass_flaw"))
        #expect(try await lin.orders.sheet(order).sheet.lanes.map(\.done) == [true, false])
    }

    private func answers(_ given: KeyValuePairs<String, String>) -> [FormAnswer] {
        given.map { FormAnswer(question: $0.key, item: nil, text: $0.value) }
    }

    private func handsIn(_ bo: Phone, _ order: String) async throws {
        try await bo.orders.transition(order, TransitionStep("assess"))
        try await bo.captures.photo(order, file: camera.take(), role: "fault")
        let assessed = answers([
            "hours": "12600", "runout_um": "11", "bearings": "worn", "cause": "前轴承磨损", "plan": "bearings preload",
            "days": "5", "risk": "false",
        ])
        try await bo.orders.answerForm("precision_assessment", on: order, assessed)
        let line = QuoteLine(
            text: "主轴轴承更换", labour: false, quantityMilli: 1_000, unitPrice: Money(minor: 42_000, currency: "CNY"),
            payer: .customer)
        try await bo.captures.nextQuote(order, lines: [line], currency: "CNY")
        try await bo.orders.transition(order, TransitionStep("submit", note: "更换轴承,重新预紧"))
    }
}
