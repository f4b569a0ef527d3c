package dev.counterfoil.app.sync

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.input.KeyboardType
import dev.counterfoil.Balances
import dev.counterfoil.CertificateOutcome
import dev.counterfoil.Left
import dev.counterfoil.app.design.Answer
import dev.counterfoil.app.design.BackHeading
import dev.counterfoil.app.design.Badge
import dev.counterfoil.app.design.Banner
import dev.counterfoil.app.design.EmptyState
import dev.counterfoil.app.design.Frame
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.LocalPalette
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.PaperCard
import dev.counterfoil.app.design.PrimaryAction
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.WriteField
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.design.moneyText

/** Things, cash and work on one screen: taken = delivered + returned + handed over + still here; expected = counted. */
@Composable
fun EndOfShiftView(state: EndOfShiftState, on: (EndOfShiftEvent) -> Unit) {
    val balances = state.balances
    val isOver = state.outcome is CertificateOutcome.NothingLeft
    Frame(
        top = { syncStrings.run { BackHeading(endOfShift, back) { on(EndOfShiftEvent.Back) } } },
        trouble = state.trouble,
        onCloseTrouble = { on(EndOfShiftEvent.CloseTrouble) },
        thumb = if (balances == null || isOver) null else ({ ClosingThumb(state, on) }),
    ) {
        state.outcome?.let { item { Outcome(it) } }
        if (state.isLoaded && balances == null) {
            item { syncStrings.run { EmptyState(noShift, noShiftWords, Icons.truck) } }
        }
        if (balances != null) {
            item(key = "things") { Things(balances, state, on) }
            item(key = "cash") { CashCard(balances, state, on) }
            item(key = "work") { WorkCard(balances, state, on) }
        }
    }
}

@Composable
private fun ClosingThumb(state: EndOfShiftState, on: (EndOfShiftEvent) -> Unit) {
    val strings = syncStrings
    when {
        state.isAsking -> Text(strings.sending, style = LocalType.current.strong)
        state.isClosed -> PrimaryAction(strings.certify, Icons.shield) { on(EndOfShiftEvent.Certify) }
        else -> PrimaryAction(strings.closeShift, Icons.check) { on(EndOfShiftEvent.CloseShift) }
    }
}

@Composable
private fun Outcome(outcome: CertificateOutcome) {
    val strings = syncStrings
    when (outcome) {
        is CertificateOutcome.NothingLeft ->
            Banner(strings.nothingLeft, Icons.shield, Tone.GOOD, words = strings.nothingLeftWords(outcome.blobs))
        is CertificateOutcome.Left -> Banner(strings.somethingLeft, Icons.warning, Tone.WARN) {
            val ink = LocalPalette.current.tone(Tone.WARN).on
            outcome.left.forEach { Text("· " + strings.left(it), color = ink) }
        }
    }
}

private fun SyncStrings.left(left: Left): String = when (left) {
    is Left.ShiftOpen -> left("shift", 0)
    is Left.Drafts -> left("drafts", left.count)
    is Left.Unsent -> left("unsent", left.count)
    is Left.Blobs -> left("blobs", left.count)
    is Left.WorkAfterClosing -> left("after", 0)
    is Left.SetAside -> left("aside", left.count)
    is Left.Hub -> left(left.code, 0)
}

@Composable
private fun Balance(name: String, isEven: Boolean, content: @Composable ColumnScope.() -> Unit) {
    val strings = syncStrings
    PaperCard {
        FlowRow(Modifier.fillMaxWidth(), Arrangement.SpaceBetween) {
            Text(name, style = LocalType.current.title)
            if (isEven) {
                Badge(strings.balanced, Icons.check, Tone.GOOD)
            } else {
                Badge(strings.openPoint, Icons.warning, Tone.WARN)
            }
        }
        content()
    }
}

@Composable
private fun Things(balances: Balances, state: EndOfShiftState, on: (EndOfShiftEvent) -> Unit) {
    val strings = syncStrings
    val things = balances.things
    Balance(strings.things, things.unexplained.isEmpty() && things.held.isEmpty()) {
        Number(strings.taken, Icons.truck, things.carried + things.loaded, state, on)
        Number(strings.delivered, Icons.check, things.delivered, state, on)
        Number(strings.returned, Icons.undo, things.returned, state, on)
        Number(strings.handedOver, Icons.person, things.handedOver, state, on)
        Number(strings.held, Icons.parcel, things.held, state, on)
        if (things.unexplained.isNotEmpty()) Number(strings.unexplained, Icons.warning, things.unexplained, state, on)
    }
}

/** A number; a tap on it opens its list, where there is one. */
@Composable
private fun Number(
    name: String,
    icon: ImageVector,
    orders: List<String>,
    state: EndOfShiftState,
    on: (EndOfShiftEvent) -> Unit
) {
    val touch = if (orders.isEmpty()) {
        Modifier
    } else {
        Modifier.clickable(role = Role.Button) { on(EndOfShiftEvent.OpenList(name, orders)) }
    }
    CountLine(icon, orders.size.toLong(), name, null, touch.heightIn(min = Space.touch))
    if (state.opened != name) return
    Column(verticalArrangement = Arrangement.spacedBy(Space.s)) {
        state.cards.forEach { card ->
            Answer(name(card), Modifier.fillMaxWidth(), Icons.next) { on(EndOfShiftEvent.Open(card.id)) }
        }
    }
}

@Composable
private fun CashCard(balances: Balances, state: EndOfShiftState, on: (EndOfShiftEvent) -> Unit) {
    val strings = syncStrings
    val type = LocalType.current
    val cash = balances.cash.methods.filter { it.method == "cash" }
    val isEven = cash.all { it.countedMinor == it.saidMinor } && balances.cash.differing.isEmpty()
    Balance(strings.cash, isEven) {
        if (cash.isEmpty()) Text(strings.noCash, color = LocalPalette.current.inkSoft)
        cash.forEach { line ->
            Text(beside(strings.expected, moneyText(line.saidMinor, line.currency)), style = type.strong)
            val counted = line.countedMinor?.let { moneyText(it, line.currency) } ?: strings.notCounted
            Text(beside(strings.counted, counted))
        }
        if (cash.isNotEmpty()) {
            WriteField(state.typed, strings.countField, icon = Icons.money, keyboard = KeyboardType.Decimal) {
                on(EndOfShiftEvent.Typed(it))
            }
            if (minorOf(state.typed) != null) {
                Answer(strings.countNow, Modifier.fillMaxWidth(), Icons.check) { on(EndOfShiftEvent.Count) }
            }
        }
    }
}

@Composable
private fun WorkCard(balances: Balances, state: EndOfShiftState, on: (EndOfShiftEvent) -> Unit) {
    val strings = syncStrings
    val work = balances.work
    Balance(strings.work, work.open.isEmpty() && work.unsent.isEmpty()) {
        Number(strings.done, Icons.check, work.done, state, on)
        Number(strings.waits, Icons.clock, work.waiting.map { it.order }, state, on)
        Number(strings.stillOpen, Icons.parcel, work.open, state, on)
        Number(strings.unsent, Icons.phone, work.unsent.map { it.order }, state, on)
    }
}
