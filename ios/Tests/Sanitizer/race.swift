//! A race on purpose: if the thread sanitizer does not see this one, its silence elsewhere says nothing.

import Foundation

final class Counter: @unchecked Sendable {
    var count = 0
}

let counter = Counter()
let done = DispatchSemaphore(value: 0)
for _ in 0..<2 {
    Thread.detachNewThread {
        for _ in 0..<10_000 { counter.count += 1 }
        done.signal()
    }
}
for _ in 0..<2 { done.wait() }
print(counter.count)
