//! A value that follows the store: the list on a screen, an order's sheet, the state of sync.

/// A value now, and again whenever it has changed: a stream that ends when the phone is closed, and fails with what a
/// read may fail with.
///
/// ```swift
/// for try await page in phone.orders.updates(of: .open) { show(page.cards) }
/// ```
///
/// A value is read when it is asked for: changes that come while a screen is busy are one change, and nothing is read
/// for nobody. Each iteration follows the store for itself. It ends in a cancelled task. It does not keep the store
/// open: hold the ``Phone``, or a desk of it, as long as the stream is to go on.
public struct Updates<Element: Sendable & Equatable>: AsyncSequence, Sendable {
    /// Why an iteration fails.
    public typealias Failure = CounterfoilError

    private let topics: [Topic]
    private let store: WeakOpened
    private let read: @Sendable (Opened) async throws(CounterfoilError) -> Element

    init(
        of topics: [Topic], from opened: Opened,
        read: @escaping @Sendable (Opened) async throws(CounterfoilError) -> Element
    ) {
        self.topics = topics
        store = WeakOpened(opened)
        self.read = read
    }

    /// Begins to follow the store.
    public func makeAsyncIterator() -> Iterator {
        Iterator(updates: self)
    }

    /// Gives the values one after another.
    public struct Iterator: AsyncIteratorProtocol {
        let updates: Updates
        private var listening: Listening?
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
            if listening == nil {
                // First the listener, then the read: what changes between them is not missed.
                guard let opened = updates.store.opened else { return nil }
                listening = opened.listen(to: updates.topics)
            } else if await listening?.inbox.next() == nil {
                return nil
            }
            while true {
                listening?.inbox.empty()
                let value = try await read()
                if value != shown {
                    shown = value
                    return value
                }
                if await listening?.inbox.next() == nil { return nil }
            }
        }

        /// Holds the store for the time of a read alone.
        private func read() async throws(CounterfoilError) -> Element {
            guard let opened = updates.store.opened else { throw .closed }
            return try await updates.read(opened)
        }
    }
}
