package dev.counterfoil.app.models

import dev.counterfoil.FormEvidence
import dev.counterfoil.FormGroup
import dev.counterfoil.FormItem
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.order.FormEvent
import dev.counterfoil.app.order.FormItemAt
import dev.counterfoil.app.order.FormModel
import dev.counterfoil.app.order.groupEnds
import dev.counterfoil.app.order.keptAs
import dev.counterfoil.app.order.otherSign
import dev.counterfoil.app.wall.Camera
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.FakeWall
import dev.counterfoil.app.wall.FormField
import dev.counterfoil.app.wall.Trouble
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.runTest

@OptIn(ExperimentalCoroutinesApi::class)
class FormModelTest {
    private val went = ArrayList<Place>()
    private val turned = ArrayList<Place>()
    private var isDone = false
    private var nowMs = 0L
    private val wall = FakeWall(camera = Camera { null })

    private val place = FormField("place")
    private val minutes = FormField("minutes")

    private fun TestScope.model(
        page: Long = 0,
        scope: CoroutineScope = backgroundScope,
        isChecked: Boolean = false,
    ) = FormModel(
        wall, Place.Form("o2", "visit", "finish", page, isChecked), scope, backgroundScope, { FakeDay.now }, { nowMs },
        { went += it }, { turned += it }, { isDone = true },
    ) {}

    private fun story(act: suspend TestScope.() -> Unit) = runTest(UnconfinedTestDispatcher()) { act() }

    private fun FormModel.answer(field: FormField) = state.value.question(field)?.answer

    @Test
    fun `what is typed is kept after a pause of half a second, and once`() = story {
        val model = model()
        for (text in listOf("厨", "厨房", "厨房吊")) {
            model.on(FormEvent.Typed(place, text))
            advanceTimeBy(400)
        }
        assertEquals(emptyList(), wall.asked, "a hand that goes on typing is not waited for")
        assertEquals("厨房吊", model.state.value.drafts.getValue(place).text)
        advanceTimeBy(150)
        assertEquals(listOf("answer place=厨房吊 over s0"), wall.asked)
        model.on(FormEvent.Typed(place, "厨房吊柜"))
        advanceTimeBy(600)
        assertEquals("answer place=厨房吊柜 over s1", wall.asked.last(), "over the form that the first has left")
        advanceTimeBy(5_000)
        model.on(FormEvent.Left)
        assertEquals(2, wall.asked.size)
        assertEquals(emptyMap(), model.state.value.drafts, "what is kept is no draft")
    }

    @Test
    fun `leaving the field, the page or the app keeps what was typed at once`() = story {
        val model = model()
        model.on(FormEvent.Typed(place, "厨房"))
        model.on(FormEvent.Left)
        assertEquals("answer place=厨房 over s0", wall.asked.last())
        model.on(FormEvent.Typed(place, "阳台"))
        model.keep()
        assertEquals("answer place=阳台 over s1", wall.asked.last())
        model.on(FormEvent.Typed(place, "客厅"))
        model.on(FormEvent.NextPage)
        assertEquals("answer place=客厅 over s2", wall.asked.last())
        assertEquals(listOf<Place>(Place.Form("o2", "visit", "finish", 1)), turned)
    }

    @Test
    fun `a place that is gone has kept what was typed there`() = story {
        val own = CoroutineScope(backgroundScope.coroutineContext + Job())
        val model = model(scope = own)
        model.on(FormEvent.Typed(place, "厨房"))
        model.on(FormEvent.Back)
        own.cancel()
        assertEquals(listOf("answer place=厨房 over s0"), wall.asked)
    }

    @Test
    fun `nothing is overwritten that was not on the screen`() = story {
        val model = model()
        model.on(FormEvent.Typed(place, "厨房"))
        wall.forms.answeredElsewhere(place, "阳台")
        advanceTimeBy(600)
        assertEquals("answer place=厨房 over s0", wall.asked.last(), "over what she saw: both will stand there")
        val other = model()
        other.on(FormEvent.Typed(minutes, "12"))
        wall.forms.answeredElsewhere(place, "客厅")
        advanceTimeBy(600)
        assertEquals("answer minutes=12 over s3", wall.asked.last(), "another question's answer was shown to her")
    }

