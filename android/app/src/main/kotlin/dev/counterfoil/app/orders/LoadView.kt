package dev.counterfoil.app.orders

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.input.KeyboardType
import dev.counterfoil.LoadCheck
import dev.counterfoil.app.design.Answer
import dev.counterfoil.app.design.BackHeading
import dev.counterfoil.app.design.Badge
import dev.counterfoil.app.design.EmptyState
import dev.counterfoil.app.design.Frame
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.Line
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.PaperCard
import dev.counterfoil.app.design.PartHeading
import dev.counterfoil.app.design.PrimaryAction
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.WriteField
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.sync.CountLine
import dev.counterfoil.app.sync.name

/** The loading scan: the last verdict, the number pad, five counts with their lists, the reads before. */
@Composable
fun LoadView(state: LoadState, on: (LoadEvent) -> Unit) {
    val list = rememberLazyListState()
    val last = state.reads.firstOrNull()
    // Wherever she has scrolled to: what was read just now is seen.
    LaunchedEffect(last?.number) { if (last != null) list.scrollToItem(0) }
    Frame(
        top = {
            val strings = loadStrings
            BackHeading(strings.title, strings.back, state.check?.let { strings.reads(it.reads) }) {
                on(LoadEvent.Back)
            }
        },
        state = list,
        trouble = state.trouble,
        onCloseTrouble = { on(LoadEvent.CloseTrouble) },
        thumb = if (state.isLoaded) ({ LoadThumb(state, on) }) else null,
    ) {
        if (!state.isLoaded) return@Frame
        if (state.check == null) {
            item(key = "no-shift") { loadStrings.run { EmptyState(noShift, noShiftWords, Icons.truck) } }
            return@Frame
        }
        val isReading = state.opened == null
        when {
            last != null -> item(key = "verdict") { Verdict(last, state.marks) }
            isReading -> item(key = "ready") { loadStrings.run { EmptyState(ready, readyWords, Icons.parcel) } }
        }
        // Who looks at a list types nothing: its rows stand where they are seen. A scanner is heard all the same.
        if (isReading) item(key = "field") { Field(state, on) }
        if (isReading) choices(state, on)
        item(key = "counts") { Counts(state.check, on) }
        rows(state, on)
        if (state.reads.size > 1) item(key = "before") { PartHeading(loadStrings.before) }
        items(state.reads.drop(1), key = { "read/" + it.number }) { ReadLine(it) }
    }
}

@Composable
private fun ColumnScope.LoadThumb(state: LoadState, on: (LoadEvent) -> Unit) {
    val strings = loadStrings
    when {
        state.check == null -> PrimaryAction(strings.beginShift, Icons.truck) { on(LoadEvent.BeginShift) }
        state.typed.isNotBlank() && state.found == null ->
            PrimaryAction(strings.submit, Icons.check, more = state.typed) { on(LoadEvent.Submit) }
        state.isLooking -> PrimaryAction(strings.stopLooking, Icons.close) { on(LoadEvent.Look) }
        state.hasScanner -> PrimaryAction(strings.look, Icons.camera) { on(LoadEvent.Look) }
        else -> Line(Icons.check, strings.alwaysReady)
    }
}

@Composable
private fun Field(state: LoadState, on: (LoadEvent) -> Unit) {
    val strings = loadStrings
    Column(verticalArrangement = Arrangement.spacedBy(Space.s)) {
        val keyboard = if (state.isLetters) KeyboardType.Ascii else KeyboardType.Number
        WriteField(
            state.typed, strings.field, icon = Icons.search, keyboard = keyboard, clear = strings.clear,
            onDone = { on(LoadEvent.Submit) },
        ) { on(LoadEvent.Typed(it)) }
        val keys = if (state.isLetters) strings.digits else strings.letters
        Answer(keys, icon = Icons.pencil) { on(LoadEvent.OtherKeys) }
    }
}

/** Those that end as was typed, or the codes of one picture. */
private fun LazyListScope.choices(state: LoadState, on: (LoadEvent) -> Unit) {
    val found = state.found
    if (found != null && found.isEmpty()) {
        item(key = "nothing") { loadStrings.run { EmptyState(nothing, nothingWords, Icons.search) } }
    }
    if (!found.isNullOrEmpty()) item(key = "which") { PartHeading(loadStrings.which) }
    items(found.orEmpty(), key = { "found/" + it.id }) { card ->
        Answer(beside(name(card), card.address), Modifier.fillMaxWidth(), Icons.parcel) { on(LoadEvent.Choose(card)) }
    }
    if (state.several.isNotEmpty()) item(key = "several") { PartHeading(loadStrings.severalCodes) }
    items(state.several, key = { "several/" + it.raw }) { code ->
        Answer(code.raw, Modifier.fillMaxWidth(), Icons.parcel) { on(LoadEvent.Point(code)) }
    }
}

/** The five counts; a tap on one opens its list, where there is one. */
@Composable
private fun Counts(check: LoadCheck, on: (LoadEvent) -> Unit) {
    val strings = loadStrings
    PaperCard {
        LoadList.entries.forEach { list ->
            val count = check.lines(list).size.toLong()
            val icon = when (list) {
                LoadList.HERE -> Icons.check
                LoadList.ABSENT -> Icons.clock
                LoadList.ANOTHER -> Icons.person
                LoadList.UNKNOWN -> Icons.search
                LoadList.DO_NOT_LOAD -> Icons.stop
            }
            val incomplete = check.incomplete.takeIf { list == LoadList.HERE && it > 0 }
            val touch = when (count) {
                0L -> Modifier
                else -> Modifier.clickable(role = Role.Button) { on(LoadEvent.OpenList(list)) }
            }
            CountLine(
                icon, count, strings.name(list), incomplete?.let { strings.incomplete(it) },
                touch.heightIn(min = Space.touch),
            )
        }
    }
}

/** The list behind a count: orders as cards, what nobody knows as its code. */
private fun LazyListScope.rows(state: LoadState, on: (LoadEvent) -> Unit) {
    val list = state.opened ?: return
    item(key = "list") { PartHeading(loadStrings.name(list)) }
    itemsIndexed(state.rows, key = { at, row -> "row/" + (row.line.order ?: row.line.code ?: at) }) { _, row ->
        RowCard(row, on)
    }
}

@Composable
private fun RowCard(row: LoadRow, on: (LoadEvent) -> Unit) {
    val strings = loadStrings
    val (line, card) = row
    val touch = if (card == null) {
        Modifier
    } else {
        Modifier.clickable(onClickLabel = strings.open, role = Role.Button) { on(LoadEvent.Open(card.id)) }
    }
    PaperCard(touch) {
        val name = if (card?.title == null) beside(line.title, line.code) else name(card)
        Text(name, style = LocalType.current.strong)
        card?.address?.let { Line(Icons.pin, it) }
        if (line.piecesRead in 1 until line.pieces) {
            Badge(strings.pieces(line.piecesRead, line.pieces), Icons.parcel, Tone.WARN)
        }
        if (card != null) CardBadges(card)
    }
}
