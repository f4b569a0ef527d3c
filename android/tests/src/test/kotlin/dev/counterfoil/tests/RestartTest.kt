package dev.counterfoil.tests

import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.CounterfoilException
import dev.counterfoil.Phone
import dev.counterfoil.SecretStore
import dev.counterfoil.testkit.TestWorld
import java.io.File
import kotlin.random.Random
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** The system kills apps whenever it likes. What was acknowledged is there, and what was begun goes on. */
class RestartTest {
    private suspend fun open(folder: File): Phone {
        val secrets = SecretStore.inFolder(File(folder.parentFile, "${folder.name}-keys"))
        return Counterfoil.open(CounterfoilConfig(folder, secrets))
    }

    @Test
    fun `a process that is killed in the middle of its captures loses none that it acknowledged`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val (folder, camera) = File(world.folder(), "ann") to Camera(world.folder())
            val ann = world.hub.invite("小安", listOf("courier"))
            val order = world.hub.order("SF1203456789017", """{"title": "一箱苹果"}""", ann.person)
            open(folder).use { phone ->
                phone.account.enrol(ann.invitation)
                phone.syncing.run()
            }
            val photograph = camera.take().file
            val seed = Random.nextInt()
            val child = ChildJvm.start("dev.counterfoil.tests.CapturingChild", folder.path, order, photograph.path)
            val acknowledged = child.use {
                it.waitFor("acknowledged 3")
                // Somewhere in the middle of the next photograph.
                Thread.sleep(Random(seed).nextLong(250))
                it.kill()
                it.lines().count { line -> line.startsWith("acknowledged") }
            }
            open(folder).use { phone ->
                val photos = phone.orders.sheet(order).sheet.card.counts.photos
                assertTrue(photos in acknowledged..acknowledged + 1, "seed $seed: $photos of $acknowledged")
                assertEquals(0, phone.opening.draftsLeft, "seed $seed")
                assertTrue(phone.syncing.run().isDone, "seed $seed")
                assertEquals(0, phone.syncing.status().onPhone)
            }
        }
    }

    @Test
    fun `another process has the store open`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val folder = File(world.folder(), "ann")
            open(folder).close()
            ChildJvm.start("dev.counterfoil.tests.CapturingChild", folder.path).use { child ->
                child.waitFor("ready")
                assertFailsWith<CounterfoilException.AlreadyOpen> { open(folder) }
                child.kill()
                open(folder).close()
            }
        }
    }
}

/** Opens a store and takes a photograph into an order again and again, until it is killed. */
internal object CapturingChild {
    @JvmStatic
    fun main(arguments: Array<String>): Unit = runBlocking {
        val folder = File(arguments[0])
        val secrets = SecretStore.inFolder(File(folder.parentFile, "${folder.name}-keys"))
        val phone = Counterfoil.open(CounterfoilConfig(folder, secrets))
        println("ready")
        if (arguments.size == 1) Thread.sleep(Long.MAX_VALUE)
        val camera = Camera(File(arguments[2]).parentFile)
        for (number in 1..1_000) {
            phone.captures.photo(arguments[1], camera.take())
            println("acknowledged $number")
        }
    }
}
