//! An open store, shared by the phone and its desks.

import CounterfoilGenerated
import Foundation

/// Holds the core's phone, the threads on which it is called, and who listens to it. Closes the store when neither the
/// phone nor a desk of it is held any more.
final class Opened: Sendable {
    let phone: CounterfoilGenerated.Phone
    /// Calls that read; as many at once as a screen may reasonably need.
    let reading = Lane("reading", width: 4)
    /// Calls that write: two, so that a scan does not wait for a photograph that is being scaled.
    let writing = Lane("writing", width: 2)
    private let topics: CounterfoilGenerated.Topics
    private let listeners = Guarded(Listeners())

    private struct Listeners {
        var inboxes: [WeakInbox] = []
        var isClosed = false
    }

    init(_ phone: CounterfoilGenerated.Phone) {
        self.phone = phone
        topics = phone.topics()
    }

    deinit {
        // Nobody can wait for it any more, and it may write the disk.
        let phone = phone
        DispatchQueue.global().async { phone.close() }
    }

    func listen(to topics: [Topic]?) -> Listening {
        let listening = Listening(topics, of: self.topics)
        let isClosed = listeners.with { listeners in
            listeners.inboxes.removeAll { $0.inbox == nil }
            listeners.inboxes.append(WeakInbox(inbox: listening.inbox))
            return listeners.isClosed
        }
        if isClosed { listening.inbox.end() }
        return listening
    }

    func close() async {
        let inboxes = listeners.with { listeners in
            listeners.isClosed = true
            defer { listeners.inboxes = [] }
            return listeners.inboxes.compactMap(\.inbox)
        }
        await withCheckedContinuation { (waiting: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async { [phone] in
                phone.close()
                waiting.resume()
            }
        }
        inboxes.forEach { $0.end() }
    }
}

private struct WeakInbox {
    weak var inbox: Inbox?
}
