package dev.counterfoil.app.capture

import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.unit.dp
import dev.counterfoil.app.design.BackHeading
import dev.counterfoil.app.design.Banner
import dev.counterfoil.app.design.Frame
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.Line
import dev.counterfoil.app.design.LocalPalette
import dev.counterfoil.app.design.LocalType
import dev.counterfoil.app.design.PaperCard
import dev.counterfoil.app.design.PrimaryAction
import dev.counterfoil.app.design.SecondaryAction
import dev.counterfoil.app.design.Space
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.beside
import dev.counterfoil.app.design.said

/** Makes a picture of the bytes of a small copy: the platform's decoder. Without one, no picture is shown. */
val LocalDecoder = staticCompositionLocalOf<(ByteArray) -> ImageBitmap?> { { null } }

/** What to photograph, what is still owed, and the shutter; after a bad one "take again" first and "keep it" second. */
@Composable
fun CaptureView(state: CaptureState, on: (CaptureEvent) -> Unit) {
    val taken = state.taken
    Frame(
        top = {
            val strings = captureStrings
            BackHeading(beside(strings.title, state.roleName?.said()), strings.back, state.card?.title) {
                on(CaptureEvent.Back)
            }
        },
        trouble = state.trouble,
        onCloseTrouble = { on(CaptureEvent.CloseTrouble) },
        thumb = when {
            state.isTaking -> ({ Line(Icons.disk, captureStrings.taking) })
            taken == null -> ({ PrimaryAction(captureStrings.shutter, Icons.camera) { on(CaptureEvent.Shutter) } })
            else -> (
                {
                    PrimaryAction(captureStrings.takeAgain, Icons.camera) { on(CaptureEvent.TakeAgain) }
                    SecondaryAction(captureStrings.keep, Icons.check) { on(CaptureEvent.Keep) }
                }
                )
        },
    ) {
        if (taken != null) {
            item { Look(taken) }
        } else {
            if (state.owed.isNotEmpty()) {
                item {
                    PaperCard {
                        Text(captureStrings.owed, style = LocalType.current.strong)
                        state.owed.forEach { Line(Icons.list, it.words.said()) }
                    }
                }
            }
            item { Text(captureStrings.hint, color = LocalPalette.current.inkSoft) }
        }
    }
}

@Composable
private fun Look(taken: Taken) {
    val decode = LocalDecoder.current
    val picture = remember(taken) { decode(taken.small) }
    Column(verticalArrangement = Arrangement.spacedBy(Space.m)) {
        Banner(captureStrings.look, Icons.warning, Tone.WARN) {
            val ink = LocalPalette.current.tone(Tone.WARN).on
            taken.warnings.forEach { Text("· " + it.words.said(), color = ink) }
        }
        if (picture != null) {
            val shape = Modifier.fillMaxWidth().heightIn(max = 360.dp).clip(RoundedCornerShape(16.dp))
            Image(picture, captureStrings.picture, shape, contentScale = ContentScale.Fit)
        }
    }
}
