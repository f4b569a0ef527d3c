package dev.counterfoil.app.background

/**
 * A run that has begun.
 *
 * @property isOwed something was owed that it could carry; otherwise it only looked for news
 */
data class Running(val run: Run, val isOwed: Boolean, val isStopping: Boolean = false)

/** A process's part of the machine: a new process has what was written down, and nothing runs. */
data class State(val memory: Memory = Memory(), val running: Running? = null, val network: Network = Network.NONE)

/** What follows from an event. */
data class Next(val state: State, val plan: Plan)

/** When work goes to the hub by itself: an event and how things stand in, what to do out. No clock and no I/O. */
fun interface Machine {
    fun next(state: State, event: Event, seen: Seen): Next
}

/**
 * The machine. What is owed is asked of the system until it is sent; records and signatures go on any network and
 * with any battery, originals where they cost nothing or the day's budget carries them. One run at a time; one that
 * brings nothing is followed by a pause that grows.
 */
class Background(private val limits: Limits = Limits()) : Machine {
    override fun next(state: State, event: Event, seen: Seen): Next {
        val heard = hear(state.copy(memory = state.memory.todays(seen)), event, seen)
        val running = heard.running
        if (running != null) {
            val stop = !running.isStopping && !isAllowed(running.run, seen)
            val now = if (stop) heard.copy(running = running.copy(isStopping = true)) else heard
            return Next(now, Plan(stop = stop, requests = requests(now.memory, seen)))
        }
        val run = run(heard.memory, seen)
        if (run == null) {
            return Next(heard, Plan(requests = requests(heard.memory, seen), againAtMs = again(heard.memory, seen)))
        }
        val begun = begin(heard, run, seen)
        return Next(begun, Plan(begin = run, requests = requests(begun.memory, seen)))
    }

    private fun hear(state: State, event: Event, seen: Seen): State {
        val memory = when (event) {
            Event.Changed -> changed(state, seen)
            Event.SendNow -> state.memory.copy(failures = 0, notBeforeMs = 0, lookedAtMs = 0, isAsked = true)
            is Event.Ended -> ended(state, event.outcome, seen)
        }
        val running = if (event is Event.Ended) null else state.running
        return State(memory.copy(isAsked = memory.isAsked && !seen.owed.isNothing), running, seen.network)
    }

    /** A network that has come back is worth another try, though not one at each flicker. */
    private fun changed(state: State, seen: Seen): Memory = state.memory.run {
        val isBack = state.network == Network.NONE && seen.network != Network.NONE && failures > 0
        if (isBack) copy(notBeforeMs = minOf(notBeforeMs, begunAtMs + PAUSE_MS)) else this
    }

    private fun Memory.todays(seen: Seen): Memory =
        if (day == seen.day.number) this else copy(day = seen.day.number, spentBytes = reservedBytes)

    private fun ended(state: State, outcome: Outcome, seen: Seen): Memory {
        val before = state.memory
        val running = state.running ?: return before
        val isLooked = outcome.end == End.DONE || outcome.end == End.USED_UP
        val brought = outcome.moved || (outcome.end == End.DONE && !running.isOwed)
        val isStuck = outcome.end == End.DONE && !brought
        val failures = when {
            brought || isStuck -> 0
            outcome.end == End.STOPPED -> before.failures
            else -> before.failures + 1
        }
        val gap = before.begunAtMs + GAP_MS
        val notBefore = when {
            outcome.end == End.HOPELESS -> seen.atMs + LONG_PAUSE_MS
            outcome.end == End.USED_UP && brought -> 0
            brought || isStuck || outcome.end == End.STOPPED -> gap
            else -> seen.atMs + pause(failures)
        }
        val cost = if (before.reservedBytes == 0L) 0 else outcome.bytes ?: before.reservedBytes
        // What was captured meanwhile has a record, which goes with the next run and tells its files from the others.
        val isLeft = running.run.carry == Carry.SMALL && outcome.end == End.DONE && seen.owed.records == 0L
        return before.run {
            copy(
                failures = failures,
                notBeforeMs = notBefore,
                lookedAtMs = if (isLooked) seen.atMs else lookedAtMs,
                originals = if (isLeft) seen.owed.files else minOf(originals, seen.owed.files),
                stuckRecords = when {
                    isStuck -> seen.owed.records
                    outcome.moved -> -1
                    else -> stuckRecords
                },
                stuckFiles = if (isStuck) seen.owed.files else stuckFiles,
                stuckUntilMs = if (isStuck) seen.atMs + LONG_PAUSE_MS else stuckUntilMs,
                spentBytes = spentBytes - reservedBytes + cost,
                reservedBytes = 0,
            )
        }
    }

    private fun pause(failures: Int): Long = minOf(PAUSE_MS shl minOf(failures - 1, 10), LONGEST_PAUSE_MS)

    /** What a run may not go on with: time that was taken back, bytes that cost, a battery that is low. */
    private fun isAllowed(run: Run, seen: Seen): Boolean = seen.mayRun &&
        (run.carry == Carry.SMALL || (!seen.isBatteryLow && (run.bytes != null || seen.network != Network.METERED)))

    private fun run(memory: Memory, seen: Seen): Run? {
        if (!seen.mayRun || seen.network == Network.NONE || memory.notBefore(seen) > seen.atMs) return null
        val timeMs = minOf(RUN_MS, (seen.givenUntilMs ?: Long.MAX_VALUE) - seen.atMs - MARGIN_MS)
        if (timeMs < SHORTEST_RUN_MS) return null
        val isFree = seen.network == Network.UNMETERED && !seen.isBatteryLow
        val isDue = newsAt(memory, seen) <= seen.atMs
        val owed = memory.owed(seen)
        val allowance = allowance(memory)
        return when {
            isFree && (isDue || !owed.isNothing) -> Run(Carry.ALL, timeMs)
            isDue || hasSmall(memory, seen) -> Run(Carry.SMALL, timeMs)
            owed.files == 0L || seen.isBatteryLow || allowance == 0L -> null
            else -> Run(Carry.ALL, timeMs, allowance - REQUEST_BYTES)
        }
    }

