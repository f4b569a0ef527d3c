package dev.counterfoil.tests

import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.CounterfoilException
import dev.counterfoil.CounterfoilLog
import dev.counterfoil.LogEvent
import dev.counterfoil.LogLevel
import dev.counterfoil.SecretStore
import dev.counterfoil.TransitionStep
import dev.counterfoil.testkit.TestWorld
import java.io.File
import java.io.RandomAccessFile
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** What the library logs, in the app's own log. */
class LogTest {
    private val content = listOf("小安", "一箱苹果", "SF1203456789017", "李女士", "19900006017")

    /** A day in which somebody has names and numbers on the phone, and the signal goes. */
    private suspend fun day(world: TestWorld) {
        val ann = world.hub.invite("小安", listOf("courier"))
        val order = world.hub.order("SF1203456789017", """{"title": "一箱苹果"}""", ann.person)
        val phone = world.strange().also { it.account.enrol(ann.invitation) }
        phone.syncing.run()
        phone.captures.comment(order, "李女士不在家 19900006017")
        world.hub.signalOff()
        phone.syncing.run()
        world.hub.signalOn()
        phone.syncing.run()
        phone.close()
    }

    /** Something that an app should warn of: a store that was damaged. */
    private suspend fun troubled(world: TestWorld) {
        val folder = world.folder()
        val secrets = SecretStore.inMemory()
        Counterfoil.open(CounterfoilConfig(folder, secrets)).closeAndWait()
        RandomAccessFile(File(folder, "store.db"), "rw").use { store ->
            store.seek(40)
            store.write(ByteArray(8_152) { 7 })
        }
        Counterfoil.open(CounterfoilConfig(folder, secrets)).use {
            assertNotNull(it.opening.salvaged, "its page was damaged")
        }
    }

    @Test
    fun `an app hears levels and what happened, and nothing about anybody`(): Unit = runBlocking {
        val heard = LinkedBlockingQueue<LogEvent>()
        val all = CounterfoilLog.listen(LogLevel.TRACE) {
            heard += it
            error("李女士's listener is broken")
        }
        all.use {
            TestWorld.start().use { day(it) }
            assertNotNull(heard.peek() ?: heard.poll(20, SECONDS), "something is said of a day")
        }
        val events = heard.toList()
        assertTrue(events.size >= 2, "one that throws hears the next: $events")
        assertTrue(events.all { it.target.startsWith("counterfoil") && it.text.isNotEmpty() }, "$events")
        assertTrue(events.map { it.level }.distinct().size >= 2, "${events.map { it.level }}")
        for (name in content) assertTrue(events.none { name in "$it" }, "$name in $events")
    }

    @Test
    fun `what a listener is too slow for is dropped and counted, and no call waits for it`(): Unit = runBlocking {
        val goesOn = CountDownLatch(1)
        val heard = LinkedBlockingQueue<LogEvent>()
        val before = CounterfoilLog.droppedCount
        val slow = CounterfoilLog.listen(LogLevel.DEBUG) {
            goesOn.await(60, SECONDS)
            heard += it
        }
        slow.use {
            TestWorld.start().use { world ->
                val ann = world.hub.invite("小安", listOf("courier"))
                val order = world.hub.order("SF1203456789017", assign = ann.person)
                val phone = world.strange().also { it.account.enrol(ann.invitation) }
                phone.syncing.run()
                // Each refusal is an event, and the queue holds some thousand.
                repeat(1_200) {
                    assertFailsWith<CounterfoilException.NotAllowed> {
                        phone.orders.transition(order, TransitionStep("no such step"))
                    }
                }
                assertTrue(CounterfoilLog.droppedCount > before, "nobody waited for the listener")
                assertTrue(heard.isEmpty(), "it still holds the first")
                goesOn.countDown()
                val told = generateSequence { heard.poll(20, SECONDS) }
                assertTrue(told.any { "dropped" in it.text }, "it is told how many it missed")
            }
        }
    }

    @Test
    fun `less is told to who asks for less, and closing an old listener leaves the new one`(): Unit = runBlocking {
        val (old, all, serious) = List(3) { LinkedBlockingQueue<LogEvent>() }
        val first = CounterfoilLog.listen(LogLevel.TRACE) { old += it }
        val second = CounterfoilLog.listen(LogLevel.TRACE) { all += it }
        val replaced = old.size
        first.close()
        TestWorld.start().use { day(it) }
        assertNotNull(all.poll(20, SECONDS), "the new one still hears")
        assertEquals(replaced, old.size)
        CounterfoilLog.listen(LogLevel.WARN) { serious += it }.use {
            TestWorld.start().use { world ->
                day(world)
                troubled(world)
                // The warning is the last thing that happened, so everything before it has been told.
                assertNotNull(serious.poll(20, SECONDS), "a damaged store is worth a warning")
            }
        }
        second.close()
        assertTrue(serious.all { it.level <= LogLevel.WARN }, "$serious")
    }
}
