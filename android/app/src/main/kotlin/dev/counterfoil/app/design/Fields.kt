package dev.counterfoil.app.design

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.selected
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp

private val fieldShape = RoundedCornerShape(14.dp)

/** A field for writing, with its name in it while it is empty. [onDone]: the keyboard's own key ends it. */
@Composable
fun WriteField(
    value: String,
    name: String,
    modifier: Modifier = Modifier,
    icon: ImageVector? = null,
    keyboard: KeyboardType = KeyboardType.Text,
    isOneLine: Boolean = true,
    clear: String? = null,
    onDone: (() -> Unit)? = null,
    onChange: (String) -> Unit,
) {
    val palette = LocalPalette.current
    val type = LocalType.current
    Row(
        modifier.fillMaxWidth().clip(fieldShape).background(palette.card).border(1.5.dp, palette.inkSoft, fieldShape)
            .heightIn(min = 56.dp).padding(start = Space.l),
        Arrangement.spacedBy(Space.s),
        Alignment.CenterVertically,
    ) {
        if (icon != null) Sign(icon, palette.inkSoft)
        BasicTextField(
            value,
            onChange,
            Modifier.weight(1f).heightIn(min = 56.dp).semantics { contentDescription = name },
            textStyle = type.body.copy(color = palette.ink),
            singleLine = isOneLine,
            keyboardOptions = KeyboardOptions(
                keyboardType = keyboard,
                imeAction = if (onDone == null) ImeAction.Default else ImeAction.Done,
            ),
            keyboardActions = KeyboardActions(onDone = onDone?.let { done -> { done() } }),
            cursorBrush = SolidColor(palette.accentInk),
        ) { inner ->
            Box(Modifier.heightIn(min = 56.dp).padding(vertical = Space.m), Alignment.CenterStart) {
                if (value.isEmpty()) Text(name, color = palette.inkSoft)
                inner()
            }
        }
        if (clear != null && value.isNotEmpty()) IconAction(Icons.close, clear) { onChange("") }
    }
}

/** One of a few that exclude each other: the chosen one is filled, and marked for who hears the screen. */
@Composable
fun Choice(text: String, isChosen: Boolean, modifier: Modifier = Modifier, more: String? = null, onClick: () -> Unit) {
    val palette = LocalPalette.current
    val ink = if (isChosen) palette.accent else Ink(palette.ink, palette.card)
    Column(
        modifier.clip(fieldShape).background(ink.under)
            .border(1.5.dp, if (isChosen) ink.under else palette.line, fieldShape)
            .clickable(role = Role.Tab, onClick = onClick).semantics { selected = isChosen }
            .heightIn(min = Space.touch).padding(Space.m, Space.s),
        Arrangement.Center,
        Alignment.CenterHorizontally,
    ) {
        // Below each other they stand on one line: large text needs the height.
        val isOneLine = isLargeText()
        val words = if (isOneLine) listOfNotNull(text, more).joinToString("  ") else text
        Text(words, style = LocalType.current.label, color = ink.on, textAlign = TextAlign.Center)
        if (more != null && !isOneLine) {
            Text(more, style = LocalType.current.strong, color = ink.on, textAlign = TextAlign.Center)
        }
    }
}

/** Choices beside each other, each of the same width; below each other with large text. */
@Composable
fun Choices(modifier: Modifier = Modifier, count: Int, choice: @Composable (Int, Modifier) -> Unit) {
    if (isLargeText()) {
        Column(modifier, Arrangement.spacedBy(Space.s)) {
            repeat(count) { choice(it, Modifier.fillMaxWidth()) }
        }
    } else {
        Row(modifier, Arrangement.spacedBy(Space.s)) { repeat(count) { choice(it, weighed()) } }
    }
}

private fun RowScope.weighed() = Modifier.weight(1f)
