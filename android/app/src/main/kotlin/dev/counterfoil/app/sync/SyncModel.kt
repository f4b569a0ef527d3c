package dev.counterfoil.app.sync

import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.wall.AppWall
import dev.counterfoil.app.wall.WallException
import java.time.Instant
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** Tells how far the work is, and sends it when a person asks for it. */
class SyncModel(
    private val wall: AppWall,
    private val scope: CoroutineScope,
    ticks: Flow<Instant>,
    now: Instant,
    private val go: (Place) -> Unit,
) {
    private val shown = MutableStateFlow(SyncState(now))
    val state: StateFlow<SyncState> = shown.asStateFlow()

    init {
        attempt { ticks.collect { at -> shown.update { it.copy(now = at) } } }
        attempt { wall.sync.lastEnd.collect { end -> shown.update { it.copy(lastEnd = end) } } }
        attempt {
            wall.sync.status().collect { status ->
                shown.update { it.copy(status = status) }
                val (waiting, refused) = wall.sync.waiting() to wall.sync.refused()
                shown.update { it.copy(waiting = waiting, refused = refused) }
            }
        }
    }

    fun on(event: SyncEvent) {
        when (event) {
            SyncEvent.SendNow -> send()
            is SyncEvent.Open -> go(Place.Order(event.order))
            is SyncEvent.KeepAsNote -> attempt { wall.order.comment(event.refused.order, event.text) }
            SyncEvent.EndOfShift -> go(Place.EndOfShift)
            SyncEvent.CloseTrouble -> shown.update { it.copy(trouble = null) }
        }
    }

    private fun send() {
        if (shown.value.isSending) return
        shown.update { it.copy(isSending = true, trouble = null) }
        attempt {
            try {
                val report = wall.sync.sendNow()
                shown.update { it.copy(report = report) }
            } finally {
                shown.update { it.copy(isSending = false) }
            }
        }
    }

    private fun attempt(work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (error: WallException) {
                shown.update { it.copy(trouble = error.trouble) }
            }
        }
    }
}
