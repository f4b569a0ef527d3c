package dev.counterfoil.app.notifications

import dev.counterfoil.Words
import java.time.LocalTime
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue

/** Which notifications stand, and which of them are heard. */
class TellingTest {
    private val noon = LocalTime.of(12, 0)
    private val quiet = QuietHours(LocalTime.of(21, 0), LocalTime.of(7, 0))

    private fun item(id: String, matter: Matter, isOnce: Boolean = false) =
        Item(id, matter, "order-$id", "包裹", Words("快点", "hurry"), isOnce)

    @Test
    fun `many urges are one notification with a count, and a new one rings`() {
        val first = tell((1..3).map { item("$it", Matter.URGE) }, emptySet(), noon, quiet)
        assertEquals(listOf(3), first.show.map { it.items.size })
        assertTrue(first.show.single().rings)
        val again = tell((1..3).map { item("$it", Matter.URGE) }, first.told, noon, quiet)
        assertFalse(again.show.single().rings, "what was told does not ring again")
        val more = tell((1..4).map { item("$it", Matter.URGE) }, again.told, noon, quiet)
        assertEquals(4, more.show.single().items.size)
        assertTrue(more.show.single().rings)
        assertEquals("4 个催办", NotificationZh.title(Matter.URGE, 4))
    }

    @Test
    fun `in quiet hours safety and cancellations ring, and nothing else`() {
        val all = Matter.entries.map { item(it.name, it) }
        val night = tell(all, emptySet(), LocalTime.of(23, 30), quiet)
        assertEquals(setOf(Matter.SAFETY, Matter.STOPPED), night.show.filter { it.rings }.map { it.matter }.toSet())
        assertEquals(Matter.entries.size, night.show.size, "what does not ring stands there all the same")
        assertEquals(Matter.entries.size, tell(all, emptySet(), noon, quiet).show.count { it.rings })
        assertEquals(Matter.entries.size, tell(all, emptySet(), LocalTime.of(23, 30), null).show.count { it.rings })
    }

    @Test
    fun `quiet hours go over midnight or do not`() {
        val held = listOf(20, 21, 0, 6, 7, 12).map { quiet.holds(LocalTime.of(it, 0)) }
        assertEquals(listOf(false, true, true, true, false, false), held)
        val noonRest = QuietHours(LocalTime.of(12, 0), LocalTime.of(14, 0))
        assertEquals(listOf(false, true, false), listOf(11, 13, 14).map { noonRest.holds(LocalTime.of(it, 0)) })
    }

    @Test
    fun `two dangers are two notifications, and one that is over goes`() {
        val both = tell(listOf(item("a", Matter.SAFETY), item("b", Matter.SAFETY)), emptySet(), noon, quiet)
        assertEquals(listOf("a", "b"), both.show.map { it.key })
        val one = tell(listOf(item("b", Matter.SAFETY)), both.told, noon, quiet)
        assertTrue("a" in one.remove && "b" !in one.remove)
        assertTrue("URGE" in one.remove, "a group without anything in it goes as well")
    }

    @Test
    fun `what was cancelled is told once and stays until the person takes it away`() {
        val told = tell(listOf(item("cancelled/1", Matter.STOPPED, isOnce = true)), emptySet(), noon, quiet)
        assertTrue(told.show.single().rings)
        assertFalse("cancelled/1" in tell(emptyList(), told.told, noon, quiet).remove)
    }
}
