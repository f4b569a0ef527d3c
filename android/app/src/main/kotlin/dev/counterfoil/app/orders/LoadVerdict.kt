package dev.counterfoil.app.orders

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dev.counterfoil.LoadVerdict
import dev.counterfoil.Named
import dev.counterfoil.app.design.Badge
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.LocalPalette
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.PaperCard
import dev.counterfoil.app.design.Sign
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.design.isLargeText
import dev.counterfoil.app.design.moneyText
import dev.counterfoil.app.design.said
import dev.counterfoil.app.design.titled
import dev.counterfoil.app.sync.name

/** How a verdict is shown: a word and an icon, and what to do where that is not plain. */
internal class VerdictLook(val word: String, val icon: ImageVector, val tone: Tone, val words: String?)

internal fun look(read: LoadRead, strings: LoadStrings): VerdictLook {
    val answer = read.answer
        ?: return VerdictLook(strings.failed, Icons.warning, Tone.DANGER, strings.failedWords)
    return when (answer.verdict) {
        LoadVerdict.HERE -> VerdictLook(strings.good, Icons.check, Tone.GOOD, null)
        LoadVerdict.NEXT_PIECE -> VerdictLook(strings.nextPiece(answer.piece), Icons.parcel, Tone.GOOD, null)
        LoadVerdict.DUPLICATE -> VerdictLook(strings.again, Icons.sync, Tone.QUIET, strings.againWords)
        LoadVerdict.ANOTHER -> VerdictLook(strings.notYours, Icons.person, Tone.WARN, strings.notYoursWords)
        LoadVerdict.DO_NOT_LOAD -> VerdictLook(strings.stopped, Icons.stop, Tone.DANGER, strings.stays)
        LoadVerdict.CANCELLED -> VerdictLook(strings.cancelled, Icons.close, Tone.DANGER, strings.stays)
        LoadVerdict.UNKNOWN -> VerdictLook(strings.unknown, Icons.search, Tone.WARN, strings.unknownWords)
    }
}

/** The last verdict, to be read at arm's length; who hears the screen is told it at once. */
@Composable
internal fun Verdict(read: LoadRead, marks: List<Named>) {
    val strings = loadStrings
    val look = look(read, strings)
    val ink = LocalPalette.current.tone(look.tone).on
    val type = LocalType.current
    PaperCard(Modifier.semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Assertive }, look.tone) {
        Row(horizontalArrangement = Arrangement.spacedBy(Space.m), verticalAlignment = Alignment.CenterVertically) {
            Sign(look.icon, ink, 44.dp)
            // Large text is large enough: a word must not break.
            Text(look.word, style = if (isLargeText()) type.title else type.verdict, color = ink)
        }
        if (look.words != null) Text(look.words, color = ink)
        ReadBadges(read, marks)
        Text(nameOf(read), style = type.strong, color = ink)
        read.answer?.let { answer ->
            answer.readAs?.let { Text(strings.readAs(it), color = ink) }
            if (answer.order == null || answer.founded) {
                answer.candidates.firstOrNull()?.let { Text(strings.likely(it.name.said()), color = ink) }
            }
        }
    }
}

/** What is worth saying of a read: 到付 with its amount, 冷链, which of the pieces. */
@Composable
private fun ReadBadges(read: LoadRead, marks: List<Named>) {
    val answer = read.answer ?: return
    val told = marks.filter { it.id in answer.marks }
    if (told.isEmpty() && answer.pieces <= 1) return
    FlowRow(Modifier, Arrangement.spacedBy(Space.s), Arrangement.spacedBy(Space.s)) {
        if (answer.pieces > 1) Badge(loadStrings.pieces(answer.piece, answer.pieces), Icons.parcel, Tone.QUIET)
        told.forEach { mark ->
            // A mark that money is due is named like what it is due for.
            val due = read.card?.due?.firstOrNull { mark.id == it.purpose + "_due" }
            val amount = due?.let { " " + moneyText(it.minor, it.currency) }.orEmpty()
            val icon = if (mark.id.endsWith("_due")) Icons.money else Icons.note
            Badge(mark.name.titled() + amount, if (mark.id.startsWith("cold")) Icons.cold else icon, Tone.ACCENT)
        }
    }
}

/** One of the reads before. */
@Composable
internal fun ReadLine(read: LoadRead) {
    val look = look(read, loadStrings)
    val palette = LocalPalette.current
    Row(
        Modifier.semantics(mergeDescendants = true) { },
        Arrangement.spacedBy(Space.s),
        Alignment.CenterVertically,
    ) {
        Badge(look.word, look.icon, look.tone)
        Text(nameOf(read), Modifier.weight(1f), style = LocalType.current.small, color = palette.ink)
    }
}

/** The order by its name, or what was read. */
@Composable
private fun nameOf(read: LoadRead): String {
    val card = read.card
    return if (card?.title == null) beside(read.answer?.title, read.code) else name(card)
}
