//! What the short days leave out: the rest of a courier's and a technician's calls, and what each answers.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

@Suite struct EveryDeskTests {
    private func fact(_ done: Done, _ kind: String? = nil) throws -> String {
        try #require(done.facts.first { kind == nil || $0.kind == kind }).fact
    }

    private func code(_ work: () async throws -> Void) async -> String? {
        do { try await work() } catch CounterfoilError.notAllowed(let reason) { return reason.code } catch {}
        return nil
    }

    @Test func eachCallOfEachDeskIsMadeByATest() throws {
        let tests = try Checkout.files("ios/Tests/CounterfoilTests").map { try String(contentsOf: $0, encoding: .utf8) }
        let made = Set(tests.joined().matches(of: #/\.(\w+)\(/#).map { String($0.1) })
        let desks = try Checkout.files("ios/Sources/Counterfoil/Desks") + ["Phone", "SharedDevice"].map {
            Checkout.root.appendingPathComponent("ios/Sources/Counterfoil/\($0).swift")
        }
        let calls = try desks.flatMap { file in
            try String(contentsOf: file, encoding: .utf8).matches(of: #/public (?:static )?func (\w+)/#).map { String($0.1) }
        }
        #expect(calls.count > 70)
        #expect(Set(calls).subtracting(made).isEmpty, "calls that no test makes")
    }

    @Test func aCourierFindsEditsProposesCorrectsAndHandsOver() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        let chens = try await hub.phone(of: "小陈")
        let fields = #"{"title": "一箱苹果", "contact/phone": "19900006017", "freight_due_minor": 1800}"#
        let first = try await hub.order("SF1203456789017", fields: fields, for: device.person)
        let second = try await hub.order("YT0880027341991", fields: fields, for: device.person)
        let phone = try await device.open()
        let (orders, captures) = (phone.orders, phone.captures)
        func sheet(_ id: String) async throws -> OrderSheet { try await orders.sheet(id) }
        try await phone.syncing.run()
        try await phone.account.beginShift()
        try await phone.account.beginBreak()
        try await phone.account.endBreak()
        #expect(try await phone.account.shift().breaks.count == 1)

        // 1. She finds by four digits, by a code and in a message.
        #expect(try await orders.search("9017").map(\.id) == [first])
        #expect(try await orders.lookup("SF1203456789017") == .known(orders: [first]))
        #expect(try await orders.readNumber("sf1203456789017").first?.key.value == "SF1203456789017")
        let message = try await orders.readMessage("麻烦查下 YT0880027341991 谢谢")
        #expect(message.first?.key.value == "YT0880027341991")
        #expect(try await orders.playbook(of: first).kinds.contains { $0.id == "parcel" })
        let book = try await orders.newestPlaybook()
        func reason(_ group: String) throws -> String {
            try #require(book.reasons.first { $0.groups.contains(group) }).id
        }
        #expect(try await orders.manuals(for: first).isEmpty)
        #expect(try await captures.scan(first, "SF1203456789017", symbology: "code128").matches)

        // 2. What she may set, and what she may only propose.
        let door = FieldSet(document: "work", path: "a/door", value: .text(text: "东门进"))
        try await orders.setFields(first, [door], shown: try await sheet(first).shown)
        #expect(try await sheet(first).sheet.fields.contains { $0.path == "a/door" && $0.audience == "work" })
        let note = NoteEdit(path: "note/work", at: 0, delete: 0, insert: "狗在院里")
        try await orders.editNote(first, note, shown: try await sheet(first).shown)
        #expect(try await sheet(first).sheet.notes.contains { $0.path == "note/work" && $0.text == "狗在院里" })
        try await captures.propose(first, path: "address/pin", value: "30.1872,120.2014")
        #expect(try await sheet(first).sheet.card.counts.proposals == 1)
        let nothing = Settle(field: door, candidates: [], proposal: nil)
        #expect(await code { try await orders.settle(first, nothing) } != nil, "nothing stands beside it")
        try await orders.addKey(first, Key(scheme: "piece", value: "SF1203456789018"))
        #expect(try await sheet(first).sheet.card.keys.contains { $0.value == "SF1203456789018" })

        // 3. One photograph for both, evidence moved, a remark taken back.
        let file = try await Camera().take()
        let photos = try await captures.photo(forSeveral: [first, second], file: file, role: "door")
        let photo = try fact(try photos[0].result.get(), "photo")
        #expect(try await captures.pictures(of: first).map(\.fact) == [photo])
        let remark = try fact(try await captures.comment(first, "放门口"))
        try await orders.withdraw(first, fact: remark, reason: "pressed_wrongly")
        try await orders.moveEvidence(first, evidence: photo, to: second, reason: try reason("moved"))
        #expect(try await sheet(second).sheet.card.counts.photos == 2)

        // 4. Calls, consent, money, temperatures, and who would not sign.
        try await captures.fix(
            first,
            Position(
                latitude: 30.2741, longitude: 120.1551, accuracyM: 8, ageMs: 900, provider: .satellite, mock: false))
        #expect(try await captures.lastAnsweredCall(first) == nil)
        let call = ContactAttempt(
            channel: "phone", numberPath: "contact/phone", outcome: .reached, lasted: .seconds(25))
        let reached = try fact(try await captures.contactAttempt(first, call))
        #expect(try await captures.lastAnsweredCall(first) == reached)
        let agreed = Consent(
            to: "doorstep", who: "李女士", channel: "phone", words: "放门口就行", attempts: [reached], place: nil,
            screenshot: nil, untilMs: nil)
        try await captures.consent(first, agreed)
        #expect(try await sheet(first).sheet.consents.map(\.to) == ["doorstep"])
        let slip = Payment(
            purpose: .freight, method: .qr, amount: Money(minor: 1_800, currency: "CNY"), slip: "D-9")
        let paid = try fact(try await captures.payment(first, slip))
        let word = Confirmed(payment: paid, received: true, reference: "4200001")
        #expect(await code { try await captures.confirmPayment(first, word) } == "may_not_add")
        func warm(_ milli: Int64, _ ago: Int64? = nil) -> Reading {
            Reading(quantity: "temperature", valueMilli: milli, unit: "cel", sensor: nil, agoMs: ago)
        }
        try await captures.reading(first, warm(3_500))
        try await captures.readings(first, [warm(3_600, 120_000), warm(3_700, 60_000)])
        #expect(try await sheet(first).sheet.readings.map(\.readings.count).reduce(0, +) == 3)
        let clock = DateFormatter()
        (clock.dateFormat, clock.timeZone) = ("yyyy-MM-dd HH:mm:ss", TimeZone(identifier: "Asia/Shanghai"))
        let logged = (1...3).map { "\(clock.string(from: .now.addingTimeInterval(Double($0 * 60 - 240)))),3.\($0),L-2" }
        let logger = "时间,温度,探头\n" + logged.joined(separator: "\n")
        #expect(try await captures.loggerFile(first, logger).facts.count == 3)
        #expect(try await sheet(first).sheet.readings.map(\.readings.count).reduce(0, +) == 6)
        try await captures.unsigned(first, Unsigned(reason: try reason("unsigned"), note: nil))
        let refused = try await captures.refusal(
            second, Refusal(reason: try reason("refused"), who: "李女士", note: nil))
        #expect(refused.facts.map(\.kind) == ["refusal"])
        try await hub.urge(second, reason: "客户已来电")
        try await phone.syncing.run()
        #expect(try await sheet(second).sheet.card.urge != nil)
        try await captures.answerUrges(second, "on_my_way", within: .seconds(900))
        #expect(try await sheet(second).sheet.urges.first?.answers.first?.minutes == 15)
        #expect(try await sheet(second).sheet.card.urge == nil)

        // 5. What nobody knows here is founded; things go from hand to hand.
        let stray = FoundOrder(
            kind: "parcel", keys: [Key(scheme: "waybill", value: "YT9626908096706")], fields: [])
        let founded = try await orders.found(stray).id
        #expect(try await sheet(founded).sheet.card.kind == "parcel")
        let place = try await orders.foundPlace(keys: [Key(scheme: "place_code", value: "G-17")]).id
        #expect(try await orders.places().map(\.id) == [place])
        let taken = CustodyStep(act: .taken, person: nil, place: nil, key: nil)
        try await orders.custody(first, taken)
        // Who assigns himself is the outlet's to say: in the built-in playbook a loading scan does, a courier does not.
        #expect(await code { try await orders.takeAndAssign(founded, taken) } == "may_not_add")
        try await orders.custody(founded, taken)
        #expect(try await sheet(founded).sheet.card.holder == device.person)
        _ = try await orders.shelve([founded], at: place).map { try $0.result.get() }
        _ = try await orders.handOver([first], to: chens.person).map { try $0.result.get() }
        #expect(try await sheet(first).sheet.card.givenTo == chens.person)
        try await phone.syncing.run()
        let his = try await chens.open()
        try await his.syncing.run()
        try await his.account.beginShift()
        let received = try await his.orders.receive(["SF1203456789017"], from: device.person)
        #expect(received.count == 1 && !received[0].founded)

        // 6. The end: safe files may leave.
        #expect(try await phone.syncing.run().isDone)
        #expect(try await phone.account.inventory().chains.count == 1)
        #expect(try await phone.account.ready().isKnown)
        #expect(try await phone.account.manuals().isEmpty)
        await #expect(throws: CounterfoilError.self) {
            try await phone.account.readManual(String(repeating: "00", count: 32))
        }
        #expect(try await phone.syncing.dropSafeFiles(madeBefore: Date(timeIntervalSinceNow: -86_400)) == 0)
    }

    @Test func aTechnicianTimesQuotesAsksForAPartAndHearsBothSides() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小博", roles: ["technician"])
        let repair = try await hub.order(
            "SF1580628920228", kind: "repair", fields: #"{"title": "洗衣机不排水 E2", "fault": "E2"}"#, for: device.person)
        let phone = try await device.open()
        let captures = phone.captures
        try await phone.syncing.run()
        try await phone.account.beginShift()
        try await captures.startTimer(repair, "travel")
        try await captures.stopTimer(repair, "travel")
        let visit = try await captures.beginVisit(repair).visit
        let pump = Part(sku: "PUMP-E2", name: "排水泵", step: "asked", quantity: 1, serial: nil, slip: "P-1", place: nil)
        try await captures.part(repair, pump)
        let line = QuoteLine(
            text: "排水泵", labour: false, quantityMilli: 1_000, unitPrice: Money(minor: 18_000, currency: "CNY"),
            payer: .customer)
        let quote = try await captures.nextQuote(repair, lines: [line], currency: "CNY")
        #expect(quote.number == 1 && quote.total.minor == 18_000)
        for (who, holds) in [("customer", true), ("technician", false)] {
            try await captures.claim(
                repair, Claim(about: "warranty", holds: holds, who: who, words: "保修", evidence: []))
        }
        let machine = try await phone.orders.foundAsset(keys: [Key(scheme: "serial", value: "HR-2019-77")]).id
        #expect(try await phone.orders.assets().map(\.id) == [machine])
        #expect(try await captures.endVisit(repair, outcome: "part_needed").visit == visit)
        let sheet = try await phone.orders.sheet(repair).sheet
        #expect(sheet.parts.map(\.asked) == [1] && sheet.matters.map(\.opposed) == [true])
        #expect(sheet.timers.map(\.name) == ["travel"])
        #expect(try await phone.syncing.run().isDone)
    }

    @Test func aCourierKeepsHerOwnOrderTakesAndDeclinesOffersAndAsksForTheWay() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        func parcel(_ waybill: String, _ fields: String) async throws -> String {
            try await hub.order(waybill, fields: fields, for: device.person)
        }
        let first = try await parcel(
            "SF1203456789017",
            #"{"address/text": "云栖花园3栋2-1102", "address/pin": "30.2100,120.1600", "contact/phone": "19900006017"}"#)
        let dog = try await parcel(
            "YT0880027341991",
            #"{"address/text": "滨江路25号江畔名邸4幢2003室", "address/pin": "30.2200,120.1800", "remark": "有大狗,先打电话"}"#)
        let lost = try await parcel("YT9626908096706", #"{"address/text": "石桥村5组,村口小卖部代收"}"#)
        let phone = try await device.open()
        let orders = phone.orders
        try await phone.syncing.run()
        let shift = try await phone.account.beginShift()

        // 1. Three stops; what nobody can find comes last; what matters most is said first.
        let stops = try await orders.stops()
        #expect(Set(stops.flatMap(\.orders)) == [first, dog, lost])
        #expect(stops.first { $0.orders.contains(dog) }?.alerts.first?.kind == .dog)
        let noon = Date(timeIntervalSince1970: 1_795_334_400)
        var ask = RouteAsk(from: Point(latitude: 30.2148, longitude: 120.1692))
        ask.start = noon
        func route(_ ask: RouteAsk) async throws -> [String] {
            let route = try await orders.route(ask)
            return route.advice.table.visits.flatMap { route.stops[Int($0.stop)].orders }
        }
        #expect(try await route(ask).last == lost)
        let visits = try await orders.route(ask).advice.table.visits
        #expect(visits.map(\.arrive) == visits.map(\.arrive).sorted() && visits[0].arrive > noon)
        #expect(ask.from?.latitude == 30.2148)

        // 2. She goes another way, and it stands; the office's offers change nothing until she takes one.
        let own = [dog, lost, first]
        try await orders.keepSequence(own)
        #expect(try await route(ask) == own)
        #expect(try await orders.list(by: .route).cards.map(\.id) == own)
        try await phone.syncing.run()
        func offered(_ wished: [String]) async throws -> String {
            let list = wished.map { "\"\($0)\"" }.joined(separator: ",")
            _ = try await hub.office("POST", "/v1/office/shifts/\(shift)/sequence", "{\"orders\": [\(list)]}")
            try await phone.syncing.run()
            let offer = try #require(try await orders.sequence().offers.first)
            #expect(offer.orders == wished)
            return offer.fact
        }
        try await orders.declineSequence(try await offered([lost, first, dog]))
        var sequence = try await orders.sequence()
        #expect(sequence.own == own && sequence.offers.isEmpty)
        let wished = [first, dog, lost]
        try await orders.keepSequence(wished, taking: try await offered(wished))
        #expect(try await route(ask) == wished)
        try await orders.letSequenceGo()
        sequence = try await orders.sequence()
        #expect(sequence.own == nil)

        // 3. The way there names no door; a window that is over does not fit, tomorrow's does.
        let way = try await orders.way(to: dog, in: .amapIos, by: .ride, label: "4幢")
        #expect(way.uri.hasPrefix("iosamap://") && !way.uri.contains("2003"), "\(way.uri)")
        #expect(await code { _ = try await orders.way(to: lost, in: .geo, by: .walk, label: "") } != nil)
        let past = Date(timeIntervalSince1970: 0)
        let over = try await orders.checkWindow(of: dog, from: past, to: past.addingTimeInterval(60))
        guard case .refused = over else { throw Surprise("\(over)") }
        let soon = try await orders.checkWindow(of: dog, from: Date(), to: Date(timeIntervalSinceNow: 86_400))
        guard case .fits = soon else { throw Surprise("\(soon)") }

        // 4. A storm stops the clock for all; a message that a person could send.
        _ = try await hub.office("POST", "/v1/office/clock-stops", #"{"reason": "storm", "note": "橙色预警"}"#)
        try await phone.syncing.run()
        #expect(try await orders.clockStops().map(\.note) == ["橙色预警"])
        let message = try await orders.messages(first).first { $0.template == "before_delivery" }
        #expect(message?.missing == ["window/from_ms"])
    }

    @Test func aCourierReadsWhatPeopleWriteAndWhatLabelsSayAndClaimsForWhatBroke() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        let order = try await hub.order("SF1203456789017", for: device.person)
        let phone = try await device.open()
        let orders = phone.orders
        try await phone.syncing.run()
        try await phone.account.beginShift()

        // 1. A message becomes hints with their places, and an order once she has looked.
        let text = "😀麻烦查下 YT9626908096706 破损了,电话19900006017,今天下午4点前必须送到"
        let read = try await orders.readText(text, timeZone: try #require(TimeZone(identifier: "Asia/Shanghai")))
        #expect(read.codes.map { String(text[$0.span.range(in: text)]) } == ["YT9626908096706"])
        #expect(read.phones.map(\.value) == ["19900006017"] && read.phones[0].kind == .mobile)
        #expect(!read.topics.isEmpty && read.priority != nil && read.deadline?.minute == 16 * 60)
        #expect(read.draft.keys.contains(Key(scheme: "waybill", value: "YT9626908096706")))
        var draft = read.draft
        draft.kind = nil
        #expect(await code { [draft] in try await orders.found(draft, words: text) } == "no_kind")
        draft.kind = "parcel"
        #expect(try await orders.sameMatter(as: draft).isEmpty)
        let founded = try await orders.found(draft, words: text)
        #expect(try await orders.sameMatter(as: draft).map(\.order) == [founded.id])
        #expect(try await orders.sheet(founded.id).sheet.card.keys.map(\.value) == ["YT9626908096706"])

        // 2. Labels: a pallet's code, one with a wrong digit, and which code of a picture counts.
        let pallet = try await orders.readScan("(00)006141411234567890")
        #expect(pallet.gs1?.elements.map(\.ai) == ["00"])
        let wrong = try await orders.readScan("(00)006141411234567891")
        #expect(wrong.candidates.isEmpty && wrong.refused?.zh.contains("校验位") == true)
        #expect(try await orders.pickCode(["https://example.com/a", "SF1203456789017"]) == .one(at: 1))
        #expect(try await orders.pickCode(["https://example.com/a"]) == .nothing)

        // 3. Something broke: the claim has two things, one turns up whole.
        let damaged = FormAnswer(question: "what", item: nil, text: "damaged")
        try await orders.answerForm("claim", on: order, [damaged])
        let choices = try await orders.formChoices(for: "what", typed: "丢", of: "claim", on: order)
        #expect(choices.map(\.value) == ["lost"])
        func lost(_ thing: String, _ worth: String) async throws -> String {
            let item = try await orders.addFormItem(to: "goods", of: "claim", on: order)
            let answers = [("thing", thing), ("worth", worth)].map { FormAnswer(question: $0, item: item, text: $1) }
            try await orders.answerForm("claim", on: order, answers)
            return item
        }
        func total() async throws -> [String] {
            try await orders.formPage(1, of: "claim", on: order).lines.compactMap { line in
                if case .question(let asked) = line, asked.question == "total" { asked.answer } else { nil }
            }
        }
        _ = try await lost("碗", "30")
        let lamp = try await lost("台灯", "199.5")
        #expect(try await total() == ["229.5"])
        try await orders.removeFormItem(lamp, from: "goods", of: "claim", on: order)
        #expect(try await total() == ["30"])
    }
}
