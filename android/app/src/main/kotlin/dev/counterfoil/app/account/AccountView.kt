package dev.counterfoil.app.account

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import dev.counterfoil.AccountStatus
import dev.counterfoil.Enrolled
import dev.counterfoil.app.design.Banner
import dev.counterfoil.app.design.Frame
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.Line
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.PaperCard
import dev.counterfoil.app.design.PrimaryAction
import dev.counterfoil.app.design.SecondaryAction
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.WriteField
import dev.counterfoil.app.design.beside

/** Whose phone this is, and whether they are on duty. */
@Composable
fun AccountView(state: AccountState, bar: (@Composable () -> Unit)? = null, on: (AccountEvent) -> Unit) {
    Frame(
        top = {
            Text(
                accountStrings.title,
                Modifier.fillMaxWidth().padding(Space.l, Space.m, Space.l, Space.xs).semantics { heading() },
                style = LocalType.current.headline,
            )
        },
        trouble = state.trouble,
        onCloseTrouble = { on(AccountEvent.CloseTrouble) },
        thumb = thumb(state, on),
        bar = bar,
    ) {
        val status = state.status ?: return@Frame
        status.enrolled?.let { item(key = "who") { Who(it) } }
        if (status.asksForCode()) {
            item(key = "code") {
                Code(state, status, on)
            }
        } else {
            item(key = "duty") { Duty(status) }
        }
    }
}

private fun AccountStatus.asksForCode() = enrolled == null || signInAgain

private fun thumb(state: AccountState, on: (AccountEvent) -> Unit): (@Composable ColumnScope.() -> Unit)? {
    val status = state.status ?: return null
    return when {
        state.isEnrolling -> ({ Text(accountStrings.enrolling, style = LocalType.current.strong) })
        status.asksForCode() && state.typed.isBlank() -> null
        status.asksForCode() -> ({ PrimaryAction(accountStrings.enrol, Icons.check) { on(AccountEvent.Enrol) } })
        status.shift == null -> (
            {
                PrimaryAction(accountStrings.beginShift, Icons.truck) { on(AccountEvent.BeginShift) }
            }
            )
        status.inBreak -> ({ PrimaryAction(accountStrings.endBreak, Icons.check) { on(AccountEvent.EndBreak) } })
        else -> ({ SecondaryAction(accountStrings.beginBreak, Icons.pause) { on(AccountEvent.BeginBreak) } })
    }
}

@Composable
private fun Who(enrolled: Enrolled) {
    val strings = accountStrings
    PaperCard {
        Text(enrolled.personName, style = LocalType.current.title)
        Line(Icons.person, enrolled.roles.map { strings.role(it) }.toTypedArray().let { beside(*it) })
        Line(Icons.hub, enrolled.tenantName)
    }
}

@Composable
private fun Duty(status: AccountStatus) {
    val strings = accountStrings
    when {
        status.shift == null -> Banner(strings.offDuty, Icons.moon, Tone.QUIET, words = strings.offDutyWords)
        status.inBreak -> Banner(strings.inBreak, Icons.pause, Tone.WARN, words = strings.inBreakWords)
        else -> Banner(strings.onDuty, Icons.check, Tone.GOOD, words = strings.onDutyWords)
    }
}

@Composable
private fun Code(state: AccountState, status: AccountStatus, on: (AccountEvent) -> Unit) {
    val strings = accountStrings
    Column(verticalArrangement = Arrangement.spacedBy(Space.m)) {
        if (status.signInAgain) {
            Banner(strings.again, Icons.lock, Tone.WARN, words = strings.againWords)
        } else {
            Banner(strings.notEnrolled, Icons.phone, Tone.ACCENT, words = strings.notEnrolledWords)
        }
        WriteField(state.typed, strings.code, icon = Icons.lock, clear = strings.clear, isOneLine = false) {
            on(AccountEvent.Typed(it))
        }
    }
}
