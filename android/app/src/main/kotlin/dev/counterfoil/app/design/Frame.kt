package dev.counterfoil.app.design

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dev.counterfoil.app.wall.Trouble

/** The tag of what scrolls on a screen. */
const val LIST_TAG = "list"

/** The widest that a column of reading gets: on a tablet it stands in the middle. */
private val columnWidth = 640.dp

/**
 * A screen: a heading, a column that scrolls, and what the thumb reaches.
 *
 * @param thumb the primary action and what belongs beside it; stays below
 * @param trouble what went wrong just now: it stands first, and the column goes to it
 * @param bar the places below, on the screens between which one goes to and fro
 */
@Composable
fun Frame(
    top: @Composable () -> Unit,
    modifier: Modifier = Modifier,
    state: LazyListState = rememberLazyListState(),
    trouble: Trouble? = null,
    onCloseTrouble: () -> Unit = {},
    thumb: (@Composable ColumnScope.() -> Unit)? = null,
    bar: (@Composable () -> Unit)? = null,
    content: LazyListScope.() -> Unit,
) {
    val palette = LocalPalette.current
    LaunchedEffect(trouble) { if (trouble != null) state.scrollToItem(0) }
    Column(modifier.fillMaxSize().background(palette.paper), horizontalAlignment = Alignment.CenterHorizontally) {
        // With large text on a small phone the heading scrolls away with the rest: nothing may crowd out the content.
        val scrolls = isLargeText()
        if (!scrolls) Box(Modifier.widthIn(max = columnWidth)) { top() }
        LazyColumn(
            Modifier.weight(1f).widthIn(max = columnWidth).fillMaxWidth().testTag(LIST_TAG),
            state,
            contentPadding = PaddingValues(Space.l, Space.s, Space.l, Space.xl),
            verticalArrangement = Arrangement.spacedBy(Space.m),
        ) {
            if (trouble != null) item(key = "trouble") { TroubleBanner(trouble, onClose = onCloseTrouble) }
            if (scrolls) item(key = "top") { top() }
            content()
        }
        if (thumb != null) {
            Box(Modifier.fillMaxWidth().height(Space.hair).background(palette.line))
            Box(Modifier.fillMaxWidth().background(palette.card), Alignment.TopCenter) {
                Column(
                    Modifier.widthIn(max = columnWidth).fillMaxWidth().padding(Space.l, Space.m),
                    Arrangement.spacedBy(Space.m),
                    content = thumb,
                )
            }
        }
        if (bar != null) bar()
    }
}

/** The heading of a screen that one goes to from another. */
@Composable
fun BackHeading(title: String, back: String, more: String? = null, onBack: () -> Unit) {
    val palette = LocalPalette.current
    Row(
        Modifier.fillMaxWidth().heightIn(min = 56.dp).padding(Space.xs, Space.m, Space.l, Space.xs),
        Arrangement.spacedBy(Space.xs),
        Alignment.CenterVertically,
    ) {
        IconAction(Icons.back, back, onClick = onBack)
        Column(Modifier.weight(1f)) {
            Text(title, Modifier.semantics { heading() }, style = LocalType.current.title)
            if (more != null) Text(more, style = LocalType.current.small, color = palette.inkSoft)
        }
    }
}

/** The heading of a part of a screen. */
@Composable
fun PartHeading(text: String, modifier: Modifier = Modifier) {
    Text(
        text,
        modifier.padding(top = Space.s).semantics { heading() },
        style = LocalType.current.strong,
        color = LocalPalette.current.inkSoft,
    )
}
