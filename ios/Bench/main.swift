//! What calls take from Swift, a row for each with the names of `bindings/examples/times`.
//!
//!     ios/swift run -c release Wall
//!
//! `bindings/wall` sets the rows beside those of Rust and Kotlin.

import Counterfoil
import CounterfoilTestKit
import Foundation

let clock = ContinuousClock()
let (orderCount, rounds) = (200, 200)

func milliseconds(_ time: Duration) -> Double {
    Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds) / 1e15
}

func show(_ name: String, _ times: [Double]) {
    let times = times.sorted()
    let shown = [10, 50, 95].map { String(format: "%.3f", times[times.count * $0 / 100]) }
    print("| \(name) | \(shown.joined(separator: " | ")) |")
}

/// Times some rounds, after a tenth of them to warm up.
func line(_ name: String, _ rounds: Int, _ work: (Int) async throws -> Void) async throws {
    for round in 0..<rounds / 10 { try await work(round) }
    var times: [Double] = []
    for round in 0..<rounds {
        let start = clock.now
        try await work(round)
        times.append(milliseconds(clock.now - start))
    }
    show(name, times)
}

func waybill(_ number: Int) -> String {
    "SF" + String(repeating: "0", count: 13 - String(number).count) + String(number)
}

let hub = try await TestHub.start()
let device = try await hub.phone(of: "安娜")
let phone = try await device.open()
_ = try await phone.account.beginShift()
let fields = #"{"title": "一箱苹果", "area": "云栖花园", "address/line": "望湖路188号"}"#
var made: [String] = []
for number in 0..<orderCount {
    made.append(try await hub.order(waybill(number), fields: fields, for: device.person))
}
let orders = made
let brought = try await phone.syncing.run()
precondition(brought.isDone)

print("| call | p10 ms | median ms | p95 ms |\n|---|---|---|---|")
try await line("`Account.status`", 2_000) { _ in _ = try await phone.account.status() }
try await line("`Orders.lookup`", 2_000) { _ = try await phone.orders.lookup(waybill($0 % orderCount)) }
try await line("`Orders.list`, 100 cards", rounds * 2) { _ in
    let page = try await phone.orders.list(count: 100)
    precondition(page.cards.count == 100)
}
try await line("`Orders.sheet`", rounds * 2) { _ = try await phone.orders.sheet(orders[$0 % orderCount]) }
try await line("`Captures.comment`", rounds) {
    try await phone.captures.comment(orders[$0 % orderCount], "门口有狗")
}

/// From the begin of a call to the listener of its topic, which hears it after the call has written.
func measureTopics() async throws {
    var changes = phone.changes().makeAsyncIterator()
    for _ in 0..<3 { _ = await changes.next() }
    var times: [Double] = []
    for number in 0..<rounds {
        let order = orders[number % orderCount]
        let start = clock.now
        try await phone.captures.comment(order, "门口有狗")
        while await changes.next() != .order(id: order) {}
        times.append(milliseconds(clock.now - start))
    }
    show("`Captures.comment` until its topic is heard", times)
}

try await measureTopics()
try await phone.syncing.run()
try await line("`Syncing.run`, nothing to do", rounds / 2) { _ in
    let report = try await phone.syncing.run()
    precondition(report.unsent == 0)
}
let began = clock.now
try await withThrowingTaskGroup(of: Void.self) { group in
    for _ in 0..<50 { group.addTask { for _ in 0..<100 { _ = try await phone.account.status() } } }
    try await group.waitForAll()
}
print("50 callers at once: \(Int(5_000 / milliseconds(clock.now - began) * 1e3)) calls a second")
try await device.remove()
try await hub.stop()
