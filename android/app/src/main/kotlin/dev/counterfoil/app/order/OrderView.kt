package dev.counterfoil.app.order

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import dev.counterfoil.Card
import dev.counterfoil.app.design.Answer
import dev.counterfoil.app.design.BackHeading
import dev.counterfoil.app.design.Banner
import dev.counterfoil.app.design.EmptyState
import dev.counterfoil.app.design.Frame
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.Line
import dev.counterfoil.app.design.LocalLanguage
import dev.counterfoil.app.design.LocalPalette
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.LocalZone
import dev.counterfoil.app.design.PaperCard
import dev.counterfoil.app.design.PartHeading
import dev.counterfoil.app.design.PrimaryAction
import dev.counterfoil.app.design.SecondaryAction
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.TicketCard
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.design.intervalText
import dev.counterfoil.app.design.isLargeText
import dev.counterfoil.app.design.moneyText
import dev.counterfoil.app.design.said
import dev.counterfoil.app.design.titled
import dev.counterfoil.app.orders.AlertBadges
import dev.counterfoil.app.orders.CardBadges
import dev.counterfoil.app.orders.DueStub
import dev.counterfoil.app.orders.dueLook
import dev.counterfoil.app.orders.ordersStrings
import dev.counterfoil.app.orders.tone

/** One order: what is promised, to whom and where; what comes next as the biggest thing; what happened. */
@Composable
fun OrderView(state: OrderState, on: (OrderEvent) -> Unit) {
    val asked = state.asked
    if (asked != null) return AskedView(asked, state, on)
    val sheet = state.sheet
    val next = primary(state.steps)
    Frame(
        top = { OrderHeading(sheet?.sheet?.card, on) },
        trouble = state.trouble,
        onCloseTrouble = { on(OrderEvent.CloseTrouble) },
        thumb = if (sheet == null) null else ({ Thumb(next, state, on) }),
    ) {
        if (state.isGone) item { orderStrings.run { EmptyState(gone, goneWords, Icons.parcel) } }
        if (sheet != null) {
            alerts(sheet.sheet.card, state, on)
            item(key = "promise") { Promise(sheet.sheet.card, state) }
            disputes(sheet, state)
            items(sheet.sheet.fields.filter { it.candidates.size > 1 }, key = { "field/" + it.path }) {
                ConflictCard(it, state, on)
            }
            others(next, state, on)
            forms(state.forms, on)
            item(key = "history") { PartHeading(orderStrings.history) }
            item(key = "timeline") { Timeline(sheet.sheet.timeline, state) }
        }
    }
}

@Composable
private fun OrderHeading(card: Card?, on: (OrderEvent) -> Unit) {
    val strings = orderStrings
    val tail = card?.keys?.firstOrNull()?.value?.takeLast(4)
    val title = tail?.let { strings.title(it) }.orEmpty()
    BackHeading(title, strings.back, card?.let { beside(it.title, it.stageName.said()) }) { on(OrderEvent.Back) }
}

private fun LazyListScope.alerts(card: Card, state: OrderState, on: (OrderEvent) -> Unit) {
    items(state.notices, key = { "notice/" + it.told.id }) { notice ->
        Banner(notice.told.name.titled(), Icons.stop, Tone.DANGER, words = notice.told.words.said()) {
            Answer(ordersStrings.understood, Modifier.fillMaxWidth(), Icons.check) { on(OrderEvent.Read(notice)) }
        }
    }
    card.urge?.let { urge ->
        item(key = "urge") {
            val at = intervalText(urge.at, state.now, LocalZone.current, LocalLanguage.current)
            Banner(beside(ordersStrings.urge, at), Icons.bell, Tone.WARN, words = urge.reason) {
                FlowRow(Modifier, Arrangement.spacedBy(Space.m), Arrangement.spacedBy(Space.m)) {
                    state.answers.forEach { answer ->
                        Answer(answer.name.titled()) { on(OrderEvent.Answer(answer.id)) }
                    }
                }
            }
        }
    }
}