    @Test
    fun `yes and no, one and several are kept at once, and the same tap takes one back`() = story {
        val model = model()
        model.on(FormEvent.Chosen(FormField("level"), "true"))
        assertEquals("answer level=true over s0", wall.asked.last())
        model.on(FormEvent.Chosen(FormField("level"), "false"))
        assertEquals("answer level=false over s1", wall.asked.last())
        model.on(FormEvent.Chosen(FormField("level"), "false"))
        assertEquals("answer level= over s2", wall.asked.last())
        val second = model(page = 1)
        second.on(FormEvent.Ticked(FormField("tools"), "ladder"))
        second.on(FormEvent.Ticked(FormField("tools"), "meter"))
        second.on(FormEvent.Ticked(FormField("tools"), "ladder"))
        assertEquals("answer tools=meter over s5", wall.asked.last())
        assertEquals(emptyMap(), second.state.value.drafts)
    }

    @Test
    fun `a choice that was not kept does not look chosen, and what was typed stays`() = story {
        val model = model()
        wall.refuses = Trouble.StorageFull
        model.on(FormEvent.Chosen(FormField("level"), "true"))
        assertEquals(Trouble.StorageFull, model.state.value.trouble)
        assertEquals("", model.state.value.question(FormField("level"))?.let(model.state.value::answer))
        model.on(FormEvent.Typed(place, "厨房"))
        model.on(FormEvent.NextPage)
        assertEquals(emptyList(), turned, "the page is not turned from what would be lost")
        assertEquals("厨房", model.state.value.drafts.getValue(place).text)
        wall.refuses = null
        model.on(FormEvent.CloseTrouble)
        model.on(FormEvent.NextPage)
        assertEquals("厨房", model.answer(place))
        assertEquals(1, turned.size)
    }

    @Test
    fun `what the store does not take is said at the field, until it is a number`() = story {
        val model = model()
        model.on(FormEvent.Typed(minutes, "十"))
        advanceTimeBy(600)
        assertEquals(listOf("须填整数"), model.state.value.drafts.getValue(minutes).problems.map { it.zh })
        assertNull(model.state.value.trouble)
        model.on(FormEvent.NextPage)
        assertEquals(emptyList(), turned)
        model.on(FormEvent.Typed(minutes, "５"))
        model.on(FormEvent.Left)
        assertEquals("5", model.answer(minutes), "digits of a Chinese keyboard")
        val said = model.state.value.question(minutes)?.problems?.map { it.words.zh }
        assertEquals(listOf("试机不少于 10 分钟"), said)
        model.on(FormEvent.OtherSign(minutes))
        assertEquals("-5", model.state.value.drafts.getValue(minutes).text)
    }

    @Test
    fun `dates and times are taken as people type them`() = story {
        for (text in listOf("20261122", "2026-11-22", "2026.11.22", "2026年11月22日", " ２０２６１１２２ ")) {
            assertEquals("2026-11-22", keptAs("date", text))
        }
        for (text in listOf("930", "0930", "9:30", "9：30", "9点30分")) assertEquals("09:30", keptAs("time", text))
        for (text in listOf("202611220930", "20261122 930", "2026-11-22T09:30")) {
            assertEquals("2026-11-22T09:30", keptAs("date_time", text))
        }
        assertEquals(listOf("soon", "soon"), listOf(keptAs("date", "soon"), keptAs("time", "soon")))
        assertEquals("-18.5", keptAs("decimal", "−18。5"))
        assertEquals(listOf("-3", "3"), listOf(otherSign("3"), otherSign("-3")))
        val model = model()
        model.on(FormEvent.Now(FormField("next")))
        assertTrue(wall.asked.last().matches(Regex("answer next=2026-11-2[0-9] over s0")), wall.asked.last())
    }

