package dev.counterfoil.app.platform

import android.Manifest
import android.app.Activity
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Build
import dev.counterfoil.app.design.Language
import dev.counterfoil.app.notifications.Item
import dev.counterfoil.app.notifications.Matter
import dev.counterfoil.app.notifications.Shown
import dev.counterfoil.app.notifications.Telling
import dev.counterfoil.app.notifications.notificationStrings
import java.util.Locale

/** Notifications as Android shows them: a channel for each matter, so that a person can turn each down. */
class Notifications(context: Context) {
    private val app = context.applicationContext
    private val shown = app.getSystemService(NotificationManager::class.java)
    private val language = if (Locale.getDefault().language == "zh") Language.ZH else Language.EN
    private val strings = notificationStrings(language)

    /** Makes the channels, or gives them the names of the present language. */
    fun makeChannels() {
        val channels = Matter.entries.map { matter ->
            val (high, plain) = NotificationManager.IMPORTANCE_HIGH to NotificationManager.IMPORTANCE_DEFAULT
            NotificationChannel(matter.name, strings.channel(matter), if (matter.isLoud) high else plain)
        } + NotificationChannel(SENDING, strings.sending, NotificationManager.IMPORTANCE_LOW)
        shown.createNotificationChannels(channels)
    }

    fun show(telling: Telling) {
        telling.remove.forEach { shown.cancel(it, NEWS_ID) }
        telling.show.forEach { shown.notify(it.key, NEWS_ID, notification(it)) }
    }

    /** What stands while a person's own sending goes on. */
    fun sending(): Notification = Notification.Builder(app, SENDING).setSmallIcon(android.R.drawable.stat_sys_upload)
        .setContentTitle(strings.sendingNow).setOngoing(true).setContentIntent(opening(null)).build()

    private fun notification(of: Shown): Notification {
        val lines = Notification.InboxStyle()
        of.items.take(LINES).forEach { lines.addLine(line(it)) }
        val builder = Notification.Builder(app, of.matter.name).setSmallIcon(android.R.drawable.stat_notify_chat)
            .setContentTitle(strings.title(of.matter, of.items.size))
            .setContentText(line(of.items.first()))
            .setStyle(lines)
            .setNumber(of.items.size)
            .setContentIntent(opening(of.items.singleOrNull()?.order))
            .setAutoCancel(true)
            // Names and addresses are not for who passes by.
            .setVisibility(Notification.VISIBILITY_PRIVATE)
            .setPublicVersion(plain(of))
        // A group whose summary alone is heard, and that has none, makes no sound.
        if (!of.rings) builder.setGroup(SILENT).setGroupAlertBehavior(Notification.GROUP_ALERT_SUMMARY)
        return builder.build()
    }

    private fun plain(of: Shown): Notification = Notification.Builder(app, of.matter.name)
        .setSmallIcon(android.R.drawable.stat_notify_chat)
        .setContentTitle(strings.title(of.matter, of.items.size)).build()

    private fun line(item: Item): String {
        val words = if (language == Language.ZH) item.words.zh else item.words.en
        return "${item.title ?: strings.order} · $words"
    }

    /** Opens the app, at an order where it is about one. */
    private fun opening(order: String?): PendingIntent {
        val intent = Intent(Intent.ACTION_MAIN).setPackage(app.packageName).addCategory(Intent.CATEGORY_LAUNCHER)
            .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK or Intent.FLAG_ACTIVITY_SINGLE_TOP).putExtra(ORDER, order)
        val flags = PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE
        return PendingIntent.getActivity(app, order.hashCode(), intent, flags)
    }

    companion object {
        /** Asks a person whether they may be told, where the system wants it to be asked. */
        fun ask(activity: Activity) {
            if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return
            val name = Manifest.permission.POST_NOTIFICATIONS
            if (activity.checkSelfPermission(name) == PackageManager.PERMISSION_GRANTED) return
            activity.requestPermissions(arrayOf(name), 0)
        }

        /** The order that an activity is opened at. */
        const val ORDER = "order"
        const val SENDING_ID = 2
        private const val NEWS_ID = 1
        private const val SENDING = "SENDING"
        private const val SILENT = "silent"
        private const val LINES = 6
    }
}
