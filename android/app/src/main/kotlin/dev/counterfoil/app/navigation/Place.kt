package dev.counterfoil.app.navigation

import java.net.URLDecoder
import java.net.URLEncoder

/** Where a person is in the app. A screen is a place and what it was asked for; nothing else is kept of it. */
sealed interface Place {
    /** The stops of today. */
    data object Orders : Place

    /** The load check. */
    data object Load : Place

    /** How far the work is on its way. */
    data object Sync : Place

    /** The three balances. */
    data object EndOfShift : Place

    /** Whose phone this is. */
    data object Account : Place

    /** One order. */
    data class Order(val order: String) : Place

    /**
     * A photograph for an order.
     *
     * @property role what it shows
     * @property then the step that the person is about to make
     */
    data class Capture(val order: String, val role: String, val then: String?) : Place

    /**
     * A signature for an order.
     *
     * @property role as whom somebody signs
     * @property then the step that is made with it
     */
    data class Signature(val order: String, val role: String, val then: String?) : Place

    /**
     * A page of a form of an order.
     *
     * @property then the step that the person is about to make
     * @property page its place in the form
     * @property isChecked the person said that all is filled in: what is missing is said at every question
     */
    data class Form(
        val order: String,
        val form: String,
        val then: String?,
        val page: Long = 0,
        val isChecked: Boolean = false,
    ) : Place
}

/** A place as one line of text. */
internal fun Place.saved(): String = when (this) {
    Place.Orders -> line("orders")
    Place.Load -> line("load")
    Place.Sync -> line("sync")
    Place.EndOfShift -> line("end_of_shift")
    Place.Account -> line("account")
    is Place.Order -> line("order", order)
    is Place.Capture -> line("capture", order, role, then)
    is Place.Signature -> line("signature", order, role, then)
    is Place.Form -> line("form", order, form, then, "$page", if (isChecked) "checked" else "")
}

/** The place that a line was made of; `null` for one that this version does not know. */
internal fun placeOf(line: String): Place? {
    val parts = line.split('/').map { URLDecoder.decode(it, "UTF-8") }
    val then = parts.getOrNull(3)?.ifEmpty { null }
    return when (parts[0] to parts.size) {
        "orders" to 1 -> Place.Orders
        "load" to 1 -> Place.Load
        "sync" to 1 -> Place.Sync
        "end_of_shift" to 1 -> Place.EndOfShift
        "account" to 1 -> Place.Account
        "order" to 2 -> Place.Order(parts[1])
        "capture" to 4 -> Place.Capture(parts[1], parts[2], then)
        "signature" to 4 -> Place.Signature(parts[1], parts[2], then)
        "form" to 6 -> Place.Form(parts[1], parts[2], then, parts[4].toLong(), parts[5].isNotEmpty())
        else -> null
    }
}

private fun line(vararg parts: String?): String = parts.joinToString("/") { URLEncoder.encode(it.orEmpty(), "UTF-8") }