    private fun begin(state: State, run: Run, seen: Seen): State {
        val reserved = if (run.bytes == null) 0 else run.bytes + REQUEST_BYTES
        val isOwed = if (run.carry == Carry.ALL) !state.memory.owed(seen).isNothing else hasSmall(state.memory, seen)
        val memory = state.memory.run {
            copy(begunAtMs = seen.atMs, spentBytes = spentBytes + reserved, reservedBytes = reserved)
        }
        return state.copy(memory = memory, running = Running(run, isOwed))
    }

    /** What is owed and worth a run: not what the hub would not take, before the pause after that is over. */
    private fun Memory.owed(seen: Seen): Owed = if (rests(seen)) Owed() else seen.owed

    private fun Memory.rests(seen: Seen): Boolean = stuckRecords == seen.owed.records &&
        stuckFiles == seen.owed.files && stuckUntilMs - seen.atMs in 1..LONG_PAUSE_MS

    private fun hasSmall(memory: Memory, seen: Seen): Boolean =
        memory.owed(seen).run { records > 0 || files > memory.originals }

    /** What one run may take of the day's budget: a slice, so that one that is killed costs no more. */
    private fun allowance(memory: Memory): Long =
        minOf(SLICE_BYTES, limits.meteredBytesPerDay - memory.spentBytes).takeIf { it > REQUEST_BYTES } ?: 0

    /** A clock that was set back holds nobody up. */
    private fun Memory.notBefore(seen: Seen): Long =
        notBeforeMs.takeIf { it <= seen.atMs + LONG_PAUSE_MS } ?: seen.atMs

    private fun newsAt(memory: Memory, seen: Seen): Long {
        if (!seen.isForeground && !seen.isOnDuty) return Long.MAX_VALUE
        if (memory.lookedAtMs > seen.atMs) return seen.atMs
        return memory.lookedAtMs + if (seen.isForeground) LOOK_MS else LOOK_BEHIND_MS
    }

    private fun requests(memory: Memory, seen: Seen): List<Request> = listOfNotNull(
        if (hasSmall(memory, seen)) urgent(memory, seen) else later(memory, seen),
        Request(
            Network.UNMETERED, maxOf(memory.notBefore(seen), if (memory.rests(seen)) memory.stuckUntilMs else 0),
            isAsked = memory.isAsked, sparesBattery = true, bytes = seen.owed.fileBytes,
        ).takeIf { seen.owed.files > 0 },
    )

    private fun urgent(memory: Memory, seen: Seen) = Request(
        Network.METERED, memory.notBefore(seen), isUrgent = memory.failures == 0, isAsked = memory.isAsked,
        bytes = seen.owed.fileBytes,
    )

    /** For the next look at the hub's news, for originals within the budget, or for what was stuck. */
    private fun later(memory: Memory, seen: Seen): Request? {
        val lookMs = if (seen.isOnDuty) memory.lookedAtMs.coerceAtMost(seen.atMs) + LOOK_BEHIND_MS else null
        val payMs = if (mayPay(memory, seen, lookMs != null)) payAt(memory, seen) else null
        val stuckMs = if (memory.rests(seen)) memory.stuckUntilMs else null
        val atMs = listOfNotNull(lookMs, payMs, stuckMs).minOrNull() ?: return null
        return Request(
            Network.METERED, maxOf(atMs, memory.notBefore(seen)), sparesBattery = atMs == payMs && lookMs == null,
            bytes = if (payMs == null) 0 else seen.owed.fileBytes,
        )
    }

    private fun mayPay(memory: Memory, seen: Seen, isLooking: Boolean): Boolean = memory.owed(seen).files > 0 &&
        limits.meteredBytesPerDay > REQUEST_BYTES && !(seen.isBatteryLow && isLooking)

    private fun payAt(memory: Memory, seen: Seen): Long = if (allowance(memory) > 0) 0 else seen.day.endsAtMs

    private fun again(memory: Memory, seen: Seen): Long? {
        if (!seen.mayRun || seen.network == Network.NONE) return null
        val owedAt = if (memory.owed(seen).isNothing) Long.MAX_VALUE else memory.notBefore(seen)
        return listOf(owedAt, maxOf(newsAt(memory, seen), memory.notBefore(seen)))
            .filter { it > seen.atMs && it != Long.MAX_VALUE }.minOrNull()
    }

    private companion object {
        /** Between the beginnings of two runs, unless the first one's time was used up: captures come together. */
        const val GAP_MS = 10_000L

        /** After the first run that brought nothing; each further one doubles it. */
        const val PAUSE_MS = 30_000L
        const val LONGEST_PAUSE_MS = 15 * 60_000L

        /** After one that will not go better by itself. */
        const val LONG_PAUSE_MS = 60 * 60_000L

        const val RUN_MS = 5 * 60_000L
        const val SHORTEST_RUN_MS = 5_000L

        /** Left of the time that was given, to write down what came of it. */
        const val MARGIN_MS = 3_000L

        /** How often the hub is asked for news while somebody looks, and while nobody does. */
        const val LOOK_MS = 60_000L
        const val LOOK_BEHIND_MS = 15 * 60_000L

        const val SLICE_BYTES = 16L * 1024 * 1024

        /** A request that has begun is finished, over the bytes of its run: the largest with its answer. */
        const val REQUEST_BYTES = 5L * 1024 * 1024
    }
}
