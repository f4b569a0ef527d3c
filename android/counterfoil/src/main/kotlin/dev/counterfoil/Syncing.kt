package dev.counterfoil

import dev.counterfoil.ffi.Syncing as Desk
import java.time.Duration
import java.time.Instant
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.withContext

/** The way to the hub. Sessions run on threads of the library; being offline is no error but stands in the report. */
public class Syncing internal constructor(
    private val desk: Desk,
    private val wall: Wall,
    private val topics: TopicSource,
) {
    /**
     * One session: pushes, pulls and uploads as much as the budget allows. Sessions of one phone take turns.
     * Cancelling the coroutine stops it within milliseconds; what an exchange brought before that stays.
     *
     * @throws CounterfoilException.SignInAgain before the first enrolment
     * @throws CounterfoilException.Closed as soon as the phone is closed; what an exchange brought before that stays
     */
    @JvmOverloads
    public suspend fun run(budget: Budget = Budget()): SyncReport =
        withContext(wall.dispatcher) { plainly { desk.run(budget.ffi()) } }

    /**
     * Stays live while the app is open: runs a session at once and whenever the hub has something, until the coroutine
     * is cancelled, [stop] is called or the phone is closed, which is the end and no error.
     *
     * @throws CounterfoilException.SignInAgain when this store has to be enrolled again
     */
    @JvmOverloads
    public suspend fun stayLive(budget: Budget = Budget()): Unit =
        withContext(wall.dispatcher) { plainly { desk.stayLive(budget.ffi()) } }

    /** Stops every session that runs or waits for its turn now; they end with [SessionEnd.STOPPED]. Memory alone. */
    public fun stop(): Unit = plainly { desk.stop() }

    /** How far the work of this phone is: on the phone, stored, safe; and what is stuck, with its reason. */
    public suspend fun status(): SyncStatus = wall.call { desk.status() }

    /** [status], now and whenever it has changed. Cold and conflated; ends when the phone is closed. */
    public fun observeStatus(): Flow<SyncStatus> = topics.asking(Topic.Syncing) { status() }

    /** Lets safe files leave the phone that were made before this moment, by this phone's clock. Gives how many left. */
    public suspend fun dropSafeBlobs(madeBefore: Instant): Long =
        wall.call { desk.dropSafeBlobs(madeBefore.toEpochMilli()) }
}

/**
 * How much a session may do.
 *
 * @property time how long it may take
 * @property bytes bytes of bodies, both ways and with files; `null` for as many as there are
 * @property pull whether to pull order data; pushing goes on without it
 * @property uploads which files may go
 * @property patient whether to wait and try again within the time when the network fails; otherwise the session ends
 * @property battery what the battery has left, where the app knows: below some percent originals wait
 */
public data class Budget @JvmOverloads constructor(
    val time: Duration = Duration.ofMinutes(1),
    val bytes: Long? = null,
    val pull: Boolean = true,
    val uploads: Uploads = Uploads.ALL,
    val patient: Boolean = false,
    val battery: Battery? = null,
)

internal fun Budget.ffi() = dev.counterfoil.ffi.Budget(time.toMillis(), bytes, pull, uploads, patient, battery)
