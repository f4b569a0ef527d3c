package dev.counterfoil.app.account

import dev.counterfoil.AccountStatus
import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.Trouble

/** Every state of the account. */
object AccountPreviews {
    private val mine = AccountState(FakeDay.account)
    private val nobody = AccountState(AccountStatus(null, false, null, false))

    private val states = mapOf(
        "on-duty" to mine,
        "off-duty" to mine.copy(status = FakeDay.account.copy(shift = null)),
        "break" to mine.copy(status = FakeDay.account.copy(inBreak = true)),
        "new" to nobody,
        "code" to nobody.copy(typed = "CFI1:7KQ2-9D4M"),
        "enrolling" to nobody.copy(typed = "CFI1:7KQ2-9D4M", isEnrolling = true),
        "offline" to nobody.copy(typed = "CFI1:7KQ2-9D4M", trouble = Trouble.Offline),
        "again" to mine.copy(status = FakeDay.account.copy(signInAgain = true)),
        "locked" to AccountState(trouble = Trouble.Locked),
        "loading" to AccountState(),
    )

    val all: List<Preview> = states.map { (name, state) -> Preview("account-$name") { AccountView(state) {} } }
}
