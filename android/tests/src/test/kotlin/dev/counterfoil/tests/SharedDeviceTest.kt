package dev.counterfoil.tests

import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilException
import dev.counterfoil.HostPorts
import dev.counterfoil.Removal
import dev.counterfoil.SecretStore
import dev.counterfoil.SharedDevice
import dev.counterfoil.testkit.TestWorld
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** A scanner that goes from hand to hand. */
class SharedDeviceTest {
    /** Somebody takes the device, works without signal, and hands it on. */
    private suspend fun worksUnsent(world: TestWorld, device: SharedDevice, host: HostPorts, name: String) {
        val invitation = world.hub.invite("小安", listOf("courier")).invitation
        Counterfoil.open(device.person(name, host)).use { phone ->
            phone.account.enrol(invitation)
            world.hub.signalOff()
            phone.account.beginShift()
            phone.account.closeShift()
        }
        world.hub.signalOn()
    }

    @Test
    fun `what she left unsent is sent while he works`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val device = SharedDevice(world.folder())
            val host = HostPorts(SecretStore.inFolder(device.secretsFolder))
            worksUnsent(world, device, host, "ann")
            val invitation = world.hub.invite("小伯", listOf("courier")).invitation
            Counterfoil.open(device.person("bo", host)).use { bo ->
                bo.account.enrol(invitation)
                val before = device.about("ann", host)
                assertEquals("小安", before.enrolled?.personName)
                assertTrue(before.unsent > 0, "$before")
                assertFailsWith<CounterfoilException.AlreadyOpen> { device.about("bo", host) }
                assertFailsWith<CounterfoilException.AlreadyOpen> { device.sendFor("bo", host) }
                assertFailsWith<CounterfoilException.NotFound> { device.about("nobody", host) }

                val report = device.sendFor("ann", host)
                assertTrue(report.isDone, "$report")
                assertEquals(0, device.about("ann", host).unsent)
                // He was never interrupted, and her work is not his.
                bo.account.beginShift()
                assertTrue(bo.syncing.run().isDone)

                device.remove("ann", host, Removal.IF_NOTHING_LEFT)
                assertEquals(listOf("bo"), device.people())
            }
        }
    }

    @Test
    fun `a store with unsent work is not deleted, but put aside and brought back whole`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val device = SharedDevice(world.folder())
            val host = HostPorts(SecretStore.inFolder(device.secretsFolder))
            worksUnsent(world, device, host, "ann")
            val refused = assertFailsWith<CounterfoilException.NotAllowed> {
                device.remove("ann", host, Removal.IF_NOTHING_LEFT)
            }
            assertEquals("unsent", refused.reason.code)
            val before = device.about("ann", host)
            device.remove("ann", host, Removal.PUT_ASIDE)
            assertEquals(emptyList(), device.people())
            // Somebody else took the name meanwhile.
            Counterfoil.open(device.person("ann", host)).close()
            val taken = assertFailsWith<CounterfoilException.NotAllowed> { device.bringBack("ann") }
            assertEquals("name_taken", taken.reason.code)
            device.remove("ann", host, Removal.IF_NOTHING_LEFT)
            device.bringBack("ann")
            assertEquals(before, device.about("ann", host))
            assertFailsWith<CounterfoilException.NotFound> { device.bringBack("nobody") }
            assertTrue(device.sendFor("ann", host).isDone)
        }
    }
}
