package dev.counterfoil.app.background

import kotlin.random.Random

/**
 * A phone's system, its hub and its person in virtual time, by a seed. It defers, gives little time and takes it back,
 * kills, meters, drains the battery, dozes, and forgets its requests when somebody ends the app by force. Whatever law
 * is broken is noted.
 */
internal class FakeSystem(seed: Long, private val machine: Machine, private val limits: Limits) {
    private val chance = Random(seed)
    val work = FakeWork()
    val broken = LinkedHashSet<String>()
    var atMs = START_MS
        private set

    // The world.
    var network = Network.METERED
    var isBatteryLow = false
    var isOnDuty = true
    private var isDozing = false
    private var isForeground = false
    private var hub: End? = null
    var isCalm = false

    // The process, and what of it lies on the disk.
    private var state: State? = null
    private var written = Memory().save()
    private var session: FakeWork.Session? = null
    private var againAtMs: Long? = null

    // The system.
    private var standing = emptyList<Request>()
    private val given = HashMap<Network, Long>()
    private var isForgotten = false

    // For the laws.
    private val paid = HashMap<Long, Long>()
    private val idleRuns = ArrayDeque<Long>()
    private val idleTimes = ArrayDeque<Long>()
    var runs = 0
        private set

    private fun day() = Day(atMs / DAY_MS, (atMs / DAY_MS + 1) * DAY_MS)

    private fun seen() = Seen(
        atMs, day(), work.owed(), network, isBatteryLow, isForeground, isDozing, isOnDuty, given.values.maxOrNull(),
    )

    private fun oneIn(n: Int) = chance.nextInt(n) == 0

    /** So much time passes. */
    fun pass(ms: Long) {
        val end = atMs + ms
        while (atMs < end) {
            atMs += TICK_MS
            if (!isCalm) weather()
            if (isForeground && !isCalm) person()
            carry()
            system()
            if (state != null && againAtMs?.let { it <= atMs } == true) tell(Event.Changed)
            laws()
        }
    }

    /** From now on nothing goes wrong, and nobody looks. */
    fun calm(network: Network) {
        isCalm = true
        hub = null
        isDozing = false
        isBatteryLow = false
        work.accept()
        this.network = network
        isForeground = true
        isForgotten = false
        tell(Event.Changed)
        isForeground = false
        tell(Event.Changed)
    }

    private fun weather() {
        val before = listOf(network, isBatteryLow, isDozing, isForeground, isOnDuty)
        if (oneIn(120)) network = Network.entries[chance.nextInt(3)]
        if (oneIn(300)) isBatteryLow = !isBatteryLow
        if (oneIn(500)) isForeground = !isForeground
        if (oneIn(1_500)) isOnDuty = !isOnDuty
        isDozing = !isForeground && (isDozing != oneIn(700))
        if (oneIn(400)) hub = listOf(null, null, End.FAILED, End.HOPELESS)[chance.nextInt(4)]
        if (before == listOf(network, isBatteryLow, isDozing, isForeground, isOnDuty)) return
        if (isForeground) isForgotten = false
        if (isForeground || state != null) tell(Event.Changed)
    }

    private fun person() {
        when {
            oneIn(40) -> work.photograph(chance.nextLong(500_000, 9_000_000))
            oneIn(60) -> work.sign()
            oneIn(600) -> work.refused++
            oneIn(300) -> return tell(Event.SendNow)
            else -> return
        }
        tell(Event.Changed)
    }

    private fun carry() {
        val session = session ?: return
        val mayCarry = TICK_MS * if (network == Network.UNMETERED) 2_000 else 300
        val before = session.sent()
        val end = hub ?: (if (network == Network.NONE) End.FAILED else session.carry(mayCarry, atMs))
        val cost = if (network == Network.METERED && session.run.carry == Carry.ALL) session.sent() - before else 0
        paid.merge(day().number, cost, Long::plus)
        if (end != null) ended(end)
    }

    private fun ended(end: End) {
        val outcome = session!!.outcome(end)
        session = null
        if (!outcome.moved && !isCalm) idleRuns += atMs
        tell(Event.Ended(outcome))
    }

    private fun system() {
        if (!isCalm && oneIn(900)) kill()
        val over = given.filterValues { it <= atMs || (!isCalm && oneIn(100)) }.keys
        if (over.isNotEmpty()) {
            given -= over
            tell(Event.Changed)
        }
        for (request in standing.filter { isDue(it) && it.network !in given }) {
            val often = if (request.isUrgent || request.isAsked) 3 else 60
            if (!oneIn(if (isDozing) often * 20 else often)) continue
            given[request.network] = atMs + if (request.isUrgent) 60_000 else chance.nextLong(10_000, 600_000)
            val before = runs
            tell(Event.Changed)
            if (runs == before && session == null) idleTimes += atMs
        }
    }

    private fun isDue(request: Request) = request.notBeforeMs <= atMs && network >= request.network &&
        !(request.sparesBattery && isBatteryLow)

    private fun kill() {
        state = null
        session = null
        given.clear()
        againAtMs = null
        isForeground = false
        if (oneIn(5)) {
            standing = emptyList()
            isForgotten = true
        }
    }

    private fun tell(event: Event) {
        val next = machine.next(state ?: State(Memory.restore(written)), event, seen())
        state = next.state
        written = next.state.memory.save()
        standing = next.plan.requests
        againAtMs = next.plan.againAtMs
        if (next.plan.stop && session != null) return ended(End.STOPPED)
        next.plan.begin?.let { begin(it) }
        if (state?.running == null && given.isNotEmpty()) {
            given.clear()
            tell(Event.Changed)
        }
    }

    private fun begin(run: Run) {
        runs++
        if (session != null) broken += "two at once"
        if (run.carry == Carry.ALL && isBatteryLow) broken += "originals with a low battery"
        val isPaying = network == Network.METERED && run.carry == Carry.ALL
        if (isPaying && work.records > 0) broken += "originals before records"
        session = work.Session(run, atMs + run.timeMs)
    }

    private fun laws() {
        val cost = paid[day().number] ?: 0
        if (cost > limits.meteredBytesPerDay) broken += "over the budget"
        val session = session
        if (session?.run?.carry == Carry.ALL && isBatteryLow) broken += "originals with a low battery"
        if (session != null && !isForeground && given.isEmpty()) broken += "a run that nobody allowed"
        val isOwed = !work.owed().isNothing
        if (isOwed && session == null && standing.isEmpty() && !isForgotten) broken += "owed and not asked for"
        for ((times, most, law) in listOf(
            Triple(idleRuns, 120, "runs that bring nothing"), Triple(idleTimes, 30, "time taken for nothing"),
        )) {
            while (times.isNotEmpty() && times.first() < atMs - HOUR_MS) times.removeFirst()
            if (times.size > most) broken += law
        }
    }

    companion object {
        const val TICK_MS = 5_000L
        const val HOUR_MS = 3_600_000L
        const val DAY_MS = 24 * HOUR_MS

        /** Any day's morning. */
        const val START_MS = 20_000 * DAY_MS + 7 * HOUR_MS
    }
}
