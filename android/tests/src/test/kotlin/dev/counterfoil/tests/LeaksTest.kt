package dev.counterfoil.tests

import com.sun.jna.Memory
import dev.counterfoil.OrderFilter
import dev.counterfoil.testkit.TestWorld
import kotlin.test.Test
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

/** About what a page of 20 cards takes on its way through the wall. */
private const val PAGE_BYTES = 10_240L

/** What 3,000 calls may leave in memory. */
private const val ROUND_BYTES_MAX = 524_288L

/** What every round has added at least; what is kept by each call is in it. */
private fun List<Held>.leastGrowth(): Long = zipWithNext { before, after -> after.bytes - before.bytes }.min()

/**
 * Many calls one after the other. In a JVM of its own without a compiler, see pom.xml: the compiler takes and gives back
 * megabytes of the memory that is counted here, whenever it likes.
 */
class LeaksTest {
    @Test
    fun `ten thousand calls leave nothing behind`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            repeat(20) { world.hub.order("SF1203456789%03d".format(it), """{"title": "箱 $it"}""", ann.person) }
            val phone = world.strange().also { it.account.enrol(ann.invitation) }
            phone.syncing.run()
            withContext(Dispatchers.IO) {
                suspend fun calls(count: Int) = repeat(count / 5) {
                    phone.orders.list(OrderFilter(isOpen = true), count = 20)
                    phone.syncing.status()
                    phone.orders.lookup("SF1203456789000")
                    phone.orders.observe(count = 1).first()
                    phone.listen { }.close()
                }
                calls(5_000)
                // What calls keep, every round of them keeps; a cache that fills is done with it after some.
                val rounds = List(5) { Held.now().also { calls(3_000) } } + Held.now()
                assertFalse(rounds.last().holdsMoreThan(rounds.first()), "$rounds")
                assertTrue(rounds.leastGrowth() < ROUND_BYTES_MAX, "$rounds")
                // The pages of a round forgotten would have been seen.
                val forgotten = List(600) { Memory(PAGE_BYTES) }
                val with = Held.now()
                assertTrue(with.bytes - rounds.last().bytes > ROUND_BYTES_MAX, "$rounds, then $with with ${forgotten.size} pages more")
            }
        }
    }
}