@Composable
private fun Promise(card: Card, state: OrderState) {
    val look = dueLook(card, state.now)
    TicketCard(stubTone = look.tone(), stub = { DueStub(card, look, state.now) }) {
        card.contactName?.let { Line(Icons.person, it) }
        card.phone?.let { Line(Icons.phone, it) }
        card.address?.let { Line(Icons.pin, it) }
        card.call?.remark?.let { Line(Icons.note, it) }
        AlertBadges(state.alerts)
        CardBadges(card)
    }
}

/** Within reach of the thumb: what was just done and can be taken back, and the one thing to do next. */
@Composable
private fun ColumnScope.Thumb(next: Step?, state: OrderState, on: (OrderEvent) -> Unit) {
    val strings = orderStrings
    state.undo?.let { undo ->
        val words = strings.takeBackWords.takeUnless { isLargeText() }
        Banner(strings.done(undo.name.said()), Icons.check, Tone.GOOD, words = words) {
            Answer(strings.takeBack, Modifier.fillMaxWidth(), Icons.undo) { on(OrderEvent.TakeBack) }
        }
    }
    if (next == null) {
        if (state.undo == null) Line(Icons.check, strings.nothingNext)
        return
    }
    val (icon, words) = stepLook(next.next, state)
    PrimaryAction(
        words ?: next.offer.name.titled(),
        icon,
        more = if (words == null) null else strings.then(next.offer.name.said()),
    ) {
        on(OrderEvent.Act(next.offer.transition))
    }
}

/** What a tap on a step does: the icon and the words of what it asks for; no words for the step itself. */
@Composable
private fun stepLook(supply: Supply?, state: OrderState): Pair<ImageVector, String?> {
    val strings = orderStrings
    val playbook = state.playbook
    return when (supply) {
        is Supply.Photo -> {
            val role = playbook?.photoRoles?.firstOrNull { it.id == supply.role }?.name?.said()
            Icons.camera to beside(strings.takePhoto, role)
        }
        is Supply.Form -> {
            val name = state.forms.firstOrNull { it.form == supply.form }?.name?.said()
            Icons.list to formStrings.open(name ?: formStrings.forms)
        }
        is Supply.Sign -> Icons.pencil to strings.sign
        is Supply.Pay -> Icons.money to strings.collect + " " + moneyText(supply.minor, "CNY")
        is Supply.Consent -> Icons.note to strings.noteConsent
        is Supply.Reason, Supply.Note, null -> Icons.check to null
    }
}

/** What else the workflow allows; for what it does not allow yet, exactly what is missing. */
private fun LazyListScope.others(next: Step?, state: OrderState, on: (OrderEvent) -> Unit) {
    val primaryLacks = next?.offer?.missing.orEmpty()
    val rest = state.steps.filter { it != next }
    if (primaryLacks.isNotEmpty()) {
        item(key = "missing") {
            PaperCard {
                Text(orderStrings.missing(next?.offer?.name?.said().orEmpty()), style = LocalType.current.strong)
                primaryLacks.forEach { Line(Icons.list, it.words.said()) }
            }
        }
    }
    if (rest.isEmpty()) return
    item(key = "others") { PartHeading(orderStrings.otherSteps) }
    items(rest, key = { "step/" + it.offer.transition }) { OtherStep(it, state, on) }
}

@Composable
private fun OtherStep(step: Step, state: OrderState, on: (OrderEvent) -> Unit) {
    val palette = LocalPalette.current
    val (icon, words) = stepLook(step.next, state)
    val name = step.offer.name.titled()
    if (!step.canGoOn) {
        return PaperCard {
            Text(name, style = LocalType.current.strong)
            step.lacking.forEach { Line(Icons.list, it.words.said(), color = palette.inkSoft) }
        }
    }
    SecondaryAction(
        if (words == null) name else beside(name, words),
        icon,
    ) { on(OrderEvent.Act(step.offer.transition)) }
}
