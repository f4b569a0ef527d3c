package dev.counterfoil.app.platform

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent

/** Wakes the app: after a boot or an update, when the clock was set, when a time limit has come. */
class WakeReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        if (intent.action !in heard) return
        val pending = goAsync()
        (context.applicationContext as CounterfoilApplication).wake { pending?.finish() }
    }

    companion object {
        /** A time limit has come. */
        const val DUE = "dev.counterfoil.app.DUE"

        internal val heard = setOf(
            DUE, Intent.ACTION_BOOT_COMPLETED, Intent.ACTION_MY_PACKAGE_REPLACED, Intent.ACTION_TIME_CHANGED,
            Intent.ACTION_TIMEZONE_CHANGED,
        )
    }
}
