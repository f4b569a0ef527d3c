package dev.counterfoil.tests

import dev.counterfoil.Budget
import dev.counterfoil.Clocks
import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.CounterfoilException
import dev.counterfoil.Moments
import dev.counterfoil.Money
import dev.counterfoil.SecretStore
import dev.counterfoil.countedMoney
import dev.counterfoil.testkit.TestWorld
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** Signing out: what runs is finished, what listens ends, and the next person can open at once. */
class ClosingTest {
    /** Clocks that hold up a call in the middle of its transaction. */
    private class Holding : Moments {
        @Volatile var isHolding = false
        val came = CountDownLatch(1)
        val goesOn = CountDownLatch(1)

        override fun clocks(): Clocks {
            if (isHolding) {
                isHolding = false
                came.countDown()
                check(goesOn.await(30, SECONDS))
            }
            return Clocks(1_790_000_000_000, 7, 5_000)
        }
    }

    @Test
    fun `close waits for nobody, and an opening waits for the call that runs`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val clocks = Holding()
            val config = CounterfoilConfig(world.folder(), SecretStore.inMemory(), moments = clocks)
            val phone = world.phone { config }
            clocks.isHolding = true
            val call = async(Dispatchers.Default) { phone.account.beginShift() }
            assertTrue(clocks.came.await(20, SECONDS))
            val took = measureTime { phone.close() }
            assertTrue(took < 1.seconds, "$took, while a call runs")
            assertFailsWith<CounterfoilException.Closed> { phone.account.status() }
            val again = async { Counterfoil.open(config) }
            val closed = async { phone.closeAndWait() }
            delay(100)
            assertFalse(again.isCompleted || closed.isCompleted, "the call still holds the store")
            clocks.goesOn.countDown()
            val shift = withTimeout(20.seconds) { call.await() }
            withTimeout(20.seconds) { closed.await() }
            withTimeout(20.seconds) { again.await() }.use { assertEquals(shift, it.account.shift().id) }
        }
    }

    @Test
    fun `closed under load it can be opened again at once, twenty times`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val config = CounterfoilConfig(world.folder(), SecretStore.inMemory())
            var phone = world.phone { config }
            phone.account.beginShift()
            world.hub.signalOff()
            val coins = countedMoney(Money(100, "CNY"))
            repeat(20) {
                val open = phone
                val flows = launch(Dispatchers.Default) { open.account.observeStatus().collect { } }
                val live = launch(Dispatchers.Default) { open.syncing.stayLive(Budget(patient = true)) }
                val session = async(Dispatchers.Default) {
                    assertFailsWith<CounterfoilException.Closed> {
                        open.syncing.run(Budget(time = Duration.ofMinutes(5), patient = true))
                    }
                }
                val calls = List(4) {
                    async(Dispatchers.Default) {
                        assertFailsWith<CounterfoilException.Closed> {
                            while (true) {
                                open.account.count(coins)
                                open.account.status()
                            }
                        }
                    }
                }
                delay(10)
                open.close()
                phone = Counterfoil.open(config)
                withTimeout(20.seconds) {
                    // Without an exception: what ends because the phone is closed ends quietly.
                    listOf(flows, live).forEach { it.join() }
                    session.await()
                    calls.awaitAll()
                }
            }
            phone.closeAndWait()
        }
    }
}
