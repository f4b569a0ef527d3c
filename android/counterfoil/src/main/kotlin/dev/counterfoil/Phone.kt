package dev.counterfoil

import dev.counterfoil.ffi.Phone as FfiPhone
import java.io.Closeable
import kotlinx.coroutines.flow.Flow

/**
 * An open phone: one person's store on one device, and its four desks. Several people on one phone are several folders,
 * each with its own [Phone].
 *
 * Everything may be called from any thread. Suspending calls run on [CounterfoilConfig.context]; none of them holds up
 * the thread that calls. Close it when it is no longer needed: letting go of it leaves the store open.
 */
public class Phone internal constructor(private val ffi: FfiPhone, wall: Wall) : Closeable {
    private val topics = TopicSource(ffi.topics())

    /** What opening found; the app tells the person what they must know. */
    public val opening: OpeningReport = ffi.opening()

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
     * everything is news to a new collector. Of more than 1,024 that wait for a slow collector the oldest are dropped.
     */
    public fun changes(): Flow<Topic> = topics.changes()

    /**
     * Hears every topic until the result is closed. For callers without coroutines; see [TopicListener] for the thread.
     */
    public fun listen(listener: TopicListener): Closeable = topics.listen(null, listener)

    /**
     * Closes the store: stops sessions, ends flows and subscriptions, lets calls that run now finish. Later calls give
     * [CounterfoilException.Closed]. May be called any number of times, from any thread.
     */
    override fun close() {
        plainly { ffi.shut() }
        topics.end()
    }
}
