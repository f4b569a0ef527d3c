package dev.counterfoil.app.order

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.focus.onFocusChanged
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.selected
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import dev.counterfoil.FormChoice
import dev.counterfoil.FormEvidence
import dev.counterfoil.FormQuestion
import dev.counterfoil.app.design.Answer
import dev.counterfoil.app.design.BackHeading
import dev.counterfoil.app.design.Badge
import dev.counterfoil.app.design.Choices
import dev.counterfoil.app.design.Frame
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.Ink
import dev.counterfoil.app.design.Line
import dev.counterfoil.app.design.LocalPalette
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.PaperCard
import dev.counterfoil.app.design.PrimaryAction
import dev.counterfoil.app.design.SecondaryAction
import dev.counterfoil.app.design.Sign
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.WriteField
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.design.said
import dev.counterfoil.app.design.titled

/** So many choices stand on the page; more are looked for on a screen of their own. */
internal const val FEW_CHOICES = 8L

/** What is said at the question itself only after the person said that all is filled in; its badge says it before. */
private val saidLater = setOf("required", "evidence")

/** A question: what it asks, its answer in the hand, and what is wrong with it. */
@Composable
internal fun QuestionCard(question: FormQuestion, number: Long, state: FormState, on: (FormEvent) -> Unit) {
    val strings = formStrings
    val draft = state.drafts[question.field]
    PaperCard {
        Text(question.title.titled(), style = LocalType.current.strong)
        question.hint?.let { Text(it.said(), style = LocalType.current.small, color = LocalPalette.current.inkSoft) }
        // It stays when the answer is there: what a thumb is about to touch must not move.
        if (question.required) {
            val isWell = question.problems.isEmpty()
            val icon = if (isWell) Icons.check else Icons.pencil
            Badge(strings.required, icon, if (isWell) Tone.GOOD else Tone.QUIET)
        }
        if (question.enabled) AnswerField(question, number, state, on) else Reckoned(question)
        draft?.problems.orEmpty().forEach { Problem(beside(it.said(), strings.notKept)) }
        if (draft?.problems.isNullOrEmpty()) {
            question.problems.filter { state.isChecked || it.code !in saidLater }.forEach { Problem(it.words.said()) }
        }
    }
}

/** What is wrong, where it is wrong. */
@Composable
internal fun Problem(words: String) = Badge(words, Icons.warning, Tone.DANGER)

@Composable
private fun Reckoned(question: FormQuestion) {
    Line(Icons.list, beside(question.shown.said().ifEmpty { "–" }, formStrings.reckoned))
}

@Composable
private fun AnswerField(question: FormQuestion, number: Long, state: FormState, on: (FormEvent) -> Unit) {
    val evidence = question.evidence
    when {
        evidence != null -> EvidenceField(question, evidence, state, on)
        question.kind == "boolean" -> YesNo(question, state, on)
        question.kind == "choice" || question.kind == "choices" -> ChoiceField(question, state, on)
        else -> Written(question, number, state, on)
    }
}

@Composable
private fun Written(question: FormQuestion, number: Long, state: FormState, on: (FormEvent) -> Unit) {
    val strings = formStrings
    val (kind, field) = question.kind to question.field
    val text = state.answer(question)
    val title = question.title.titled()
    WriteField(
        text,
        if (question.item == null) title else beside(title, strings.item(number)),
        Modifier.onFocusChanged { if (!it.hasFocus) on(FormEvent.Left) },
        keyboard = when (kind) {
            "integer", "date", "time", "date_time" -> KeyboardType.Number
            "decimal" -> KeyboardType.Decimal
            else -> KeyboardType.Text
        },
        isOneLine = kind != "text",
    ) { on(FormEvent.Typed(field, it)) }
    when (kind) {
        "date" -> Answer(strings.today, icon = Icons.clock) { on(FormEvent.Now(field)) }
        "time", "date_time" -> Answer(strings.nowTime, icon = Icons.clock) { on(FormEvent.Now(field)) }
        // Keyboards of digits have no sign: −18 °C is written so.
        "integer", "decimal" -> if (text.isNotBlank()) Answer(strings.otherSign) { on(FormEvent.OtherSign(field)) }
    }
}

@Composable
private fun YesNo(question: FormQuestion, state: FormState, on: (FormEvent) -> Unit) {
    val answer = state.answer(question)
    Choices(Modifier.fillMaxWidth(), 2) { at, modifier ->
        val value = if (at == 0) "true" else "false"
        val words = if (at == 0) formStrings.yes else formStrings.no
        Option(words, answer == value, Role.RadioButton, modifier) { on(FormEvent.Chosen(question.field, value)) }
    }
}

