package dev.counterfoil.app.pictures

import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import androidx.compose.ui.graphics.toArgb
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.text.TextLayoutResult
import dev.counterfoil.app.design.PRIMARY_TAG

/** What every picture has to keep. A broken rule is a sentence with the picture, the node and the figures. */
internal object Rules {
    private const val TARGET_DP = 48f
    private const val PRIMARY_DP = 64f
    const val CONTRAST = 4.5f

    fun broken(drawn: Drawn): List<String> {
        val nodes = drawn.root.all()
        return nodes.flatMap { node -> targets(node) + labels(node) + inside(node, drawn) + text(node, drawn) }
            .map { "${drawn.variant.name}/${drawn.preview}: $it" }
    }

    private fun SemanticsNode.all(): List<SemanticsNode> = listOf(this) + children.flatMap { it.all() }

    private fun SemanticsNode.isTouched() = SemanticsActions.OnClick in config || SemanticsActions.SetText in config

    /** Targets are 48 dp or more each way, and the primary action 64 dp high. */
    private fun targets(node: SemanticsNode): List<String> {
        if (!node.isTouched()) return emptyList()
        val (width, height) = node.size.width to node.size.height
        val isPrimary = node.config.getOrNull(SemanticsProperties.TestTag) == PRIMARY_TAG
        val least = if (isPrimary) PRIMARY_DP else TARGET_DP
        return if (width >= TARGET_DP &&
            height >= least
        ) {
            emptyList()
        } else {
            listOf("${node.words()} is $width × $height dp")
        }
    }

    /** Whoever hears the screen hears a name for everything that can be touched. */
    private fun labels(node: SemanticsNode): List<String> =
        if (node.isTouched() &&
            node.words().isBlank()
        ) {
            listOf("nothing is said of what is at ${node.boundsInRoot}")
        } else {
            emptyList()
        }

    /** Nothing stands out of the screen to the left or right. */
    private fun inside(node: SemanticsNode, drawn: Drawn): List<String> {
        val left = node.positionInRoot.x
        val right = left + node.size.width
        val isOut = left < -0.5f || right > drawn.variant.width + 0.5f
        return if (isOut) listOf("${node.words()} reaches from $left to $right dp") else emptyList()
    }

    /** No writing is cut off or ends in dots, and it stands out from what is under it. */
    private fun text(node: SemanticsNode, drawn: Drawn): List<String> {
        val ask = node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action ?: return emptyList()
        val results = ArrayList<TextLayoutResult>()
        ask(results)
        return results.flatMap { result ->
            val shown = result.layoutInput.text.text.take(20)
            // A line of Chinese is higher than its line height says: only what is more than a quarter line is a cut.
            val lines = result.multiParagraph
            val isLow = result.size.height < lines.height - lines.height / lines.lineCount / 4
            val isDotted = (0 until result.lineCount).any { result.isLineEllipsized(it) }
            val isWide = (0 until result.lineCount).any {
                result.getLineRight(it) - result.getLineLeft(it) >
                    result.size.width + 1
            }
            val cut = isDotted || isLow || isWide || lines.didExceedMaxLines
            val contrast = contrast(result.layoutInput.style.color, node.boundsInRoot, drawn)
            listOfNotNull(
                "“$shown” is cut off".takeIf { cut },
                "a word of “$shown” is broken over two lines".takeIf { breaksWord(result) },
                contrast?.takeIf { it < CONTRAST }?.let { "“$shown” has a contrast of %.1f".format(it) },
            )
        }
    }

    private fun breaksWord(result: TextLayoutResult): Boolean {
        val text = result.layoutInput.text.text
        return (0 until result.lineCount - 1).any { line ->
            val end = result.getLineEnd(line)
            end in 1 until text.length && text[end - 1].isLatin() && text[end].isLatin()
        }
    }

    private fun Char.isLatin() = this in 'a'..'z' || this in 'A'..'Z'

    /** The contrast of writing to the commonest colour under it, as drawn; `null` where none of it is on the screen. */
    private fun contrast(ink: Color, bounds: Rect, drawn: Drawn): Float? {
        val counts = HashMap<Int, Int>()
        for (y in bounds.top.toInt().coerceAtLeast(0) until bounds.bottom.toInt().coerceAtMost(drawn.image.height)) {
            for (x in bounds.left.toInt().coerceAtLeast(0) until bounds.right.toInt().coerceAtMost(drawn.image.width)) {
                counts.merge(drawn.image.getRGB(x, y), 1, Int::plus)
            }
        }
        if (counts.values.sum() < 100) return null
        // The commonest colour is the ground, unless writing is so bold that it is its own: then the next.
        val ground = counts.entries.sortedByDescending {
            it.value
        }.first { it.key != ink.toArgb() || counts.size == 1 }.key
        return ratio(ink, Color(ground))
    }

    private fun SemanticsNode.words(): String {
        val own = config.getOrNull(SemanticsProperties.ContentDescription).orEmpty() +
            config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text } +
            listOfNotNull(config.getOrNull(SemanticsProperties.EditableText)?.text)
        return (own + children.map { it.words() }).filter { it.isNotBlank() }.joinToString(" ").take(40)
    }
}

/** The contrast of two colours as WCAG 2.2 reckons it: 1 to 21. */
internal fun ratio(one: Color, other: Color): Float {
    val (light, dark) = listOf(one.luminance(), other.luminance()).sortedDescending()
    return (light + 0.05f) / (dark + 0.05f)
}
