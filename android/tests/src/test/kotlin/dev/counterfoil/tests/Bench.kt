package dev.counterfoil.tests

import dev.counterfoil.Phone
import dev.counterfoil.TopicListener
import dev.counterfoil.testkit.TestWorld
import java.util.concurrent.SynchronousQueue
import java.util.concurrent.TimeUnit.SECONDS
import kotlinx.coroutines.runBlocking

/** What the wall costs: prints calls a second, a page of 100 cards, a topic's latency. `android/bench` runs it. */
internal object Bench {
    @JvmStatic
    fun main(arguments: Array<String>): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val orders = List(200) {
                world.hub.order("SF1203456789%03d".format(it), """{"title": "一箱苹果 $it"}""", ann.person)
            }
            val phone = world.strange().also { it.account.enrol(ann.invitation) }
            phone.syncing.run()
            check(phone.orders.list(count = 100).cards.size == 100)
            val calls = median { phone.orders.lookup("SF1203456789001") }
            println("calls a second (a scanned code looked up): %.0f".format(1e9 / calls))
            println("a page of 100 cards: %.2f ms".format(median { phone.orders.list(count = 100) } / 1e6))
            println("a sheet: %.2f ms".format(median { phone.orders.sheet(orders[0]) } / 1e6))
            println("a topic, from the call's begin to its listener: %.2f ms".format(topic(phone, orders[0])))
        }
    }

    /** Nanoseconds of one call: the median of many, after a warm-up. */
    private inline fun median(call: () -> Unit): Double {
        repeat(ROUNDS) { call() }
        val times = DoubleArray(ROUNDS) {
            val begun = System.nanoTime()
            call()
            (System.nanoTime() - begun).toDouble()
        }
        return times.sorted()[ROUNDS / 2]
    }

    private suspend fun topic(phone: Phone, order: String): Double {
        val heard = SynchronousQueue<Long>()
        val listener = TopicListener { topic ->
            if (topic is dev.counterfoil.Topic.Order) heard.offer(System.nanoTime(), 1, SECONDS)
        }
        return phone.listen(listener).use {
            val times = List(101) { round ->
                val begun = System.nanoTime()
                phone.captures.comment(order, "第 $round 句")
                val ended = System.nanoTime()
                val at = checkNotNull(heard.poll(5, SECONDS))
                // The listener may run before the call has returned to its coroutine.
                (if (at > ended) at - ended else at - begun) / 1e6
            }
            times.sorted()[50]
        }
    }

    private const val ROUNDS = 2_000
}
