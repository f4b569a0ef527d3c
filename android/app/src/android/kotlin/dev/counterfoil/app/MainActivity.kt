// Not verified here: it needs Google's repository. Everything that it shows is drawn and driven on a plain JVM.
package dev.counterfoil.app

import android.app.Application
import android.graphics.BitmapFactory
import android.os.BatteryManager
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
import dev.counterfoil.Counterfoil
import dev.counterfoil.DeviceNow
import dev.counterfoil.Phone
import dev.counterfoil.android.counterfoil
import dev.counterfoil.app.capture.LocalDecoder
import dev.counterfoil.app.design.CounterfoilTheme
import dev.counterfoil.app.design.Language
import dev.counterfoil.app.wall.PhoneWall
import java.util.Locale
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.launch

/** Holds the one opening of the store that a process may have. */
class CounterfoilApplication : Application() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    /** The open phone, opened when it is first asked for. */
    val phone: Deferred<Phone> = scope.async(start = CoroutineStart.LAZY) { Counterfoil.open(counterfoil()) }
}

/** The window: the app's model, its screens, and the way back. */
class MainActivity : ComponentActivity() {
    private var app: AppModel? = null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        val language = if (Locale.getDefault().language == Locale.CHINESE.language) Language.ZH else Language.EN
        lifecycleScope.launch {
            val wall = PhoneWall((application as CounterfoilApplication).phone.await(), device = ::deviceNow)
            val saved = savedInstanceState?.getString(STACK)
            val model = AppModel(wall, lifecycleScope, language, saved, elapsedMs = SystemClock::elapsedRealtime)
            app = model
            setContent {
                BackHandler { if (!model.back()) finish() }
                CompositionLocalProvider(
                    LocalDecoder provides { BitmapFactory.decodeByteArray(it, 0, it.size)?.asImageBitmap() },
                ) { CounterfoilTheme(language) { Box(Modifier.safeDrawingPadding()) { AppView(model) } } }
            }
        }
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        app?.let { outState.putString(STACK, it.save()) }
    }

    private fun deviceNow(): DeviceNow {
        val battery = getSystemService(BatteryManager::class.java)
        val percent = battery.getIntProperty(BatteryManager.BATTERY_PROPERTY_CAPACITY).toLong()
        return DeviceNow(percent.takeIf { it in 0..100 }, battery.isCharging, filesDir.usableSpace)
    }

    private companion object {
        const val STACK = "stack"
    }
}
