package dev.counterfoil.app.real

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.InternalComposeUiApi
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.toAwtImage
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performKeyPress
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.unit.Density
import dev.counterfoil.app.AppModel
import dev.counterfoil.app.AppView
import dev.counterfoil.app.design.CounterfoilTheme
import dev.counterfoil.app.design.LIST_TAG
import dev.counterfoil.app.design.Language
import dev.counterfoil.app.design.LocalZone
import dev.counterfoil.app.design.PRIMARY_TAG
import dev.counterfoil.app.pictures.Goldens
import dev.counterfoil.app.pictures.family
import dev.counterfoil.app.scanners.LocalKeyClock
import dev.counterfoil.app.signature.PAD_TAG
import dev.counterfoil.app.wall.AppWall
import dev.counterfoil.app.wall.FakeDay
import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel

/** The hand that holds the app, and counts its taps. */
@OptIn(InternalComposeUiApi::class)
internal class Hand(private val test: ComposeUiTest) {
    private var app by mutableStateOf<AppModel?>(null)
    private var scope = CoroutineScope(SupervisorJob())

    /** When the last key came: a scanner's follow each other at once, whatever the machine does meanwhile. */
    private var keyMs = 0L

    /** Taps since [countFromHere]. */
    var taps = 0
        private set

    init {
        test.setContent {
            CompositionLocalProvider(
                LocalDensity provides Density(1f), LocalZone provides FakeDay.zone, LocalKeyClock provides { keyMs },
            ) {
                CounterfoilTheme(Language.ZH, isDark = false, family) { app?.let { key(it) { AppView(it) } } }
            }
        }
    }

    /** The app begins over a wall, with what the process before had saved. */
    fun begin(wall: AppWall, saved: String? = null) {
        scope = CoroutineScope(SupervisorJob() + Dispatchers.Default.limitedParallelism(1))
        app = AppModel(wall, scope, Language.ZH, saved)
    }

    /** The process dies: nothing of it is left but what it had saved. */
    fun die(): String {
        val saved = app!!.save()
        app = null
        test.waitForIdle()
        scope.cancel()
        return saved
    }

    /** The system's own way back. */
    fun back() {
        app!!.back()
        test.waitForIdle()
    }

    /** Keeps what is on the screen as a picture, to be looked at. */
    fun picture(name: String) {
        test.waitForIdle()
        Goldens.write(test.onRoot().captureToImage().toAwtImage(), File("target/pictures/real/$name.png"))
    }

    fun countFromHere() {
        taps = 0
    }

    /** Waits until these words stand on the screen; scrolls the list to them where they are further down. */
    fun sees(words: String): SemanticsNodeInteraction {
        var last: Throwable? = null
        val end = System.nanoTime() + WAIT_NS
        while (System.nanoTime() < end) {
            test.waitForIdle()
            val all = test.onAllNodesWithText(words, substring = true)
            if (all.fetchSemanticsNodes(atLeastOneRootRequired = false).isNotEmpty()) return all[0]
            last = runCatching { test.onNodeWithTag(LIST_TAG).performScrollToNode(hasText(words, substring = true)) }
                .exceptionOrNull()
            Thread.sleep(20)
        }
        throw AssertionError("“$words” is not on the screen", last)
    }

    /** Waits for what does not stand on the screen. */
    fun waitUntil(holds: () -> Boolean) = test.waitUntil(timeoutMillis = WAIT_NS / 1_000_000) { holds() }

    fun doesNotSee(words: String) {
        test.waitUntil(timeoutMillis = WAIT_NS / 1_000_000) {
            test.onAllNodesWithText(words, substring = true).fetchSemanticsNodes().isEmpty()
        }
    }

    fun tap(words: String) {
        sees(words)
        test.onAllNodesWithText(words, substring = true)
        val target = test.onAllNodes(hasText(words, substring = true) and hasClickAction())
        // Two taps that follow each other this fast are one for the app; a hand is slower.
        Thread.sleep(350)
        target[0].performClick()
        taps++
    }

    /** Taps the one thing to do next, which has to say this. */
    fun tapPrimary(words: String) {
        sees(words)
        Thread.sleep(350)
        test.onNode(hasTestTag(PRIMARY_TAG) and hasText(words, substring = true)).performClick()
        taps++
    }

    fun write(name: String, text: String) {
        sees(name)
        test.onNode(hasContentDescription(name)).performTextInput(text)
    }

    /** Writes something else into a field. */
    fun overwrite(name: String, text: String) {
        sees(name)
        test.onNode(hasContentDescription(name)).performTextReplacement(text)
    }

    /** Taps the first of these words that stands below others: the answer to that question. */
    fun tapAt(question: String, words: String) {
        val top = sees(question).fetchSemanticsNode().positionInRoot.y
        val all = test.onAllNodes(hasText(words) and hasClickAction())
        val tops = all.fetchSemanticsNodes().map { it.positionInRoot.y }
        val at = tops.indices.filter { tops[it] >= top }.minBy { tops[it] }
        Thread.sleep(350)
        all[at].performScrollTo().performClick()
        taps++
    }

    /** Taps a button that is an icon alone. */
    fun tapNamed(name: String) {
        test.onNodeWithTag(LIST_TAG).performScrollToNode(hasContentDescription(name))
        Thread.sleep(350)
        test.onNode(hasContentDescription(name)).performClick()
        taps++
    }

    /** The trigger of a scanner that types: each letter as a key, and Enter. */
    fun scan(code: String) {
        test.waitForIdle()
        keyMs += 1_000
        code.forEach { press(Key.Unknown, it.code) }
        press(Key.Enter, '\n'.code)
    }

    private fun press(key: Key, codePoint: Int) {
        keyMs += 5
        for (type in listOf(KeyEventType.KeyDown, KeyEventType.KeyUp)) {
            test.onRoot().performKeyPress(KeyEvent(key, type, codePoint))
        }
    }

    /** Signs on the pad: a wave. */
    fun sign() {
        test.onNodeWithTag(LIST_TAG).performScrollToNode(hasTestTag(PAD_TAG))
        test.onNodeWithTag(PAD_TAG).performTouchInput {
            down(Offset(30f, 110f))
            for (step in 1..30) moveTo(Offset(30f + step * 9f, 110f + if (step % 4 < 2) 40f else -40f))
            up()
        }
        test.waitForIdle()
    }

    private companion object {
        /** Over a slow machine and a real hub. */
        const val WAIT_NS = 20_000_000_000L
    }
}
