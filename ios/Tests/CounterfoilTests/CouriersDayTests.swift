//! 小安's day: everything that a courier does between signing in and "nothing is left on this phone".

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

@Suite struct CouriersDayTests {
    private let table = """
        派给,类型,运单号,标题,片区,收件人,电话,地址,备注,件数,到付(元)
        小安,快递,SF1203456789017,包裹 到付,云栖花园,李女士,19900006017,临江市滨河区望湖路188号云栖花园3幢2单元1102室,放门口鞋柜上,1,18.00
        小安,快递,SF1580628920228,商务件,科创园,启明设计院,0571-86009598,科创园A座15楼前台,要盖章回单,1,
        小安,快递,YT0880027341991,包裹,云栖花园,赵经理,19900006861,云栖花园12幢1单元1101室,不要放快递柜,1,
        小安,快递,YT9626908096706,包裹,云栖花园,赵经理,19900006861,云栖花园12幢1单元1101室,,1,
        小安,快递,YT3401857726103,包裹,云栖花园,赵经理,19900006861,云栖花园12幢1单元1101室,,1,
        小安,快递,JT5079326481150,包裹,石桥村,小卖部,19900004321,石桥村5组,代收,1,

        """
    private let camera = Camera()

    @Test func aWholeDayFromTheOfficesTableToNothingLeftOnThisPhone() async throws {
        // 1. The office enters 小安 and imports the outlet's table; her phone enrols and pulls.
        let hub = try await TestHub.start(tenant: "滨河网点")
        let invited = try await hub.invite("小安")
        let report = try await hub.importTable("orders.csv", Data(table.utf8))
        #expect(report.replacingOccurrences(of: " ", with: "").contains(#""created":6"#), "\(report)")
        let device = try await TestPhone.make()
        let phone = try await device.open()
        let status = try await phone.account.enrol(with: invited.invitation)
        #expect(status.enrolled?.personName == "小安")
        #expect(try await phone.syncing.run().isDone)
        let cards = try await phone.orders.list(OrderFilter(isOpen: true)).cards
        #expect(cards.count == 6)
        let orders = try Dictionary(uniqueKeysWithValues: cards.map { (try #require($0.keys.first).value, $0.id) })
        func order(_ waybill: String) throws -> String { try #require(orders[waybill]) }

        // 2. She begins her shift and scans her load: one parcel twice, one that nobody knows.
        let shift = try await phone.account.beginShift(vehicle: "浙A·D3317", outlet: "滨河网点")
        #expect(try await phone.account.status().shift == shift)
        for code in orders.keys {
            let read = try await phone.captures.load(code, symbology: "code128")
            #expect(read.verdict == .here && read.taken, "\(code)")
        }
        let again = try await phone.captures.load("JT5079326481150", symbology: "code128")
        #expect(again.verdict == .duplicate || again.repeated)
        #expect(try await phone.captures.load("1990000", symbology: "typed").verdict == .unknown)
        let check = try await phone.orders.loadCheck()
        #expect(check.here.count == 6 && check.absent.isEmpty)

        // 2b. Her route: six parcels, the three for one door are one stop; she goes to the village first.
        let village = try order("JT5079326481150")
        #expect(try await phone.orders.stops().count == 4)
        try await phone.orders.keepSequence([village] + orders.values.filter { $0 != village })
        let route = try await phone.orders.route()
        #expect(route.isOwn && route.advice.table.visits.first.map { route.stops[Int($0.stop)].orders } == [village])
        let alarms = try await phone.orders.dueMoments().moments
        #expect(Set(alarms.map(\.order)) == Set(orders.values), "each of them has an alarm")

        // 3. Into the basement: no signal for the rest of the round.
        try hub.signal(.off)
        try await freightDue(phone, try order("SF1203456789017"))
        let threes = ["YT0880027341991", "YT9626908096706", "YT3401857726103"]
        try await threeAtOneDoor(phone, try threes.map(order))
        try await oneAct(phone, try order("SF1580628920228"))
        let back = try order("JT5079326481150")
        try await phone.orders.transition(back, TransitionStep("start"))
        try await phone.captures.contactAttempt(
            back,
            ContactAttempt(channel: "phone", numberPath: "contact/phone", outcome: .noAnswer, lasted: .seconds(20)))
        try await phone.orders.transition(back, TransitionStep("fail", reason: "no_answer"))
        for one in try await phone.orders.bringBack([back]) { _ = try one.result.get() }
        let slip = try await phone.orders.report(of: try order("SF1203456789017"))
        #expect(slip.pdf.starts(with: Data("%PDF-".utf8)), "a slip for the customer, without signal")
        #expect(try await phone.syncing.run().end == .offline)
        #expect(try await phone.syncing.status().onPhone > 10, "her work waits on the phone")

        // 4. She counts her cash, still without signal.
        let cash = try await phone.account.balances().cash.methods.first { $0.method == "cash" }
        #expect(cash?.saidMinor == 1_800)
        let money = Money(minor: 1_800, currency: "CNY")
        try await phone.account.count(
            Counted(list: "money", purpose: nil, method: .cash, amount: money, pieces: nil, note: nil))
        #expect(try await phone.account.balances().things.unexplained.isEmpty)

        // 5. Signal: everything leaves, the shift is closed, and the hub certifies it.
        try hub.signal(.on)
        guard case .left = try await phone.account.certificate() else { throw Surprise("certified too early") }
        try await phone.account.closeShift()
        #expect(try await phone.syncing.run().isDone)
        guard case .nothingLeft(let files, let bytes) = try await phone.account.certificate() else {
            throw Surprise("something is left: \(try await phone.account.certificate())")
        }
        #expect(files >= 4 && !bytes.isEmpty)
        #expect(try await phone.syncing.status().onPhone == 0)

        // 6. The office sees it all.
        let seen = try await hub.office("GET", "/v1/office/orders")
        let parts = seen.replacingOccurrences(of: " ", with: "").components(separatedBy: #""stage":"delivered""#)
        #expect(parts.count == 6, "five are delivered")
        try await device.remove()
        try await hub.stop()
    }

    /// 到付: what is missing is said first, then photo, signature, cash, delivered.
    private func freightDue(_ phone: Phone, _ order: String) async throws {
        try await phone.orders.transition(order, TransitionStep("start"))
        do {
            try await phone.orders.transition(order, TransitionStep("deliver"))
            throw Surprise("delivered without anything")
        } catch CounterfoilError.notAllowed(let reason) {
            #expect(reason.missing.count >= 2 && reason.missing.count == reason.wordsZh.count)
        }
        try await phone.captures.photo(order, file: camera.take(), role: "door")
        let shown = ShownOrder(id: order, text: "签收 李女士")
        let input = SignatureInput(orders: [shown], pen: strokes(), signer: "李女士", role: "recipient")
        for one in try await phone.captures.sign(input) { _ = try one.result.get() }
        let amount = Money(minor: 1_800, currency: "CNY")
        try await phone.captures.payment(
            order, Payment(purpose: .freight, method: .cash, amount: amount, slip: "freight-1"))
        try await phone.orders.transition(order, TransitionStep("deliver"))
        let card = try await phone.orders.sheet(order).sheet.card
        #expect(card.stage == "delivered" && card.predicted, "until the hub has judged it")
    }

    /// Three parcels for one person: one photograph, one signature over three lines.
    private func threeAtOneDoor(_ phone: Phone, _ orders: [String]) async throws {
        for order in orders { try await phone.orders.transition(order, TransitionStep("start")) }
        let parts = orders.map {
            OrderPart(id: $0, shown: "签收 \($0.prefix(4)) 赵经理", step: TransitionStep("deliver"))
        }
        let photo = PhotoSource(try await camera.take(), role: "door")
        let together = try await phone.captures.prepareTogether(parts, photos: [photo], signedAs: "recipient")
        #expect(together.leftOut.isEmpty && together.parts.count == 3)
        let signer = Signer(pen: strokes(3), signer: "赵经理", role: "recipient")
        for one in try await phone.captures.write(together, signedBy: signer) { _ = try one.result.get() }
        for order in orders { #expect(try await phone.orders.sheet(order).sheet.card.stage == "delivered") }
        await #expect(throws: CounterfoilError.self, "an act is written once") {
            try await phone.captures.write(together, signedBy: signer)
        }
    }

    /// Photograph, signature and step as one act.
    private func oneAct(_ phone: Phone, _ order: String) async throws {
        try await phone.orders.transition(order, TransitionStep("start"))
        let photo = try await phone.captures.preparePhoto(file: camera.take(), role: "door")
        let shown = ShownOrder(id: order, text: "商务件 签收")
        let input = SignatureInput(orders: [shown], pen: strokes(5), signer: "前台", role: "recipient")
        let signature = try #require(try await phone.captures.prepareSignature(input).first).prepared
        let with = [Capture.prepared(prepared: photo), .prepared(prepared: signature)]
        let done = try await phone.orders.transition(order, TransitionStep("deliver", with: with))
        #expect(done.facts.count { $0.kind == "photo" } == 1)
        let counts = try await phone.orders.sheet(order).sheet.card.counts
        #expect(counts.photos == 1 && counts.signatures == 1)
    }
}

/// Something that a test did not expect.
struct Surprise: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
