//! What the wall between Swift and the core costs: calls a second, a page of 100 cards, a topic's latency.
//!
//!     ios/swift run -c release Wall

import Counterfoil
import CounterfoilTestKit
import Foundation

let clock = ContinuousClock()

/// Median and 95th percentile of some runs, in microseconds.
func measure(_ name: String, _ runs: Int, _ work: () async throws -> Void) async throws {
    for _ in 0..<max(1, runs / 10) { try await work() }
    var times: [Double] = []
    let began = clock.now
    for _ in 0..<runs {
        let start = clock.now
        try await work()
        times.append(Double((clock.now - start).components.attoseconds) / 1e12)
    }
    let all = clock.now - began
    let perSecond = Double(runs) / (Double(all.components.seconds) + Double(all.components.attoseconds) / 1e18)
    times.sort()
    let (median, late) = (Int(times[runs / 2]), Int(times[runs * 95 / 100]))
    print("\(name): median \(median) µs, 95 % within \(late) µs, \(Int(perSecond)) a second")
}

let hub = try await TestHub.start()
let device = try await hub.phone(of: "小安")
let phone = try await device.open()
for number in 0..<100 {
    _ = try await hub.order("SF1\(100_000_000_000 + number)", fields: #"{"title": "一箱苹果"}"#, for: device.person)
}
try await phone.syncing.run()
let cards = try await phone.orders.list().cards
precondition(cards.count == 100)
let order = cards[0].id

try await measure("the smallest call (account status)", 5_000) { _ = try await phone.account.status() }
try await measure("what a code means", 5_000) { _ = try await phone.orders.lookup("SF1100000000042") }
try await measure("a page of 100 cards", 1_000) { _ = try await phone.orders.list() }
try await measure("a sheet", 1_000) { _ = try await phone.orders.sheet(order) }
try await measure("a remark, durable", 300) { try await phone.captures.comment(order, "门禁1102#") }

/// How long after a capture has returned its topic is heard.
func measureTopics() async throws {
    var changes = phone.changes().makeAsyncIterator()
    for _ in 0..<3 { _ = await changes.next() }
    var times: [Double] = []
    for number in 0..<300 {
        try await phone.captures.comment(cards[1 + number % 50].id, "\(number)")
        let start = clock.now
        while await changes.next() != .syncing {}
        times.append(Double((clock.now - start).components.attoseconds) / 1e12)
    }
    times.sort()
    print("from the end of a capture to its topic: median \(Int(times[150])) µs, 95 % within \(Int(times[285])) µs")
}

try await measureTopics()
let began = clock.now
try await withThrowingTaskGroup(of: Void.self) { group in
    for _ in 0..<50 { group.addTask { for _ in 0..<100 { _ = try await phone.account.status() } } }
    try await group.waitForAll()
}
let took = clock.now - began
let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
print("50 callers at once, the smallest call: \(Int(5_000 / seconds)) a second")
try await device.remove()
try await hub.stop()
