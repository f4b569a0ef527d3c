import Counterfoil
import Foundation
import Testing

@testable import CounterfoilApp

@MainActor
@Suite struct LongListTests {
    @Test func tenThousandOrdersAreThereAndComeBackWhereTheyWereLeft() async throws {
        let many = (1...10_000).map { FakeDay.card("o\($0)", String(format: "SF%012d", $0), "包裹") }
        let wall = FakeWall(many)
        let app = AppModel(wall, language: .zh)
        let list = app.orders()
        try await eventually("the first page") { list.state.rows.count == OrdersModel.page }
        // A finger that flings: the end of what is there, again and again.
        for pages in 2...5 {
            list.on(.endReached)
            try await eventually("\(pages) pages") { list.state.rows.count == pages * OrdersModel.page }
        }
        guard case .one(let card, _) = list.state.rows[998] else { throw Surprise("no card") }
        #expect(card.id == "o999")
        #expect(!wall.asked.contains("page of 10000"), "only what was scrolled to is asked for")

        // Into an order and back: the list stands where it was left, and the sheet's model has ended.
        list.on(.open(order: "o999"))
        #expect(app.stack.top == .order("o999"))
        let sheet = app.order("o999")
        try await eventually("the sheet") { sheet.state.sheet != nil }
        #expect(app.back())
        #expect(app.orders() === list && list.state.rows.count == 5 * OrdersModel.page)
        #expect(app.order("o999") !== sheet)
        app.end()
    }
}
