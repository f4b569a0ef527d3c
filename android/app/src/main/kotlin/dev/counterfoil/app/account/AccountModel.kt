package dev.counterfoil.app.account

import dev.counterfoil.app.wall.AppWall
import dev.counterfoil.app.wall.WallException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** Whose phone this is: enrolment by hand, shift and break. */
class AccountModel(private val wall: AppWall, private val scope: CoroutineScope) {
    private val shown = MutableStateFlow(AccountState())
    val state: StateFlow<AccountState> = shown.asStateFlow()

    init {
        attempt { wall.account.who().collect { status -> shown.update { it.copy(status = status) } } }
    }

    fun on(event: AccountEvent) {
        when (event) {
            is AccountEvent.Typed -> shown.update { it.copy(typed = event.text) }
            AccountEvent.Enrol -> enrol()
            AccountEvent.BeginShift -> attempt { wall.account.beginShift() }
            AccountEvent.BeginBreak -> attempt { wall.account.beginBreak() }
            AccountEvent.EndBreak -> attempt { wall.account.endBreak() }
            AccountEvent.CloseTrouble -> shown.update { it.copy(trouble = null) }
        }
    }

    private fun enrol() {
        val code = shown.value.typed.trim()
        if (code.isEmpty() || shown.value.isEnrolling) return
        shown.update { it.copy(isEnrolling = true, trouble = null) }
        attempt {
            try {
                wall.account.enrol(code)
                shown.update { it.copy(typed = "") }
                wall.sync.sendNow()
            } finally {
                shown.update { it.copy(isEnrolling = false) }
            }
        }
    }

    private fun attempt(work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (error: WallException) {
                shown.update { it.copy(trouble = error.trouble) }
            }
        }
    }
}
