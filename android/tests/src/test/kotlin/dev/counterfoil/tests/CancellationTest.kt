package dev.counterfoil.tests

import dev.counterfoil.Budget
import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.HttpRequest
import dev.counterfoil.HttpResponse
import dev.counterfoil.OrderFilter
import dev.counterfoil.SecretStore
import dev.counterfoil.Transport
import dev.counterfoil.testkit.TestWorld
import java.io.File
import java.net.ServerSocket
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Semaphore
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.cancellation.CancellationException
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime
import kotlinx.coroutines.CoroutineDispatcher
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
    /** The hub's own answers, until it falls silent. */
    private class Falling(private val silent: SilentTransport) : Transport {
        private val speaking = JavaTransport()
        @Volatile var isSilent = false
        val hangs = CountDownLatch(1)

        override fun send(request: HttpRequest): HttpResponse {
            if (!isSilent) return speaking.send(request)
            hangs.countDown()
            return silent.send(request)
        }
    }

    @Test
    fun `cancelling a session stops it at once, and the next one does what it left`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            ServerSocket(0).use { socket ->
                // A hub that takes the connection and never answers: without cancelling this lasts five minutes.
                val falling = Falling(SilentTransport(socket.localPort))
                val phone = world.phone { it.copy(transport = falling) }
                phone.account.beginShift()
                falling.isSilent = true
                val patient = Budget(time = Duration.ofMinutes(5), patient = true)
                val session = launch(Dispatchers.Default) { phone.syncing.run(patient) }
                assertTrue(falling.hangs.await(20, SECONDS))
                val took = measureTime { session.cancelAndJoin() }
                assertTrue(took < 5.seconds, "$took")
                falling.isSilent = false
                assertTrue(phone.syncing.run().isDone)
            }
        }
    }

    @Test
    fun `cancelling what stays live stops it at once`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val phone = world.strange().also { it.account.enrol(ann.invitation) }
            world.hub.order("SF1203456789017", "{}", ann.person)
            val live = launch(Dispatchers.Default) { phone.syncing.stayLive() }
            phone.orders.observe(OrderFilter(isOpen = true)).first { it.cards.size == 1 }
            val took = measureTime { live.cancelAndJoin() }
            assertTrue(took < 5.seconds, "staying live took $took to stop")
            assertTrue(phone.syncing.run().isDone)
        }
    }

    /** Says how many calls have come to their end. */
    private class Counting : CoroutineDispatcher() {
        val done = Semaphore(0)

        override fun dispatch(context: CoroutineContext, block: Runnable) = Dispatchers.IO.dispatch(context) {
            // Its caller is waiting by then.
            Thread.sleep(20)
            block.run()
            done.release()
        }
    }

    @Test
    fun `an opening whose screen went away in the last moment leaves no store open and no file`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val counting = Counting()
            val config = CounterfoilConfig(world.folder(), SecretStore.inMemory(), dispatcher = counting)
            // Its answer waits for this thread when it is cancelled.
            suspend fun cancelledAtTheEnd(call: suspend () -> Unit) {
                counting.done.drainPermits()
                val opening = launch(start = CoroutineStart.UNDISPATCHED) { call() }
                assertTrue(counting.done.tryAcquire(20, SECONDS))
                opening.cancelAndJoin()
            }
            repeat(3) { cancelledAtTheEnd { Counterfoil.open(config).close() } }
            val phone = Counterfoil.open(config)
            val ann = world.hub.invite("小安", listOf("courier"))
            phone.account.enrol(ann.invitation)
            val order = world.hub.order("SF1203456789017", "{}", ann.person)
            phone.syncing.run()
            val hash = phone.captures.photo(order, Camera(world.folder()).take()).original
            phone.captures.open(hash).use { assertEquals(1, openBlobs(), "an open one is seen") }
            repeat(3) { cancelledAtTheEnd { phone.captures.open(hash).close() } }
            assertEquals(0, openBlobs())
            phone.closeAndWait()
        }
    }

    private fun openBlobs(): Int =
        File("/proc/self/fd").listFiles().orEmpty().count { it.canonicalPath.endsWith(".age") }

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
