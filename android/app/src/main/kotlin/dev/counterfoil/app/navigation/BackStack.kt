package dev.counterfoil.app.navigation

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** The places that a person has gone through, the present one last; never empty. It is saved as text. */
class BackStack(places: List<Place> = listOf(Place.Orders)) {
    private val held = MutableStateFlow(places.ifEmpty { listOf(Place.Orders) })

    /** All of them. */
    val places: StateFlow<List<Place>> = held.asStateFlow()

    /** The present one. */
    val top: Place get() = held.value.last()

    /** Goes on to a place; going to where one is does nothing. */
    fun push(place: Place) {
        if (place != top) held.value += place
    }

    /** Goes to a place instead of the present one. */
    fun replace(place: Place) {
        held.value = held.value.dropLast(1) + place
    }

    /** Goes back; `false` where there is nothing behind, so that the system leaves the app. */
    fun pop(): Boolean {
        if (held.value.size == 1) return false
        held.value = held.value.dropLast(1)
        return true
    }

    /** Goes back to a place that lies behind, or on to it. */
    fun returnTo(place: Place) {
        val at = held.value.lastIndexOf(place)
        held.value = if (at >= 0) held.value.take(at + 1) else held.value + place
    }

    /** Goes to one of the places of the bar below: behind it lie the orders alone. */
    fun switch(root: Place) {
        held.value = listOf(Place.Orders, root).distinct()
    }

    /** The stack as text, a line for each place. */
    fun save(): String = held.value.joinToString("\n") { it.saved() }

    companion object {
        /** The stack that was saved. A line that this version does not know ends it: what lies before is whole. */
        fun restore(saved: String?): BackStack {
            val lines = saved.orEmpty().lines().filter { it.isNotEmpty() }
            return BackStack(
                lines.map {
                    runCatching { placeOf(it) }.getOrNull()
                }.takeWhile { it != null }.filterNotNull()
            )
        }
    }
}
