import Counterfoil
import Foundation
import Testing

@testable import CounterfoilApp

@MainActor
@Suite final class OrdersModelTests {
    private let scope = ModelScope()
    private var went: [Place] = []

    private func model(_ wall: FakeWall) async throws -> OrdersModel {
        let model = OrdersModel(wall, scope: scope, ticks: noTicks(), now: FakeDay.now) { self.went.append($0) }
        try await eventually("the first page, the stops and the answers are there") {
            model.state.isLoaded && !model.state.rows.isEmpty && model.state.ready != nil
                && !model.state.answers.isEmpty && !model.state.notices.isEmpty
        }
        return model
    }

    private func cards(_ rows: [OrdersRow]) -> [Card] {
        rows.compactMap { if case .one(let card, _) = $0 { card } else { nil } }
    }

    @Test func todayByStopWhatWaitsApartWhatIsOverApart() async throws {
        let model = try await model(FakeWall())
        try await eventually("the stops have come") { model.state.rows.count == 7 + 4 }
        guard case .stop = model.state.rows[0] else { throw Surprise("a stop stands first") }
        #expect(Set(cards(model.state.rows).map(\.id)) == Set(FakeDay.cards.map(\.id)))
        try await eventually("the three heaps are counted") {
            OrderGroup.allCases.map { model.state.counts[$0]?.number } == [7, 2, 3]
        }
        model.on(.show(.waiting))
        #expect(cards(model.state.rows).map(\.id) == ["w1", "w2"])
        scope.cancel()
    }

    @Test func tenThousandOrdersComeInPagesOneMoreAtEachEndThatIsReached() async throws {
        let many = (1...10_000).map { FakeDay.card("o\($0)", String(format: "SF%012d", $0), "包裹") }
        let wall = FakeWall(many)
        let model = try await model(wall)
        #expect(model.state.rows.count == OrdersModel.page)
        #expect(model.state.counts[.today] == Count(number: OrdersModel.page, isMore: true))
        for pages in 2...4 {
            model.on(.endReached)
            try await eventually("\(pages) pages") { model.state.rows.count == pages * OrdersModel.page }
        }
        #expect(wall.asked.contains("page of \(4 * OrdersModel.page)"))
        #expect(!wall.asked.contains("page of 10000"), "only what was scrolled to is asked for")
        scope.cancel()
    }

    @Test func anUrgeIsAnsweredANoticeIsReadAndNeitherIsThereAnyMore() async throws {
        let wall = FakeWall()
        let model = try await model(wall)
        model.on(.answer(order: "o1", answer: "on_my_way"))
        try await eventually("the urge is gone") {
            cards(model.state.rows).first { $0.id == "o1" }?.urge == nil
        }
        model.on(.read(FakeDay.notices[0]))
        try await eventually("the notice is gone") { model.state.notices.isEmpty }
        #expect(wall.asked.filter { !$0.hasPrefix("page") } == ["answer o1 on_my_way", "read n1"])
        scope.cancel()
    }

    @Test func twoCharactersOrFourDigitsSearchOneDoesNot() async throws {
        let model = try await model(FakeWall())
        model.on(.typed("李"))
        #expect(model.state.found == nil)
        model.on(.typed("李女"))
        try await eventually("found by name") { model.state.found?.map(\.id) == ["o2", "o3"] }
        model.on(.typed("9017"))
        try await eventually("found by digits") { model.state.found?.map(\.id) == ["o1"] }
        model.on(.typed("李女"))
        model.on(.typed(""))
        #expect(model.state.found == nil)
        // What was searched before and answers late is not shown under an empty field.
        for _ in 0..<20 { await Task.yield() }
        #expect(model.state.found == nil)
        scope.cancel()
    }

    @Test func aFullPhoneIsSaidAndTheListStays() async throws {
        let wall = FakeWall()
        wall.refuses = .storageFull
        let model = try await model(wall)
        model.on(.answer(order: "o1", answer: "on_my_way"))
        try await eventually("the trouble is said") { model.state.trouble == .storageFull }
        #expect(model.state.counts[.today]?.number == 7)
        model.on(.closeTrouble)
        #expect(model.state.trouble == nil)
        model.on(.open(order: "o1"))
        #expect(went == [.order("o1")])
        scope.cancel()
    }

    @Test func howAnOrderStandsWithItsTimeIsSaidHonestly() {
        let all = FakeDay.cards + FakeDay.waiting + FakeDay.done
        let looks = ["o4", "o5", "o1", "o7", "w1", "d1", "o6"].map { id in
            all.first { $0.id == id }.map { dueLook($0, now: FakeDay.now) }
        }
        #expect(looks == [.overdue, .straddles, .soon, .calm, .paused, DueLook.none, DueLook.none])
    }
}

/// Something that a test did not expect.
struct Surprise: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
