package dev.counterfoil.app.orders

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.unit.dp
import dev.counterfoil.Alert
import dev.counterfoil.AlertKind
import dev.counterfoil.Card
import dev.counterfoil.app.design.Answer
import dev.counterfoil.app.design.Badge
import dev.counterfoil.app.design.Banner
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.Line
import dev.counterfoil.app.design.LocalLanguage
import dev.counterfoil.app.design.LocalPalette
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.LocalZone
import dev.counterfoil.app.design.Sign
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.TicketCard
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.design.clockText
import dev.counterfoil.app.design.intervalText
import dev.counterfoil.app.design.lengthText
import dev.counterfoil.app.design.momentText
import dev.counterfoil.app.design.moneyText
import dev.counterfoil.app.design.otherDayText
import dev.counterfoil.app.design.said
import dev.counterfoil.app.design.titled
import java.time.Duration
import java.time.Instant

/** How an order stands with its time. */
internal enum class DueLook { NONE, CALM, SOON, STRADDLES, OVERDUE, PAUSED }

/** Within this time something is due soon. */
private val SOON: Duration = Duration.ofMinutes(60)

internal fun dueLook(card: Card, now: Instant): DueLook {
    val due = card.nextDue
    val latest = due?.due?.latestMs ?: card.windowToMs
    return when {
        card.terminal -> DueLook.NONE
        due?.standing == "paused" || card.waiting?.slaPaused == true -> DueLook.PAUSED
        due?.standing == "straddles" -> DueLook.STRADDLES
        due?.standing == "overdue" || due?.standing == "broken" -> DueLook.OVERDUE
        latest == null -> DueLook.NONE
        latest < now.toEpochMilli() -> DueLook.OVERDUE
        latest - now.toEpochMilli() <= SOON.toMillis() -> DueLook.SOON
        else -> DueLook.CALM
    }
}

internal fun DueLook.tone(): Tone? = when (this) {
    DueLook.NONE, DueLook.CALM -> null
    DueLook.SOON, DueLook.STRADDLES -> Tone.WARN
    DueLook.OVERDUE -> Tone.DANGER
    DueLook.PAUSED -> Tone.QUIET
}

/** One order on the list: when on the stub, what and for whom on the body, and what is the matter with it. */
@Composable
internal fun OrderCard(card: Card, state: OrdersState, hasStop: Boolean, on: (OrdersEvent) -> Unit) {
    val look = dueLook(card, state.now)
    Column(verticalArrangement = Arrangement.spacedBy(Space.xs)) {
        TicketCard(
            stubTone = look.tone(),
            onClick = { on(OrdersEvent.Open(card.id)) },
            clickLabel = ordersStrings.open,
            stub = { DueStub(card, look, state.now) },
        ) {
            CardTitle(card)
            if (!hasStop) card.address?.let { Line(Icons.pin, it) }
            card.waiting?.reasonName?.let { Line(Icons.pause, it.said()) }
            card.call?.remark?.let { Line(Icons.note, it) }
            CardBadges(card)
        }
        state.notices[card.id].orEmpty().forEach { notice ->
            Banner(notice.told.name.titled(), Icons.stop, Tone.DANGER, words = notice.told.words.said()) {
                Answer(ordersStrings.understood, Modifier.fillMaxWidth(), Icons.check) { on(OrdersEvent.Read(notice)) }
            }
        }
        card.urge?.let { urge ->
            val at = intervalText(urge.at, state.now, LocalZone.current, LocalLanguage.current)
            Banner(beside(ordersStrings.urge, at), Icons.bell, Tone.WARN, words = urge.reason) {
                UrgeAnswers(card.id, state, on)
            }
        }
    }
}

@Composable
private fun UrgeAnswers(order: String, state: OrdersState, on: (OrdersEvent) -> Unit) {
    val all = state.allAnswers == order
    FlowRow(Modifier, Arrangement.spacedBy(Space.m), Arrangement.spacedBy(Space.m)) {
        (if (all) state.answers else state.answers.take(2)).forEach { answer ->
            Answer(answer.name.titled()) { on(OrdersEvent.Answer(order, answer.id)) }
        }
        if (!all && state.answers.size > 2) {
            Answer(ordersStrings.moreAnswers, icon = Icons.down) { on(OrdersEvent.AllAnswers(order)) }
        }
    }
}

@Composable
private fun CardTitle(card: Card) {
    val type = LocalType.current
    Text(beside(card.title, card.contactName).ifEmpty { card.keys.first().value }, style = type.strong)
    val tail = card.keys.firstOrNull()?.value?.takeLast(4)
    Text(
        beside(tail?.let { ordersStrings.tail(it) }, card.stageName.said()),
        style = type.small,
        color = LocalPalette.current.inkSoft,
    )
}

