package dev.counterfoil.app.background

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** What the machine does at the moments that a courier's day has. */
class BackgroundTest {
    private val machine = Background()
    private val day = Day(7, DAY_END)

    private fun seen(owed: Owed, network: Network, at: Long = NOON) =
        Seen(at, day, owed, network, isForeground = true, isOnDuty = true)

    /** News were asked for just now: only what is owed counts. */
    private val fresh = State(Memory(lookedAtMs = NOON, day = 7), network = Network.METERED)

    @Test
    fun `in the basement nothing runs, and the system is asked for the next network`() {
        val plan = machine.next(fresh, Event.Changed, seen(Owed(3, 2, 500), Network.NONE)).plan
        assertNull(plan.begin)
        assertEquals(listOf(Network.METERED, Network.UNMETERED), plan.requests.map { it.network })
        assertTrue(plan.requests.first().isUrgent && plan.requests.first().notBeforeMs == 0L)
        assertTrue(plan.requests.last().sparesBattery)
    }

    @Test
    fun `where bytes cost, records and signatures go first and originals in slices of the day's budget`() {
        val owed = Owed(1, 3, 9_000_000)
        val first = machine.next(fresh, Event.Changed, seen(owed, Network.METERED))
        assertEquals(Carry.SMALL, first.plan.begin?.carry)
        assertNull(first.plan.begin?.bytes)
        val left = seen(Owed(0, 1, 8_900_000), Network.METERED, NOON + 20_000)
        val second = machine.next(first.state, Event.Ended(Outcome(End.DONE, moved = true)), left)
        assertEquals(Carry.ALL, second.plan.begin?.carry)
        assertEquals(11L * 1024 * 1024, second.plan.begin?.bytes)
        val done = Event.Ended(Outcome(End.DONE, moved = true, 8_900_000))
        val third = machine.next(second.state, done, seen(Owed(), Network.METERED))
        assertEquals(8_900_000, third.state.memory.spentBytes)
        assertEquals(0, third.state.memory.reservedBytes)
    }

    @Test
    fun `when the budget is spent, originals wait for a network without a meter or for tomorrow`() {
        val spent = State(Memory(lookedAtMs = NOON, day = 7, originals = 2, spentBytes = 49L * 1024 * 1024))
        val off = seen(Owed(0, 2, 9_000_000), Network.METERED).copy(isOnDuty = false)
        val plan = machine.next(spent, Event.Changed, off).plan
        assertNull(plan.begin)
        assertEquals(listOf(DAY_END, 0L), plan.requests.map { it.notBeforeMs })
        val free = machine.next(spent, Event.Changed, off.copy(network = Network.UNMETERED)).plan
        assertEquals(Run(Carry.ALL, 300_000), free.begin)
    }

    @Test
    fun `a low battery stops originals at once, and records go on`() {
        val running = machine.next(fresh, Event.Changed, seen(Owed(0, 4, 9_000_000), Network.UNMETERED))
        assertEquals(Carry.ALL, running.plan.begin?.carry)
        val low = seen(Owed(1, 4, 9_000_000), Network.UNMETERED, NOON + 30_000).copy(isBatteryLow = true)
        val stopped = machine.next(running.state, Event.Changed, low)
        assertTrue(stopped.plan.stop)
        assertTrue(!machine.next(stopped.state, Event.Changed, low).plan.stop, "it is told once")
        val after = machine.next(stopped.state, Event.Ended(Outcome(End.STOPPED, true)), low)
        assertEquals(Carry.SMALL, after.plan.begin?.carry)
    }

    @Test
    fun `a killed run is asked for again, and what it may have cost is counted`() {
        val before = fresh.copy(memory = fresh.memory.copy(originals = 1))
        val owed = seen(Owed(0, 1, 9_000_000), Network.METERED)
        val killed = machine.next(before, Event.Changed, owed)
        assertNotNull(killed.plan.begin?.bytes)
        val born = State(Memory.restore(killed.state.memory.save()))
        assertEquals(killed.state.memory, born.memory)
        val behind = machine.next(born, Event.Changed, owed.copy(isForeground = false))
        assertNull(behind.plan.begin)
        assertEquals(2, behind.plan.requests.size)
        assertEquals(16L * 1024 * 1024, behind.state.memory.spentBytes)
        val tomorrow = behind.state.copy(memory = behind.state.memory.copy(day = 6))
        assertEquals(32L * 1024 * 1024, machine.next(tomorrow, Event.Changed, owed).state.memory.spentBytes)
    }

    @Test
    fun `failures make the pause longer, a network that comes back makes it shorter, a person ends it`() {
        var state = fresh
        val pauses = (1..7).map {
            val now = seen(Owed(1), Network.METERED, maxOf(NOON, state.memory.notBeforeMs))
            val begun = machine.next(state, Event.Changed, now)
            assertNotNull(begun.plan.begin)
            state = machine.next(begun.state, Event.Ended(Outcome(End.FAILED, false)), now).state
            (state.memory.notBeforeMs - now.atMs) / 1_000
        }
        assertEquals(listOf<Long>(30, 60, 120, 240, 480, 900, 900), pauses)
        val soon = seen(Owed(1), Network.METERED, state.memory.begunAtMs + 31_000)
        assertNull(machine.next(state, Event.Changed, soon).plan.begin)
        assertNotNull(machine.next(state.copy(network = Network.NONE), Event.Changed, soon).plan.begin)
        val asked = machine.next(state, Event.SendNow, soon.copy(network = Network.NONE))
        assertTrue(asked.plan.requests.single().isAsked)
        assertNotNull(machine.next(asked.state, Event.Changed, soon).plan.begin)
    }

    @Test
    fun `what the hub will not take does not hold up what is new`() {
        val stuck = seen(Owed(0, 1, 50), Network.UNMETERED)
        val begun = machine.next(fresh, Event.Changed, stuck)
        val after = machine.next(begun.state, Event.Ended(Outcome(End.DONE, false)), stuck.copy(atMs = NOON + 11_000))
        assertNull(after.plan.begin)
        assertTrue(after.plan.requests.all { it.notBeforeMs > NOON })
        val new = machine.next(after.state, Event.Changed, stuck.copy(atMs = NOON + 12_000, owed = Owed(1, 2, 90)))
        assertEquals(Carry.ALL, new.plan.begin?.carry)
    }

    @Test
    fun `a machine that dozes waits for time that the system gives, and uses no more of it`() {
        val dozing = seen(Owed(1), Network.METERED).copy(isDozing = true)
        assertNull(machine.next(fresh, Event.Changed, dozing).plan.begin)
        val given = dozing.copy(givenUntilMs = NOON + 40_000)
        assertEquals(37_000, machine.next(fresh, Event.Changed, given).plan.begin?.timeMs)
        assertNull(machine.next(fresh, Event.Changed, dozing.copy(givenUntilMs = NOON + 6_000)).plan.begin)
    }

    @Test
    fun `a line that another program wrote is no memory`() {
        for (line in listOf(null, "", "2 0 0", "1 a", "1 2 3")) assertEquals(Memory(), Memory.restore(line), "$line")
    }

    private companion object {
        const val NOON = 1_760_000_000_000L
        const val DAY_END = NOON + 12 * 3_600_000L
    }
}
