package dev.counterfoil.app.models

import dev.counterfoil.app.navigation.BackStack
import dev.counterfoil.app.navigation.Place
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue

class BackStackTest {
    private val every = listOf(
        Place.Orders, Place.Load, Place.Sync, Place.EndOfShift, Place.Account, Place.Order("o/1 李%"),
        Place.Capture("o1", "door", "deliver"), Place.Capture("o1", "door", null),
        Place.Signature("o1", "recipient", "deliver"), Place.Form("o1", "visit", null),
        Place.Form("o1", "安装/验收", "finish", 2, isChecked = true),
    )

    @Test
    fun `what was saved is restored, every kind of place and every letter`() {
        assertEquals(every, BackStack.restore(BackStack(every).save()).places.value)
        // A new kind of place has to be in this list: its line begins with a word of its own.
        assertEquals(9, every.map { BackStack(listOf(it)).save().substringBefore('/') }.distinct().size)
    }

    @Test
    fun `nothing, a strange line and half a line leave what is whole`() {
        for (none in listOf(null, "", "moon", "order", "order/a/b", "%", "capture/o1/door", "form/o1/f//x/")) {
            assertEquals(listOf<Place>(Place.Orders), BackStack.restore(none).places.value, "$none")
        }
        val cut = BackStack.restore("orders\norder/o1\nmoon/2\nsync")
        assertEquals(listOf(Place.Orders, Place.Order("o1")), cut.places.value)
    }

    @Test
    fun `going on, back, across and back to`() {
        val stack = BackStack()
        assertFalse(stack.pop(), "behind the first lies the system")
        stack.push(Place.Order("o1"))
        stack.push(Place.Order("o1"))
        assertEquals(2, stack.places.value.size, "two taps go once")
        stack.push(Place.Capture("o1", "door", "deliver"))
        stack.replace(Place.Signature("o1", "recipient", "deliver"))
        stack.returnTo(Place.Order("o1"))
        assertEquals(listOf(Place.Orders, Place.Order("o1")), stack.places.value)
        stack.switch(Place.Sync)
        assertEquals(listOf<Place>(Place.Orders, Place.Sync), stack.places.value)
        assertTrue(stack.pop())
        stack.switch(Place.Orders)
        assertEquals(listOf<Place>(Place.Orders), stack.places.value)
    }
}
