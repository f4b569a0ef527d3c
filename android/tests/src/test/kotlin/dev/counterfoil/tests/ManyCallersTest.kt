package dev.counterfoil.tests

import dev.counterfoil.testkit.TestWorld
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking

/** Many callers at once. */
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
}
