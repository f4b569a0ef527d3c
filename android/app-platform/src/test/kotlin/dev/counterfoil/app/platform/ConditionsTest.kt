package dev.counterfoil.app.platform

import android.os.PowerManager
import dev.counterfoil.Battery
import dev.counterfoil.app.background.Network
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The device as the framework tells of it. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], manifest = Config.NONE)
class ConditionsTest {
    private val conditions by lazy { Conditions(Device.context) }

    @Test
    fun `networks are told apart by what they cost, and each change is heard`() {
        var heard = 0
        conditions.listen { heard++ }
        for (network in Network.entries) {
            Device.network(network)
            assertEquals(network, conditions.network())
        }
        assertEquals(Network.entries.size, heard)
    }

    @Test
    fun `a battery is low below fifteen percent, unless it is being charged`() {
        for ((percent, isCharging, isLow) in listOf(
            Triple(14, false, true), Triple(15, false, false), Triple(3, true, false),
        )) {
            Device.battery(percent, isCharging)
            assertEquals(Battery(percent.toLong(), isCharging), conditions.battery())
            assertEquals(isLow, conditions.battery().isLow, "$percent %")
        }
        assertFalse((null as Battery?).isLow, "who does not know spares nothing")
    }

    @Test
    fun `a device that dozes says so`() {
        assertFalse(conditions.isDozing)
        shadowOf(Device.context.getSystemService(PowerManager::class.java)).setIsDeviceIdleMode(true)
        assertTrue(conditions.isDozing)
    }

    @Test
    fun `lines are kept whole, and where there are none there are none`() {
        val kept = KeptLines { Device.context.noBackupFilesDir.resolve("lines") }
        assertEquals(emptyList(), kept.read())
        kept.write(listOf("a", "b"))
        assertEquals(listOf("a", "b"), KeptLines { Device.context.noBackupFilesDir.resolve("lines") }.read())
        kept.write(emptyList())
        assertEquals(emptyList(), kept.read())
    }
}
