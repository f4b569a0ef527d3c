package dev.counterfoil.tests

import dev.counterfoil.Clocks
import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.DeviceSigner
import dev.counterfoil.DeviceSignerException
import dev.counterfoil.KeyPairSigner
import dev.counterfoil.SecretStore
import dev.counterfoil.SignerKey
import dev.counterfoil.latest
import dev.counterfoil.testkit.TestWorld
import java.io.File
import java.security.KeyPairGenerator
import java.security.spec.ECGenParameterSpec
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** What the host brings, implemented in Kotlin: secrets, an ES256 key of java.security, HTTP, clocks. */
class ForeignTraitsTest {
    private fun keys() =
        KeyPairGenerator.getInstance("EC").run {
            initialize(ECGenParameterSpec("secp256r1"))
            generateKeyPair()
        }

    @Test
    fun `a key store of the host's keeps the key of a store from one opening to the next`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val secrets = PropertiesSecrets(File(world.folder(), "secrets.properties"))
            val config = CounterfoilConfig(world.folder(), secrets)
            val ann = world.hub.invite("小安", listOf("courier"))
            Counterfoil.open(config).use { it.account.enrol(ann.invitation) }
            Counterfoil.open(config).use { assertEquals("小安", it.account.status().enrolled?.personName) }
        }
    }

    @Test
    fun `an ES256 key of java security seals what the hub then takes`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val signed = AtomicInteger()
            val inner = KeyPairSigner(keys())
            val counting = object : DeviceSigner by inner {
                override fun sign(message: ByteArray): ByteArray = inner.sign(message).also { signed.incrementAndGet() }
            }
            val phone = world.phone { Configs.withSigner(it, counting) }
            phone.account.beginShift()
            phone.account.closeShift()
            assertTrue(phone.syncing.run().isDone)
            assertTrue(signed.get() >= 2, "enrolment and seal: ${signed.get()}")
            assertEquals(emptyList(), phone.syncing.status().stuck)
        }
    }

    @Test
    fun `a key that is locked holds up no opening, no capture and no push`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val inner = KeyPairSigner(keys())
            var locked = false
            val signer = object : DeviceSigner {
                override fun publicKey(): SignerKey =
                    if (locked) throw DeviceSignerException(DeviceSignerException.Why.LOCKED) else inner.publicKey()

                override fun sign(message: ByteArray): ByteArray =
                    if (locked) throw DeviceSignerException(DeviceSignerException.Why.LOCKED) else inner.sign(message)
            }
            val config = CounterfoilConfig(world.folder(), SecretStore.inMemory(), signer = signer)
            world.phone { config }.closeAndWait()
            locked = true
            Counterfoil.open(config).use { phone ->
                phone.account.beginShift()
                phone.account.endShift()
                assertTrue(phone.syncing.status().onPhone >= 2, "captured")
                assertEquals(0, phone.syncing.run().unsent, "pushed unsealed")
                locked = false
                assertTrue(phone.syncing.run().isDone)
            }
        }
    }

    @Test
    fun `a transport by java net http carries a whole session with a photograph`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val transport = JavaTransport()
            val ann = world.hub.invite("小安", listOf("courier"))
            val order = world.hub.order("SF1203456789017", "{}", ann.person)
            val phone = world.strange { Configs.withTransport(it, transport) }
            phone.account.enrol(ann.invitation)
            phone.syncing.run()
            phone.captures.photo(order, Camera(world.folder()).take())
            val report = phone.syncing.run()
            assertTrue(report.isDone, "$report")
            assertTrue(report.uploaded >= 2)
            assertTrue(transport.requests.get() >= 5, "every request went through it: ${transport.requests}")
            world.hub.signalOff()
            assertEquals("OFFLINE", phone.syncing.run().end.name)
        }
    }

    @Test
    fun `clocks of the host's tell the time of every capture`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            // A wall clock that somebody set to 2023, and one that nobody sets.
            var sinceBootMs = 5_000L
            val phone = world.phone { it.copy(moments = { Clocks(1_700_000_000_000, 7, sinceBootMs) }) }
            phone.syncing.run()
            phone.account.beginShift()
            sinceBootMs += 3_600_000
            phone.account.endShift()
            val shift = phone.account.shift()
            val (began, ended) = checkNotNull(shift.began).latest to checkNotNull(shift.ended).latest
            // The hub's time and the clock that nobody sets say when it was.
            val now = java.time.Instant.now()
            assertTrue(java.time.Duration.between(checkNotNull(began), now).abs() < java.time.Duration.ofMinutes(5), "$began")
            assertEquals(60, java.time.Duration.between(began, ended).toMinutes(), "$began to $ended")
        }
    }

    @Test
    fun `secrets in a folder can be read by nobody else`() {
        TestWorld.start().use { world ->
            val folder = File(world.folder(), "keys")
            val secrets = SecretStore.inFolder(folder)
            secrets.put("store/key", byteArrayOf(1, 2, 3))
            assertEquals(listOf<Byte>(1, 2, 3), secrets.get("store/key")?.toList())
            val modes = folder.walk().map { java.nio.file.Files.getPosixFilePermissions(it.toPath()) }
            assertTrue(modes.flatten().none { it.name.startsWith("GROUP") || it.name.startsWith("OTHERS") })
            secrets.remove("store/key")
            assertEquals(null, secrets.get("store/key"))
        }
    }
}
