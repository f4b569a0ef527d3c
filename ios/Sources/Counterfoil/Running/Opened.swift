//! An open store, shared by the phone and its desks.

import CounterfoilGenerated
import Foundation

/// Holds the core's phone, the threads on which it is called, and who listens to it. Closes the store when neither the
/// phone nor a desk of it is held any more; streams do not hold it.
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
        // Memory alone: a thread of the core lets the store go.
        phone.close()
        end()
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

    /// Closes, and returns when nothing holds the store any more.
    func close() async {
        // First what ends at once, so that nothing begins while the rest is waited for.
        phone.close()
        await withCheckedContinuation { (waiting: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async { [phone] in
                // A call that hangs in the app's own ports is not waited for without end.
                try? phone.closeAndWait()
                waiting.resume()
            }
        }
        end()
    }

    /// Ends what listens.
    private func end() {
        let inboxes = listeners.with { listeners in
            listeners.isClosed = true
            defer { listeners.inboxes = [] }
            return listeners.inboxes.compactMap(\.inbox)
        }
        inboxes.forEach { $0.end() }
    }
}

/// An open store, as those see it who do not keep it open. Read alone, so any thread may.
final class WeakOpened: @unchecked Sendable {
    private(set) weak var opened: Opened?

    init(_ opened: Opened) {
        self.opened = opened
    }
}

private struct WeakInbox {
    weak var inbox: Inbox?
}
