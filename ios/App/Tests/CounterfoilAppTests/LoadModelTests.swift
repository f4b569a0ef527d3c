import Counterfoil
import Foundation
import Testing

@testable import CounterfoilApp

/// A camera whose pictures are in the hand of the test.
@MainActor
private final class FakeScanner: CounterfoilApp.Scanner {
    private var show: AsyncThrowingStream<[ScannedCode], any Error>.Continuation?

    func pictures() -> AsyncThrowingStream<[ScannedCode], any Error> {
        let (pictures, show) = AsyncThrowingStream<[ScannedCode], any Error>.makeStream()
        self.show = show
        return pictures
    }

    func sees(_ codes: [ScannedCode]) { show?.yield(codes) }
}

@MainActor
@Suite final class LoadModelTests {
    private let scope = ModelScope()
    private let wall: FakeWall
    private var went: [Place] = []

    init() {
        wall = FakeWall()
    }

    private func model(_ wall: FakeWall) async throws -> LoadModel {
        let model = LoadModel(wall, scope: scope, go: { self.went.append($0) }, back: {})
        try await eventually("the lists and the marks are there") {
            model.state.isLoaded && !model.state.marks.isEmpty
        }
        return model
    }

    private func scanned(_ raw: String) -> LoadEvent { .scanned(ScannedCode(raw: raw, symbology: "code128")) }

    private func waybill(_ number: Int) -> String { String(format: "SF1%012d", number) }

    @Test func eachVerdictIsHeardAsItsOwnAndShownFirstWithItsOrder() async throws {
        let model = try await model(wall)
        let order = try #require(FakeDay.cards.first { $0.id == "o2" })
        let answers: [(LoadAnswer, ReadSignal)] = [
            (LoadDay.answer(.here, order), .good),
            (LoadDay.answer(.here, order, marks: ["freight_due"]), .goodBut),
            (LoadDay.answer(.here, order, pieces: 2), .goodBut),
            (LoadDay.answer(.here, order, readAs: "YT0880027341991"), .goodBut),
            (LoadDay.answer(.nextPiece, order, piece: 2, pieces: 2), .nextPiece),
            (LoadDay.answer(.duplicate, order), .again),
            (LoadDay.answer(.another, order), .notYours),
            (LoadDay.answer(.doNotLoad, order), .stays),
            (LoadDay.answer(.cancelled, order), .stays),
            (LoadDay.answer(.unknown, nil), .unknown),
        ]
        for (at, (answer, signal)) in answers.enumerated() {
            wall.scan.answers["code \(at)"] = answer
            model.on(scanned("code \(at)"))
            try await eventually("it is shown") {
                model.state.reads.first?.code == "code \(at)" && model.state.reads.first?.card?.id == answer.order
            }
            #expect(wall.scan.told.last == signal && model.state.reads.first?.answer == answer, "\(answer)")
        }
        #expect(Set(wall.scan.told) == Set(ReadSignal.allCases).subtracting([.failed]))
        scope.cancel()
    }

    @Test func aHundredAndSeventyOneScansInARowNoneWaitsForATapAndNoneIsLost() async throws {
        let wall = FakeWall((1...171).map { FakeDay.card("o\($0)", waybill($0), "第 \($0) 件") })
        let model = try await model(wall)
        for number in 1...171 { model.on(scanned(waybill(number))) }
        try await eventually("all are here") { model.state.check?.here.count == 171 }
        #expect(wall.scan.reads.map(\.raw) == (1...171).map(waybill))
        #expect(wall.scan.told == Array(repeating: .good, count: 171))
        try await eventually("the last ones stay listed") { model.state.reads.first?.code == self.waybill(171) }
        #expect(model.state.reads.count == LoadModel.last)
        scope.cancel()
    }

    @Test func aLabelThatStaysInSightIsOneReadAndOneSound() async throws {
        let model = try await model(wall)
        for _ in 0..<5 { model.on(scanned("YT0880027341991")) }
        model.on(scanned("SF1203456789017"))
        try await eventually("the next is read") { model.state.reads.first?.code == "SF1203456789017" }
        #expect(wall.scan.told == [.good, .good] && model.state.reads.count == 2)
        scope.cancel()
    }

