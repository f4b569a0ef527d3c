package dev.counterfoil.app.signature

import androidx.compose.runtime.Composable
import dev.counterfoil.Touch
import dev.counterfoil.app.design.Language
import dev.counterfoil.app.design.LocalLanguage
import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.Trouble
import dev.counterfoil.app.wall.words
import kotlin.math.sin

/** Every state of the pad. */
object SignaturePreviews {
    private val card = FakeDay.cards.first { it.id == "o2" }
    private val step = words("当面签收", "deliver in person")
    private val name = words("收件人", "recipient")
    private val strokes = (0 until 60).map {
        Touch(60f + 4f * it, 150f + 60f * sin(it / 4f), it * 16L, 0.5f)
    }.chunked(25)

    private fun signed(language: Language) = SignatureState(
        card, name, shownText(card, language), language, step, "李女士", strokes, 358, 220,
    )

    private val states: Map<String, (Language) -> SignatureState> = mapOf(
        "signed" to ::signed,
        "blank" to { signed(it).copy(strokes = emptyList()) },
        "alone" to { signed(it).copy(stepName = null) },
        "too-little" to { signed(it).copy(strokes = emptyList(), isTooLittle = true) },
        "nameless" to { signed(it).copy(signer = "", isNameless = true) },
        "loading" to { SignatureState(language = it) },
        "storage-full" to { signed(it).copy(trouble = Trouble.StorageFull) },
    )

    val all: List<Preview> = states.map { (name, state) -> Preview("signature-$name") { Shown(state) } }

    @Composable
    private fun Shown(state: (Language) -> SignatureState) = SignatureView(state(LocalLanguage.current)) {}
}
