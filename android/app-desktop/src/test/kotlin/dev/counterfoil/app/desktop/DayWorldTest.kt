package dev.counterfoil.app.desktop

import dev.counterfoil.OrderFilter
import dev.counterfoil.app.wall.PhoneWall
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking

/** What stands behind the window of `make phone`. */
class DayWorldTest {
    private val checkout = generateSequence(File("").absoluteFile) { it.parentFile }
        .first { File(it, "cli/data/day").isDirectory }

    @Test
    fun `Ann has her day, somebody urges, and a photograph is taken`(): Unit = runBlocking {
        DayWorld.begin(checkout).use { day ->
            val wall = PhoneWall(day.phone, day.camera)
            assertTrue(wall.orders.open(500).first().cards.size > 100, "the day is there")
            day.urge("急")
            val urged = day.phone.orders.list(OrderFilter(isOpen = true)).cards.single { it.urge != null }
            val file = checkNotNull(wall.capture.camera).take("door")
            assertTrue(file!!.length() > 1_000)
            wall.capture.photo(urged.id, file, "door")
            assertEquals(1, day.phone.orders.sheet(urged.id).sheet.card.counts.photos)
        }
    }
}
