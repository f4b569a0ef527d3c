package dev.counterfoil.app.platform

import android.content.Intent
import android.os.Looper
import android.os.Vibrator
import dev.counterfoil.app.scanners.ScannerIntents
import dev.counterfoil.app.wall.ReadSignal
import dev.counterfoil.app.wall.ScannedCode
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowToneGenerator

/** Hardware scanners and what is heard at a read, on the framework. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], manifest = Config.NONE)
class ScannersTest {
    private val heard = ArrayList<ScannedCode>()
    private val receiver = ScannerReceiver(ScannerIntents()) { heard += it }

    private fun send(intent: Intent) {
        Device.context.sendBroadcast(intent)
        shadowOf(Looper.getMainLooper()).idle()
    }

    @Test
    fun `every known maker's broadcast comes as a code, while a screen stands`() {
        receiver.begin(Device.context)
        for (one in ScannerIntents.KNOWN) {
            send(Intent(one.action).putExtra(one.code, "SF1203456789017").putExtra("count", 1))
            assertEquals("SF1203456789017", heard.removeLast().raw, one.maker)
            val bytes = "YT0880027341991".toByteArray()
            send(Intent(one.action).addCategory(Intent.CATEGORY_DEFAULT).putExtra(one.code, bytes))
            assertEquals("YT0880027341991", heard.removeLast().raw, one.maker)
        }
        send(Intent(ScannerIntents.OWN).putExtra("data", ""))
        send(Intent(ScannerIntents.OWN))
        send(Intent("com.acme.SCAN").putExtra("data", "SF1203456789017"))
        receiver.end(Device.context)
        send(Intent(ScannerIntents.OWN).putExtra("data", "SF1203456789017"))
        assertEquals(emptyList(), heard.toList())
    }

    @Test
    fun `each verdict has a tone and a vibration of its own`() {
        val vibrator = shadowOf(Device.context.getSystemService(Vibrator::class.java))
        vibrator.setHasVibrator(true)
        val feedback = SoundAndTouch(Device.context)
        ShadowToneGenerator.reset()
        for (signal in ReadSignal.entries) {
            feedback.tell(signal)
            val told = SoundAndTouch.TOLD.getValue(signal)
            assertContentEquals(told.pattern, vibrator.pattern, "$signal")
            val tone = ShadowToneGenerator.getPlayedTones().last()
            assertEquals(told.tone to told.lastsMs, tone.type() to tone.duration().toMillis().toInt(), "$signal")
        }
        assertEquals(ReadSignal.entries.size, SoundAndTouch.TOLD.values.map { it.tone }.toSet().size)
        assertEquals(ReadSignal.entries.size, SoundAndTouch.TOLD.values.map { it.pattern.toList() }.toSet().size)
    }

    @Test
    fun `a device that cannot vibrate is not asked to`() {
        val vibrator = shadowOf(Device.context.getSystemService(Vibrator::class.java))
        vibrator.setHasVibrator(false)
        SoundAndTouch(Device.context).tell(ReadSignal.STAYS)
        assertEquals(null, vibrator.pattern)
    }
}
