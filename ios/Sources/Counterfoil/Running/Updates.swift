//! A value that follows the store: the list on a screen, an order's sheet, the state of sync.

/// A value now, and again whenever it has changed: a stream that ends when the phone is closed, and fails with what a
/// read may fail with.
///
/// ```swift
/// for try await page in phone.orders.updates(of: .open) { show(page.cards) }
/// ```
///
/// A value is read when it is asked for: changes that come while a screen is busy are one change, and nothing is read
/// for nobody. Each iteration follows the store for itself. It ends in a cancelled task.
public struct Updates<Element: Sendable & Equatable>: AsyncSequence, Sendable {
    /// Why an iteration fails.
    public typealias Failure = CounterfoilError

    let listen: @Sendable () throws(CounterfoilError) -> Inbox
    let read: @Sendable () async throws(CounterfoilError) -> Element

    /// Begins to follow the store.
    public func makeAsyncIterator() -> Iterator {
        Iterator(updates: self)
    }

    /// Gives the values one after another.
    public struct Iterator: AsyncIteratorProtocol {
        let updates: Updates
        private var inbox: Inbox?
        private var shown: Element?

        init(updates: Updates) {
            self.updates = updates
        }

        /// The value, as soon as it is another than the one before.
        ///
        /// - Returns: `nil` once the phone is closed or the task is cancelled.
        public mutating func next() async throws(CounterfoilError) -> Element? {
            do {
                return try await changed()
            } catch .closed {
                return nil
            } catch .cancelled {
                return nil
            } catch {
                throw error
            }
        }

        private mutating func changed() async throws(CounterfoilError) -> Element? {
            if inbox == nil {
                // First the listener, then the read: what changes between them is not missed.
                inbox = try updates.listen()
            } else if await inbox?.next() == nil {
                return nil
            }
            while true {
                inbox?.empty()
                let value = try await updates.read()
                if value != shown {
                    shown = value
                    return value
                }
                if await inbox?.next() == nil { return nil }
            }
        }
    }
}
