//! The example of the README is this very file, and it runs.

import Counterfoil
import CounterfoilTestKit
import Example
import Foundation
import Testing

@Suite struct ExampleTests {
    @Test func theFirstDayRuns() async throws {
        let hub = try await TestHub.start()
        let ann = try await hub.invite("小安")
        let order = try await hub.order("SF1203456789017", fields: #"{"title": "一箱苹果"}"#, for: ann.person)
        let (folder, photo) = (try Folder(), try await Camera().take())
        let shown = Collected<(Card, Data)>()
        try await within {
            try await firstDay(
                folder: folder.url, secrets: MemorySecrets(), invitation: ann.invitation, photo: photo
            ) { card, picture in await shown.add((card, picture)) }
        }
        #expect(await shown.all.map { $0.0.title } == ["一箱苹果"])
        #expect(await shown.all.allSatisfy { !$0.1.isEmpty })
        let seen = try await hub.office("GET", "/v1/office/orders/\(order)")
        #expect(seen.contains("photo"), "the office has it")
    }

    @Test func theReadmeShowsExactlyThisExample() throws {
        let source = try Checkout.text("ios/Example/FirstDay.swift")
        #expect(try Checkout.text("ios/README.md").contains("```swift\n\(source)```"))
        #expect(source.split(separator: "\n").count <= 40)
    }
}
