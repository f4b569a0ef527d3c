package dev.counterfoil.app.models

import dev.counterfoil.Interval
import dev.counterfoil.Touch
import dev.counterfoil.app.design.Language
import dev.counterfoil.app.design.intervalText
import dev.counterfoil.app.design.lengthText
import dev.counterfoil.app.design.moneyText
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.signature.SignatureEvent
import dev.counterfoil.app.signature.SignatureModel
import dev.counterfoil.app.signature.isSignature
import dev.counterfoil.app.sync.SyncEvent
import dev.counterfoil.app.sync.SyncModel
import dev.counterfoil.app.sync.minorOf
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.FakeWall
import dev.counterfoil.app.wall.NO_COUNTS
import dev.counterfoil.app.wall.about
import java.time.Duration
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.runTest

@OptIn(ExperimentalCoroutinesApi::class)
class SmallModelsTest {
    private fun story(act: suspend TestScope.() -> Unit) = runTest(UnconfinedTestDispatcher()) { act() }

    private val wave = (0..30).map { Touch(10f * it, if (it % 2 == 0) 50f else 90f, it * 16L, 0.5f) }

    @Test
    fun `a blank pad and a dot are no signature`() {
        assertFalse(isSignature(emptyList(), 358))
        assertFalse(isSignature(listOf(listOf(Touch(10f, 10f, 0, 0f), Touch(12f, 11f, 9, 0f))), 358))
        assertTrue(isSignature(listOf(wave), 358))
    }

    @Test
    fun `exactly what stood there is signed, in the signer's language, and the step goes with it`() = story {
        val wall = FakeWall(FakeDay.cards.map { it.copy(counts = NO_COUNTS.copy(photos = 1)) })
        var made: String? = null
        val place = Place.Signature("o2", "recipient", "deliver")
        val model = SignatureModel(wall, place, backgroundScope, Language.ZH, { made = it?.first }) {}
        assertEquals("本人已收到:\n包裹 YT0880027341991\n到付运费 ¥18.00", model.state.value.shown)
        model.on(SignatureEvent.Done)
        assertTrue(model.state.value.isTooLittle)
        model.on(SignatureEvent.Stroke(wave, 358, 220))
        model.on(SignatureEvent.OtherLanguage)
        assertEquals(emptyList(), model.state.value.strokes, "what was signed in Chinese is no signature under English")
        model.on(SignatureEvent.Stroke(wave, 358, 220))
        model.on(SignatureEvent.Signer(" "))
        model.on(SignatureEvent.Done)
        assertTrue(model.state.value.isNameless)
        model.on(SignatureEvent.Signer("李女士"))
        model.on(SignatureEvent.Done)
        assertEquals(listOf("sign o2 李女士 I have received:", "step o2 deliver null"), wall.asked)
        assertEquals("fact-of-deliver", made)
    }

    @Test
    fun `what waits stands there with its order, and no signal is no error`() = story {
        val wall = FakeWall()
        val went = ArrayList<Place>()
        val model = SyncModel(wall, backgroundScope, flowOf(FakeDay.now), FakeDay.now) { went += it }
        assertEquals(listOf("o3" to 3L, "d1" to 4L), model.state.value.waiting.map { it.first.id to it.second })
        model.on(SyncEvent.SendNow)
        assertEquals("OFFLINE" to null, model.state.value.lastEnd?.name to model.state.value.trouble)
        model.on(SyncEvent.Open("o3"))
        model.on(SyncEvent.EndOfShift)
        assertEquals(listOf(Place.Order("o3"), Place.EndOfShift), went)
    }

    @Test
    fun `times, lengths and money as people read them`() {
        fun time(at: Interval, language: Language) = intervalText(at, FakeDay.now, FakeDay.zone, language)
        assertEquals("09:58–10:01", time(about(9, 58, 3), Language.ZH))
        assertEquals("09:58", time(about(9, 58), Language.EN))
        assertEquals("by 09:58", time(Interval(null, about(9, 58).latestMs), Language.EN))
        assertEquals("时间不明", time(Interval(null, null), Language.ZH))
        assertEquals("11月22日 23:00", time(about(-1, 0), Language.ZH))
        assertEquals("1 小时 20 分", lengthText(Duration.ofMinutes(80), Language.ZH))
        assertEquals("3 days", lengthText(Duration.ofHours(75), Language.EN))
        val money = listOf(moneyText(1_800, "CNY"), moneyText(-5, "CNY"), moneyText(120, "USD"))
        assertEquals(listOf("¥18.00", "−¥0.05", "USD 1.20"), money)
        assertEquals(listOf(1_850L, 0L, null, null, null), listOf("18.5", "0", "18.555", "一百", "-1").map(::minorOf))
    }
}
