package dev.counterfoil.app.sync

import dev.counterfoil.Balances
import dev.counterfoil.Card
import dev.counterfoil.CertificateOutcome
import dev.counterfoil.app.wall.Trouble

/**
 * What the end of a shift shows.
 *
 * @property balances `null` where no shift was begun
 * @property opened the number whose list is shown
 * @property cards the orders of that list
 * @property typed the cash that is being written down
 */
data class EndOfShiftState(
    val isLoaded: Boolean = false,
    val balances: Balances? = null,
    val opened: String? = null,
    val cards: List<Card> = emptyList(),
    val typed: String = "",
    val isClosed: Boolean = false,
    val isAsking: Boolean = false,
    val outcome: CertificateOutcome? = null,
    val trouble: Trouble? = null,
)
