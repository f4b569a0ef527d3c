package dev.counterfoil.tests

import com.sun.jna.Memory
import dev.counterfoil.OrderFilter
import dev.counterfoil.testkit.TestWorld
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

/** About what a page of 20 cards takes on its way through the wall. */
private const val PAGE_BYTES = 10_240L

/** What 3,000 calls may leave in memory. */
private const val ROUND_BYTES_MAX = 524_288L

/** What every round has added at least; what is kept by each call is in it. */
private fun List<Held>.leastGrowth(): Long = zipWithNext { before, after -> after.bytes - before.bytes }.min()

/** Many callers at once, and many calls one after the other. */
class ManyCallersTest {
    @Test
    fun `fifty callers at once read, write and sync, and nothing is lost`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val orders = List(5) { world.hub.order("SF120345678901$it", """{"title": "箱 $it"}""", ann.person) }
            val phone = world.strange().also { it.account.enrol(ann.invitation) }
            phone.syncing.run()
            java.util.concurrent.Executors.newFixedThreadPool(50).asCoroutineDispatcher().use { threads ->
                (0 until 50).map { caller ->
                    async(threads) {
                        repeat(4) { round ->
                            phone.captures.comment(orders[caller % 5], "第 $caller 位,第 $round 句")
                            assertEquals(5, phone.orders.list().cards.size)
                            phone.orders.sheet(orders[(caller + round) % 5])
                            if (caller % 10 == 0) phone.syncing.run()
                        }
                    }
                }.awaitAll()
            }
            assertEquals(200, orders.sumOf { phone.orders.sheet(it).sheet.card.counts.comments })
            assertTrue(phone.syncing.run().isDone)
        }
    }

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
                // The compiler of the JVM takes memory now and then; what calls keep, every round of them keeps.
                val rounds = List(5) { Held.now().also { calls(3_000) } } + Held.now()
                assertFalse(rounds.last().holdsMoreThan(rounds.first()), "$rounds")
                assertTrue(rounds.leastGrowth() < ROUND_BYTES_MAX, "$rounds")
                // A third of the pages of a round forgotten would have been seen.
                val forgotten = List(200) { Memory(PAGE_BYTES) }
                val with = Held.now()
                assertTrue(with.bytes - rounds.last().bytes > ROUND_BYTES_MAX, "$with with ${forgotten.size} pages more")
            }
        }
    }
}
