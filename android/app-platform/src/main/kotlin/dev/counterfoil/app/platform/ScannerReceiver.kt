package dev.counterfoil.app.platform

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.os.Build
import dev.counterfoil.app.scanners.ScannerIntents
import dev.counterfoil.app.wall.ScannedCode

/**
 * Hears the broadcasts of a hardware scanner while a screen stands. They come from another app, the maker's: so anybody
 * may send one, and it can do no more than a label that is held before the scanner.
 */
class ScannerReceiver(
    private val intents: ScannerIntents,
    private val heard: (ScannedCode) -> Unit,
) : BroadcastReceiver() {
    fun begin(context: Context) {
        val filter = IntentFilter()
        for (action in intents.actions) filter.addAction(action)
        // Some makers put it into a category.
        filter.addCategory(Intent.CATEGORY_DEFAULT)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            context.registerReceiver(this, filter, Context.RECEIVER_EXPORTED)
        } else {
            @Suppress("UnspecifiedRegisterReceiverFlag") // Before API level 33 there is no other.
            context.registerReceiver(this, filter)
        }
    }

    fun end(context: Context) = context.unregisterReceiver(this)

    override fun onReceive(context: Context, intent: Intent) {
        val extras = intent.extras ?: return

        @Suppress("DEPRECATION") // Of what class an extra is, is not known before.
        val values = extras.keySet().associateWith { extras.get(it) }
        intents.read(intent.action, values)?.let(heard)
    }
}