    @Test func lastDigitsOneThatFitsIsTakenOfSeveralSheChoosesNoneIsSaid() async throws {
        let cards = [
            FakeDay.card("a", "YT0000000006017", "包裹"), FakeDay.card("b", "SF1000000006017", "书"),
            FakeDay.card("c", "JT5079326481150", "衣服"),
        ]
        let wall = FakeWall(cards)
        let model = try await model(wall)
        func type(_ text: String) {
            model.on(.typed(text))
            model.on(.submit)
        }
        type("1150")
        try await eventually("the only one is taken") {
            wall.scan.reads == [ScannedCode(raw: "JT5079326481150", symbology: "typed")] && model.state.typed.isEmpty
        }
        type("6017")
        try await eventually("two fit") { model.state.found?.map(\.id) == ["a", "b"] }
        #expect(wall.scan.reads.count == 1)
        model.on(.choose(cards[1]))
        try await eventually("the chosen one is read") { wall.scan.reads.last?.raw == "SF1000000006017" }
        #expect(model.state.found == nil)
        type("9999")
        try await eventually("none is said") { model.state.found?.isEmpty == true }
        model.on(.typed("99990"))
        #expect(model.state.found == nil, "what is typed on is searched anew")
        type("YT6099281734650")
        try await eventually("a whole number is read as it is") { wall.scan.reads.last?.raw == "YT6099281734650" }
        #expect(wall.scan.told.last == .unknown)
        scope.cancel()
    }

    @Test func whatCouldNotBeKeptIsHeardShownAndSaidAndTheNextIsKept() async throws {
        let model = try await model(wall)
        model.on(scanned("SF1203456789017"))
        try await eventually("the first is kept") { wall.scan.told == [.good] }
        wall.refuses = .storageFull
        model.on(scanned("YT0880027341991"))
        try await eventually("the trouble is said") { model.state.trouble == .storageFull }
        #expect(wall.scan.told.last == .failed)
        #expect(model.state.reads.first.map { $0.answer == nil } == true, "no stale verdict stands there")
        wall.refuses = nil
        model.on(scanned("YT0880027341991"))
        try await eventually("it is kept now") { wall.scan.told.last == .good }
        #expect(model.state.trouble == nil)
        scope.cancel()
    }

    @Test func eachCountOpensItsListWithCardsWhereThereAreOrdersAndClosesIt() async throws {
        let model = try await model(wall)
        wall.scan.become(LoadDay.middle)
        try await eventually("the lists are those") { model.state.check == LoadDay.middle }
        for (list, size) in zip(LoadList.allCases, [4, 1, 1, 2, 1]) {
            model.on(.openList(list))
            try await eventually("\(list) is open") { model.state.opened == list && model.state.rows.count == size }
        }
        #expect(model.state.rows.first?.card?.doNotLoad == true)
        model.on(.openList(.unknown))
        try await eventually("codes stand there") {
            model.state.rows.map(\.line.code) == [LoadDay.unknown, "1990000"]
        }
        model.on(.openList(.unknown))
        #expect(model.state.opened == nil)
        model.on(.open(order: "o6"))
        #expect(went == [.order("o6")])
        scope.cancel()
    }

    @Test func aListThatIsOpenGoesOnWithWhatIsRead() async throws {
        let model = try await model(wall)
        model.on(.openList(.here))
        model.on(scanned("SF1203456789017"))
        try await eventually("it is in the list") { model.state.rows.map { $0.card?.id } == ["o1"] }
        scope.cancel()
    }

    @Test func withoutAShiftThereIsNothingButItsBeginning() async throws {
        let model = try await model(wall)
        wall.scan.become(nil)
        try await eventually("there is none") { model.state.check == nil }
        #expect(model.state.isLoaded)
        model.on(.beginShift)
        try await eventually("it begins") { wall.asked.last == "begin the shift" }
        scope.cancel()
    }

    @Test func aCameraReadsUntilItIsClosedAndOfSeveralCodesInAPictureShePointsAtOne() async throws {
        let camera = FakeScanner()
        wall.scan.scanner = camera
        let model = try await model(wall)
        #expect(model.state.hasScanner)
        model.on(.look)
        #expect(model.state.isLooking)
        func code(_ raw: String) -> ScannedCode { ScannedCode(raw: raw, symbology: "qr") }
        let first = code("SF1203456789017")
        try await eventually("the one that names an order is read") {
            camera.sees([code("https://example.com/a"), first])
            return wall.scan.reads == [first]
        }
        let both = [code("YT0880027341991"), code("JT5079326481150")]
        camera.sees(both)
        try await eventually("both stand there") { model.state.several == both }
        model.on(.point(both[1]))
        try await eventually("that one is read") { wall.scan.reads == [first, both[1]] }
        model.on(.look)
        #expect(!model.state.isLooking)
        camera.sees([code("YT9626908096706")])
        for _ in 0..<20 { await Task.yield() }
        #expect(wall.scan.reads.count == 2, "a closed camera reads nothing")
        scope.cancel()
    }
}
