package dev.counterfoil.tests

import dev.counterfoil.OrderFilter
import dev.counterfoil.testkit.TestWorld
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

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
                val before = held()
                calls(10_000)
                val after = held()
                assertTrue(after.kilobytes - before.kilobytes < 24 * 1_024, "$before, then $after")
                assertTrue(after.files <= before.files + 4, "$before, then $after")
                assertTrue(after.threads <= before.threads + 4, "$before, then $after")
                assertTrue(after.handles <= before.handles + 8, "$before, then $after")
            }
        }
    }

    private data class Held(val kilobytes: Long, val files: Int, val threads: Int, val handles: Int)

    private fun held(): Held {
        repeat(3) {
            System.gc()
            Thread.sleep(50)
        }
        val status = File("/proc/self/status").readLines()
        fun number(name: String) = status.first { it.startsWith(name) }.filter { it.isDigit() }.toLong()
        // The heap has one size and is touched from the beginning (see pom.xml): what grows lies beside it.
        val files = File("/proc/self/fd").list().orEmpty().size
        return Held(number("VmRSS"), files, number("Threads").toInt(), Handles.count())
    }
}
