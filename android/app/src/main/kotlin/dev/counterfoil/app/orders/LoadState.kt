package dev.counterfoil.app.orders

import dev.counterfoil.Card
import dev.counterfoil.LoadAnswer
import dev.counterfoil.LoadCheck
import dev.counterfoil.LoadLine
import dev.counterfoil.Named
import dev.counterfoil.app.wall.ScannedCode
import dev.counterfoil.app.wall.Trouble

/** The five lists of the load check. */
enum class LoadList { HERE, ABSENT, ANOTHER, UNKNOWN, DO_NOT_LOAD }

/**
 * One read, with what it means.
 *
 * @property number counts up, so that each is another
 * @property answer `null` if it could not be kept
 * @property card the order, as soon as it was looked up
 */
data class LoadRead(val number: Long, val code: String, val answer: LoadAnswer?, val card: Card?)

/** One thing of a list; [card] where the order is on this phone. */
data class LoadRow(val line: LoadLine, val card: Card?)

/**
 * What the load check shows.
 *
 * @property isLoaded whether the lists were read from the disk
 * @property check the five lists; `null` without a shift
 * @property marks what the playbook says is worth saying of a read
 * @property reads the last ones, newest first
 * @property isLetters whether the keyboard has letters; else it has digits
 * @property found what answers the last digits; `null` while nothing is searched
 * @property several codes of one picture that are as good as each other
 * @property opened the list that is shown
 * @property rows of that list
 * @property hasScanner whether a camera reads codes here
 * @property isLooking whether it does just now
 */
data class LoadState(
    val isLoaded: Boolean = false,
    val check: LoadCheck? = null,
    val marks: List<Named> = emptyList(),
    val reads: List<LoadRead> = emptyList(),
    val typed: String = "",
    val isLetters: Boolean = false,
    val found: List<Card>? = null,
    val several: List<ScannedCode> = emptyList(),
    val opened: LoadList? = null,
    val rows: List<LoadRow> = emptyList(),
    val hasScanner: Boolean = false,
    val isLooking: Boolean = false,
    val trouble: Trouble? = null,
)

/** The lines of one list. */
internal fun LoadCheck.lines(list: LoadList): List<LoadLine> = when (list) {
    LoadList.HERE -> here
    LoadList.ABSENT -> absent
    LoadList.ANOTHER -> another
    LoadList.UNKNOWN -> unknown
    LoadList.DO_NOT_LOAD -> doNotLoad
}

/** Orders of which some pieces are here and some are not. */
internal val LoadCheck.incomplete: Long get() = here.count { it.piecesRead < it.pieces }.toLong()