/** When it is due, to be read from afar, and how that stands in words. */
@Composable
internal fun ColumnScope.DueStub(card: Card, look: DueLook, now: Instant) {
    val strings = ordersStrings
    val (zone, language) = LocalZone.current to LocalLanguage.current
    val type = LocalType.current
    val ink = look.tone()?.let { LocalPalette.current.tone(it).on } ?: LocalPalette.current.ink
    val due = card.nextDue?.due
    val until = due?.latestMs ?: card.windowToMs
    val waits = card.waiting?.untilMs
    when {
        card.terminal -> StubWords(Icons.check, card.stageName.titled(), ink)
        waits != null -> {
            StubWords(Icons.clock, strings.waitsUntil(momentText(waits, now, zone, language)), ink)
        }
        until == null -> StubWords(Icons.clock, strings.anyTime, ink)
        else -> {
            otherDayText(until, now, zone, language)?.let { Text(it, style = type.label, color = ink) }
            Text(clockText(until, zone), style = type.figure, color = ink)
            val from = card.windowFromMs
            // What is due then need not be the delivery: the service level says what it is.
            val what = card.nextDue?.name?.said() ?: strings.by
            Text(if (from != null) strings.from(clockText(from, zone)) else what, style = type.small, color = ink)
            val apart = Duration.ofMillis(until - now.toEpochMilli())
            when (look) {
                DueLook.SOON -> StubWords(Icons.clock, strings.left(lengthText(apart, language)), ink)
                DueLook.OVERDUE -> StubWords(Icons.warning, strings.overdue(lengthText(apart, language)), ink)
                DueLook.STRADDLES -> StubWords(Icons.warning, strings.straddles, ink)
                DueLook.PAUSED -> StubWords(Icons.pause, strings.paused, ink)
                DueLook.NONE, DueLook.CALM -> Unit
            }
        }
    }
}

@Composable
private fun StubWords(
    icon: ImageVector,
    text: String,
    ink: Color
) {
    Column(verticalArrangement = Arrangement.spacedBy(Space.xs)) {
        Sign(icon, ink, 20.dp)
        Text(text, style = LocalType.current.label, color = ink)
    }
}

/** What to know before ringing: a dog, somebody who threatened, a gate. */
@Composable
internal fun AlertBadges(alerts: List<Alert>) {
    if (alerts.isEmpty()) return
    FlowRow(Modifier, Arrangement.spacedBy(Space.s), Arrangement.spacedBy(Space.s)) {
        alerts.distinctBy { it.kind }.forEach { AlertBadge(it) }
    }
}

@Composable
internal fun AlertBadge(alert: Alert) {
    val isGrave = alert.kind == AlertKind.DOG || alert.kind == AlertKind.THREAT
    Badge(ordersStrings.alert(alert.kind), Icons.warning, if (isGrave) Tone.DANGER else Tone.WARN)
}

/** What kind of order it is, and what is the matter with it: an icon and a word each. */
@Composable
internal fun CardBadges(card: Card) {
    val strings = ordersStrings
    val badges = buildList<@Composable () -> Unit> {
        if (card.doNotLoad) add { Badge(strings.doNotDeliver, Icons.stop, Tone.DANGER) }
        if (card.disputed) add { Badge(strings.disputed, Icons.split, Tone.DANGER) }
        if (card.counts.refused > 0) add { Badge(strings.refused, Icons.warning, Tone.DANGER) }
        if (card.counts.conflicts > 0) add { Badge(strings.conflicts(card.counts.conflicts), Icons.split, Tone.WARN) }
        if (card.priority > 0) add { Badge(strings.urgent, Icons.priority, Tone.WARN) }
        card.due.forEach { due ->
            val name = when (due.purpose) {
                "freight" -> strings.freight
                "goods" -> strings.goods
                else -> strings.repairDue
            }
            add { Badge(name + " " + moneyText(due.minor, due.currency), Icons.money, Tone.ACCENT) }
        }
        if (card.kind == "fresh") add { Badge(strings.cold, Icons.cold, Tone.ACCENT) }
        card.call?.pieces?.let { if (it > 1) add { Badge(strings.pieces(it), Icons.parcel, Tone.QUIET) } }
        if (card.counts.unsent > 0) add { Badge(strings.unsent(card.counts.unsent), Icons.phone, Tone.QUIET) }
    }
    if (badges.isEmpty()) return
    FlowRow(Modifier, Arrangement.spacedBy(Space.s), Arrangement.spacedBy(Space.s)) { badges.forEach { it() } }
}
