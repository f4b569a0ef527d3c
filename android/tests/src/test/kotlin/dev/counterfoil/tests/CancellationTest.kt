package dev.counterfoil.tests

import dev.counterfoil.Budget
import dev.counterfoil.OrderFilter
import dev.counterfoil.testkit.TestWorld
import java.net.ServerSocket
import java.time.Duration
import kotlin.coroutines.cancellation.CancellationException
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** Screens go away in the middle of things. */
class CancellationTest {
    @Test
    fun `cancelling a session stops it at once, and the next one does what it left`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            ServerSocket(0).use { silent ->
                // A hub that takes the connection and never answers: without cancelling this lasts a minute.
                val phone = world.strange { config -> Configs.withTransport(config, SilentTransport(silent.localPort)) }
                val trying = launch(Dispatchers.Default, CoroutineStart.UNDISPATCHED) {
                    phone.account.enrol(ann.invitation)
                }
                val took = measureTime { trying.cancelAndJoin() }
                assertTrue(took < 5.seconds, "$took")
            }
            val phone = world.strange().also { it.account.enrol(ann.invitation) }
            world.hub.order("SF1203456789017", "{}", ann.person)
            val live = launch(Dispatchers.Default) { phone.syncing.stayLive() }
            phone.orders.observe(OrderFilter(isOpen = true)).first { it.cards.size == 1 }
            val took = measureTime { live.cancelAndJoin() }
            assertTrue(took < 5.seconds, "staying live took $took to stop")
            assertTrue(phone.syncing.run().isDone)
        }
    }

    @Test
    fun `a timeout over a session that waits for a network is kept`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val phone = world.phone()
            world.hub.signalOff()
            val patient = Budget(time = Duration.ofMinutes(5), patient = true)
            val took = measureTime {
                assertFailsWith<TimeoutCancellationException> { withTimeout(1.seconds) { phone.syncing.run(patient) } }
            }
            assertTrue(took < 6.seconds, "$took")
            world.hub.signalOn()
            assertTrue(phone.syncing.run().isDone, "sessions take turns, and the cancelled one had left")
        }
    }

    @Test
    fun `stop ends a session with its report`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val phone = world.phone()
            world.hub.signalOff()
            val report = async(Dispatchers.Default) { phone.syncing.run(Budget(Duration.ofMinutes(5), patient = true)) }
            while (!report.isCompleted) {
                phone.syncing.stop()
                kotlinx.coroutines.delay(20)
            }
            assertEquals("STOPPED", report.await().end.name)
        }
    }

    @Test
    fun `a call that has begun is finished though its screen is gone`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val order = world.hub.order("SF1203456789017", "{}", ann.person)
            val phone = world.strange().also { it.account.enrol(ann.invitation) }
            phone.syncing.run()
            val camera = Camera(world.folder())
            val taking = async(Dispatchers.Default) { phone.captures.photo(order, camera.take()) }
            while (phone.syncing.status().drafts == 0L && !taking.isCompleted) Thread.onSpinWait()
            taking.cancel()
            assertFailsWith<CancellationException> { taking.await() }
            taking.join()
            assertEquals(1, phone.orders.sheet(order).sheet.card.counts.photos)
        }
    }
}