    @Test
    fun `a long list is looked through, and one tap chooses and closes it`() = story {
        val model = model(page = 1)
        val city = FormField("city")
        model.on(FormEvent.OpenChoices(city))
        assertEquals(4, model.state.value.search?.found?.size)
        model.on(FormEvent.Sought("苏州"))
        assertEquals(listOf("sz"), model.state.value.search?.found?.map { it.value })
        model.on(FormEvent.Chosen(city, "sz"))
        assertNull(model.state.value.search)
        assertEquals("answer city=sz over s0", wall.asked.last())
    }

    @Test
    fun `items are added once for two taps, answered each for itself, and taken out when asked twice`() = story {
        val model = model(page = 1)
        model.on(FormEvent.AddItem("parts"))
        nowMs += 200
        model.on(FormEvent.AddItem("parts"))
        assertEquals(listOf("add to parts"), wall.asked)
        nowMs += 200
        model.on(FormEvent.AddItem("parts"))
        val lines = model.state.value.open?.page?.lines.orEmpty()
        val (one, two) = lines.filterIsInstance<FormItem>().map { it.item }
        assertEquals(listOf("parts"), groupEnds(lines).values.map { it.group })
        val behind = groupEnds(lines).keys.single()
        assertTrue(lines.take(behind).any { it is FormGroup } && lines[behind + 1] !is FormItem)
        model.on(FormEvent.Typed(FormField("price", two), "18.5"))
        model.on(FormEvent.Left)
        assertEquals(listOf("", "18.5"), listOf(one, two).map { model.answer(FormField("price", it)) })
        model.on(FormEvent.RemoveItem("parts", one))
        assertEquals(FormItemAt("parts", one), model.state.value.removes)
        model.on(FormEvent.Close)
        model.on(FormEvent.Remove)
        assertFalse(wall.asked.any { it.startsWith("remove") }, "it was not said that it is to go")
        model.on(FormEvent.RemoveItem("parts", one))
        model.on(FormEvent.Remove)
        assertEquals("remove $one from parts", wall.asked.last())
        assertNull(model.answer(FormField("price", one)))
    }

    @Test
    fun `evidence is captured on its own screen, after what was typed`() = story {
        val model = model(page = 1)
        model.on(FormEvent.Capture(FormField("fault"), FormEvidence("photo", "fault", 1)))
        model.on(FormEvent.Capture(FormField("fault"), FormEvidence("signature", "customer", 1)))
        val camera = Place.Capture("o2", "fault", null)
        assertEquals(listOf<Place>(camera, Place.Signature("o2", "customer", null)), went)
        assertEquals(1, model.state.value.evidence["photo/door"], "what the order has counts")
    }

    @Test
    fun `who says that all is filled in is led to what is missing, and only then further`() = story {
        val model = model(page = 1)
        model.on(FormEvent.Done)
        assertEquals(listOf<Place>(Place.Form("o2", "visit", "finish", 0, isChecked = true)), turned)
        val first = model()
        first.on(FormEvent.Typed(place, "厨房"))
        first.on(FormEvent.Chosen(FormField("level"), "true"))
        first.on(FormEvent.Typed(minutes, "15"))
        first.on(FormEvent.Left)
        assertEquals(3 to 4, first.state.value.answered)
        model.on(FormEvent.Done)
        assertTrue(model.state.value.isChecked, "what is missing is on this page: it is said here")
        model.on(FormEvent.Chosen(FormField("verdict"), "fix"))
        wall.forms.answeredElsewhere(FormField("fault"), "f-1")
        assertFalse(isDone)
        model.on(FormEvent.Done)
        assertTrue(isDone)
    }

    @Test
    fun `it stays incomplete for a reason, and that is taken back`() = story {
        val model = model(page = 1)
        model.on(FormEvent.AskWhy)
        assertTrue(model.state.value.asksWhy)
        model.on(FormEvent.Except("out_of_time"))
        assertFalse(model.state.value.asksWhy)
        assertEquals("out_of_time", model.state.value.open?.sheet?.exception)
        model.on(FormEvent.Done)
        assertTrue(isDone)
        model.on(FormEvent.GoOnFilling)
        assertEquals("except for null", wall.asked.last())
        assertNull(model.state.value.open?.sheet?.exception)
        assertNotNull(model.state.value.open?.sheet?.exceptions)
    }
}
