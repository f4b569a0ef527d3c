package dev.counterfoil.app.design

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.interaction.collectIsPressedAsState
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.sizeIn
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Shape
import androidx.compose.ui.graphics.graphicsLayer
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp

/** The tag of every primary action, by which the rules of the pictures find it. */
const val PRIMARY_TAG = "primary"

private val buttonShape = RoundedCornerShape(16.dp)

/**
 * The one thing to do next: the biggest on the screen, within reach of the thumb, and it says what it will do.
 *
 * @param more a second line: what it is about
 */
@Composable
fun PrimaryAction(
    text: String,
    icon: ImageVector?,
    modifier: Modifier = Modifier,
    more: String? = null,
    onClick: () -> Unit,
) {
    val palette = LocalPalette.current
    val touched = remember { MutableInteractionSource() }
    val isPressed by touched.collectIsPressedAsState()
    val ink = if (isPressed) palette.pressed else palette.accent
    Row(
        modifier.fillMaxWidth().testTag(PRIMARY_TAG)
            .graphicsLayer {
                if (isPressed) {
                    scaleX = 0.98f
                    scaleY = 0.98f
                }
            }
            .clip(buttonShape).background(ink.under)
            .clickable(touched, indication = null, role = Role.Button, onClick = onClick)
            .heightIn(min = Space.primary).padding(horizontal = Space.l, vertical = Space.m),
        horizontalArrangement = Arrangement.spacedBy(Space.m, Alignment.CenterHorizontally),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (icon != null) Sign(icon, ink.on, 28.dp)
        Column(Modifier.weight(1f, fill = false), horizontalAlignment = Alignment.CenterHorizontally) {
            // Large text is large enough without being larger still: the content needs room as well.
            val style = if (isLargeText()) LocalType.current.strong else LocalType.current.action
            Text(text, style = style, color = ink.on, textAlign = TextAlign.Center)
            if (more != null) Text(more, style = LocalType.current.small, color = ink.on, textAlign = TextAlign.Center)
        }
    }
}

/** Something else that can be done here: outlined, over the whole width. */
@Composable
fun SecondaryAction(text: String, icon: ImageVector?, modifier: Modifier = Modifier, onClick: () -> Unit) {
    val palette = LocalPalette.current
    Outlined(modifier.fillMaxWidth(), buttonShape, 56, onClick) {
        if (icon != null) Sign(icon, palette.accentInk)
        Text(
            text,
            Modifier.weight(1f, fill = false),
            style = LocalType.current.strong,
            color = palette.accentInk,
            textAlign = TextAlign.Center,
        )
    }
}

/** A short answer of one tap, beside others. */
@Composable
fun Answer(text: String, modifier: Modifier = Modifier, icon: ImageVector? = null, onClick: () -> Unit) {
    val palette = LocalPalette.current
    Outlined(modifier, RoundedCornerShape(12.dp), 48, onClick) {
        if (icon != null) Sign(icon, palette.accentInk, 20.dp)
        Text(text, Modifier.weight(1f, fill = false), style = LocalType.current.label, color = palette.accentInk)
    }
}

@Composable
private fun Outlined(
    modifier: Modifier,
    shape: Shape,
    minHeight: Int,
    onClick: () -> Unit,
    content: @Composable RowScope.() -> Unit,
) {
    val palette = LocalPalette.current
    val touched = remember { MutableInteractionSource() }
    val isPressed by touched.collectIsPressedAsState()
    val ground = if (isPressed) palette.tone(Tone.ACCENT).under else palette.card
    Row(
        modifier.clip(shape).background(ground).border(BorderStroke(1.5.dp, palette.accentInk), shape)
            .clickable(touched, indication = null, role = Role.Button, onClick = onClick)
            .heightIn(min = minHeight.dp).padding(horizontal = Space.l, vertical = Space.s),
        horizontalArrangement = Arrangement.spacedBy(Space.s, Alignment.CenterHorizontally),
        verticalAlignment = Alignment.CenterVertically,
        content = content,
    )
}

/** A button that is an icon alone, with its name for who hears the screen. */
@Composable
fun IconAction(icon: ImageVector, name: String, modifier: Modifier = Modifier, onClick: () -> Unit) {
    Box(
        modifier.clip(CircleShape).clickable(role = Role.Button, onClick = onClick)
            .sizeIn(minWidth = Space.touch, minHeight = Space.touch).semantics { contentDescription = name },
        contentAlignment = Alignment.Center,
    ) { Sign(icon, LocalPalette.current.ink, 26.dp) }
}
