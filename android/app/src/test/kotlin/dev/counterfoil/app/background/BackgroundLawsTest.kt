package dev.counterfoil.app.background

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** The laws of the machine, over many days with a system that does all that systems do; and a control for each. */
class BackgroundLawsTest {
    private val limits = Limits()
    private val right = Background(limits)

    private fun days(seed: Long, machine: Machine, then: Network): FakeSystem =
        FakeSystem(seed, machine, limits).apply {
            pass(CHAOS_MS)
            calm(then)
        }

    @Test
    fun `what is owed is sent in the end, within the budget, one run at a time, and without haste`() {
        var runs = 0
        for (seed in 1L..SEEDS) {
            val system = days(seed, right, Network.UNMETERED)
            system.pass(4 * FakeSystem.HOUR_MS)
            assertEquals(Owed(), system.work.owed(), "seed $seed: owed to the end")
            assertEquals(emptySet(), system.broken, "seed $seed")
            runs += system.runs
        }
        assertTrue(runs > 50 * SEEDS, "$runs runs: the days are not empty")
    }

    @Test
    fun `where every byte costs, records and signatures are there at once and originals within days`() {
        for (seed in 1L..SEEDS / 4) {
            val system = days(seed, right, Network.METERED)
            system.pass(3 * FakeSystem.HOUR_MS)
            assertEquals(0, system.work.owed().records, "seed $seed: records")
            var days = system.work.owed().fileBytes / (limits.meteredBytesPerDay / 2) + 2
            while (days-- > 0) system.pass(FakeSystem.DAY_MS)
            assertEquals(Owed(), system.work.owed(), "seed $seed: owed to the end")
            assertEquals(emptySet(), system.broken, "seed $seed")
        }
    }

    /** What the laws say of a machine that does one thing wrong. */
    private fun found(wrong: Machine): Set<String> = (1L..CONTROL_SEEDS).flatMapTo(LinkedHashSet()) { seed ->
        val system = days(seed, wrong, Network.UNMETERED)
        system.pass(4 * FakeSystem.HOUR_MS)
        system.broken + if (system.work.owed().isNothing) emptySet() else setOf("not sent")
    }

    private fun Next.planned(change: (Plan) -> Plan) = copy(plan = change(plan))

    @Test
    fun `a machine that forgets to ask again is found`() {
        val forgets = Machine { state, event, seen ->
            right.next(state, event, seen).planned { if (event is Event.Ended) it.copy(requests = emptyList()) else it }
        }
        assertTrue("owed and not asked for" in found(forgets))
    }

    @Test
    fun `a machine that pays too much is found`() {
        val pays = Machine { state, event, seen ->
            right.next(state.copy(memory = state.memory.copy(spentBytes = 0)), event, seen)
        }
        assertTrue("over the budget" in found(pays))
    }

    @Test
    fun `a machine that forgets what runs is found`() {
        val doubles = Machine { state, event, seen ->
            right.next(if (event is Event.Ended) state else state.copy(running = null), event, seen)
        }
        assertTrue("two at once" in found(doubles))
    }

    @Test
    fun `a machine that does not stop is found`() {
        val goesOn = Machine { state, event, seen -> right.next(state, event, seen).planned { it.copy(stop = false) } }
        val found = found(goesOn)
        assertTrue("originals with a low battery" in found && "a run that nobody allowed" in found, "$found")
    }

    @Test
    fun `a machine without pauses is found`() {
        val hurries = Machine { state, event, seen ->
            right.next(state.copy(memory = state.memory.copy(notBeforeMs = 0, stuckRecords = -1)), event, seen)
        }
        assertTrue("runs that bring nothing" in found(hurries))
    }

    @Test
    fun `a machine that asks at a time at which it has nothing to do is found`() {
        val asks = Machine { state, event, seen ->
            right.next(state, event, seen).planned { plan ->
                plan.copy(requests = plan.requests.map { it.copy(notBeforeMs = 0, sparesBattery = false) })
            }
        }
        assertTrue("time taken for nothing" in found(asks))
    }

    private companion object {
        const val SEEDS = 120L
        const val CONTROL_SEEDS = 6L
        const val CHAOS_MS = 36 * 3_600_000L
    }
}
