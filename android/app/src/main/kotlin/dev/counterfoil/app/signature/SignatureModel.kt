package dev.counterfoil.app.signature

import dev.counterfoil.Card
import dev.counterfoil.OrderSheet
import dev.counterfoil.ShownOrder
import dev.counterfoil.SignatureInput
import dev.counterfoil.Touch
import dev.counterfoil.TransitionStep
import dev.counterfoil.Words
import dev.counterfoil.app.design.Language
import dev.counterfoil.app.design.moneyText
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.order.Supply
import dev.counterfoil.app.order.steps
import dev.counterfoil.app.wall.AppWall
import dev.counterfoil.app.wall.WallException
import kotlin.math.hypot
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/**
 * Takes a signature, and makes the step that it was given for in the same act.
 *
 * @param made tells of the step that was made: its fact and its name; `null` for the signature alone
 */
class SignatureModel(
    private val wall: AppWall,
    private val place: Place.Signature,
    private val scope: CoroutineScope,
    language: Language,
    private val made: (Pair<String, Words>?) -> Unit,
    private val back: () -> Unit,
) {
    private val shown = MutableStateFlow(SignatureState(language = language))
    val state: StateFlow<SignatureState> = shown.asStateFlow()

    init {
        attempt {
            val playbook = wall.order.playbook(place.order)
            val role = playbook.signatureRoles.firstOrNull { it.id == place.role }?.name
            shown.update { it.copy(roleName = role) }
            wall.order.sheet(place.order).collect(::take)
        }
    }

    fun on(event: SignatureEvent) {
        when (event) {
            is SignatureEvent.Signer -> shown.update { it.copy(signer = event.name, isNameless = false) }
            is SignatureEvent.Stroke -> shown.update {
                val strokes = it.strokes + listOf(event.touches)
                it.copy(strokes = strokes, padWidth = event.padWidth, padHeight = event.padHeight, isTooLittle = false)
            }
            SignatureEvent.Clear -> shown.update { it.copy(strokes = emptyList(), isTooLittle = false) }
            SignatureEvent.OtherLanguage -> shown.update {
                val other = if (it.language == Language.ZH) Language.EN else Language.ZH
                // What was signed in one language is not a signature under the other.
                it.copy(
                    language = other, strokes = emptyList(),
                    shown = it.card?.let { card ->
                        shownText(card, other)
                    }
                )
            }
            SignatureEvent.Done -> done()
            SignatureEvent.CloseTrouble -> shown.update { it.copy(trouble = null) }
            SignatureEvent.Back -> back()
        }
    }

    private fun take(sheet: OrderSheet) {
        val card = sheet.sheet.card
        val step = stepWithThis(sheet)
        shown.update {
            it.copy(
                card = card,
                shown = shownText(card, it.language),
                stepName = step?.name,
                signer = it.signer.ifEmpty { card.contactName.orEmpty() },
            )
        }
    }

    /** The step that this signature is the last thing for. */
    private fun stepWithThis(sheet: OrderSheet) = steps(sheet.offers, wall.capture.camera != null)
        .firstOrNull {
            it.offer.transition == place.then && it.canGoOn && it.supplies == listOf(Supply.Sign(place.role))
        }
        ?.offer

    private fun done() {
        val now = shown.value
        val text = now.shown ?: return
        when {
            now.isWriting -> return
            !isSignature(now.strokes, now.padWidth) -> return shown.update { it.copy(isTooLittle = true) }
            now.signer.isBlank() -> return shown.update { it.copy(isNameless = true) }
        }
        shown.update { it.copy(isWriting = true, trouble = null) }
        attempt {
            val input = SignatureInput(listOf(ShownOrder(place.order, text)), now.pen, now.signer.trim(), place.role)
            val step = place.then?.takeIf { now.stepName != null }?.let { TransitionStep(it) }
            val done = wall.signature.sign(place.order, input, step)
            val fact = done?.facts?.lastOrNull { it.kind == "transition" }?.fact
            made(if (fact != null && now.stepName != null) fact to now.stepName else null)
        }
    }

    private fun attempt(work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (error: WallException) {
                shown.update { it.copy(trouble = error.trouble, isWriting = false) }
            }
        }
    }
}

/** Whether strokes are a signature: a blank pad or a dot is none. They are as long together as a quarter of the pad. */
internal fun isSignature(strokes: List<List<Touch>>, padWidth: Int): Boolean {
    val length = strokes.sumOf { stroke ->
        stroke.zipWithNext { one, next -> hypot((next.x - one.x).toDouble(), (next.y - one.y).toDouble()) }.sum()
    }
    return padWidth > 0 && length >= padWidth / 4.0
}

/** What is put before the signer: exactly this text is signed with the strokes. */
internal fun shownText(card: Card, language: Language): String {
    val strings = if (language == Language.ZH) SignatureZh else SignatureEn
    val number = card.keys.joinToString(" ") { it.value }
    val due = card.due.map { strings.due(it.purpose, moneyText(it.minor, it.currency)) }
    val pieces = card.call?.pieces?.let { strings.pieces(it) }
    return (listOf(strings.received, listOfNotNull(card.title, number).joinToString(" ")) + listOfNotNull(pieces) + due)
        .joinToString("\n")
}
