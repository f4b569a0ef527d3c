package dev.counterfoil.app.notifications

import dev.counterfoil.Card
import dev.counterfoil.CounterfoilException
import dev.counterfoil.OrderFilter
import dev.counterfoil.Phone
import dev.counterfoil.Words

/** A notice of this level speaks of a danger. */
private const val DANGER = 3L

/** Orders of one page; more than these a person does not have open. */
private const val PAGE = 200

/**
 * What this person is to be told now.
 *
 * @property open the person's open orders: what is over later and is not among them was ended by somebody
 * @property nextAtMs when the next time limit comes, by this phone's wall clock; `null` for none
 */
data class Heard(val items: List<Item>, val open: Set<String>, val nextAtMs: Long?)

/**
 * Asks an open phone: notices, urges, time limits that have come, and what was stopped.
 *
 * @param wasOpen [Heard.open] of the time before
 */
suspend fun heard(phone: Phone, wasOpen: Set<String>): Heard {
    val cards = openOrders(phone)
    val open = cards.mapTo(LinkedHashSet()) { it.id }
    val notices = phone.orders.notices().map { notice ->
        val matter = if (notice.told.level >= DANGER) Matter.SAFETY else Matter.NOTICE
        Item(notice.told.id, matter, notice.order, notice.title, notice.told.words)
    }
    val urges = cards.mapNotNull { card ->
        card.urge?.let { Item(it.fact, Matter.URGE, card.id, card.title, said(it.reason) ?: urged) }
    }
    val intercepted = cards.filter { it.doNotLoad }.map { card ->
        Item("intercepted/${card.id}", Matter.STOPPED, card.id, card.title, words { intercepted })
    }
    val cancelled = (wasOpen - open).mapNotNull { ended(phone, it) }.map { card ->
        Item("cancelled/${card.id}", Matter.STOPPED, card.id, card.title, words { cancelled }, isOnce = true)
    }
    // A notice stands among the alarms as well, under its own id.
    val told = notices.mapTo(HashSet()) { it.id }
    val (come, later) = phone.orders.dueMoments().moments.filter { it.id !in told }.partition { it.inMs == 0L }
    val due = come.map { Item(it.id, Matter.DUE, it.order, it.title, it.name) }
    return Heard(notices + intercepted + cancelled + urges + due, open, later.minOfOrNull { it.wallMs })
}

private fun words(of: NotificationStrings.() -> String) = Words(NotificationZh.of(), NotificationEn.of())

private val urged = words { urged }

private fun said(reason: String?): Words? = reason?.takeIf { it.isNotBlank() }?.let { Words(it, it) }

private suspend fun openOrders(phone: Phone): List<Card> {
    val filter = OrderFilter(isOpen = true, isMine = true)
    val cards = ArrayList<Card>()
    var next: String? = null
    do {
        val page = phone.orders.list(filter, after = next, count = PAGE)
        cards += page.cards
        next = page.next
    } while (next != null)
    return cards
}

/** The card of an order that somebody else has ended; `null` for one's own end, and for what only left this phone. */
private suspend fun ended(phone: Phone, id: String): Card? = try {
    val sheet = phone.orders.sheet(id).sheet
    val by = sheet.timeline.lastOrNull { it.stageAfter == sheet.card.stage }?.person
    sheet.card.takeIf { it.terminal && by != phone.account.status().enrolled?.person }
} catch (_: CounterfoilException.NotFound) {
    null
}
