package dev.counterfoil.app.order

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import dev.counterfoil.FormAsks
import dev.counterfoil.FormGroup
import dev.counterfoil.FormHeading
import dev.counterfoil.FormItem
import dev.counterfoil.FormLine
import dev.counterfoil.FormPage
import dev.counterfoil.FormRow
import dev.counterfoil.FormSheet
import dev.counterfoil.FormText
import dev.counterfoil.app.design.Answer
import dev.counterfoil.app.design.BackHeading
import dev.counterfoil.app.design.Badge
import dev.counterfoil.app.design.Banner
import dev.counterfoil.app.design.EmptyState
import dev.counterfoil.app.design.Frame
import dev.counterfoil.app.design.IconAction
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.Line
import dev.counterfoil.app.design.LocalPalette
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.PartHeading
import dev.counterfoil.app.design.PrimaryAction
import dev.counterfoil.app.design.SecondaryAction
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.design.said
import dev.counterfoil.app.design.titled

/** A page of a form: its questions from top to bottom, and the next page or the end within reach of the thumb. */
@Composable
fun FormView(state: FormState, on: (FormEvent) -> Unit) {
    val search = state.search
    if (search != null) return ChoicesView(search, state, on)
    if (state.asksWhy) return WhyView(state, on)
    val open = state.open
    Frame(
        top = {
            BackHeading(open?.sheet?.name?.titled().orEmpty(), formStrings.back, state.card?.title) {
                on(FormEvent.Back)
            }
        },
        trouble = state.trouble,
        onCloseTrouble = { on(FormEvent.CloseTrouble) },
        thumb = if (open == null) null else ({ FormThumb(open.sheet, open.page, state, on) }),
    ) {
        if (state.isGone) item { formStrings.run { EmptyState(gone, goneWords, Icons.list) } }
        if (open != null) {
            item(key = "progress") { Progress(open.sheet, open.page, state) }
            open.sheet.exception?.let { reason -> item(key = "exception") { Excepted(reason, state, on) } }
            if (open.page == null) item(key = "nothing") { Text(formStrings.nothingAsked) }
            lines(open.page?.lines.orEmpty(), state, on)
            if (open.sheet.exceptions != null && open.sheet.exception == null && !open.sheet.complete) {
                item(key = "why") {
                    SecondaryAction(formStrings.askWhy, Icons.note) { on(FormEvent.AskWhy) }
                }
            }
            if (open.page?.previous != null) {
                item(key = "before") {
                    Answer(formStrings.before, Modifier.fillMaxWidth(), Icons.back) { on(FormEvent.PageBefore) }
                }
            }
        }
    }
}

@Composable
private fun ColumnScope.FormThumb(sheet: FormSheet, page: FormPage?, state: FormState, on: (FormEvent) -> Unit) {
    val strings = formStrings
    val next = page?.next?.let { at -> sheet.pages.firstOrNull { it.page == at } }
    if (next != null) {
        PrimaryAction(strings.next(next.title.said()), Icons.next) { on(FormEvent.NextPage) }
    } else {
        val then = state.thenName?.said()?.let { orderStrings.then(it) }
        PrimaryAction(strings.done, Icons.check, more = then) { on(FormEvent.Done) }
    }
}

/** Where in the form this is, how much of the page is answered, and how much of the whole is still open. */
@Composable
private fun Progress(sheet: FormSheet, page: FormPage?, state: FormState) {
    val strings = formStrings
    Column(verticalArrangement = Arrangement.spacedBy(Space.s)) {
        val at = sheet.pages.indexOfFirst { it.page == page?.page }
        if (page != null && at >= 0) {
            Text(page.title.titled(), style = LocalType.current.title)
            val (count, of) = state.answered
            val where = strings.page(at + 1, sheet.pages.size).takeIf { sheet.pages.size > 1 }
            Text(beside(where, strings.answered(count, of)), color = LocalPalette.current.inkSoft)
        }
        FormBadge(sheet.complete, sheet.problems.size.toLong(), sheet.exception)
    }
}

/** How a form stands: filled in, excepted, or how much is open. */
@Composable
internal fun FormBadge(isComplete: Boolean, open: Long, exception: String?) {
    val strings = formStrings
    when {
        isComplete -> Badge(strings.complete, Icons.check, Tone.GOOD)
        exception != null -> Badge(strings.excepted, Icons.note, Tone.QUIET)
        else -> Badge(strings.left(open), Icons.pencil, Tone.WARN)
    }
}

