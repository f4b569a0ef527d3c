//! The core's log: events with levels, and nothing about anybody in them, for the log of the app.

import CounterfoilGenerated

/// What the core has to say of itself, for the app's own log or a report. No name, number, place, waybill or secret is
/// in it, at any level.
///
/// ```swift
/// try Log.listen(from: .info) { event in logger.log("\(event.line)") }
/// ```
///
/// One listener for the whole process and every phone in it: a newer one takes the place of the older, whose stream
/// ends. No call of the core waits for it. When it is too slow events are dropped and counted. All of it is memory
/// alone, and may be called from anywhere.
public enum Log {
    /// Calls `heard` with everything from `least` on, on one thread of the core, one event after the other.
    ///
    /// - Throws: ``CounterfoilError/internalFault(reason:)`` if the process has another subscriber of the core's log.
    public static func listen(
        from least: LogLevel = .info, _ heard: @escaping @Sendable (LogEvent) -> Void
    ) throws(CounterfoilError) {
        try Ear.only.listen(Hearer(from: least, heard: heard, ended: {}))
    }

    /// Everything from `least` on, as a stream; listening ends when nobody holds it any more.
    ///
    /// - Parameter keeping: Events that wait for who reads, at most; later ones are dropped and counted.
    /// - Throws: ``CounterfoilError/internalFault(reason:)`` if the process has another subscriber of the core's log.
    public static func events(
        from least: LogLevel = .info, keeping: Int = 1_024
    ) throws(CounterfoilError) -> AsyncStream<LogEvent> {
        let (stream, reader) = AsyncStream<LogEvent>.makeStream(bufferingPolicy: .bufferingOldest(keeping))
        let hearer = Hearer(from: least) { event in
            if case .dropped = reader.yield(event) { Ear.only.drop() }
        } ended: {
            reader.finish()
        }
        reader.onTermination = { [weak hearer] _ in
            if let hearer { Ear.only.end(hearer) }
        }
        try Ear.only.listen(hearer)
        return stream
    }

    /// Nobody listens any more; a stream ends. May be called any number of times.
    public static func stop() {
        Ear.only.end(nil)
    }

    /// Events that were dropped so far in this process because who listened was too slow.
    public static var droppedCount: Int {
        Int(droppedLogEvents()) + Ear.only.dropped
    }
}

extension LogEvent {
    /// The event as one line: `info counterfoil_client::account::enrol: the store was enrolled`.
    public var line: String {
        let particulars = fields.map { " \($0.name)=\($0.value)" }.joined()
        return "\(level) \(target): \(text)\(particulars)"
    }
}

/// One who hears.
private final class Hearer: Sendable {
    let least: LogLevel
    let heard: @Sendable (LogEvent) -> Void
    let ended: @Sendable () -> Void

    init(from least: LogLevel, heard: @escaping @Sendable (LogEvent) -> Void, ended: @escaping @Sendable () -> Void) {
        self.least = least
        self.heard = heard
        self.ended = ended
    }
}

/// What the core calls. There is one and it stays, so that the core never frees a listener while somebody waits for
/// the core.
private final class Ear: LogListener {
    static let only = Ear()
    private let hearer = Guarded<Hearer?>(nil)
    private let lost = Guarded(0)
    /// Held while the core is told who listens, so that the last one told is the one who hears.
    private let telling = Guarded(())

    var dropped: Int { lost.with { $0 } }

    func drop() { lost.with { $0 += 1 } }

    func listen(_ new: Hearer) throws(CounterfoilError) {
        let (old, failure) = telling.with { _ -> (Hearer?, CounterfoilError?) in
            let old = exchange(new)
            do {
                try listenToLog(listener: self, least: new.least)
                return (old, nil)
            } catch {
                return (exchange(old), CounterfoilError(error))
            }
        }
        old?.ended()
        if let failure { throw failure }
    }

    /// This one hears no more, or whoever does.
    func end(_ which: Hearer?) {
        let old = telling.with { _ -> Hearer? in
            guard let current = hearer.with({ $0 }), which == nil || current === which else { return nil }
            stopListeningToLog()
            return exchange(nil)
        }
        old?.ended()
    }

    func heard(event: LogEvent) throws {
        // Without any lock: it is the app's code. What was said for the one before may be too small for this one.
        guard let hearer = hearer.with({ $0 }), event.level.rank <= hearer.least.rank else { return }
        hearer.heard(event)
    }

    private func exchange(_ new: Hearer?) -> Hearer? {
        hearer.with { held in
            defer { held = new }
            return held
        }
    }
}

extension LogLevel {
    /// The most important first.
    fileprivate var rank: Int {
        switch self {
        case .error: 1
        case .warn: 2
        case .info: 3
        case .debug: 4
        case .trace: 5
        }
    }
}
