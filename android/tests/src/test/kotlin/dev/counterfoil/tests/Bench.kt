package dev.counterfoil.tests

import dev.counterfoil.Phone
import dev.counterfoil.Topic
import dev.counterfoil.TopicListener
import dev.counterfoil.testkit.TestWorld
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit.SECONDS
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking

/**
 * What the wall costs: prints a row for each call, with the names of `bindings/examples/times`, from a coroutine that
 * is on no thread of the library, as a screen's. `android/bench` runs it.
 */
internal object Bench {
    private const val ORDERS = 200
    private const val ROUNDS = 200

    @JvmStatic
    fun main(arguments: Array<String>): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("安娜", listOf("courier"))
            val fields = """{"title": "一箱苹果", "area": "云栖花园", "address/line": "望湖路188号"}"""
            val orders = List(ORDERS) { world.hub.order("SF%013d".format(it), fields, ann.person) }
            val phone = world.strange().also { it.account.enrol(ann.invitation) }
            phone.account.beginShift()
            check(phone.syncing.run().isDone)
            println("| call | p10 ms | median ms | p95 ms |\n|---|---|---|---|")
            times(phone, orders)
            crowd(phone)
        }
    }

    private suspend fun times(phone: Phone, orders: List<String>) {
        line("`Account.status`", 2_000) { phone.account.status() }
        line("`Orders.lookup`", 2_000) { phone.orders.lookup("SF%013d".format(it % ORDERS)) }
        line("`Orders.list`, 100 cards", ROUNDS * 2) { check(phone.orders.list(count = 100).cards.size == 100) }
        line("`Orders.sheet`", ROUNDS * 2) { phone.orders.sheet(orders[it % ORDERS]) }
        line("`Captures.comment`", ROUNDS) { phone.captures.comment(orders[it % ORDERS], "门口有狗") }
        topic(phone, orders[0])
        phone.syncing.run()
        line("`Syncing.run`, nothing to do", ROUNDS / 2) { check(phone.syncing.run().unsent == 0L) }
    }

    /** Times one kind of call, after a tenth of the rounds, and 500 for the compiler of the JVM, to warm up. */
    private inline fun line(name: String, rounds: Int, call: (Int) -> Unit) {
        repeat(if (rounds > 300) 500 else rounds / 10) { call(it) }
        print(
            name,
            LongArray(rounds) {
                val begun = System.nanoTime()
                call(it)
                System.nanoTime() - begun
            },
        )
    }

    private fun print(name: String, times: LongArray) {
        times.sort()
        val (tenth, half, most) = listOf(10, 50, 95).map { times[times.size * it / 100] / 1e6 }
        println("| $name | %.3f | %.3f | %.3f |".format(tenth, half, most))
    }

    /** From the begin of a call to the listener of its topic, which hears it after the call has written. */
    private suspend fun topic(phone: Phone, order: String) {
        val heard = LinkedBlockingQueue<Long>()
        val listener = TopicListener { topic -> if (topic == Topic.Order(order)) heard.put(System.nanoTime()) }
        phone.listen(listener).use {
            val times = LongArray(ROUNDS) {
                heard.clear()
                val begun = System.nanoTime()
                phone.captures.comment(order, "门口有狗")
                checkNotNull(heard.poll(5, SECONDS)) - begun
            }
            print("`Captures.comment` until its topic is heard", times)
        }
    }

    /** Calls a second of fifty callers at once. */
    private suspend fun crowd(phone: Phone) = kotlinx.coroutines.coroutineScope {
        val begun = System.nanoTime()
        List(50) { async { repeat(100) { phone.account.status() } } }.awaitAll()
        println("50 callers at once: %.0f calls a second".format(5_000 / ((System.nanoTime() - begun) / 1e9)))
    }
}
