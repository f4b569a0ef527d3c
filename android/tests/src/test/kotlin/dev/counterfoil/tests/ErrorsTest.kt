package dev.counterfoil.tests

import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.CounterfoilException
import dev.counterfoil.SecretStore
import dev.counterfoil.SecretStoreException
import dev.counterfoil.TransitionStep
import dev.counterfoil.testkit.TestWorld
import java.io.File
import java.nio.file.Files
import java.util.Locale
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** Every error that a person can do something about, brought about for real. */
class ErrorsTest {
    private val nowhere = "0190b0d0-0000-7000-8000-000000000000"

    @Test
    fun `offline - the hub cannot be reached`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val invitation = world.hub.invite("小安", listOf("courier")).invitation
            world.hub.signalOff()
            assertFailsWith<CounterfoilException.Offline> { world.strange().account.enrol(invitation) }
        }
    }

    @Test
    fun `sign in again - a store that is nobody's yet`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val phone = world.strange()
            assertTrue(phone.account.status().signInAgain)
            assertFailsWith<CounterfoilException.SignInAgain> { phone.syncing.run() }
        }
    }

    @Test
    fun `storage full - a capture is refused before it would fail, and works when there is room`(): Unit =
        runBlocking {
            TestWorld.start().use { world ->
                val folder = world.folder()
                val phone = world.phone { CounterfoilConfig(folder, SecretStore.inMemory()) }
                // What the store keeps back for a full disk is not there, and where it would be made nothing fits.
                File(folder, "reserve").delete()
                Files.createSymbolicLink(File(folder, "reserve.part").toPath(), File("/dev/full").toPath())
                assertFailsWith<CounterfoilException.StorageFull> { phone.account.beginShift() }
                phone.account.beginShift()
            }
        }

    @Test
    fun `already open - the same folder twice in one process`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val config = CounterfoilConfig(world.folder(), SecretStore.inMemory())
            val phone = world.strange { config }
            assertFailsWith<CounterfoilException.AlreadyOpen> { Counterfoil.open(config) }
            phone.close()
            Counterfoil.open(config).close()
        }
    }

    @Test
    fun `not found - an order that is not here, and a text that is no id`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val phone = world.phone()
            val absent = assertFailsWith<CounterfoilException.NotFound> { phone.orders.sheet(nowhere) }
            assertEquals("order", absent.what)
            assertFailsWith<CounterfoilException.NotFound> { phone.orders.sheet("not an id") }
        }
    }

    @Test
    fun `not allowed - says in both languages what is missing`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val order = world.hub.order("SF1203456789017", """{"title": "一箱苹果"}""", ann.person)
            val phone = world.strange().also { it.account.enrol(ann.invitation) }
            phone.syncing.run()
            phone.orders.transition(order, TransitionStep("start"))
            val error = assertFailsWith<CounterfoilException.NotAllowed> {
                phone.orders.transition(order, TransitionStep("deliver"))
            }
            val reason = error.reason
            assertEquals("missing", reason.code)
            assertTrue(reason.missing.any { it.startsWith("photo") }, "$reason")
            assertEquals(reason.wordsZh, reason.words(Locale.CHINA))
            assertEquals(reason.wordsEn, reason.words(Locale.GERMANY))
            assertTrue(reason.wordsZh.all { text -> text.any { it.code in 0x4e00..0x9fff } }, "$reason")
            assertTrue("苹果" !in error.message.orEmpty(), "no content of an order in a message")
        }
    }

    @Test
    fun `damaged - the key store no longer has this store's key`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val folder = world.folder()
            world.strange { CounterfoilConfig(folder, SecretStore.inMemory()) }.closeAndWait()
            assertFailsWith<CounterfoilException.Damaged> {
                Counterfoil.open(CounterfoilConfig(folder, SecretStore.inMemory()))
            }
        }
    }

    @Test
    fun `update needed - a newer version of the app laid this store out, and nothing of it is touched`(): Unit =
        runBlocking {
            TestWorld.start().use { world ->
                val config = CounterfoilConfig(world.folder(), SecretStore.inMemory())
                world.strange { config }.closeAndWait()
                File(config.folder, "store.layout").writeText("99\n")
                val before = bytesOf(config.folder)
                assertFailsWith<CounterfoilException.UpdateNeeded> { Counterfoil.open(config) }
                assertEquals(before, bytesOf(config.folder))
            }
        }

    private fun bytesOf(folder: File): Map<String, List<Byte>> =
        folder.walk().filter { it.isFile }.associate { it.path to it.readBytes().toList() }

    @Test
    fun `closed - every call after close, close as often as one likes`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val phone = world.phone()
            repeat(3) { phone.close() }
            assertFailsWith<CounterfoilException.Closed> { phone.orders.list() }
            assertFailsWith<CounterfoilException.Closed> { phone.account.status() }
            assertFailsWith<CounterfoilException.Closed> { phone.syncing.run() }
        }
    }

    @Test
    fun `internal - what a host's key store throws is no crash, and its words go nowhere`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val broken = object : SecretStore {
                override fun get(name: String): ByteArray? = error("李女士 19900006017")

                override fun put(name: String, secret: ByteArray) = Unit

                override fun remove(name: String) = Unit
            }
            val error = assertFailsWith<CounterfoilException.Internal> {
                Counterfoil.open(CounterfoilConfig(world.folder(), broken))
            }
            assertTrue("李女士" !in "$error ${error.reason}")
            val locked = object : SecretStore by broken {
                override fun get(name: String): ByteArray? =
                    throw SecretStoreException(SecretStoreException.Why.LOCKED_BEFORE_FIRST_UNLOCK)
            }
            val refused = assertFailsWith<CounterfoilException.NotAllowed> {
                Counterfoil.open(CounterfoilConfig(world.folder(), locked))
            }
            assertEquals("locked", refused.reason.code)
        }
    }
}
