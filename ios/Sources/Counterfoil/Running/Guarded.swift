//! A value behind a lock: for the few places where threads that are not Swift's meet ours.

import Foundation

/// A value that one thread at a time may see. Not `Mutex`, which needs iOS 18; not `NSLock`, whose lock the thread
/// sanitizer does not see on Linux.
final class Guarded<Value>: @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    init(_ value: Value) {
        self.value = value
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Runs `body` with the lock held: it must be short, and call nobody else's code.
    func with<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(&value)
    }
}
