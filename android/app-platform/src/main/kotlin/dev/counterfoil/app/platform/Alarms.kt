package dev.counterfoil.app.platform

import android.app.AlarmManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent

/**
 * The alarm for the next time limit. There is one at most: when it has come, the one after it is set. It comes within
 * minutes of its moment, also while the device dozes; none is set that needs a permission for exact ones.
 */
class Alarms(context: Context) {
    private val app = context.applicationContext
    private val alarms = app.getSystemService(AlarmManager::class.java)

    /** @param atMs by this phone's wall clock; `null` for none */
    fun set(atMs: Long?) {
        val ringing = ringing()
        if (atMs == null) {
            alarms.cancel(ringing)
        } else {
            alarms.setAndAllowWhileIdle(AlarmManager.RTC_WAKEUP, atMs, ringing)
        }
    }

    private fun ringing(): PendingIntent {
        val intent = Intent(app, WakeReceiver::class.java).setAction(WakeReceiver.DUE)
        val flags = PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE
        return PendingIntent.getBroadcast(app, 0, intent, flags)
    }
}
