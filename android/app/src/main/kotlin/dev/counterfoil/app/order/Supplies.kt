package dev.counterfoil.app.order

import dev.counterfoil.MissingShown
import dev.counterfoil.Offer

/** What a person can hand in here and now, so that a step becomes possible. */
sealed interface Supply {
    data class Photo(val role: String) : Supply

    data class Sign(val role: String) : Supply

    data class Pay(val purpose: String, val minor: Long) : Supply

    data class Consent(val kinds: List<String>) : Supply

    data class Form(val form: String) : Supply

    data class Reason(val group: String) : Supply

    data object Note : Supply
}

/**
 * What supplies something that is missing, by its stable code (`photo/door/1`); `null` where nothing here does, and for
 * a code of another form than is known here.
 */
fun supplyOf(code: String, hasCamera: Boolean): Supply? {
    val parts = code.split('/')
    val what = parts.getOrNull(1).orEmpty()
    return when (parts[0]) {
        "photo" -> Supply.Photo(what).takeIf { hasCamera && what.isNotEmpty() }
        "signature" -> Supply.Sign(what).takeIf { what.isNotEmpty() }
        "payment" -> paymentOf(what, parts.getOrNull(2), parts.getOrNull(3))
        "consent" -> Supply.Consent(what.split('|')).takeIf { what.isNotEmpty() }
        "form" -> Supply.Form(what).takeIf { what.isNotEmpty() }
        "reason" -> Supply.Reason(what).takeIf { what.isNotEmpty() }
        "note" -> Supply.Note
        "any" -> code.removePrefix("any/").split(',').firstNotNullOfOrNull { supplyOf(it, hasCamera) }
        else -> null
    }
}

/** What is owed for a purpose: of [due] minor units so much as is not [paid]. */
private fun paymentOf(purpose: String, due: String?, paid: String?): Supply? {
    val owed = due?.toLongOrNull() ?: return null
    return Supply.Pay(purpose, owed - (paid?.toLongOrNull() ?: return null))
}

/**
 * A step as the screen shows it.
 *
 * @property supplies what is to be handed in for it, in the order in which a person does it at a door
 * @property lacking what is missing and cannot be handed in here
 */
data class Step(val offer: Offer, val supplies: List<Supply>, val lacking: List<MissingShown>) {
    /** Whether a tap on it leads on. */
    val canGoOn: Boolean get() = lacking.isEmpty()

    /** What a tap asks for next; `null`: the step itself. */
    val next: Supply? get() = supplies.firstOrNull()
}

/** The offers as steps. [given]: a reason or a note that the person has already chosen for that step. */
fun steps(offers: List<Offer>, hasCamera: Boolean, given: Given? = null): List<Step> = offers.map { offer ->
    val own = given?.takeIf { it.transition == offer.transition }
    val open = offer.missing.map { it to supplyOf(it.code, hasCamera) }
    val asked = offer.reasonGroup?.let { Supply.Reason(it) }
    val supplies = (open.mapNotNull { it.second } + listOfNotNull(asked)).distinct()
        .filterNot { it is Supply.Reason && own?.reason != null || it is Supply.Note && own?.note != null }
    Step(offer, supplies.sortedBy(::turn), open.filter { it.second == null }.map { it.first })
}

/** The one thing to do next: the first step of the playbook that can be gone on with. */
fun primary(steps: List<Step>): Step? = steps.firstOrNull { it.canGoOn }

private fun turn(supply: Supply): Int = when (supply) {
    is Supply.Consent -> 0
    is Supply.Pay -> 1
    is Supply.Form -> 2
    is Supply.Photo -> 3
    is Supply.Sign -> 4
    is Supply.Reason -> 5
    Supply.Note -> 6
}

/** What a person chose for a step before it was made. */
data class Given(val transition: String, val reason: String? = null, val note: String? = null)
