package dev.counterfoil

import dev.counterfoil.ffi.Topic as FfiTopic
import dev.counterfoil.ffi.TopicListener as FfiListener
import java.io.Closeable
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.CompletableJob
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.channels.ProducerScope
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.map

/** What may have changed. Nothing travels along: whoever hears it asks again. */
public sealed interface Topic {
    /** Lists of orders. */
    public data object Orders : Topic

    /**
     * One order, shift, place or asset.
     *
     * @property id its id
     */
    public data class Order(val id: String) : Topic

    /** How far the work is on its way. */
    public data object Syncing : Topic

    /** Enrolment, duty, the shift. */
    public data object Account : Topic
}

/** Hears what changed. */
public fun interface TopicListener {
    /**
     * This may have changed: ask again. Called on one thread of the library, never on two at once and never under a
     * lock: it may call anything. (JNA makes a new [Thread] object for each call.) One that throws hears the next
     * topic all the same and keeps nobody else from hearing.
     */
    public fun onChange(topic: Topic)
}

/** Where flows and listeners get their topics from. */
internal class TopicSource(private val topics: dev.counterfoil.ffi.Topics) {
    private val closing: CompletableJob = Job()

    /** Ends every flow with [CounterfoilException.Closed]. */
    fun end() {
        closing.complete()
    }

    fun listen(only: List<Topic>?, listener: TopicListener): Closeable {
        val heard = object : FfiListener {
            override fun onChange(topic: FfiTopic) = listener.onChange(topic.public())
        }
        val subscription =
            plainly { if (only == null) topics.subscribe(heard) else topics.subscribeTo(only.map { it.ffi() }, heard) }
        val closed = AtomicBoolean()
        return Closeable {
            if (closed.compareAndSet(false, true)) subscription.use { it.cancel() }
        }
    }

    fun changes(): Flow<Topic> =
        callbackFlow { listening(null) { trySend(it) } }.buffer(TOPICS_WAITING_MAX, BufferOverflow.DROP_OLDEST)

    /** What [ask] gives, now and whenever [topic] may have changed, without repeating equal answers. */
    fun <T> asking(topic: Topic, ask: suspend () -> T): Flow<T> =
        callbackFlow {
            trySend(Unit)
            listening(listOf(topic)) { trySend(Unit) }
        }.conflate().map { ask() }.distinctUntilChanged()

    private suspend fun <T> ProducerScope<T>.listening(only: List<Topic>?, heard: TopicListener) {
        val ending = closing.invokeOnCompletion { close(CounterfoilException.Closed()) }
        val subscription = listen(only, heard)
        awaitClose {
            ending.dispose()
            subscription.close()
        }
    }

    private companion object {
        /** Topics that wait for a collector that is slow; the oldest go first. */
        const val TOPICS_WAITING_MAX = 1_024
    }
}

internal fun FfiTopic.public(): Topic = when (this) {
    is FfiTopic.Orders -> Topic.Orders
    is FfiTopic.Order -> Topic.Order(id)
    is FfiTopic.Syncing -> Topic.Syncing
    is FfiTopic.Account -> Topic.Account
}

internal fun Topic.ffi(): FfiTopic = when (this) {
    Topic.Orders -> FfiTopic.Orders
    is Topic.Order -> FfiTopic.Order(id)
    Topic.Syncing -> FfiTopic.Syncing
    Topic.Account -> FfiTopic.Account
}
