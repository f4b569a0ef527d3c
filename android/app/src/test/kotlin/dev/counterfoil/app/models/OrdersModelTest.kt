package dev.counterfoil.app.models

import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.orders.Count
import dev.counterfoil.app.orders.DueLook
import dev.counterfoil.app.orders.OrderGroup
import dev.counterfoil.app.orders.OrdersEvent
import dev.counterfoil.app.orders.OrdersModel
import dev.counterfoil.app.orders.OrdersRow
import dev.counterfoil.app.orders.dueLook
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.FakeWall
import dev.counterfoil.app.wall.Trouble
import dev.counterfoil.app.wall.card
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.runTest

@OptIn(ExperimentalCoroutinesApi::class)
class OrdersModelTest {
    private val went = ArrayList<Place>()

    private fun TestScope.model(wall: FakeWall) =
        OrdersModel(wall, backgroundScope, flowOf(FakeDay.now), FakeDay.now) { went += it }

    private fun story(act: TestScope.() -> Unit) = runTest(UnconfinedTestDispatcher()) { act() }

    @Test
    fun `today by stop, what waits apart, what is over apart`() = story {
        val model = model(FakeWall())
        val rows = model.state.value.rows
        assertEquals(4, rows.count { it is OrdersRow.Stop })
        assertIs<OrdersRow.Stop>(rows.first())
        assertEquals(
            FakeDay.cards.map {
                it.id
            }.toSet(),
            rows.filterIsInstance<OrdersRow.One>().map { it.card.id }.toSet()
        )
        assertEquals(listOf(7, 2, 3), OrderGroup.entries.map { model.state.value.counts.getValue(it).number })
        model.on(OrdersEvent.Show(OrderGroup.WAITING))
        assertEquals(listOf("w1", "w2"), model.state.value.rows.map { (it as OrdersRow.One).card.id })
    }

    @Test
    fun `ten thousand orders come in pages, one more at each end that is reached`() = story {
        val many = (1..10_000).map { card("o$it", "SF%012d".format(it), "包裹") }
        val wall = FakeWall(many)
        val model = model(wall)
        assertEquals(OrdersModel.PAGE, model.state.value.rows.size)
        assertEquals(Count(OrdersModel.PAGE, isMore = true), model.state.value.counts[OrderGroup.TODAY])
        repeat(3) { model.on(OrdersEvent.EndReached) }
        assertEquals(4 * OrdersModel.PAGE, model.state.value.rows.size)
        assertEquals("page of ${4 * OrdersModel.PAGE}", wall.asked.last { it.startsWith("page") })
    }

    @Test
    fun `an urge is answered, a notice is read, and neither is there any more`() = story {
        val wall = FakeWall()
        val model = model(wall)
        model.on(OrdersEvent.Answer("o1", "on_my_way"))
        model.on(OrdersEvent.Read(FakeDay.notices.single()))
        assertEquals(listOf("answer o1 on_my_way", "read n1"), wall.asked.filterNot { it.startsWith("page") })
        assertNull(model.state.value.rows.filterIsInstance<OrdersRow.One>().single { it.card.id == "o1" }.card.urge)
        assertEquals(emptyMap(), model.state.value.notices)
    }

    @Test
    fun `two characters or four digits search, one does not`() = story {
        val model = model(FakeWall())
        model.on(OrdersEvent.Typed("李"))
        assertNull(model.state.value.found)
        model.on(OrdersEvent.Typed("李女"))
        assertEquals(listOf("o2", "o3"), model.state.value.found?.map { it.id })
        model.on(OrdersEvent.Typed("9017"))
        assertEquals(listOf("o1"), model.state.value.found?.map { it.id })
        model.on(OrdersEvent.Typed(""))
        assertNull(model.state.value.found)
    }

    @Test
    fun `a full phone is said, and the list stays`() = story {
        val wall = FakeWall().apply { refuses = Trouble.StorageFull }
        val model = model(wall)
        model.on(OrdersEvent.Answer("o1", "on_my_way"))
        assertEquals(Trouble.StorageFull, model.state.value.trouble)
        assertEquals(7, model.state.value.counts.getValue(OrderGroup.TODAY).number)
        model.on(OrdersEvent.CloseTrouble)
        assertNull(model.state.value.trouble)
        model.on(OrdersEvent.Open("o1"))
        assertEquals(listOf<Place>(Place.Order("o1")), went)
    }

    @Test
    fun `how an order stands with its time is said honestly`() {
        fun look(
            id: String
        ) = dueLook((FakeDay.cards + FakeDay.waiting + FakeDay.done).single { it.id == id }, FakeDay.now)
        val looks = listOf("o4", "o5", "o1", "o7", "w1", "d1", "o6").map { look(it) }
        val honest = listOf(
            DueLook.OVERDUE, DueLook.STRADDLES, DueLook.SOON, DueLook.CALM, DueLook.PAUSED, DueLook.NONE, DueLook.NONE,
        )
        assertEquals(honest, looks)
    }
}
