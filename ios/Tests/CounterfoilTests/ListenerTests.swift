//! Streams: what comes at once, what comes when something changed, what does not come, and how they end.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

@Suite struct ListenerTests {
    @Test func everythingIsNewsToANewListenerAndThenOnlyWhatChanged() async throws {
        let anns = try await Anns.parcel()
        let changes = anns.phone.changes()
        let heard = Task {
            var heard: [Topic] = []
            for await topic in changes {
                heard.append(topic)
                if topic == .order(id: anns.order) { break }
            }
            return heard
        }
        try await anns.phone.captures.comment(anns.order, "门禁1102#")
        let topics = try await within { await heard.value }
        #expect(topics.contains(.orders) && topics.contains(.syncing) && topics.contains(.account))
        #expect(topics.last == .order(id: anns.order))
    }

    @Test func aListComesAtOnceAgainWhenItChangedAndNotWhenItDidNot() async throws {
        let hub = try await TestHub.start()
        let device = try await hub.phone(of: "小安")
        let phone = try await device.open()
        let pages = Collected<OrderPage>()
        let watching = Task {
            for try await page in phone.orders.updates(of: OrderFilter(isOpen: true)) { await pages.add(page) }
        }
        try await eventually { await pages.all.count == 1 }
        #expect(await pages.all[0].cards.isEmpty)
        _ = try await hub.order("SF1203456789017", fields: #"{"title": "一箱苹果"}"#, for: device.person)
        try await phone.syncing.run()
        try await eventually { await pages.all.last?.cards.first?.title == "一箱苹果" }
        let count = await pages.all.count
        for _ in 0..<3 { try await phone.syncing.run() }
        try await phone.account.beginShift()
        // The list is read again meanwhile, and is the same: long enough for a page that should not come.
        try await Task.sleep(for: .seconds(1))
        #expect(await pages.all.count == count, "nothing of the list changed")
        watching.cancel()
        try await within { try await watching.value }
    }

    @Test func aSheetIsReadAgainWhenItsOrderChanged() async throws {
        let anns = try await Anns.parcel()
        let sheets = anns.phone.orders.updates(ofSheet: anns.order)
        let found = Task {
            for try await sheet in sheets where sheet.sheet.card.counts.comments == 3 { return true }
            return false
        }
        for text in ["门禁1102#", "狗", "放门口"] { try await anns.phone.captures.comment(anns.order, text) }
        #expect(try await within { try await found.value })
    }

    @Test func aSlowScreenReadsOnceForManyChanges() async throws {
        let anns = try await Anns.parcel()
        var updates = anns.phone.orders.updates(ofSheet: anns.order).makeAsyncIterator()
        let first = try await updates.next()
        #expect(first?.sheet.card.counts.comments == 0)
        for number in 1...20 { try await anns.phone.captures.comment(anns.order, "\(number)") }
        var reads = 0
        while let sheet = try await updates.next() {
            reads += 1
            if sheet.sheet.card.counts.comments == 20 { break }
        }
        #expect(reads <= 3, "what happened while nobody asked is one change")
    }

    @Test func closingThePhoneEndsItsStreams() async throws {
        let phone = try await TestPhone.make().open()
        let changes = phone.changes()
        let topics = Task { for await _ in changes {} }
        let account = Task { for try await _ in phone.account.updates() {} }
        let sync = Task { for try await _ in phone.syncing.updates() {} }
        try await Task.sleep(for: .milliseconds(50))
        await phone.close()
        try await within {
            await topics.value
            try await account.value
            try await sync.value
        }
        var late = phone.changes().makeAsyncIterator()
        #expect(await late.next() == nil, "of a closed phone nothing comes")
    }

    @Test func aStreamMayCallThePhoneAndCloseIt() async throws {
        let anns = try await Anns.parcel()
        try await within {
            var isOpen = true
            for await topic in anns.phone.changes() where isOpen {
                _ = try await anns.phone.orders.list()
                isOpen = topic != .account
                if !isOpen { await anns.phone.close() }
            }
        }
        await #expect(throws: CounterfoilError.closed) { try await anns.phone.orders.list() }
    }

    @Test func aForgottenStreamDoesNotKeepTheStoreOpen() async throws {
        let device = try await TestPhone.make()
        var phone: Phone? = try await Phone.open(PhoneConfiguration(folder: device.folder), ports: device.ports)
        let status = try #require(phone).account.updates()
        let began = Collected<Bool>()
        let forgotten = Task { for try await value in status { await began.add(value.signInAgain) } }
        try await eventually { await began.all.count == 1 }
        // Nobody closes it, and nobody holds it.
        phone = nil
        try await within { try await forgotten.value }
        await (try await Phone.open(PhoneConfiguration(folder: device.folder), ports: device.ports)).close()
    }

    @Test func aFailureOfAReadIsAFailureOfItsStream() async throws {
        let phone = try await TestHub.start().phone(of: "小安").open()
        await #expect(throws: CounterfoilError.notFound(what: "order")) {
            for try await _ in phone.orders.updates(ofSheet: "no order") {}
        }
    }
}

/// What a stream gave so far.
actor Collected<Element: Sendable> {
    private(set) var all: [Element] = []

    func add(_ element: Element) {
        all.append(element)
    }
}
