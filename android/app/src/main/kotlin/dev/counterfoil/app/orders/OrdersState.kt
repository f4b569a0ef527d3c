package dev.counterfoil.app.orders

import dev.counterfoil.Card
import dev.counterfoil.Named
import dev.counterfoil.Notice
import dev.counterfoil.ReadyToGo
import dev.counterfoil.RouteStop
import dev.counterfoil.SessionEnd
import dev.counterfoil.app.wall.Trouble
import java.time.Instant

/** The three heaps of a day. */
enum class OrderGroup { TODAY, WAITING, DONE }

/** A row of the list. */
sealed interface OrdersRow {
    /** Where the cards below it are delivered. */
    data class Stop(val stop: RouteStop) : OrdersRow

    /** An order; [hasStop] if a stop above it says where. */
    data class One(val card: Card, val hasStop: Boolean) : OrdersRow
}

/**
 * How many a heap holds.
 *
 * @property isMore whether there are more than were counted so far
 */
data class Count(val number: Int, val isMore: Boolean)

/**
 * What the list shows.
 *
 * @property rows of the chosen heap
 * @property found what answers the search; `null` while nothing is searched
 * @property said what a code is whose order was not opened at once
 * @property notices what was not read, by order
 * @property allAnswers the order of which every answer to an urge is shown
 * @property ready whether the person can drive off; `null` until it is known
 * @property unsent records and files that only this phone has; `null` until it is known
 * @property lastEnd how the last session ended
 * @property isLoaded whether the first page was read from the disk
 */
data class OrdersState(
    val now: Instant,
    val group: OrderGroup = OrderGroup.TODAY,
    val rows: List<OrdersRow> = emptyList(),
    val counts: Map<OrderGroup, Count> = emptyMap(),
    val typed: String = "",
    val found: List<Card>? = null,
    val said: CodeSaid? = null,
    val notices: Map<String, List<Notice>> = emptyMap(),
    val answers: List<Named> = emptyList(),
    val allAnswers: String? = null,
    val ready: ReadyToGo? = null,
    val isEnrolled: Boolean = true,
    val isOnDuty: Boolean = true,
    val unsent: Long? = null,
    val lastEnd: SessionEnd? = null,
    val isSending: Boolean = false,
    val trouble: Trouble? = null,
    val isLoaded: Boolean = false,
)
