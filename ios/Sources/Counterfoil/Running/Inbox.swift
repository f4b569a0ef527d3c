//! What changed and was not yet asked for: where the core's news wait for a task.

/// News for one listener. Each topic stands in it once, however often it changed, so it stays as small as the number
/// of things that there are.
final class Inbox: Sendable {
    private struct State {
        var waiting: [Topic] = []
        var known: Set<Topic> = []
        var sleepers: [Int: CheckedContinuation<Topic?, Never>] = [:]
        /// Cancelled before they fell asleep.
        var restless: Set<Int> = []
        var nextSleeper = 0
        var isOver = false
    }

    private let state = Guarded(State())

    /// Something changed. Called from any thread; wakes who waits, and runs nobody's code.
    func put(_ topic: Topic) {
        let sleeper = state.with { state -> CheckedContinuation<Topic?, Never>? in
            if let first = state.sleepers.keys.min() { return state.sleepers.removeValue(forKey: first) }
            if state.known.insert(topic).inserted { state.waiting.append(topic) }
            return nil
        }
        sleeper?.resume(returning: topic)
    }

    /// No more news will come: the phone is closed, or nobody listens any more.
    func end() {
        let sleepers = state.with { state in
            state.isOver = true
            defer { state.sleepers = [:] }
            return Array(state.sleepers.values)
        }
        sleepers.forEach { $0.resume(returning: nil) }
    }

    /// Forgets what waits: whoever reads now sees it anyway.
    func empty() {
        state.with { state in
            state.waiting = []
            state.known = []
        }
    }

    /// The oldest news, waited for.
    ///
    /// - Returns: `nil` at the end, or in a cancelled task.
    func next() async -> Topic? {
        let id = state.with { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { sleep($0, as: id) }
        } onCancel: {
            wake(id)
        }
    }

    private func sleep(_ sleeper: CheckedContinuation<Topic?, Never>, as id: Int) {
        let ready: Topic?? = state.with { state in
            let isCancelled = state.restless.remove(id) != nil
            if !state.waiting.isEmpty, !isCancelled {
                let topic = state.waiting.removeFirst()
                state.known.remove(topic)
                return .some(topic)
            }
            if state.isOver || isCancelled { return .some(nil) }
            state.sleepers[id] = sleeper
            return nil
        }
        if let ready { sleeper.resume(returning: ready) }
    }

    private func wake(_ id: Int) {
        let sleeper = state.with { state in
            let sleeper = state.sleepers.removeValue(forKey: id)
            if sleeper == nil { state.restless.insert(id) }
            return sleeper
        }
        sleeper?.resume(returning: nil)
    }
}
