import Counterfoil
import Foundation
import Testing

@testable import CounterfoilApp

@MainActor
@Suite final class OrderModelTests {
    private let scope = ModelScope()
    private let clocks = Clocks()
    private var went: [Place] = []

    private func model(_ wall: FakeWall, _ id: String = "o2", isReady: Bool = true) async throws -> OrderModel {
        let model = OrderModel(
            wall, id: id, scope: scope, time: clocks.time, ticks: noTicks(), go: { self.went.append($0) }, back: {})
        try await eventually("the sheet is there") { model.state.sheet != nil || model.state.isGone }
        if isReady { clocks.pass(1_000) }
        return model
    }

    private func signed() -> [Card] {
        FakeDay.cards.map { changed($0) { $0.counts = FakeDay.counts(photos: 1, signatures: 1) } }
    }

    /// What was asked, once that came to be this much.
    private func asked(_ wall: FakeWall, _ count: Int) async throws -> [String] {
        try await eventually("\(count) calls") { wall.asked.count >= count }
        return wall.asked
    }

    @Test func whatIsMissingForAStepAndWhatSuppliesIt() {
        #expect(supplyOf("photo/door/1", hasCamera: true) == .photo(role: "door"))
        #expect(supplyOf("photo/door/1", hasCamera: false) == nil, "no button without a camera")
        #expect(supplyOf("payment/freight/1800/600", hasCamera: true) == .pay(purpose: "freight", minor: 1_200))
        #expect(supplyOf("consent/locker|station", hasCamera: true) == .consent(kinds: ["locker", "station"]))
        let any = "any/fact//1,signature/station/1,photo/station/1"
        #expect(supplyOf(any, hasCamera: true) == .sign(role: "station"))
        #expect(supplyOf("form/install_acceptance/1", hasCamera: true) == .form("install_acceptance"))
        #expect(supplyOf("any/form/x/1,signature/station/1", hasCamera: true) == .form("x"))
        #expect(supplyOf("form", hasCamera: true) == nil)
        #expect(supplyOf("approval/warranty/1", hasCamera: true) == nil)
        #expect(supplyOf("payment/freight", hasCamera: true) == nil, "a code of another version has no button")
    }

    @Test func theFirstStepThatCanBeGoneOnWithIsTheBiggestThingAndAsksForOneThingAfterTheOther() {
        let all = steps(FakeDay.offers(freight: 1_800), hasCamera: true)
        #expect(primary(all)?.offer.transition == "deliver")
        #expect(
            all[0].supplies == [.pay(purpose: "freight", minor: 1_800), .photo(role: "door"), .sign(role: "recipient")])
        let without = steps(FakeDay.offers(), hasCamera: false)
        #expect(primary(without)?.offer.transition == "fail")
        #expect(without[0].lacking.map(\.code) == ["photo/door/1"])
    }

    @Test func aPhotoFirstThenTheSignatureEachOnItsOwnScreen() async throws {
        let wall = FakeWall(camera: IdleCamera())
        let model = try await model(wall)
        model.on(.act(transition: "deliver"))
        #expect(went == [.capture(order: "o2", role: "door", then: "deliver")])
        _ = try await wall.photo("o2", URL(fileURLWithPath: "x"), role: "door")
        try await eventually("the sheet has the photo") { model.state.sheet?.sheet.card.counts.photos == 1 }
        model.on(.act(transition: "deliver"))
        #expect(went.last == .signature(order: "o2", role: "recipient", then: "deliver"))
        scope.cancel()
    }

    @Test func aReasonIsAskedForAndTheStepIsMadeWithIt() async throws {
        let wall = FakeWall()
        let model = try await model(wall)
        model.on(.act(transition: "fail"))
        guard case .reason = model.state.asked else { throw Surprise("no reason is asked for") }
        model.on(.chooseReason("no_answer"))
        #expect(wall.asked.isEmpty && model.state.given == nil, "a tap within 300 ms was meant for the screen before")
        clocks.pass(400)
        model.on(.chooseReason("no_answer"))
        #expect(try await asked(wall, 1) == ["step o2 fail no_answer"])
        #expect(model.state.asked == nil)
        scope.cancel()
        clocks.end()
    }

    @Test func twoTapsWithin300MsNeverEndAnOrder() async throws {
        let wall = FakeWall(signed())
        let model = try await model(wall, isReady: false)
        clocks.pass(200)
        model.on(.act(transition: "deliver"))
        for _ in 0..<20 { await Task.yield() }
        #expect(wall.asked.isEmpty, "the second tap of two on the list")
        clocks.pass(101)
        model.on(.act(transition: "deliver"))
        model.on(.act(transition: "deliver"))
        _ = try await asked(wall, 1)
        for _ in 0..<20 { await Task.yield() }
        #expect(wall.asked == ["step o2 deliver -"])
        scope.cancel()
        clocks.end()
    }

    @Test func anActIsTakenBackForTenSecondsAndNoLonger() async throws {
        let wall = FakeWall(signed())
        let first = try await model(wall)
        first.on(.act(transition: "deliver"))
        try await eventually("the ten seconds began") { first.state.undo != nil && clocks.sleepers == 1 }
        clocks.pass(9_900)
        for _ in 0..<20 { await Task.yield() }
        #expect(first.state.undo != nil)
        first.on(.takeBack)
        #expect(first.state.undo == nil)
        #expect(try await asked(wall, 2).last == "take back fact-of-deliver pressed_wrongly")
        clocks.end()

        let second = try await model(FakeWall(signed()), "o3")
        second.on(.act(transition: "deliver"))
        try await eventually("the ten seconds began") { second.state.undo != nil && clocks.sleepers == 1 }
        clocks.pass(10_100)
        try await eventually("they are over") { second.state.undo == nil }
        scope.cancel()
    }

    @Test func moneyIsWrittenOnceForASheetAndARefusalOfTheCoreIsSaidAsItIs() async throws {
        let wall = FakeWall(camera: IdleCamera())
        let model = try await model(wall)
        let words = [FakeDay.words("门口照片 1 张", "1 photo of the door")]
        wall.refuses = .notAllowed(code: "missing", words: words)
        model.on(.answer("on_my_way"))
        try await eventually("the refusal is said") {
            model.state.trouble == .notAllowed(code: "missing", words: words)
        }
        model.on(.paid(.cash))
        for _ in 0..<20 { await Task.yield() }
        #expect(wall.asked.count == 1, "nothing was asked for, so nothing is paid")
        scope.cancel()
    }

    @Test func anOrderThatIsNoLongerHereSaysSo() async throws {
        #expect(try await model(FakeWall([])).state.isGone)
        scope.cancel()
    }
}
