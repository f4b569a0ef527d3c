package dev.counterfoil.tests

import app.cash.turbine.test
import dev.counterfoil.CounterfoilException
import dev.counterfoil.OrderFilter
import dev.counterfoil.Topic
import dev.counterfoil.testkit.TestWorld
import java.io.File
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.concurrent.thread
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.takeWhile
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** Topics: who calls whom, on which thread, and what happens when a listener misbehaves. */
class ListenersTest {
    @Test
    fun `one thread of the library calls every listener, none under a lock`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val phone = world.phone()
            val (threads, all) = ConcurrentLinkedQueue<String>() to CountDownLatch(20)
            val subscriptions = List(2) {
                phone.listen {
                    // The system's number of it: JNA makes a new Thread for each call.
                    threads += thisThread()
                    // Under a lock this would wait for itself: another thread uses the phone, and the listener waits.
                    thread { runBlocking { phone.orders.list() } }.join()
                    all.countDown()
                }
            }
            repeat(30) {
                phone.account.beginShift()
                phone.account.endShift()
            }
            assertTrue(all.await(30, SECONDS), "${all.count} calls are missing")
            subscriptions.forEach { it.close() }
            assertEquals(1, threads.distinct().size, "$threads")
            assertTrue(thisThread() !in threads)
        }
    }

    private fun thisThread(): String = File("/proc/thread-self").canonicalPath

    @Test
    fun `a listener that throws hears the next topic and keeps nobody else from hearing`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val phone = world.phone()
            val (thrown, heard) = CountDownLatch(4) to CountDownLatch(4)
            phone.listen {
                thrown.countDown()
                error("李女士's listener is broken")
            }
            phone.listen {
                heard.countDown()
            }
            phone.account.beginShift()
            phone.account.endShift()
            assertTrue(thrown.await(20, SECONDS) && heard.await(20, SECONDS))
        }
    }

    @Test
    fun `a closed subscription hears nothing more, and may be closed from inside`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val phone = world.phone()
            val (calls, first) = ConcurrentLinkedQueue<Topic>() to CountDownLatch(1)
            lateinit var subscription: java.io.Closeable
            val ready = CountDownLatch(1)
            subscription = phone.listen {
                ready.await(10, SECONDS)
                calls += it
                subscription.close()
                first.countDown()
            }
            ready.countDown()
            assertTrue(first.await(20, SECONDS))
            phone.account.beginShift()
            // Another listener on the same thread, which takes turns with the others: by its sixth call whatever the
            // closed one was to hear would have come.
            val after = CountDownLatch(6)
            phone.listen { after.countDown() }.use {
                phone.account.endShift()
                while (after.count > 0) {
                    phone.account.beginShift()
                    phone.account.endShift()
                }
                assertTrue(after.await(20, SECONDS))
            }
            assertEquals(1, calls.size)
        }
    }

    @Test
    fun `a list comes at once, again when it changed, and not when it did not`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val phone = world.strange().also { it.account.enrol(ann.invitation) }
            phone.orders.observe(OrderFilter(isOpen = true)).test(timeout = 20.seconds) {
                assertEquals(emptyList(), awaitItem().cards)
                world.hub.order("SF1203456789017", """{"title": "一箱苹果"}""", ann.person)
                phone.syncing.run()
                assertEquals(listOf("一箱苹果"), awaitItem().cards.map { it.title })
                // The lists are asked again, and are the same.
                phone.account.beginShift()
                phone.account.endShift()
                phone.syncing.run()
                delay(1.seconds)
                expectNoEvents()
                cancelAndIgnoreRemainingEvents()
            }
        }
    }

    @Test
    fun `a sheet is asked again when its order changed`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val order = world.hub.order("SF1203456789017", "{}", ann.person)
            val phone = world.strange().also { it.account.enrol(ann.invitation) }
            phone.syncing.run()
            phone.orders.observeSheet(order).test(timeout = 20.seconds) {
                assertEquals(0, awaitItem().sheet.card.counts.comments)
                phone.captures.comment(order, "门禁1102#")
                var sheet = awaitItem().sheet
                while (sheet.card.counts.comments == 0L) sheet = awaitItem().sheet
                assertEquals(1, sheet.card.counts.comments)
                cancelAndIgnoreRemainingEvents()
            }
        }
    }

    @Test
    fun `closing the phone ends its flows quietly, and a flow of a closed phone is over`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val phone = world.phone()
            phone.account.observeStatus().test(timeout = 20.seconds) {
                awaitItem()
                phone.close()
                awaitComplete()
            }
            assertEquals(emptyList(), phone.changes().toList())
            assertEquals(emptyList(), phone.orders.observe().toList())
        }
    }

    @Test
    fun `a flow fails with what its question fails with`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val phone = world.phone()
            assertFailsWith<CounterfoilException.NotFound> { phone.orders.observeSheet("no id").collect { } }
        }
    }

    @Test
    fun `of 1,500 orders that one sync brings a slow collector hears each once, and the lists`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val phone = world.strange().also { it.account.enrol(ann.invitation) }
            phone.syncing.run()
            val rows = (0 until 1_500).joinToString("\n") { "小安,快递,SF1%012d,包裹,李女士,19900006017,望湖路188号".format(it) }
            world.hub.importTable("今天.csv", "派给,类型,运单号,标题,收件人,电话,地址\n$rows\n".toByteArray())
            val heard = mutableListOf<Topic>()
            val begun = CompletableDeferred<Unit>()
            val goesOn = CompletableDeferred<Unit>()
            val collecting = launch {
                phone.changes().takeWhile { heard.filterIsInstance<Topic.Order>().size < 1_500 }.collect {
                    begun.complete(Unit)
                    goesOn.await()
                    heard += it
                }
            }
            begun.await()
            while (!phone.syncing.run().isDone) Unit
            goesOn.complete(Unit)
            // One more, so that the flow sees that it has enough.
            withTimeout(20.seconds) {
                while (collecting.isActive) {
                    phone.account.beginShift()
                    phone.account.endShift()
                    delay(50)
                }
            }
            assertEquals(1_500, heard.filterIsInstance<Topic.Order>().distinct().size)
            assertTrue(Topic.Orders in heard)
        }
    }
}
