package dev.counterfoil.app.orders

import androidx.compose.runtime.Composable
import dev.counterfoil.Card
import dev.counterfoil.ScanVerdict
import dev.counterfoil.Words
import dev.counterfoil.app.design.Banner
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.design.Tone
import dev.counterfoil.app.design.said
import dev.counterfoil.app.wall.AppWall

/** What a code is whose order was not opened at once; [likely]: which carrier's it looks like. */
data class CodeSaid(val code: String, val verdict: ScanVerdict, val likely: Words?)

/** What somebody meant with a code. */
internal sealed interface Meant {
    /** This order: it opens. */
    data class One(val order: String) : Meant

    /** These, and what is to be said of the code. */
    data class Found(val cards: List<Card>, val said: CodeSaid? = null) : Meant
}

/** A whole number opens its order; otherwise it is said what it is. */
internal suspend fun AppWall.meant(code: String): Meant = when (val verdict = load.lookup(code)) {
    is ScanVerdict.Known -> {
        val only = verdict.orders.singleOrNull()
        if (only != null) Meant.One(only) else Meant.Found(load.cardsOf(verdict.orders))
    }
    is ScanVerdict.DoNotLoad -> Meant.Found(load.cardsOf(listOf(verdict.order)), CodeSaid(code, verdict, null))
    is ScanVerdict.AnotherPersons -> Meant.Found(load.cardsOf(listOf(verdict.order)), CodeSaid(code, verdict, null))
    ScanVerdict.Unknown -> {
        // A telephone number is a whole number, too.
        val found = orders.search(code)
        val said = CodeSaid(code, verdict, load.likely(code).firstOrNull()?.name)
        Meant.Found(found, said.takeIf { found.isEmpty() })
    }
}

/** Whether this is a number as it stands on a label, and not the end of one or a name. */
internal fun isWholeNumber(typed: String): Boolean {
    val plain = typed.filterNot { it == ' ' || it == '-' }
    return plain.length >= WHOLE && plain.all { it in '0'..'9' || it in 'A'..'Z' || it in 'a'..'z' } &&
        plain.count { it in '0'..'9' } >= WHOLE / 2
}

/** The shortest number of a label. */
private const val WHOLE = 8

@Composable
internal fun CodeBanner(said: CodeSaid) {
    val strings = ordersStrings
    when (said.verdict) {
        is ScanVerdict.DoNotLoad ->
            Banner(strings.codeStays, Icons.stop, Tone.DANGER, words = strings.codeStaysWords)
        is ScanVerdict.AnotherPersons ->
            Banner(strings.codeAnothers, Icons.person, Tone.WARN, words = strings.codeAnothersWords)
        is ScanVerdict.Unknown, is ScanVerdict.Known -> {
            val likely = said.likely?.let { strings.codeLikely(it.said()) + "\n" }.orEmpty()
            Banner(strings.codeUnknown, Icons.search, Tone.WARN, words = likely + strings.codeUnknownWords)
        }
    }
}
