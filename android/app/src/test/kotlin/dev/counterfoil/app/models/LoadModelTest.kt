package dev.counterfoil.app.models

import dev.counterfoil.LoadVerdict
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.orders.LoadEvent
import dev.counterfoil.app.orders.LoadList
import dev.counterfoil.app.orders.LoadModel
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.FakeWall
import dev.counterfoil.app.wall.LoadDay
import dev.counterfoil.app.wall.ReadSignal
import dev.counterfoil.app.wall.ScannedCode
import dev.counterfoil.app.wall.Scanner
import dev.counterfoil.app.wall.Trouble
import dev.counterfoil.app.wall.card
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.runTest

@OptIn(ExperimentalCoroutinesApi::class)
class LoadModelTest {
    private val went = ArrayList<Place>()

    private fun TestScope.model(wall: FakeWall) = LoadModel(wall, backgroundScope, { went += it }) { went.removeLast() }

    private fun story(act: suspend TestScope.() -> Unit) = runTest(UnconfinedTestDispatcher()) { act() }

    private fun LoadModel.scan(code: String) = on(LoadEvent.Scanned(ScannedCode(code, "code128")))

    private fun waybill(number: Int) = "SF1%012d".format(number)

    @Test
    fun `each verdict is heard as its own and shown first, with its order`() = story {
        val wall = FakeWall()
        val model = model(wall)
        val order = FakeDay.cards.single { it.id == "o2" }
        val answers = listOf(
            LoadDay.answer(LoadVerdict.HERE, order) to ReadSignal.GOOD,
            LoadDay.answer(LoadVerdict.HERE, order, listOf("freight_due")) to ReadSignal.GOOD_BUT,
            LoadDay.answer(LoadVerdict.HERE, order, pieces = 2) to ReadSignal.GOOD_BUT,
            LoadDay.answer(LoadVerdict.HERE, order, readAs = "YT0880027341991") to ReadSignal.GOOD_BUT,
            LoadDay.answer(LoadVerdict.NEXT_PIECE, order, piece = 2, pieces = 2) to ReadSignal.NEXT_PIECE,
            LoadDay.answer(LoadVerdict.DUPLICATE, order) to ReadSignal.AGAIN,
            LoadDay.answer(LoadVerdict.ANOTHER, order) to ReadSignal.NOT_YOURS,
            LoadDay.answer(LoadVerdict.DO_NOT_LOAD, order) to ReadSignal.STAYS,
            LoadDay.answer(LoadVerdict.CANCELLED, order) to ReadSignal.STAYS,
            LoadDay.answer(LoadVerdict.UNKNOWN, null) to ReadSignal.UNKNOWN,
        )
        answers.forEachIndexed { at, (answer, signal) ->
            wall.load.answers["code $at"] = answer
            model.scan("code $at")
            assertEquals(signal, wall.load.told.last(), "$answer")
            val first = model.state.value.reads.first()
            assertEquals(answer to answer.order, first.answer to first.card?.id)
        }
        assertEquals(answers.size, model.state.value.reads.size)
        assertEquals(ReadSignal.entries.toSet() - ReadSignal.FAILED, wall.load.told.toSet())
    }

    @Test
    fun `171 scans in a row, none waits for a tap and none is lost`() = story {
        val many = (1..171).map { card("o$it", waybill(it), "第 $it 件") }
        val wall = FakeWall(many)
        val model = model(wall)
        for (number in 1..171) model.scan(waybill(number))
        assertEquals((1..171).map(::waybill), wall.load.reads.map { it.raw })
        assertEquals(171, model.state.value.check?.here?.size)
        assertEquals(List(171) { ReadSignal.GOOD }, wall.load.told)
        assertEquals(LoadModel.LAST, model.state.value.reads.size, "the last ones stay listed")
        assertEquals(waybill(171), model.state.value.reads.first().code)
    }

    @Test
    fun `a label that stays in sight is one read and one sound`() = story {
        val wall = FakeWall()
        val model = model(wall)
        repeat(5) { model.scan("YT0880027341991") }
        assertEquals(listOf(ReadSignal.GOOD), wall.load.told)
        assertEquals(1, model.state.value.reads.size)
    }

