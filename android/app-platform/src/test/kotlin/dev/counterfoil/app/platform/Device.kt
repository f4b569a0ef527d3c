package dev.counterfoil.app.platform

import android.app.job.JobParameters
import android.content.Context
import android.content.Intent
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.os.BatteryManager
import android.os.PersistableBundle
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.SecretStore
import dev.counterfoil.app.background.Network
import java.io.File
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowNetworkCapabilities

/** The app's process in a test: the real one, with a store and keys in a folder of the test. */
class TestApplication : CounterfoilApplication() {
    lateinit var folder: File

    override fun config() = CounterfoilConfig(File(folder, "store"), SecretStore.inFolder(File(folder, "keys")))
}

/** The device around it. */
internal object Device {
    val context: Context get() = RuntimeEnvironment.getApplication()
    val app: TestApplication get() = RuntimeEnvironment.getApplication() as TestApplication

    /** Another way out, and everybody hears of it. */
    fun network(now: Network) {
        val manager = context.getSystemService(ConnectivityManager::class.java)
        val shadow = shadowOf(manager)
        val active = checkNotNull(manager.activeNetwork)
        val can = ShadowNetworkCapabilities.newInstance()
        val told = shadowOf(can)
        if (now != Network.NONE) told.addCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET)
        if (now == Network.UNMETERED) told.addCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)
        shadow.setNetworkCapabilities(active, can)
        shadow.networkCallbacks.forEach { it.onCapabilitiesChanged(active, can) }
    }

    fun battery(percent: Int, isCharging: Boolean = false) {
        val told = Intent(Intent.ACTION_BATTERY_CHANGED).putExtra(BatteryManager.EXTRA_LEVEL, percent)
            .putExtra(BatteryManager.EXTRA_SCALE, 100)
            .putExtra(BatteryManager.EXTRA_PLUGGED, if (isCharging) BatteryManager.BATTERY_PLUGGED_AC else 0)
        @Suppress("DEPRECATION") // As the system itself tells it: whoever asks later hears it as well.
        context.sendStickyBroadcast(told)
    }

    /** What a service is told when its job begins. */
    fun job(network: Network, isExpedited: Boolean = false, isAsked: Boolean = false) = JobParameters(
        null, null, Jobs.id(network), PersistableBundle(), null, null, 0, false, isExpedited, isAsked, null, null, null,
    )
}
