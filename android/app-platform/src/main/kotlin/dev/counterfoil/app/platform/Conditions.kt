package dev.counterfoil.app.platform

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.os.BatteryManager
import android.os.PowerManager
import dev.counterfoil.Battery
import dev.counterfoil.app.background.Network

/** Below this a battery that is not being charged is low, percent: the library spares it from there on, too. */
private const val LOW_PERCENT = 15

/** The device as it stands: its network, its battery, its sleep. Safe from any thread; no disk is touched. */
class Conditions(context: Context) {
    private val app = context.applicationContext
    private val connectivity = app.getSystemService(ConnectivityManager::class.java)
    private val power = app.getSystemService(PowerManager::class.java)

    val isDozing: Boolean get() = power.isDeviceIdleMode

    /** The way out that an app would take now. */
    fun network(): Network {
        val can = connectivity.activeNetwork?.let(connectivity::getNetworkCapabilities)
        return when {
            can?.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) != true -> Network.NONE
            can.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) -> Network.UNMETERED
            else -> Network.METERED
        }
    }

    /** `null` on a device that tells nothing of it. */
    fun battery(): Battery? {
        val told = app.registerReceiver(null, IntentFilter(Intent.ACTION_BATTERY_CHANGED)) ?: return null
        val level = told.getIntExtra(BatteryManager.EXTRA_LEVEL, -1)
        val scale = told.getIntExtra(BatteryManager.EXTRA_SCALE, -1)
        if (level < 0 || scale <= 0) return null
        val isCharging = told.getIntExtra(BatteryManager.EXTRA_PLUGGED, 0) != 0
        return Battery(percent = level * 100L / scale, charging = isCharging)
    }

    /** Tells of every change, as long as the process lives. */
    fun listen(changed: () -> Unit) {
        connectivity.registerDefaultNetworkCallback(object : ConnectivityManager.NetworkCallback() {
            override fun onCapabilitiesChanged(network: android.net.Network, can: NetworkCapabilities) = changed()

            override fun onLost(network: android.net.Network) = changed()
        })
        val receiver = object : BroadcastReceiver() {
            override fun onReceive(context: Context, intent: Intent) = changed()
        }
        // These come from the system alone, so no other app is let in.
        app.registerReceiver(receiver, IntentFilter().apply { heard.forEach(::addAction) })
    }

    private companion object {
        val heard = listOf(
            Intent.ACTION_BATTERY_LOW, Intent.ACTION_BATTERY_OKAY, Intent.ACTION_POWER_CONNECTED,
            Intent.ACTION_POWER_DISCONNECTED, PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED,
        )
    }
}

/** Whether a battery has to be spared. */
internal val Battery?.isLow: Boolean get() = this != null && !charging && percent < LOW_PERCENT
