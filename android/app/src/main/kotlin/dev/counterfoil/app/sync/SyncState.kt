package dev.counterfoil.app.sync

import dev.counterfoil.Card
import dev.counterfoil.SessionEnd
import dev.counterfoil.StuckReason
import dev.counterfoil.SyncReport
import dev.counterfoil.SyncStatus
import dev.counterfoil.app.wall.RefusedWork
import dev.counterfoil.app.wall.Trouble
import java.time.Instant

/**
 * What the way to the hub shows.
 *
 * @property status `null` until it was read from the disk
 * @property waiting orders with work that the hub does not have, with how many records
 * @property refused what the hub refused
 * @property report what the last session did
 */
data class SyncState(
    val now: Instant,
    val status: SyncStatus? = null,
    val waiting: List<Pair<Card, Long>> = emptyList(),
    val refused: List<RefusedWork> = emptyList(),
    val lastEnd: SessionEnd? = null,
    val report: SyncReport? = null,
    val isSending: Boolean = false,
    val trouble: Trouble? = null,
) {
    /** What does not go on by itself and was not refused, by its reason. */
    val stuck: Map<StuckReason, Int>
        get() = status?.stuck.orEmpty().filter { it.reason != StuckReason.REFUSED }.groupingBy { it.reason }.eachCount()
}
