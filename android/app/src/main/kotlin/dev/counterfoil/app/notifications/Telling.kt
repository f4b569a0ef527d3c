package dev.counterfoil.app.notifications

import dev.counterfoil.Words
import java.time.LocalTime

/** What a notification is about. Safety and cancellations ring at any hour. */
enum class Matter(val isLoud: Boolean, val isOneByOne: Boolean) {
    /** A danger. */
    SAFETY(true, true),

    /** Cancelled or intercepted: the work is not to be done any more. */
    STOPPED(true, true),

    /** Somebody asks to hurry: many are one notification with a count. */
    URGE(false, false),

    /** A time limit has come. */
    DUE(false, false),

    /** Whatever else the office or a rule tells. */
    NOTICE(false, false),
}

/**
 * One thing that a person is to be told.
 *
 * @property id the same wherever it is reckoned
 * @property title what people call the order
 * @property isOnce told at the moment at which it is seen, and then left standing until the person takes it away
 */
data class Item(
    val id: String,
    val matter: Matter,
    val order: String,
    val title: String?,
    val words: Words,
    val isOnce: Boolean = false,
)

/** Hours in which only what is loud rings; over midnight where they end earlier than they begin. */
data class QuietHours(val from: LocalTime, val to: LocalTime) {
    fun holds(at: LocalTime): Boolean = if (from <= to) at >= from && at < to else at >= from || at < to
}

/**
 * One notification as it has to stand.
 *
 * @property key a newer one with it replaces this
 * @property rings whether it makes itself heard now
 */
data class Shown(val key: String, val matter: Matter, val items: List<Item>, val rings: Boolean)

/**
 * What has to be done with the notifications.
 *
 * @property remove keys of what has no reason any more
 * @property told ids for the next time
 */
data class Telling(val show: List<Shown>, val remove: Set<String>, val told: Set<String>)

/**
 * Which notifications stand and which of them ring: what was told once does not ring again, and what is over goes. No
 * clock and no system.
 *
 * @param items all that is to be told now
 * @param told of the time before
 */
fun tell(items: List<Item>, told: Set<String>, at: LocalTime, quiet: QuietHours?): Telling {
    val isQuiet = quiet?.holds(at) == true
    val show = items.groupBy { if (it.matter.isOneByOne) it.id else it.matter.name }.map { (key, of) ->
        val matter = of.first().matter
        Shown(key, matter, of, rings = of.any { it.id !in told } && (matter.isLoud || !isQuiet))
    }
    val ids = items.filter { !it.isOnce }.mapTo(LinkedHashSet()) { it.id }
    val groups = Matter.entries.filter { !it.isOneByOne }.map { it.name }
    return Telling(show, (told + groups) - show.mapTo(HashSet()) { it.key } - ids, ids)
}
