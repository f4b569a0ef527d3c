package dev.counterfoil

import dev.counterfoil.ffi.LogListener as FfiListener
import java.io.Closeable

/** Hears what the library logs. */
public fun interface LogListener {
    /**
     * One event. Called on one thread of the library, one event after the other; no call of the library waits for it.
     * A listener that throws misses that event alone.
     */
    public fun onEvent(event: LogEvent)
}

/** The library's log, for the app's own: events with levels, and nothing about anybody. One for the whole process. */
public object CounterfoilLog {
    private var current: FfiListener? = null

    /** Events that were dropped so far because the listener was too slow. Memory alone. */
    @JvmStatic
    public val droppedCount: Long get() = dev.counterfoil.ffi.droppedLogEvents()

    /**
     * Hands everything from [least] on to this listener, instead of whoever listened before, until the result is
     * closed. Closing it does nothing to a listener that came later. When the listener is too slow events are dropped,
     * counted ([droppedCount]), and it is told.
     *
     * ```kotlin
     * CounterfoilLog.listen(LogLevel.WARN) { event -> Log.w(event.target, "${event.text} ${event.fields}") }
     * ```
     *
     * @throws CounterfoilException.Internal if no thread is to be had
     */
    @JvmStatic
    public fun listen(least: LogLevel, listener: LogListener): Closeable {
        val heard = object : FfiListener {
            override fun heard(event: LogEvent) = listener.onEvent(event)
        }
        synchronized(this) {
            plainly { dev.counterfoil.ffi.listenToLog(heard, least) }
            current = heard
        }
        return Closeable { stop(heard) }
    }

    private fun stop(heard: FfiListener): Unit = synchronized(this) {
        if (current === heard) {
            dev.counterfoil.ffi.stopListeningToLog()
            current = null
        }
    }
}
