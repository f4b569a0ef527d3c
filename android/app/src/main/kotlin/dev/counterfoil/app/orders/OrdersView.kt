package dev.counterfoil.app.orders

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.snapshotFlow
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dev.counterfoil.ReadyToGo
import dev.counterfoil.RouteStop
import dev.counterfoil.SessionEnd
import dev.counterfoil.app.design.Answer
import dev.counterfoil.app.design.Badge
import dev.counterfoil.app.design.Banner
import dev.counterfoil.app.design.Choice
import dev.counterfoil.app.design.Choices
import dev.counterfoil.app.design.EmptyState
import dev.counterfoil.app.design.Frame
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.LocalLanguage
import dev.counterfoil.app.design.LocalPalette
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.LocalZone
import dev.counterfoil.app.design.PaperCard
import dev.counterfoil.app.design.PrimaryAction
import dev.counterfoil.app.design.Sign
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.WriteField
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.design.dayText
import dev.counterfoil.app.design.isLargeText
import dev.counterfoil.app.design.momentText
import dev.counterfoil.app.design.said

/** Today's work by stop; what waits, and what is over. */
@Composable
fun OrdersView(state: OrdersState, bar: (@Composable () -> Unit)? = null, on: (OrdersEvent) -> Unit) {
    val list = rememberLazyListState()
    AtTheEnd(list) { on(OrdersEvent.EndReached) }
    val beginsShift = state.found == null && !state.isOnDuty && state.isLoaded
    Frame(
        top = { OrdersHeading(state, on) },
        state = list,
        trouble = state.trouble,
        onCloseTrouble = { on(OrdersEvent.CloseTrouble) },
        thumb = when {
            !state.isEnrolled -> ({ PrimaryAction(ordersStrings.enrol, Icons.person) { on(OrdersEvent.Enrol) } })
            beginsShift -> ({ PrimaryAction(ordersStrings.beginShift, Icons.truck) { on(OrdersEvent.BeginShift) } })
            else -> null
        },
        bar = bar,
    ) {
        if (!state.isEnrolled) {
            item(key = "nobody") { ordersStrings.run { EmptyState(notEnrolled, notEnrolledWords, Icons.phone) } }
            return@Frame
        }
        item(key = "search") {
            val strings = ordersStrings
            WriteField(state.typed, strings.search, icon = Icons.search, clear = strings.clear) {
                on(OrdersEvent.Typed(it))
            }
        }
        if (state.found != null) found(state, on) else day(state, on)
    }
}

private fun LazyListScope.found(state: OrdersState, on: (OrdersEvent) -> Unit) {
    val said = state.said
    if (said != null) item(key = "said") { CodeBanner(said) }
    if (state.found!!.isEmpty() && said == null) {
        item(key = "nothing") { ordersStrings.run { EmptyState(nothingFound, nothingFoundWords, Icons.search) } }
    }
    items(state.found, key = { "found/" + it.id }) { OrderCard(it, state, hasStop = false, on) }
}

private fun LazyListScope.day(state: OrdersState, on: (OrdersEvent) -> Unit) {
    item(key = "groups") { Groups(state, on) }
    if (state.group == OrderGroup.TODAY && state.ready != null && (!state.isOnDuty || state.ready.gaps.isNotEmpty())) {
        item(key = "ready") { ReadyCard(state, state.ready, on) }
    }
    if (state.isLoaded && state.rows.isEmpty()) item(key = "empty") { Empty(state.group) }
    items(
        state.rows,
        key = { row ->
            when (row) {
                is OrdersRow.Stop -> "stop/" + row.stop.orders.first()
                is OrdersRow.One -> row.card.id
            }
        },
        contentType = { it::class },
    ) { row ->
        when (row) {
            is OrdersRow.Stop -> StopHeading(row.stop)
            is OrdersRow.One -> OrderCard(row.card, state, row.hasStop, on)
        }
    }
}

/** Tells when the last cards come into sight. */
@Composable
private fun AtTheEnd(list: LazyListState, tell: () -> Unit) {
    LaunchedEffect(list) {
        snapshotFlow {
            val seen = list.layoutInfo.visibleItemsInfo.lastOrNull()?.index ?: 0
            val all = list.layoutInfo.totalItemsCount
            if (seen >= all - NEAR_END) all else -1
        }.collect { if (it > NEAR_END) tell() }
    }
}

/** So many rows before the end the next page is asked for. */
private const val NEAR_END = 30

@Composable
private fun OrdersHeading(state: OrdersState, on: (OrdersEvent) -> Unit) {
    val strings = ordersStrings
    val (icon, words) = when {
        state.isSending -> Icons.sync to strings.sending
        state.unsent == null -> return DayHeading(state, null, null, on)
        state.lastEnd == SessionEnd.OFFLINE && state.unsent > 0 ->
            Icons.offline to
                beside(strings.offline, strings.unsent(state.unsent))
        state.lastEnd == SessionEnd.OFFLINE -> Icons.offline to strings.offline
        state.unsent > 0 -> Icons.phone to strings.unsent(state.unsent)
        else -> Icons.check to strings.allSent
    }
    DayHeading(state, icon, words, on)
}

