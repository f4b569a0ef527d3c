package dev.counterfoil.app.sync

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import dev.counterfoil.Card
import dev.counterfoil.SessionEnd
import dev.counterfoil.SyncStatus
import dev.counterfoil.app.design.Answer
import dev.counterfoil.app.design.Banner
import dev.counterfoil.app.design.Frame
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.LocalPalette
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.PaperCard
import dev.counterfoil.app.design.PartHeading
import dev.counterfoil.app.design.PrimaryAction
import dev.counterfoil.app.design.SecondaryAction
import dev.counterfoil.app.design.Sign
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.design.bytesText
import dev.counterfoil.app.design.isLargeText
import dev.counterfoil.app.order.orderStrings
import dev.counterfoil.app.wall.RefusedWork

/** How far the work is: on this phone, stored, safe; what waits, and why. */
@Composable
fun SyncView(state: SyncState, bar: (@Composable () -> Unit)? = null, on: (SyncEvent) -> Unit) {
    Frame(
        top = { SyncHeading() },
        trouble = state.trouble,
        onCloseTrouble = { on(SyncEvent.CloseTrouble) },
        thumb = if (state.status == null) {
            null
        } else {
            (
                {
                    if (state.isSending) {
                        Row(
                            Modifier.heightIn(min = Space.primary),
                            Arrangement.spacedBy(Space.m),
                            Alignment.CenterVertically,
                        ) {
                            Sign(Icons.sync, LocalPalette.current.inkSoft)
                            Text(syncStrings.sending, style = LocalType.current.strong)
                        }
                    } else {
                        PrimaryAction(syncStrings.sendNow, Icons.send) { on(SyncEvent.SendNow) }
                    }
                }
                )
        },
        bar = bar,
    ) {
        val status = state.status ?: return@Frame
        item(key = "counts") { Counts(status) }
        state.lastEnd?.let { end -> item(key = "end") { Ended(end) } }
        state.report?.let { report ->
            item(key = "report") {
                val words = syncStrings.report(report.pushed, report.pulled, report.uploaded)
                Text(words, color = LocalPalette.current.inkSoft)
            }
        }
        items(state.stuck.entries.toList(), key = { "stuck/" + it.key }) { (reason, count) ->
            Banner(syncStrings.stuck(reason, count), Icons.warning, Tone.WARN)
        }
        refused(state, on)
        if (state.waiting.isNotEmpty()) {
            item(key = "waiting") { PartHeading(syncStrings.waitingTitle) }
            items(state.waiting, key = { "waiting/" + it.first.id }) { (card, count) -> WaitingCard(card, count, on) }
        }
        item(key = "end-of-shift") {
            SecondaryAction(syncStrings.endOfShift, Icons.list) { on(SyncEvent.EndOfShift) }
        }
    }
}

@Composable
private fun SyncHeading() {
    Text(
        syncStrings.title,
        Modifier.fillMaxWidth().padding(Space.l, Space.m, Space.l, Space.xs).semantics { heading() },
        style = LocalType.current.headline,
    )
}

/** How the last session ended, and what that means; nothing where all is well. */
@Composable
private fun Ended(end: SessionEnd) {
    val words = syncStrings.end(end) ?: return
    Banner(words, if (end == SessionEnd.OFFLINE) Icons.offline else Icons.warning, Tone.QUIET)
}

/** The way of the work, in three numbers: each has its icon and its words. */
@Composable
private fun Counts(status: SyncStatus) {
    val strings = syncStrings
    val palette = LocalPalette.current
    val isAllThere = status.onPhone == 0L && status.blobsWaiting == 0L
    Column(verticalArrangement = Arrangement.spacedBy(Space.m)) {
        if (isAllThere) Banner(strings.allThere, Icons.shield, Tone.GOOD, words = strings.allThereWords)
        PaperCard {
            CountLine(Icons.phone, status.onPhone, strings.onPhone, strings.onPhoneWords)
            if (status.blobsWaiting > 0) {
                val size = bytesText(status.blobBytesWaiting)
                Text(strings.files(status.blobsWaiting, size), color = palette.inkSoft)
            }
            CountLine(Icons.hub, status.stored, strings.stored, strings.storedWords)
            CountLine(Icons.shield, status.safe, strings.safe, strings.safeWords)
        }
    }
}

@Composable
internal fun CountLine(icon: ImageVector, count: Long, name: String, words: String?, modifier: Modifier = Modifier) {
    val type = LocalType.current
    val palette = LocalPalette.current
    val row = modifier.fillMaxWidth().semantics(mergeDescendants = true) { }
    if (isLargeText()) {
        Column(row) {
            Text("$count", style = type.figure)
            CountName(name, words)
        }
    } else {
        Row(row, Arrangement.spacedBy(Space.m), Alignment.CenterVertically) {
            Sign(icon, palette.accentInk)
            Column(Modifier.weight(1f)) { CountName(name, words) }
            Text("$count", style = type.figure)
        }
    }
}

@Composable
private fun CountName(name: String, words: String?) {
    Text(name, style = LocalType.current.strong)
    if (words != null) Text(words, style = LocalType.current.small, color = LocalPalette.current.inkSoft)
}

private fun LazyListScope.refused(state: SyncState, on: (SyncEvent) -> Unit) {
    if (state.refused.isEmpty()) return
    item(key = "refused") {
        Column(verticalArrangement = Arrangement.spacedBy(Space.s)) {
            PartHeading(syncStrings.refusedTitle)
            Text(syncStrings.refusedWords, color = LocalPalette.current.inkSoft)
        }
    }
    items(state.refused, key = { "refused/" + it.order }) { RefusedCard(it, on) }
}

/** One thing that the hub refused: what, why, and what can be done with it. */
@Composable
private fun RefusedCard(refused: RefusedWork, on: (SyncEvent) -> Unit) {
    val strings = syncStrings
    val facts = refused.rows.map { orderStrings.fact(it.kind) }.distinct().joinToString(" ")
    val note = strings.keptNote(beside(facts, strings.why(refused.code)))
    val card = refused.card
    Banner(beside(card?.let { name(it) }, facts), Icons.warning, Tone.DANGER, words = strings.why(refused.code)) {
        if (card != null) {
            Answer(strings.keepAsNote, Modifier.fillMaxWidth(), Icons.note) { on(SyncEvent.KeepAsNote(refused, note)) }
            Answer(strings.open, Modifier.fillMaxWidth(), Icons.next) { on(SyncEvent.Open(refused.order)) }
        }
    }
}

@Composable
private fun WaitingCard(card: Card, count: Long, on: (SyncEvent) -> Unit) {
    val type = LocalType.current
    PaperCard(Modifier.clickable(onClickLabel = syncStrings.open, role = Role.Button) { on(SyncEvent.Open(card.id)) }) {
        Text(name(card), style = type.strong)
        Text(syncStrings.records(count), style = type.small, color = LocalPalette.current.inkSoft)
    }
}

/** What people call an order, with the last digits of its number. */
@Composable
internal fun name(card: Card): String =
    beside(card.title, card.contactName, card.keys.firstOrNull()?.let { orderStrings.title(it.value.takeLast(4)) })
