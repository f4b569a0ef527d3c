package dev.counterfoil.app.order

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.text.style.TextDecoration
import dev.counterfoil.CandidateRow
import dev.counterfoil.Detail
import dev.counterfoil.FieldRow
import dev.counterfoil.FieldValue
import dev.counterfoil.OrderSheet
import dev.counterfoil.TimelineRow
import dev.counterfoil.app.design.Answer
import dev.counterfoil.app.design.Badge
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.Line
import dev.counterfoil.app.design.LocalLanguage
import dev.counterfoil.app.design.LocalPalette
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.LocalZone
import dev.counterfoil.app.design.PaperCard
import dev.counterfoil.app.design.Sign
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.design.intervalText
import dev.counterfoil.app.design.said
import dev.counterfoil.app.design.titled

/** A value of a field as people write it. */
internal fun FieldValue.written(): String = when (this) {
    is FieldValue.Text -> text
    is FieldValue.Number -> number.toString()
    is FieldValue.Flag -> if (yes) "✓" else "✗"
    FieldValue.Cleared -> "–"
}

@Composable
internal fun whoSaid(person: String?, me: String?): String = when (person) {
    null -> orderStrings.office
    me -> orderStrings.me
    else -> orderStrings.colleague
}

/** A field on which people say different things: every value with who and when, and one tap to settle it. */
@Composable
internal fun ConflictCard(field: FieldRow, state: OrderState, on: (OrderEvent) -> Unit) {
    val ink = LocalPalette.current.tone(Tone.WARN).on
    PaperCard(tone = Tone.WARN) {
        Row(horizontalArrangement = Arrangement.spacedBy(Space.m)) {
            Sign(Icons.split, ink)
            Text(beside(orderStrings.conflictsTitle, field.name.said()), style = LocalType.current.strong, color = ink)
        }
        field.candidates.forEach { candidate -> Candidate(field, candidate, state, on) }
    }
}

@Composable
private fun Candidate(field: FieldRow, candidate: CandidateRow, state: OrderState, on: (OrderEvent) -> Unit) {
    val palette = LocalPalette.current
    val at = intervalText(candidate.believed, state.now, LocalZone.current, LocalLanguage.current)
    PaperCard {
        Text(candidate.value.written(), style = LocalType.current.strong)
        Text(beside(whoSaid(candidate.person, state.me), at), style = LocalType.current.small, color = palette.inkSoft)
        Answer(orderStrings.useThis, Modifier.fillMaxWidth(), Icons.check) { on(OrderEvent.Settle(field, candidate)) }
    }
}

/** Both sides of two ends that contradict each other. Evidence of either is kept. */
internal fun LazyListScope.disputes(sheet: OrderSheet, state: OrderState) {
    val sides = sheet.sheet.dispute
    if (sides.isEmpty()) return
    item(key = "dispute") {
        val ink = LocalPalette.current.tone(Tone.DANGER).on
        PaperCard(tone = Tone.DANGER) {
            Row(horizontalArrangement = Arrangement.spacedBy(Space.m)) {
                Sign(Icons.split, ink)
                Text(orderStrings.disputeTitle, Modifier.weight(1f), style = LocalType.current.strong, color = ink)
            }
            sides.forEach { side ->
                val at = intervalText(side.believed, state.now, LocalZone.current, LocalLanguage.current)
                Text("· " + beside(side.stageName.said(), whoSaid(side.person, state.me), at), color = ink)
            }
        }
    }
}

/** What happened, the newest first: when as far as it is known, who, what, and how far it is on its way. */
@Composable
internal fun Timeline(rows: List<TimelineRow>, state: OrderState) {
    PaperCard {
        rows.asReversed().forEach { TimelineLine(it, state) }
    }
}

@Composable
private fun TimelineLine(row: TimelineRow, state: OrderState) {
    val strings = orderStrings
    val palette = LocalPalette.current
    val type = LocalType.current
    val at = intervalText(row.believed, state.now, LocalZone.current, LocalLanguage.current)
    val isStruck = row.struckBy != null
    Column(Modifier.fillMaxWidth().padding(vertical = Space.xs), Arrangement.spacedBy(Space.xs)) {
        Text(
            whatHappened(row, state),
            style = type.strong.copy(textDecoration = if (isStruck) TextDecoration.LineThrough else null),
        )
        Text(beside(at, whoSaid(row.person, state.me)), style = type.small, color = palette.inkSoft)
        FlowRow(Modifier, Arrangement.spacedBy(Space.s), Arrangement.spacedBy(Space.xs)) {
            val (icon, tone) = markLook(row.mark)
            if (row.person != null) Badge(strings.mark(row.mark), icon, tone)
            if (isStruck) Badge(strings.takenBack, Icons.undo, Tone.QUIET)
        }
        row.warnings.forEach { Line(Icons.warning, it.words.said(), color = palette.inkSoft) }
    }
}

/** Phone, stored, applied: an icon each, beside its word. */
private fun markLook(mark: String): Pair<ImageVector, Tone> = when (mark) {
    "unsent" -> Icons.phone to Tone.QUIET
    "stored" -> Icons.hub to Tone.ACCENT
    "accepted" -> Icons.check to Tone.GOOD
    "refused" -> Icons.warning to Tone.DANGER
    else -> Icons.clock to Tone.WARN
}

@Composable
private fun whatHappened(row: TimelineRow, state: OrderState): String {
    val strings = orderStrings
    row.words?.let { return it.said() }
    fun detail(name: String): String? = row.details.firstOrNull { it.name == name }?.text()
    val playbook = state.playbook
    val reason = detail("reason")?.let { code ->
        playbook?.reasons?.firstOrNull { it.id == code }?.name?.said() ?: code
    }
    return when (row.kind) {
        "transition" -> beside(
            detail("name")?.let { state.words.step(it)?.titled() } ?: strings.fact(row.kind),
            reason,
            detail("note"),
        )
        "photo" -> beside(
            strings.fact(row.kind),
            detail("role")?.let { role -> playbook?.photoRoles?.firstOrNull { it.id == role }?.name?.said() },
        )
        "comment" -> beside(strings.fact(row.kind), detail("text"))
        "urge" -> beside(strings.fact(row.kind), detail("reason"))
        "payment" -> beside(strings.fact(row.kind), detail("amount"))
        else -> beside(strings.fact(row.kind), reason)
    }
}

private fun Detail.text(): String = value.written()
