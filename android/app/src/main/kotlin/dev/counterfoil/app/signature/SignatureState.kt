package dev.counterfoil.app.signature

import dev.counterfoil.Card
import dev.counterfoil.PenStrokes
import dev.counterfoil.Touch
import dev.counterfoil.Words
import dev.counterfoil.app.design.Language
import dev.counterfoil.app.wall.Trouble

/**
 * What the pad shows.
 *
 * @property shown exactly the text that is signed; `null` until the order was read
 * @property language the signer's
 * @property stepName the step that is made with the signature; `null` for the signature alone
 * @property strokes what the pen did, in the units of the pad
 * @property isTooLittle whether it was tried with less than a signature
 */
data class SignatureState(
    val card: Card? = null,
    val roleName: Words? = null,
    val shown: String? = null,
    val language: Language = Language.ZH,
    val stepName: Words? = null,
    val signer: String = "",
    val strokes: List<List<Touch>> = emptyList(),
    val padWidth: Int = 0,
    val padHeight: Int = 0,
    val isTooLittle: Boolean = false,
    val isNameless: Boolean = false,
    val isWriting: Boolean = false,
    val trouble: Trouble? = null,
) {
    val pen: PenStrokes get() = PenStrokes(padWidth.toLong(), padHeight.toLong(), strokes)
}
