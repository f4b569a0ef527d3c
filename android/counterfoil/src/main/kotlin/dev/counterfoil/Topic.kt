package dev.counterfoil

import dev.counterfoil.ffi.Topic as FfiTopic
import dev.counterfoil.ffi.TopicListener as FfiListener
import java.io.Closeable
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.CompletableJob
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.flow
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

    /** Ends every flow. */
    fun end() {
        closing.complete()
    }

    fun whenEnded(release: Runnable): Closeable {
        val handle = closing.invokeOnCompletion { release.run() }
        return Closeable { handle.dispose() }
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

    /** Every topic; each waits once for a collector that is slow. */
    fun changes(): Flow<Topic> = flow {
        val waiting = LinkedHashSet<Topic>()
        bells(null) { synchronized(waiting) { waiting += it } }.collect {
            while (true) emit(synchronized(waiting) { waiting.pollFirst() } ?: break)
        }
    }

    /**
     * What [ask] gives, now and whenever [topic] may have changed, without repeating equal answers. It ends when the
     * phone is closed, and fails with whatever else [ask] fails with.
     */
    fun <T> asking(topic: Topic, ask: suspend () -> T): Flow<T> =
        bells(listOf(topic)) { }.map { ask() }.distinctUntilChanged().catch { error ->
            if (error !is CounterfoilException.Closed) throw error
        }

    /** Rings at once and after topics were [noted]: once for all that came since the last time. */
    private fun bells(only: List<Topic>?, noted: (Topic) -> Unit): Flow<Unit> = callbackFlow {
        trySend(Unit)
        val ending = closing.invokeOnCompletion { close() }
        val subscription = listen(only) {
            noted(it)
            trySend(Unit)
        }
        awaitClose {
            ending.dispose()
            subscription.close()
        }
    }.conflate()
}

private fun <T> LinkedHashSet<T>.pollFirst(): T? = iterator().run {
    if (!hasNext()) null else next().also { remove() }
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
