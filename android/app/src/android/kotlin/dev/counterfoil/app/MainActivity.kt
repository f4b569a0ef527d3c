// Not verified here: it needs Google's repository. Everything that it shows is drawn and driven on a plain JVM.
package dev.counterfoil.app

import android.content.Intent
import android.graphics.BitmapFactory
import android.os.Bundle
import android.os.SystemClock
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.asImageBitmap
import androidx.lifecycle.lifecycleScope
import dev.counterfoil.DeviceNow
import dev.counterfoil.app.capture.LocalDecoder
import dev.counterfoil.app.design.CounterfoilTheme
import dev.counterfoil.app.design.Language
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.platform.Conditions
import dev.counterfoil.app.platform.CounterfoilApplication
import dev.counterfoil.app.platform.Notifications
import dev.counterfoil.app.platform.ScannerReceiver
import dev.counterfoil.app.platform.SoundAndTouch
import dev.counterfoil.app.scanners.ScannerIntents
import dev.counterfoil.app.wall.PhoneWall
import java.util.Locale
import kotlinx.coroutines.launch

/** The window: the app's model, its screens, and the way back. */
class MainActivity : ComponentActivity() {
    private var app: AppModel? = null
    private val scanner = ScannerReceiver(ScannerIntents()) { app?.scanned(it) }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        if (savedInstanceState == null) Notifications.ask(this)
        val language = if (Locale.getDefault().language == Locale.CHINESE.language) Language.ZH else Language.EN
        lifecycleScope.launch {
            val process = application as CounterfoilApplication
            val feedback = SoundAndTouch(process)
            val wall = PhoneWall(
                process.phone(), device = ::deviceNow, feedback = feedback, goesOn = process.work::sendNow,
            )
            val saved = savedInstanceState?.getString(STACK)
            val model = AppModel(wall, lifecycleScope, language, saved, elapsedMs = SystemClock::elapsedRealtime)
            app = model
            if (savedInstanceState == null) openAt(intent)
            setContent {
                BackHandler { if (!model.back()) finish() }
                CompositionLocalProvider(
                    LocalDecoder provides { BitmapFactory.decodeByteArray(it, 0, it.size)?.asImageBitmap() },
                ) { CounterfoilTheme(language) { Box(Modifier.safeDrawingPadding()) { AppView(model) } } }
            }
        }
    }

    override fun onResume() {
        super.onResume()
        scanner.begin(this)
    }

    override fun onPause() {
        scanner.end(this)
        super.onPause()
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        app?.let { outState.putString(STACK, it.save()) }
    }

    override fun onStop() {
        app?.keep()
        super.onStop()
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        openAt(intent)
    }

    /** A notification was touched: the order that it was about. */
    private fun openAt(intent: Intent) {
        intent.getStringExtra(Notifications.ORDER)?.let { app?.go(Place.Order(it)) }
    }

    private fun deviceNow(): DeviceNow {
        val battery = Conditions(this).battery()
        return DeviceNow(battery?.percent, battery?.charging == true, filesDir.usableSpace)
    }

    private companion object {
        const val STACK = "stack"
    }
}
