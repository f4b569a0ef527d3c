//! One listener of the core: its place there, and the inbox into which it puts what it hears.

import CounterfoilGenerated

/// Hears until nobody holds it any more.
final class Listening: Sendable {
    let inbox: Inbox
    private let place: Subscription

    /// Hears these topics, or all; each comes at once.
    init(_ topics: [Topic]?, of core: CounterfoilGenerated.Topics) {
        inbox = Inbox()
        let listener = Listener(inbox)
        place = topics.map { core.subscribeTo(topics: $0, listener: listener) } ?? core.subscribe(listener: listener)
    }

    deinit {
        place.cancel()
        inbox.end()
    }
}

/// What the core calls, on a thread of its own.
private final class Listener: TopicListener {
    private let inbox: Inbox

    init(_ inbox: Inbox) {
        self.inbox = inbox
    }

    func onChange(topic: Topic) throws {
        inbox.put(topic)
    }
}
