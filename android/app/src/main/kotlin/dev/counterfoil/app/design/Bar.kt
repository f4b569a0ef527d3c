package dev.counterfoil.app.design

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.selected
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp

/** One of the places below. */
class BarPlace(val name: String, val icon: ImageVector, val isHere: Boolean, val go: () -> Unit)

/** The places between which one goes to and fro. The present one is marked by its ground, not by a colour alone. */
@Composable
fun Bar(places: List<BarPlace>) {
    val palette = LocalPalette.current
    Column(Modifier.fillMaxWidth().background(palette.card)) {
        Box(Modifier.fillMaxWidth().height(Space.hair).background(palette.line))
        Row(Modifier.fillMaxWidth().padding(Space.s, Space.xs), Arrangement.spacedBy(Space.s)) {
            places.forEach { place ->
                val ink = if (place.isHere) palette.tone(Tone.ACCENT) else Ink(palette.inkSoft, palette.card)
                Column(
                    Modifier.weight(1f).clip(RoundedCornerShape(14.dp)).background(ink.under)
                        .clickable(role = Role.Tab, onClick = place.go).semantics { selected = place.isHere }
                        .heightIn(min = Space.touch).padding(Space.xs),
                    Arrangement.Center,
                    Alignment.CenterHorizontally,
                ) {
                    Sign(place.icon, ink.on)
                    Text(place.name, style = LocalType.current.label, color = ink.on, textAlign = TextAlign.Center)
                }
            }
        }
    }
}
