//! What the way to the hub shows, as a value.

import Counterfoil
import Foundation

/// What the way to the hub shows.
struct SyncState: Sendable, Equatable {
    var now: Date
    /// `nil` until it was read from the disk.
    var status: SyncStatus?
    /// Orders with work that the hub does not have.
    var waiting: [WaitingWork] = []
    /// What the hub refused.
    var refused: [RefusedWork] = []
    var lastEnd: SessionEnd?
    /// What the last session did.
    var report: SyncReport?
    var isSending = false
    var trouble: Trouble?

    /// What does not go on by itself and was not refused, by its reason.
    var stuck: [StuckReason: Int] {
        let others = (status?.stuck ?? []).filter { $0.reason != .refused }
        return Dictionary(others.map { ($0.reason, 1) }, uniquingKeysWith: +)
    }
}
