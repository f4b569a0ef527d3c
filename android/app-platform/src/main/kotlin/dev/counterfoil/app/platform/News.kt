package dev.counterfoil.app.platform

import android.content.Context
import dev.counterfoil.CounterfoilException
import dev.counterfoil.Phone
import dev.counterfoil.app.notifications.QuietHours
import dev.counterfoil.app.notifications.heard
import dev.counterfoil.app.notifications.tell
import java.io.File
import java.time.LocalTime
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** Reckons what a person is to be told, shows it, and sets the alarm for what comes next. Not for the main thread. */
class News(
    context: Context,
    private val quiet: QuietHours? = QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0)),
    private val clock: () -> LocalTime = LocalTime::now,
) {
    private val app = context.applicationContext
    private val notifications = Notifications(app)
    private val alarms = Alarms(app)
    private val told = KeptLines { File(app.noBackupFilesDir, "told") }
    private val open = KeptLines { File(app.noBackupFilesDir, "open-orders") }
    private val once = Mutex()

    /** After a session, an act, an alarm, a restart. A store that cannot be asked now is asked the next time. */
    suspend fun anew(phone: Phone): Unit = once.withLock {
        try {
            if (phone.account.status().enrolled == null) return
            val heard = heard(phone, open.read().toSet())
            val telling = tell(heard.items, told.read().toSet(), clock(), quiet)
            notifications.show(telling)
            alarms.set(heard.nextAtMs)
            told.write(telling.told)
            open.write(heard.open)
        } catch (_: CounterfoilException) {
            return
        }
    }
}