    @Test
    fun `last digits - one that fits is taken, of several she chooses, none is said`() = story {
        val twins = listOf(
            card("a", "YT0000000006017", "包裹"), card("b", "SF1000000006017", "书"), card("c", "JT5079326481150", "衣服"),
        )
        val wall = FakeWall(twins)
        val model = model(wall)
        fun type(text: String) {
            model.on(LoadEvent.Typed(text))
            model.on(LoadEvent.Submit)
        }
        type("1150")
        assertEquals(listOf(ScannedCode("JT5079326481150", "typed")), wall.load.reads.toList())
        assertEquals("", model.state.value.typed, "it is ready for the next")

        type("6017")
        assertEquals(listOf("a", "b"), model.state.value.found?.map { it.id })
        assertEquals(1, wall.load.reads.size)
        model.on(LoadEvent.Choose(twins[1]))
        assertEquals("SF1000000006017", wall.load.reads.last().raw)
        assertNull(model.state.value.found)

        type("9999")
        assertEquals(emptyList(), model.state.value.found)
        model.on(LoadEvent.Typed("99990"))
        assertNull(model.state.value.found, "what is typed on is searched anew")

        type("YT6099281734650")
        assertEquals("YT6099281734650", wall.load.reads.last().raw, "a whole number is read as it is")
        assertEquals(ReadSignal.UNKNOWN, wall.load.told.last())
    }

    @Test
    fun `what could not be kept is heard, shown and said, and the next is kept`() = story {
        val wall = FakeWall()
        val model = model(wall)
        model.scan("SF1203456789017")
        wall.refuses = Trouble.StorageFull
        model.scan("YT0880027341991")
        assertEquals(ReadSignal.FAILED, wall.load.told.last())
        assertNull(model.state.value.reads.first().answer, "no stale verdict stands there")
        assertEquals(Trouble.StorageFull, model.state.value.trouble)
        wall.refuses = null
        model.scan("YT0880027341991")
        assertEquals(ReadSignal.GOOD, wall.load.told.last())
        assertNull(model.state.value.trouble)
    }

    @Test
    fun `each count opens its list, with cards where there are orders, and closes it`() = story {
        val wall = FakeWall()
        val model = model(wall)
        wall.load.lists(LoadDay.middle)
        val sizes = LoadList.entries.map { list ->
            model.on(LoadEvent.OpenList(list))
            assertEquals(list, model.state.value.opened)
            model.state.value.rows.size
        }
        assertEquals(listOf(4, 1, 1, 2, 1), sizes)
        assertTrue(model.state.value.rows.single().card!!.doNotLoad)
        model.on(LoadEvent.OpenList(LoadList.UNKNOWN))
        assertEquals(listOf(LoadDay.UNKNOWN, "1990000"), model.state.value.rows.map { it.line.code })
        model.on(LoadEvent.OpenList(LoadList.UNKNOWN))
        assertNull(model.state.value.opened)
        model.on(LoadEvent.Open("o6"))
        assertEquals(listOf<Place>(Place.Order("o6")), went)
    }

    @Test
    fun `a list that is open goes on with what is read`() = story {
        val wall = FakeWall()
        val model = model(wall)
        model.on(LoadEvent.OpenList(LoadList.HERE))
        model.scan("SF1203456789017")
        assertEquals(listOf("o1"), model.state.value.rows.map { it.card?.id })
    }

    @Test
    fun `without a shift there is nothing but its beginning`() = story {
        val wall = FakeWall()
        val model = model(wall)
        wall.load.lists(null)
        assertTrue(model.state.value.isLoaded)
        assertNull(model.state.value.check)
        model.on(LoadEvent.BeginShift)
        assertEquals("begin the shift", wall.asked.last())
    }

    @Test
    fun `a camera reads until it is closed, and of several codes in a picture she points at one`() = story {
        val pictures = MutableSharedFlow<List<ScannedCode>>()
        val wall = FakeWall(scanner = Scanner { pictures })
        val model = model(wall)
        model.on(LoadEvent.Look)
        assertTrue(model.state.value.isLooking)
        fun code(raw: String) = ScannedCode(raw, "qr")
        pictures.emit(listOf(code("https://example.com/a"), code("SF1203456789017")))
        assertEquals(listOf(code("SF1203456789017")), wall.load.reads.toList())
        val both = listOf(code("YT0880027341991"), code("JT5079326481150"))
        pictures.emit(both)
        assertEquals(both, model.state.value.several)
        model.on(LoadEvent.Point(both[1]))
        assertEquals(both[1], wall.load.reads.last())
        pictures.emit(listOf(code("https://example.com/b")))
        assertEquals(2, wall.load.reads.size)
        model.on(LoadEvent.Look)
        assertFalse(model.state.value.isLooking)
        pictures.emit(listOf(code("YT9626908096706")))
        assertEquals(2, wall.load.reads.size, "a closed camera reads nothing")
    }
}
