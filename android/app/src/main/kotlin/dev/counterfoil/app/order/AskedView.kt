package dev.counterfoil.app.order

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.input.KeyboardType
import dev.counterfoil.PaymentMethod
import dev.counterfoil.Reason
import dev.counterfoil.app.design.BackHeading
import dev.counterfoil.app.design.Frame
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.Line
import dev.counterfoil.app.design.LocalPalette
import dev.counterfoil.app.design.PrimaryAction
import dev.counterfoil.app.design.SecondaryAction
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.WriteField
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.design.moneyText
import dev.counterfoil.app.design.said
import dev.counterfoil.app.design.titled

/** What a step asks for before it is made, over the whole screen: one question, big answers, and the way back. */
@Composable
internal fun AskedView(asked: Asked, state: OrderState, on: (OrderEvent) -> Unit) {
    val strings = orderStrings
    val title = when (asked) {
        is Asked.Reason -> strings.whyTitle(asked.step.offer.name.titled())
        is Asked.Note -> strings.writeNote
        is Asked.Pay -> strings.payTitle(moneyText(asked.minor, "CNY"))
        is Asked.Consent -> strings.consentTitle
    }
    Frame(
        top = { BackHeading(title, strings.notNow, state.sheet?.sheet?.card?.title) { on(OrderEvent.NotNow) } },
        thumb = thumb(asked, on),
    ) {
        when (asked) {
            is Asked.Reason -> reasons(asked, state, on)
            is Asked.Note -> item { Written(strings.note, state, on) }
            is Asked.Pay -> item {
                val purpose = state.playbook?.purposes?.firstOrNull { it.id == asked.purpose }?.name?.said()
                Line(Icons.money, beside(purpose, moneyText(asked.minor, "CNY")))
            }
            is Asked.Consent -> consents(asked, state, on)
        }
    }
}

private fun thumb(asked: Asked, on: (OrderEvent) -> Unit): (@Composable ColumnScope.() -> Unit)? = when (asked) {
    is Asked.Note -> ({ PrimaryAction(orderStrings.goOn, Icons.check) { on(OrderEvent.WriteNote) } })
    is Asked.Pay -> (
        {
            PrimaryAction(orderStrings.cash, Icons.money) { on(OrderEvent.Paid(PaymentMethod.CASH)) }
            SecondaryAction(orderStrings.qr, Icons.phone) { on(OrderEvent.Paid(PaymentMethod.QR)) }
            Text(orderStrings.qrWords, color = LocalPalette.current.inkSoft)
        }
        )
    is Asked.Reason, is Asked.Consent -> null
}

private fun LazyListScope.reasons(asked: Asked.Reason, state: OrderState, on: (OrderEvent) -> Unit) {
    val fitting: List<Reason> = state.playbook?.reasons.orEmpty().filter { asked.group in it.groups }
    items(fitting, key = { it.id }) { reason ->
        val words = if (reason.safety) beside(reason.name.titled(), orderStrings.safety) else reason.name.titled()
        SecondaryAction(words, if (reason.safety) Icons.warning else null) { on(OrderEvent.ChooseReason(reason.id)) }
    }
}

private fun LazyListScope.consents(asked: Asked.Consent, state: OrderState, on: (OrderEvent) -> Unit) {
    item(key = "words") { Written(orderStrings.consentWords, state, on) }
    // Without their words there is no consent: the ways to give it come with them.
    if (state.typed.isBlank()) return
    items(asked.kinds, key = { it }) { kind ->
        val name = state.playbook?.consents?.firstOrNull { it.id == kind }?.name?.titled() ?: kind
        val strings = orderStrings
        Column(verticalArrangement = Arrangement.spacedBy(Space.m)) {
            PrimaryAction(beside(name, strings.inPerson), Icons.person) { on(OrderEvent.Consented(kind, "in_person")) }
            SecondaryAction(beside(name, strings.bySms), Icons.note) { on(OrderEvent.Consented(kind, "sms")) }
        }
    }
}

@Composable
private fun Written(name: String, state: OrderState, on: (OrderEvent) -> Unit) {
    WriteField(state.typed, name, Modifier.fillMaxWidth(), Icons.note, KeyboardType.Text, isOneLine = false) {
        on(OrderEvent.Typed(it))
    }
}
