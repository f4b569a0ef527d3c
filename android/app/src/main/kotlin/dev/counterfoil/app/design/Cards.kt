package dev.counterfoil.app.design

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.draw.drawBehind
import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.geometry.RoundRect
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Outline
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.PathEffect
import androidx.compose.ui.graphics.PathOperation
import androidx.compose.ui.graphics.Shape
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.LayoutDirection
import androidx.compose.ui.unit.dp

private val corner = 16.dp
private val cardShape = RoundedCornerShape(corner)

/** A sheet on the paper. */
@Composable
fun PaperCard(modifier: Modifier = Modifier, tone: Tone? = null, content: @Composable ColumnScope.() -> Unit) {
    val palette = LocalPalette.current
    val ground = if (tone == null) palette.card else palette.tone(tone).under
    Column(
        modifier.fillMaxWidth().clip(cardShape).background(ground)
            .then(if (tone == null) Modifier.border(Space.hair, palette.line, cardShape) else Modifier)
            .padding(Space.l),
        verticalArrangement = Arrangement.spacedBy(Space.s),
        content = content,
    )
}

/** Whether writing is so large, as this person set it, that things stand below each other instead of side by side. */
@Composable
fun isLargeText(): Boolean = LocalDensity.current.fontScale > 1.3f

/**
 * A counterfoil: a stub on the left that is read from afar, a perforation, and the body. With large text the stub
 * stands above the body.
 */
@Composable
fun TicketCard(
    modifier: Modifier = Modifier,
    stubTone: Tone? = null,
    onClick: (() -> Unit)? = null,
    clickLabel: String? = null,
    stub: @Composable ColumnScope.() -> Unit,
    body: @Composable ColumnScope.() -> Unit,
) {
    val palette = LocalPalette.current
    val stubWidth = 104.dp
    val stacked = isLargeText()
    val shape = if (stacked) cardShape else TicketShape(stubWidth)
    val stubGround = if (stubTone == null) Color.Transparent else palette.tone(stubTone).under
    val touch = when (onClick) {
        null -> Modifier
        else -> Modifier.clickable(onClickLabel = clickLabel, role = Role.Button, onClick = onClick)
    }
    val outer = modifier.fillMaxWidth().clip(shape).background(palette.card)
        .border(Space.hair, palette.line, shape).then(touch)
    if (stacked) {
        Column(outer) {
            Column(Modifier.fillMaxWidth().background(stubGround).padding(Space.l, Space.m), content = stub)
            Box(Modifier.fillMaxWidth().height(1.dp).drawBehind { perforation(palette.line, across = true) })
            Column(Modifier.padding(Space.l), Arrangement.spacedBy(Space.s), content = body)
        }
    } else {
        Row(outer.height(IntrinsicSize.Min)) {
            Column(
                Modifier.width(stubWidth).fillMaxHeight().background(stubGround).padding(10.dp, Space.l),
                Arrangement.spacedBy(Space.xs),
                Alignment.Start,
                stub,
            )
            Box(Modifier.fillMaxHeight().width(1.dp).drawBehind { perforation(palette.line, across = false) })
            Column(Modifier.weight(1f).padding(Space.l), Arrangement.spacedBy(Space.s), content = body)
        }
    }
}

private fun DrawScope.perforation(color: Color, across: Boolean) {
    val dash = PathEffect.dashPathEffect(floatArrayOf(5.dp.toPx(), 5.dp.toPx()))
    val inset = 12.dp.toPx()
    val from = if (across) Offset(inset, size.height / 2) else Offset(size.width / 2, inset)
    val to = if (across) Offset(size.width - inset, size.height / 2) else Offset(size.width / 2, size.height - inset)
    drawLine(color, from, to, strokeWidth = 1.5.dp.toPx(), pathEffect = dash)
}

/** A card with a half-round notch above and below its perforation. */
private class TicketShape(private val stub: Dp) : Shape {
    override fun createOutline(
        size: Size,
        layoutDirection: LayoutDirection,
        density: Density
    ): Outline = with(density) {
        val whole = Path().apply {
            addRoundRect(RoundRect(0f, 0f, size.width, size.height, CornerRadius(corner.toPx())))
        }
        val (at, r) = stub.toPx() to 6.dp.toPx()
        val notches = Path().apply {
            addOval(Rect(Offset(at, 0f), r))
            addOval(Rect(Offset(at, size.height), r))
        }
        Outline.Generic(Path().apply { op(whole, notches, PathOperation.Difference) })
    }
}

/** A short word with its icon: what kind of thing this is, or what is the matter with it. */
@Composable
fun Badge(text: String, icon: ImageVector, tone: Tone, modifier: Modifier = Modifier) {
    val ink = LocalPalette.current.tone(tone)
    Row(
        modifier.clip(RoundedCornerShape(8.dp)).background(ink.under).padding(Space.s, Space.xs),
        Arrangement.spacedBy(Space.xs),
        Alignment.CenterVertically,
    ) {
        Sign(icon, ink.on, 18.dp)
        Text(text, style = LocalType.current.label, color = ink.on)
    }
}

/** Something to know before going on, with what helps. */
@Composable
fun Banner(
    title: String,
    icon: ImageVector,
    tone: Tone,
    modifier: Modifier = Modifier,
    words: String? = null,
    actions: (@Composable ColumnScope.() -> Unit)? = null,
) {
    val ink = LocalPalette.current.tone(tone)
    PaperCard(modifier, tone) {
        Row(horizontalArrangement = Arrangement.spacedBy(Space.m)) {
            Sign(icon, ink.on)
            Column(Modifier.weight(1f), Arrangement.spacedBy(Space.xs)) {
                Text(title, style = LocalType.current.strong, color = ink.on)
                if (words != null) Text(words, color = ink.on)
            }
        }
        if (actions != null) actions()
    }
}

/** Nothing is here, and why that is well. */
@Composable
fun EmptyState(title: String, words: String, icon: ImageVector, modifier: Modifier = Modifier) {
    val palette = LocalPalette.current
    Column(
        modifier.fillMaxWidth().padding(Space.xl, 48.dp),
        Arrangement.spacedBy(Space.m),
        Alignment.CenterHorizontally,
    ) {
        Box(Modifier.clip(RoundedCornerShape(24.dp)).background(palette.tone(Tone.QUIET).under).padding(20.dp)) {
            Sign(icon, palette.inkSoft, 40.dp)
        }
        val centred = TextAlign.Center
        Text(title, style = LocalType.current.title, textAlign = centred)
        Text(words, color = palette.inkSoft, textAlign = centred)
    }
}

/** An icon and a line of words. */
@Composable
fun Line(icon: ImageVector, text: String, modifier: Modifier = Modifier, color: Color = LocalPalette.current.ink) {
    Row(modifier, Arrangement.spacedBy(Space.s)) {
        Sign(icon, LocalPalette.current.inkSoft, 20.dp, Modifier.padding(top = 3.dp))
        Text(text, Modifier.weight(1f), color = color)
    }
}