@Composable
private fun ChoiceField(question: FormQuestion, state: FormState, on: (FormEvent) -> Unit) {
    if (question.choicesTotal <= FEW_CHOICES) {
        return Column(verticalArrangement = Arrangement.spacedBy(Space.s)) {
            question.choices.forEach { ChoiceOption(it, question, state, on) }
        }
    }
    // Names of what is chosen: those of the store, as a list may be longer than what is here of it.
    if (question.answer.isNotEmpty()) Line(Icons.check, question.shown.said())
    SecondaryAction(formStrings.choose(question.choicesTotal), Icons.search) {
        on(FormEvent.OpenChoices(question.field))
    }
}

@Composable
private fun ChoiceOption(choice: FormChoice, question: FormQuestion, state: FormState, on: (FormEvent) -> Unit) {
    val answer = state.answer(question)
    val (field, name) = question.field to choice.name.titled()
    if (question.kind == "choice") {
        Option(name, answer == choice.value, Role.RadioButton) { on(FormEvent.Chosen(field, choice.value)) }
    } else {
        Option(name, choice.value in valuesOf(answer), Role.Checkbox) { on(FormEvent.Ticked(field, choice.value)) }
    }
}

/** One of a list: what is chosen is filled and has a tick, and is marked for who hears the screen. */
@Composable
private fun Option(
    text: String,
    isChosen: Boolean,
    role: Role,
    modifier: Modifier = Modifier.fillMaxWidth(),
    onClick: () -> Unit,
) {
    val palette = LocalPalette.current
    val ink = if (isChosen) palette.accent else Ink(palette.ink, palette.card)
    val shape = RoundedCornerShape(14.dp)
    Row(
        modifier.clip(shape).background(ink.under)
            .border(1.5.dp, if (isChosen) ink.under else palette.inkSoft, shape)
            .clickable(role = role, onClick = onClick).semantics { selected = isChosen }
            .heightIn(min = 56.dp).padding(Space.m, Space.s),
        Arrangement.spacedBy(Space.s),
        Alignment.CenterVertically,
    ) {
        if (isChosen) Sign(Icons.check, ink.on) else Box(Modifier.size(24.dp))
        Text(text, Modifier.weight(1f), style = LocalType.current.strong, color = ink.on)
    }
}

@Composable
private fun EvidenceField(
    question: FormQuestion,
    evidence: FormEvidence,
    state: FormState,
    on: (FormEvent) -> Unit,
) {
    val strings = formStrings
    val have = state.have(question)
    val icon = if (have >= evidence.count) Icons.check else Icons.list
    Line(icon, strings.have(have, evidence.count))
    when {
        evidence.kind == "signature" -> SecondaryAction(strings.signature, Icons.pencil) {
            on(FormEvent.Capture(question.field, evidence))
        }
        evidence.kind != "photo" -> Line(Icons.warning, strings.scanElsewhere)
        !state.hasCamera -> Line(Icons.warning, strings.noCamera)
        else -> SecondaryAction(beside(strings.photo, roleName(evidence, state)), Icons.camera) {
            on(FormEvent.Capture(question.field, evidence))
        }
    }
}

@Composable
private fun roleName(evidence: FormEvidence, state: FormState): String? =
    state.playbook?.photoRoles?.firstOrNull { it.id == evidence.role }?.name?.said()

/** A long list over the whole screen: a few letters find it. One of a list is chosen with one tap. */
@Composable
internal fun ChoicesView(search: Search, state: FormState, on: (FormEvent) -> Unit) {
    val question = state.question(search.field) ?: return
    val strings = formStrings
    Frame(
        top = {
            BackHeading(question.title.titled(), strings.back, strings.choose(question.choicesTotal)) {
                on(FormEvent.Close)
            }
        },
        trouble = state.trouble,
        onCloseTrouble = { on(FormEvent.CloseTrouble) },
        thumb = if (question.kind == "choice") {
            null
        } else {
            ({ PrimaryAction(formStrings.chosen, Icons.check) { on(FormEvent.Close) } })
        },
    ) {
        item(key = "search") {
            WriteField(search.typed, formStrings.search, icon = Icons.search) { on(FormEvent.Sought(it)) }
        }
        if (search.found.isEmpty() && search.typed.isNotEmpty()) {
            item(key = "none") { Text(formStrings.nothingFound, color = LocalPalette.current.inkSoft) }
        }
        items(search.found, key = { "choice/" + it.value }) { ChoiceOption(it, question, state, on) }
    }
}