@Composable
private fun DayHeading(state: OrdersState, icon: ImageVector?, words: String?, on: (OrdersEvent) -> Unit) {
    val palette = LocalPalette.current
    Column(Modifier.fillMaxWidth().padding(Space.l, Space.m, Space.l, Space.xs)) {
        FlowRow(
            Modifier.fillMaxWidth(),
            Arrangement.SpaceBetween,
            Arrangement.spacedBy(Space.xs),
            itemVerticalAlignment = Alignment.CenterVertically,
        ) {
            Text(
                dayText(state.now, LocalZone.current, LocalLanguage.current),
                Modifier.semantics { heading() },
                style = if (isLargeText()) LocalType.current.title else LocalType.current.headline,
            )
            if (state.isEnrolled && state.isOnDuty && state.isLoaded) {
                Answer(ordersStrings.load, icon = Icons.truck) { on(OrdersEvent.Load) }
            }
        }
        if (icon != null && words != null) {
            Row(Modifier.padding(top = Space.xs), Arrangement.spacedBy(Space.s), Alignment.CenterVertically) {
                Sign(icon, palette.inkSoft, 20.dp)
                Text(words, style = LocalType.current.label, color = palette.inkSoft)
            }
        }
    }
}

@Composable
private fun Groups(state: OrdersState, on: (OrdersEvent) -> Unit) {
    val strings = ordersStrings
    Choices(Modifier.fillMaxWidth(), OrderGroup.entries.size) { at, modifier ->
        val group = OrderGroup.entries[at]
        val count = state.counts[group]?.let { if (it.isMore) "${it.number}+" else "${it.number}" } ?: "–"
        Choice(strings.group(group), group == state.group, modifier, count) { on(OrdersEvent.Show(group)) }
    }
}

@Composable
private fun StopHeading(stop: RouteStop) {
    val strings = ordersStrings
    val palette = LocalPalette.current
    Column(Modifier.fillMaxWidth().padding(top = Space.m), Arrangement.spacedBy(Space.xs)) {
        Row(horizontalArrangement = Arrangement.spacedBy(Space.s)) {
            Sign(Icons.pin, palette.accentInk)
            Text(stop.text, Modifier.weight(1f).semantics { heading() }, style = LocalType.current.strong)
        }
        FlowRow(
            Modifier.padding(start = 32.dp),
            Arrangement.spacedBy(Space.s),
            Arrangement.spacedBy(Space.xs),
        ) {
            Badge(strings.stop(stop.people, stop.pieces), Icons.parcel, Tone.QUIET)
            stop.alerts.distinctBy { it.kind }.forEach { AlertBadge(it) }
        }
    }
}

@Composable
private fun ReadyCard(state: OrdersState, ready: ReadyToGo, on: (OrdersEvent) -> Unit) {
    val strings = ordersStrings
    val (zone, language) = LocalZone.current to LocalLanguage.current
    if (ready.gaps.isEmpty()) {
        PaperCard(tone = Tone.GOOD) {
            val ink = LocalPalette.current.tone(Tone.GOOD).on
            Row(horizontalArrangement = Arrangement.spacedBy(Space.m)) {
                Sign(Icons.check, ink)
                Text(strings.readyTitle, style = LocalType.current.strong, color = ink)
            }
            ready.ordersAsOfMs?.let { Text(strings.ordersAsOf(momentText(it, state.now, zone, language)), color = ink) }
            ready.manuals.let { if (it.manuals > 0) Text(strings.manuals(it.manualsHere, it.manuals), color = ink) }
            if (ready.isTimeAnchored) Text(strings.timeAnchored, color = ink)
        }
    } else {
        Banner(strings.notReadyTitle, Icons.list, Tone.WARN) {
            val ink = LocalPalette.current.tone(Tone.WARN).on
            ready.gaps.forEach { gap ->
                Text("· " + gap.words.said(), color = ink)
            }
            if (ready.gaps.any { it.closing.startsWith("sync") } && !state.isSending) {
                Answer(strings.sendNow, Modifier.fillMaxWidth(), Icons.sync) { on(OrdersEvent.SendNow) }
            }
        }
    }
}

@Composable
private fun Empty(group: OrderGroup) {
    val strings = ordersStrings
    when (group) {
        OrderGroup.TODAY -> EmptyState(strings.emptyToday, strings.emptyTodayWords, Icons.parcel)
        OrderGroup.WAITING -> EmptyState(strings.emptyWaiting, strings.emptyWaitingWords, Icons.clock)
        OrderGroup.DONE -> EmptyState(strings.emptyDone, strings.emptyDoneWords, Icons.check)
    }
}