@Composable
private fun Excepted(reason: String, state: FormState, on: (FormEvent) -> Unit) {
    val name = state.playbook?.reasons?.firstOrNull { it.id == reason }?.name?.said() ?: reason
    Banner(formStrings.exceptedFor(name), Icons.note, Tone.QUIET) {
        Answer(formStrings.goOnFilling, Modifier.fillMaxWidth(), Icons.undo) { on(FormEvent.GoOnFilling) }
    }
}

private fun LazyListScope.lines(lines: List<FormLine>, state: FormState, on: (FormEvent) -> Unit) {
    val ends = groupEnds(lines)
    var number = 0L
    lines.forEachIndexed { at, line ->
        if (line is FormItem) number = line.number
        val inItem = number
        when (line) {
            is FormHeading -> item(key = "line/$at") { PartHeading(line.words.titled()) }
            is FormText -> item(key = "line/$at") { Text(line.words.said()) }
            is FormAsks -> item(key = "ask/${line.question.question}/${line.question.item}") {
                QuestionCard(line.question, inItem, state, on)
            }
            is FormGroup -> item(key = "group/${line.group}") { GroupHeading(line) }
            is FormItem -> item(key = "item/${line.item}") { ItemHeading(line, state, on) }
        }
        ends[at]?.let { group ->
            item(key = "add/${group.group}") {
                SecondaryAction(formStrings.add(group.title.said()), Icons.note) { on(FormEvent.AddItem(group.group)) }
            }
        }
    }
}

/** Behind which line each repeat group ends that takes one more item. */
internal fun groupEnds(lines: List<FormLine>): Map<Int, FormGroup> {
    val ends = HashMap<Int, FormGroup>()
    lines.forEachIndexed { at, line ->
        if (line is FormGroup && line.canAdd) {
            val rest = lines.drop(at + 1).takeWhile { it !is FormGroup }
            val last = rest.indexOfLast { it is FormItem || it is FormAsks && it.question.item != null }
            ends[at + 1 + last] = line
        }
    }
    return ends
}

@Composable
private fun GroupHeading(group: FormGroup) {
    Column(verticalArrangement = Arrangement.spacedBy(Space.s)) {
        PartHeading(group.title.titled())
        group.problems.forEach { Problem(it.words.said()) }
    }
}

@Composable
private fun ItemHeading(item: FormItem, state: FormState, on: (FormEvent) -> Unit) {
    val strings = formStrings
    if (state.removes == FormItemAt(item.group, item.item)) {
        return Banner(beside(strings.item(item.number), strings.removeWords), Icons.warning, Tone.WARN) {
            FlowRow(Modifier, Arrangement.spacedBy(Space.m), Arrangement.spacedBy(Space.m)) {
                Answer(strings.removeYes, icon = Icons.close) { on(FormEvent.Remove) }
                Answer(strings.removeNo, icon = Icons.check) { on(FormEvent.Close) }
            }
        }
    }
    Row(Modifier.fillMaxWidth(), verticalAlignment = Alignment.CenterVertically) {
        Text(strings.item(item.number), Modifier.weight(1f), style = LocalType.current.strong)
        IconAction(Icons.close, strings.remove(item.number)) { on(FormEvent.RemoveItem(item.group, item.item)) }
    }
}

/** The reasons for which the form may stay incomplete, over the whole screen. */
@Composable
private fun WhyView(state: FormState, on: (FormEvent) -> Unit) {
    val fitting = state.playbook?.reasons.orEmpty().filter { state.open?.sheet?.exceptions in it.groups }
    Frame(
        top = {
            BackHeading(formStrings.whyTitle, orderStrings.notNow, state.open?.sheet?.name?.titled()) {
                on(FormEvent.Close)
            }
        },
    ) {
        items(fitting, key = { it.id }) { reason ->
            val words = beside(reason.name.titled(), orderStrings.safety.takeIf { reason.safety })
            SecondaryAction(words, if (reason.safety) Icons.warning else null) { on(FormEvent.Except(reason.id)) }
        }
    }
}

/** The forms of an order on its sheet: each with how it stands, a tap opens it. */
internal fun LazyListScope.forms(forms: List<FormRow>, on: (OrderEvent) -> Unit) {
    if (forms.isEmpty()) return
    item(key = "forms") { PartHeading(formStrings.forms) }
    items(forms, key = { "form/" + it.form }) { form ->
        Column(verticalArrangement = Arrangement.spacedBy(Space.s)) {
            SecondaryAction(form.name.titled(), Icons.list) { on(OrderEvent.OpenForm(form.form)) }
            FormBadge(form.complete, form.problems, form.exception)
        }
    }
}
