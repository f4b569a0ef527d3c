//! The syncing desk: sessions with the hub, and how far each piece of work is on its way.

import CounterfoilGenerated
import Foundation

/// The way to the hub.
public struct Syncing: Sendable {
    let desk: CounterfoilGenerated.Syncing
    let opened: Opened

    /// One session: pushes, pulls and uploads as much as the budget allows. Being offline is no error but stands in the
    /// report. Sessions of one phone take turns.
    ///
    /// Cancelling the task ends the session within milliseconds, with the end `.stopped` in its report; what it brought
    /// before that stays, and other sessions are not concerned.
    ///
    /// - Throws: ``CounterfoilError/signInAgain`` before the first enrolment, ``CounterfoilError/cancelled`` in a task
    ///   that was cancelled before, ``CounterfoilError/closed`` as soon as the phone is closed.
    @discardableResult
    public func run(_ budget: Budget = Budget()) async throws(CounterfoilError) -> SyncReport {
        let generated = budget.generated
        return try await stoppable { [desk] stop in try await desk.runUntil(budget: generated, until: stop) }
    }

    /// Stays live: runs a session at once and whenever the hub has something, and listens again when the connection
    /// ends, until the task is cancelled or the phone is closed. Apps that bring a transport of their own run sessions
    /// from time to time instead.
    ///
    /// - Throws: ``CounterfoilError/signInAgain`` when this store has to be enrolled again.
    public func stayLive(_ budget: Budget = Budget()) async throws(CounterfoilError) {
        let generated = budget.generated
        do throws(CounterfoilError) {
            try await stoppable { [desk] stop in try await desk.stayLiveUntil(budget: generated, until: stop) }
        } catch {
            if error != .cancelled { throw error }
        }
    }

    /// How far the work of this phone is: on the phone, stored, safe; and what is stuck, with its reason. About 1 ms.
    public func status() async throws(CounterfoilError) -> SyncStatus {
        try await opened.reading.ask { [desk] in try desk.status() }
    }

    /// The state of sync, now and whenever it has changed.
    public func updates() -> Updates<SyncStatus> {
        Updates(of: [.syncing], from: opened) { [desk] (opened: Opened) async throws(CounterfoilError) in
            try await Syncing(desk: desk, opened: opened).status()
        }
    }

    /// Lets safe files leave the phone that were made before this moment of the phone's wall clock.
    ///
    /// - Returns: How many left.
    @discardableResult
    public func dropSafeFiles(madeBefore moment: Date) async throws(CounterfoilError) -> Int {
        try await opened.writing.finish { [desk] in Int(try desk.dropSafeBlobs(madeBeforeMs: moment.ms)) }
    }

    /// Runs a session that ends when the task is cancelled, and no other with it.
    private func stoppable<Value: Sendable>(
        _ session: @escaping @Sendable (Stop) async throws -> Value
    ) async throws(CounterfoilError) -> Value {
        if Task.isCancelled { throw .cancelled }
        let stop = Stop.make()
        let ended: Result<Value, CounterfoilError> = await withTaskCancellationHandler {
            do {
                return .success(try await session(stop))
            } catch {
                return .failure(CounterfoilError(error))
            }
        } onCancel: {
            stop.stop()
        }
        return try ended.get()
    }
}

/// How much a session may do.
public struct Budget: Sendable, Hashable {
    /// How long it may take.
    public var time: Duration
    /// Bytes of bodies, both ways and with files; `nil` for any number.
    public var bytes: Int64?
    /// Whether to pull order data; pushing goes on without it.
    public var pull: Bool
    /// Which files may go.
    public var uploads: Uploads
    /// Whether to wait for a network that failed, as long as the time lasts, instead of ending at once.
    public var patient: Bool
    /// The battery; with a low one envelopes, signatures and thumbnails go and originals wait.
    public var battery: Battery?

    /// By default everything, within a minute.
    public init(
        time: Duration = .seconds(60), bytes: Int64? = nil, pull: Bool = true, uploads: Uploads = .all,
        patient: Bool = false, battery: Battery? = nil
    ) {
        self.time = time
        self.bytes = bytes
        self.pull = pull
        self.uploads = uploads
        self.patient = patient
        self.battery = battery
    }

    var generated: CounterfoilGenerated.Budget {
        CounterfoilGenerated.Budget(
            timeMs: time.ms, bytes: bytes, pull: pull, uploads: uploads, patient: patient, battery: battery)
    }
}
