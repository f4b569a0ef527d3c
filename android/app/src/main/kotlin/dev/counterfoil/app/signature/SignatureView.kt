package dev.counterfoil.app.signature

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.gestures.awaitEachGesture
import androidx.compose.foundation.gestures.awaitFirstDown
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.input.pointer.PointerInputChange
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dev.counterfoil.Touch
import dev.counterfoil.app.design.Answer
import dev.counterfoil.app.design.BackHeading
import dev.counterfoil.app.design.Banner
import dev.counterfoil.app.design.CounterfoilTheme
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
import dev.counterfoil.app.design.isLargeText
import dev.counterfoil.app.design.said

/** The tag of the pad. */
const val PAD_TAG = "pad"

/** Exactly what is signed, the signer's name, and the pad; in the signer's language. */
@Composable
fun SignatureView(state: SignatureState, on: (SignatureEvent) -> Unit) {
    val palette = LocalPalette.current
    CounterfoilTheme(state.language, palette.isDark, LocalType.current.family) {
        Frame(
            top = {
                val strings = signatureStrings
                BackHeading(strings.title, strings.back, beside(state.roleName?.said(), state.card?.title)) {
                    on(SignatureEvent.Back)
                }
            },
            trouble = state.trouble,
            onCloseTrouble = { on(SignatureEvent.CloseTrouble) },
            thumb = if (state.shown == null) null else ({ SignThumb(state, on) }),
        ) {
            state.shown?.let { shown ->
                item {
                    PaperCard { shown.lines().forEach { Text(it, style = LocalType.current.strong) } }
                }
                item {
                    WriteField(state.signer, signatureStrings.signer, icon = Icons.person) {
                        on(SignatureEvent.Signer(it))
                    }
                }
                item { Pad(state, on) }
                item { PadActions(state, on) }
            }
        }
    }
}

@Composable
private fun PadActions(state: SignatureState, on: (SignatureEvent) -> Unit) {
    val strings = signatureStrings
    FlowRow(Modifier, Arrangement.spacedBy(Space.m), Arrangement.spacedBy(Space.m)) {
        if (state.strokes.isNotEmpty()) Answer(strings.clear, icon = Icons.undo) { on(SignatureEvent.Clear) }
        Answer(strings.otherLanguage) { on(SignatureEvent.OtherLanguage) }
    }
}

@Composable
private fun SignThumb(state: SignatureState, on: (SignatureEvent) -> Unit) {
    val strings = signatureStrings
    Column(verticalArrangement = Arrangement.spacedBy(Space.m)) {
        // With large text the title alone: the button below it has to stay whole.
        val isShort = isLargeText()
        if (state.isTooLittle) {
            Banner(strings.tooLittle, Icons.pencil, Tone.WARN, words = strings.tooLittleWords.takeUnless { isShort })
        }
        if (state.isNameless) {
            Banner(strings.nameless, Icons.person, Tone.WARN, words = strings.namelessWords.takeUnless { isShort })
        }
        val words = state.stepName?.said()?.let { strings.signAnd(it) } ?: strings.sign
        PrimaryAction(words, Icons.check) { on(SignatureEvent.Done) }
    }
}

@Composable
private fun Pad(state: SignatureState, on: (SignatureEvent) -> Unit) {
    val palette = LocalPalette.current
    val strings = signatureStrings
    val shape = RoundedCornerShape(16.dp)
    val line = remember { mutableStateListOf<Touch>() }
    Box(
        Modifier.fillMaxWidth().height(220.dp).clip(shape).background(palette.card)
            .border(1.5.dp, palette.inkSoft, shape)
            .testTag(PAD_TAG).semantics { contentDescription = strings.pad }
            .pointerInput(Unit) {
                awaitEachGesture {
                    line.clear()
                    val down = awaitFirstDown()
                    line += down.touch()
                    down.consume()
                    do {
                        val changes = awaitPointerEvent().changes.filter { it.id == down.id }
                        changes.forEach { change ->
                            change.historical.forEach {
                                line += Touch(it.position.x, it.position.y, it.uptimeMillis, 0f)
                            }
                            line += change.touch()
                            change.consume()
                        }
                    } while (changes.any { it.pressed })
                    on(SignatureEvent.Stroke(line.toList(), size.width, size.height))
                    line.clear()
                }
            },
        Alignment.Center,
    ) {
        if (state.strokes.isEmpty() && line.isEmpty()) {
            Text(strings.pad, Modifier.padding(Space.l), color = palette.inkSoft)
        }
        Canvas(Modifier.matchParentSize()) {
            val scale = if (state.padWidth > 0) size.width / state.padWidth else 1f
            (state.strokes).forEach { ink(it, palette.ink, scale) }
            ink(line, palette.ink, 1f)
        }
    }
}

private fun PointerInputChange.touch() = Touch(position.x, position.y, uptimeMillis, pressure.coerceIn(0f, 1f))

private fun DrawScope.ink(touches: List<Touch>, color: Color, scale: Float) {
    if (touches.isEmpty()) return
    val path = Path().apply {
        moveTo(touches[0].x * scale, touches[0].y * scale)
        touches.drop(1).forEach { lineTo(it.x * scale, it.y * scale) }
    }
    drawPath(path, color, style = Stroke(3.dp.toPx(), cap = StrokeCap.Round, join = StrokeJoin.Round))
    if (touches.size == 1) drawCircle(color, 2.dp.toPx(), Offset(touches[0].x * scale, touches[0].y * scale))
}
