package dev.counterfoil.app.account

import dev.counterfoil.AccountStatus
import dev.counterfoil.app.wall.Trouble

/** What is shown of whose phone this is. [status]: `null` until it was read from the disk. */
data class AccountState(
    val status: AccountStatus? = null,
    val typed: String = "",
    val isEnrolling: Boolean = false,
    val trouble: Trouble? = null,
)
