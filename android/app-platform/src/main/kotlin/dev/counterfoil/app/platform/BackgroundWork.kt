package dev.counterfoil.app.platform

import dev.counterfoil.CounterfoilException
import dev.counterfoil.Phone
import dev.counterfoil.Topic
import dev.counterfoil.app.background.Day
import dev.counterfoil.app.background.End
import dev.counterfoil.app.background.Event
import dev.counterfoil.app.background.Machine
import dev.counterfoil.app.background.Memory
import dev.counterfoil.app.background.Network
import dev.counterfoil.app.background.Outcome
import dev.counterfoil.app.background.Plan
import dev.counterfoil.app.background.Run
import dev.counterfoil.app.background.Seen
import dev.counterfoil.app.background.State
import java.security.GeneralSecurityException
import java.time.Clock
import java.time.LocalDate
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.launch

/**
 * Does what the machine decides: one event after the other, never on the main thread. What it is told returns at once.
 *
 * @param scope everything ends with it; its threads may block
 * @param open opens the store; throws what opening throws
 * @param told tells the person what is new; throws nothing
 */
class BackgroundWork(
    private val scope: CoroutineScope,
    private val machine: Machine,
    private val conditions: Conditions,
    private val jobs: Jobs,
    private val kept: KeptLines,
    private val open: suspend () -> Phone,
    private val told: suspend (Phone) -> Unit,
    private val clock: () -> Clock = Clock::systemDefaultZone,
) {
    private class Given(val untilMs: Long, val finish: (Boolean) -> Unit)

    private val events = Channel<Event>(Channel.UNLIMITED)
    private val given = ConcurrentHashMap<Network, Given>()
    private val isChanged = AtomicBoolean()

    @Volatile
    private var isForeground = false

    private var state: State? = null
    private var session: Job? = null
    private var again: Job? = null

    init {
        scope.launch { for (event in events) hear(event) }
    }

    /** Something may be otherwise. Many of these before an answer are one. */
    fun changed() {
        if (isChanged.compareAndSet(false, true)) events.trySend(Event.Changed)
    }

    /** A person wants what is left to be sent. */
    fun sendNow() {
        events.trySend(Event.SendNow)
    }

    /** Somebody looks at the app, or nobody does any more. */
    fun looked(isLooking: Boolean) {
        isForeground = isLooking
        changed()
    }

    /** The system gives time; [finish] hands it back, and says whether it is wanted once more. */
    fun given(network: Network, untilMs: Long, finish: (Boolean) -> Unit) {
        given[network] = Given(untilMs, finish)
        changed()
    }

    /** The system takes it back. */
    fun takenBack(network: Network) {
        given -= network
        changed()
    }

    private suspend fun hear(event: Event) {
        if (event == Event.Changed) isChanged.set(false)
        try {
            val phone = open()
            val before = state ?: listen(phone)
            if (phone.account.status().enrolled == null) handBack(isWanted = false) else decide(phone, before, event)
        } catch (_: GeneralSecurityException) {
            handBack(isWanted = true)
        } catch (_: CounterfoilException) {
            // It is locked, or a person has to look at it. The system is to ask again.
            handBack(isWanted = true)
        }
    }

    private suspend fun decide(phone: Phone, before: State, event: Event) {
        val (after, plan) = machine.next(before, event, seen(phone))
        if (after.memory != before.memory) kept.write(listOf(after.memory.save()))
        state = after
        if (plan.stop) session?.cancel()
        plan.begin?.let { begin(phone, it) }
        val handed = if (after.running == null) handBack(isWanted = false) else emptySet()
        jobs.stand(plan.requests, running = given.keys.toSet(), ended = handed)
        wait(plan)
    }

    private suspend fun seen(phone: Phone): Seen {
        val now = clock()
        val today = LocalDate.now(now)
        return Seen(
            atMs = now.millis(),
            day = Day(today.toEpochDay(), today.plusDays(1).atStartOfDay(now.zone).toInstant().toEpochMilli()),
            owed = phone.syncing.status().owed(),
            network = conditions.network(),
            isBatteryLow = conditions.battery().isLow,
            isForeground = isForeground,
            isDozing = conditions.isDozing,
            isOnDuty = phone.account.status().shift != null,
            givenUntilMs = given.values.maxOfOrNull { it.untilMs },
        )
    }

    private fun begin(phone: Phone, run: Run) {
        session = scope.launch {
            var outcome = Outcome(End.STOPPED, moved = false)
            try {
                val before = phone.syncing.status().owed()
                outcome = phone.syncing.run(run.budget(conditions.battery())).outcome(before)
                // Before the time is handed back, after which a process may stand still.
                told(phone)
            } catch (_: CounterfoilException) {
                outcome = Outcome(End.HOPELESS, moved = false)
            } finally {
                events.trySend(Event.Ended(outcome))
            }
        }
    }

    private fun handBack(isWanted: Boolean): Set<Network> {
        val handed = given.keys.toSet()
        for (network in handed) given.remove(network)?.finish?.invoke(isWanted)
        return handed
    }

    private fun wait(plan: Plan) {
        again?.cancel()
        val atMs = plan.againAtMs ?: return
        again = scope.launch {
            delay(maxOf(0, atMs - clock().millis()))
            changed()
        }
    }

    /** From the first event on: a capture, a shift, an enrolment, a network change what is to be done. */
    private fun listen(phone: Phone): State {
        conditions.listen(::changed)
        scope.launch { phone.changes().filter { it is Topic.Syncing || it is Topic.Account }.collect { changed() } }
        scope.launch { phone.changes().filter { it is Topic.Orders }.conflate().collect { told(phone) } }
        return State(Memory.restore(kept.read().firstOrNull())).also { state = it }
    }
}
