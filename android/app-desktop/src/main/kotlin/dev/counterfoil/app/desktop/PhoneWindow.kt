package dev.counterfoil.app.desktop

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.graphics.toComposeImageBitmap
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.type
import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Window
import androidx.compose.ui.window.application
import androidx.compose.ui.window.rememberWindowState
import dev.counterfoil.app.AppModel
import dev.counterfoil.app.AppView
import dev.counterfoil.app.capture.LocalDecoder
import dev.counterfoil.app.design.CounterfoilTheme
import dev.counterfoil.app.design.Language
import dev.counterfoil.app.wall.PhoneWall
import java.io.ByteArrayInputStream
import java.io.File
import javax.imageio.ImageIO
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.runBlocking

/**
 * The app in a window of a phone's size: real screens, the real core, a real hub in this process, all of it gone when
 * the window is closed. The Escape key is the phone's way back. One argument, `en`, makes it English.
 */
fun main(args: Array<String>) {
    val language = if ("en" in args) Language.EN else Language.ZH
    runBlocking { DayWorld.begin(File("").absoluteFile) }.use { day ->
        val reason = if (language == Language.ZH) "今天下午四点前必须到" else "needed before four today"
        runBlocking { day.urge(reason) }
        val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default.limitedParallelism(1))
        show(AppModel(PhoneWall(day.phone, day.camera), scope, language), language)
    }
}

private fun show(app: AppModel, language: Language) = application {
    Window(
        onCloseRequest = ::exitApplication,
        state = rememberWindowState(size = DpSize(390.dp, 844.dp)),
        title = if (language == Language.ZH) "存根" else "Counterfoil",
        onKeyEvent = { it.key == Key.Escape && it.type == KeyEventType.KeyUp && app.back() },
    ) {
        CompositionLocalProvider(
            LocalDecoder provides { ImageIO.read(ByteArrayInputStream(it))?.toComposeImageBitmap() },
        ) { CounterfoilTheme(language) { AppView(app) } }
    }
}
