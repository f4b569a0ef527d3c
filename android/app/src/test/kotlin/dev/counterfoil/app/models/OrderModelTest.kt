package dev.counterfoil.app.models

import dev.counterfoil.PaymentMethod
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.order.Asked
import dev.counterfoil.app.order.OrderEvent
import dev.counterfoil.app.order.OrderModel
import dev.counterfoil.app.order.Supply
import dev.counterfoil.app.order.primary
import dev.counterfoil.app.order.steps
import dev.counterfoil.app.order.supplyOf
import dev.counterfoil.app.wall.Camera
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.FakeWall
import dev.counterfoil.app.wall.NO_COUNTS
import dev.counterfoil.app.wall.Trouble
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.runTest

@OptIn(ExperimentalCoroutinesApi::class)
class OrderModelTest {
    private val went = ArrayList<Place>()
    private var nowMs = 0L

    private fun TestScope.model(wall: FakeWall, id: String = "o2"): OrderModel {
        val model =
            OrderModel(wall, id, backgroundScope, flowOf(FakeDay.now), FakeDay.now, { nowMs }, { went += it }) {}
        nowMs += 1_000
        return model
    }

    private fun story(act: suspend TestScope.() -> Unit) = runTest(UnconfinedTestDispatcher()) { act() }

    private fun signed() = FakeDay.cards.map { it.copy(counts = NO_COUNTS.copy(photos = 1, signatures = 1)) }

    @Test
    fun `what is missing for a step, and what supplies it`() {
        assertEquals(Supply.Photo("door"), supplyOf("photo/door/1", hasCamera = true))
        assertNull(supplyOf("photo/door/1", hasCamera = false), "no button without a camera")
        assertEquals(Supply.Pay("freight", 1_200), supplyOf("payment/freight/1800/600", true))
        assertEquals(Supply.Consent(listOf("locker", "station")), supplyOf("consent/locker|station", true))
        assertEquals(Supply.Sign("station"), supplyOf("any/fact//1,signature/station/1,photo/station/1", true))
        assertEquals(Supply.Form("install_acceptance"), supplyOf("form/install_acceptance/1", true))
        assertEquals(Supply.Form("x"), supplyOf("any/form/x/1,signature/station/1", true))
        assertNull(supplyOf("approval/warranty/1", true))
        listOf("payment/freight", "payment/freight/x/0", "photo", "signature", "consent", "form", "").forEach {
            assertNull(supplyOf(it, true), "'$it' is of another form")
        }
    }

    @Test
    fun `the first step that can be gone on with is the biggest thing, and asks for one thing after the other`() {
        val steps = steps(FakeDay.offers(freight = 1_800), hasCamera = true)
        assertEquals("deliver", primary(steps)?.offer?.transition)
        val inTurn = listOf(Supply.Pay("freight", 1_800), Supply.Photo("door"), Supply.Sign("recipient"))
        assertEquals(inTurn, steps[0].supplies)
        val without = steps(FakeDay.offers(), hasCamera = false)
        assertEquals("fail", primary(without)?.offer?.transition)
        assertEquals(listOf("photo/door/1"), without[0].lacking.map { it.code })
    }

    @Test
    fun `a photo first, then the signature, each on its own screen`() = story {
        val wall = FakeWall(camera = Camera { null })
        val model = model(wall)
        model.on(OrderEvent.Act("deliver"))
        assertEquals(listOf<Place>(Place.Capture("o2", "door", "deliver")), went)
        wall.photo("o2", java.io.File("x"), "door")
        model.on(OrderEvent.Act("deliver"))
        assertEquals(Place.Signature("o2", "recipient", "deliver"), went.last())
    }

    @Test
    fun `a reason is asked for, and the step is made with it`() = story {
        val wall = FakeWall()
        val model = model(wall)
        model.on(OrderEvent.Act("fail"))
        assertIs<Asked.Reason>(model.state.value.asked)
        model.on(OrderEvent.ChooseReason("no_answer"))
        assertEquals(emptyList(), wall.asked, "a tap within 300 ms was meant for the screen before")
        nowMs += 400
        model.on(OrderEvent.ChooseReason("no_answer"))
        assertEquals(listOf("step o2 fail no_answer"), wall.asked)
        assertNull(model.state.value.asked)
    }

    @Test
    fun `two taps within 300 ms never end an order`() = story {
        val wall = FakeWall(signed())
        val model = model(wall)
        nowMs = 200
        model.on(OrderEvent.Act("deliver"))
        assertEquals(emptyList(), wall.asked, "the second tap of two on the list")
        nowMs = 301
        model.on(OrderEvent.Act("deliver"))
        model.on(OrderEvent.Act("deliver"))
        assertEquals(listOf("step o2 deliver null"), wall.asked)
    }

    @Test
    fun `an act is taken back for ten seconds, and no longer`() = story {
        val wall = FakeWall(signed())
        val model = model(wall)
        model.on(OrderEvent.Act("deliver"))
        assertNotNull(model.state.value.undo)
        advanceTimeBy(9_900)
        assertNotNull(model.state.value.undo)
        model.on(OrderEvent.TakeBack)
        assertEquals("take back fact-of-deliver pressed_wrongly", wall.asked.last())
        assertNull(model.state.value.undo)

        val second = model(FakeWall(signed()), "o3")
        second.on(OrderEvent.Act("deliver"))
        advanceTimeBy(10_100)
        assertNull(second.state.value.undo)
    }

    @Test
    fun `money is written once for a sheet, and a refusal of the core is said as it is`() = story {
        val wall = FakeWall(camera = Camera { null })
        val model = model(wall)
        val words = listOf(FakeDay.missing("x", "门口照片 1 张", "1 photo of the door").words)
        wall.refuses = Trouble.NotAllowed("missing", words)
        model.on(OrderEvent.Answer("on_my_way"))
        assertEquals(Trouble.NotAllowed("missing", words), model.state.value.trouble)
        model.on(OrderEvent.Paid(PaymentMethod.CASH))
        assertEquals(1, wall.asked.size, "nothing was asked for, so nothing is paid")
    }

    @Test
    fun `an order that is no longer here says so`() = story {
        assertEquals(true, model(FakeWall(emptyList())).state.value.isGone)
    }
}
