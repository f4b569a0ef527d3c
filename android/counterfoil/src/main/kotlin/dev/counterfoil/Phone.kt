package dev.counterfoil

import dev.counterfoil.ffi.Phone as FfiPhone
import java.io.Closeable
import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.flow.Flow

/**
 * An open phone: one person's store on one device, and its four desks. Several people on one phone are several folders,
 * each with its own [Phone].
 *
 * Everything may be called from any thread. Suspending calls run on [CounterfoilConfig.dispatcher]; none of them holds up
 * the thread that calls. Close it when it is no longer needed: letting go of it leaves the store open.
 */
public class Phone internal constructor(private val ffi: FfiPhone, private val wall: Wall) : Closeable {
    private val topics = TopicSource(ffi.topics())

    /** What opening found; the app tells the person what they must know. */
    public val opening: OpeningReport = ffi.opening()

    /** Names this opening within the process, and no other: for keys of what is held in memory. */
    public val openingNumber: Long = OPENINGS.incrementAndGet()

    /** Orders and the other subjects: lists, search, sheets, commands. */
    public val orders: Orders = Orders(ffi.orders(), wall, topics)

    /** What a person captures at the door. */
    public val captures: Captures = Captures(ffi.captures(), wall)

    /** The way to the hub. */
    public val syncing: Syncing = Syncing(ffi.syncing(), wall, topics)

    /** Enrolment, duty, the closing of a shift, manuals. */
    public val account: Account = Account(ffi.account(), wall, topics)

    /**
     * Every topic that may have changed, until the phone is closed. `Orders`, `Syncing` and `Account` come at once:
     * everything is news to a new collector. What changes while a collector is busy comes once, however often it
     * changed; nothing is lost.
     */
    public fun changes(): Flow<Topic> = topics.changes()

    /**
     * Hears every topic until the result is closed. For callers without coroutines; see [TopicListener] for the thread.
     */
    public fun listen(listener: TopicListener): Closeable = topics.listen(null, listener)

    /**
     * Runs [release] when the phone is closed, once, on the thread that closes; at once if it is closed already. For
     * what holds pieces of the store in memory. Closing the result takes it back.
     */
    public fun whenClosed(release: Runnable): Closeable = topics.whenEnded(release)

    /**
     * Closes the store, at once and without touching the disk, so on any thread: flows and subscriptions end, sessions
     * are cut off, calls that run now are finished, later ones give [CounterfoilException.Closed]. May be called any
     * number of times.
     *
     * [Counterfoil.open] of the same folder waits until the calls that still run have let the store go. Who deletes
     * the folder, or ends the process, waits with [closeAndWait].
     */
    override fun close() {
        plainly { ffi.shut() }
        topics.end()
    }

    /**
     * Closes the store, and returns when nothing holds it any more: its folder can be opened by anybody, or deleted.
     *
     * @throws CounterfoilException.AlreadyOpen if a call still runs after 10 s
     */
    public suspend fun closeAndWait() {
        close()
        wall.call { ffi.closeAndWait() }
    }

    private companion object {
        val OPENINGS = AtomicLong()
    }
}
