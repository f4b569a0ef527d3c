package dev.counterfoil

import dev.counterfoil.ffi.Capture as FfiCapture
import dev.counterfoil.ffi.TransitionStep as FfiStep
import java.time.Instant

/**
 * A capture whose files are sealed on this phone and that nothing names yet: it becomes part of the act that it is
 * handed over with. One that is never handed over is swept at a later opening.
 */
public class Prepared internal constructor(internal val ffi: dev.counterfoil.ffi.Prepared)

/**
 * A prepared capture with its order.
 *
 * @property order the order
 * @property prepared its part
 */
public class PreparedFor internal constructor(public val order: String, public val prepared: Prepared)

/** What belongs to an act besides its step. */
public sealed interface Capture {
    /** A photograph or signature that was prepared. */
    public data class Sealed(val prepared: Prepared) : Capture

    /** Fields get values. */
    public data class Fields(val sets: List<FieldSet>) : Capture

    /** Money taken or given back. */
    public data class Paid(val payment: Payment) : Capture

    /** Whether money that was said to be paid has come. */
    public data class PaymentConfirmed(val confirmed: Confirmed) : Capture

    /** Consent to a way of delivery. */
    public data class Consented(val consent: Consent) : Capture

    /** The customer refused the goods. */
    public data class Refused(val refusal: Refusal) : Capture

    /** Would not or could not sign. */
    public data class NotSigned(val unsigned: Unsigned) : Capture

    /** An attempt to reach somebody. */
    public data class Contacted(val attempt: ContactAttempt) : Capture

    /** A measured value. */
    public data class Measured(val reading: Reading) : Capture

    /** A part asked for, received, used or given back. */
    public data class PartMoved(val part: Part) : Capture

    /** A remark. */
    public data class Remark(val text: String) : Capture

    /** Who has the thing. */
    public data class Custody(val step: CustodyStep) : Capture
}

/**
 * A step of the workflow, with what is captured in the same act.
 *
 * @property name the transition's name: [Offer.transition]
 * @property reason a reason code, where [Offer.reasonGroup] asks for one
 * @property note a few words
 * @property until when it goes on
 * @property with photographs, signatures, payments and whatever else belongs to the act
 */
public data class TransitionStep @JvmOverloads constructor(
    val name: String,
    val reason: String? = null,
    val note: String? = null,
    val until: Instant? = null,
    val with: List<Capture> = emptyList(),
)

/**
 * What became of one order of an act over several: what one forbids does not stop the others.
 *
 * @property order the order
 * @property done what was written on it; `null` if nothing was
 * @property error why nothing was
 */
public data class OneDone(val order: String, val done: Done?, val error: CounterfoilException?)

/**
 * What became of one code of a handover.
 *
 * @property code the code
 * @property order the order; `null` if nobody knows the code and it is no waybill
 * @property founded whether it was founded here, as nobody knew it
 * @property done what was written; `null` if nothing was
 * @property error why nothing was
 */
public data class Received(
    val code: String,
    val order: String?,
    val founded: Boolean,
    val done: Done?,
    val error: CounterfoilException?,
)

internal fun dev.counterfoil.ffi.OneDone.public() = OneDone(order, done, error?.public())

internal fun dev.counterfoil.ffi.Received.public() = Received(code, order, founded, done, error?.public())

internal fun TransitionStep.ffi() = FfiStep(name, reason, note, until?.toEpochMilli(), with.map { it.ffi() })

internal fun Capture.ffi(): FfiCapture = when (this) {
    is Capture.Sealed -> FfiCapture.Prepared(prepared.ffi)
    is Capture.Fields -> FfiCapture.Fields(sets)
    is Capture.Paid -> FfiCapture.Payment(payment)
    is Capture.PaymentConfirmed -> FfiCapture.Confirmed(confirmed)
    is Capture.Consented -> FfiCapture.Consent(consent)
    is Capture.Refused -> FfiCapture.Refusal(refusal)
    is Capture.NotSigned -> FfiCapture.Unsigned(unsigned)
    is Capture.Contacted -> FfiCapture.ContactAttempt(attempt)
    is Capture.Measured -> FfiCapture.Reading(reading)
    is Capture.PartMoved -> FfiCapture.Part(part)
    is Capture.Remark -> FfiCapture.Comment(text)
    is Capture.Custody -> FfiCapture.Custody(step)
}

/**
 * One order's part of an act over several.
 *
 * @property id the order
 * @property shown exactly the text that stands on the screen for it
 * @property step the step; `null` for captures alone
 * @property captures what belongs to it besides
 */
public data class OrderPart @JvmOverloads constructor(
    val id: String,
    val shown: String,
    val step: TransitionStep? = null,
    val captures: List<Capture> = emptyList(),
)

/** An act over several orders, ready to be shown, signed and written once. */
public class Together internal constructor(internal val ffi: dev.counterfoil.ffi.Together) {
    /** What can go, with the text that is to be shown for each. */
    public val parts: List<TogetherPart> = ffi.parts()

    /** What cannot, and why. */
    public val leftOut: List<LeftOut> = ffi.leftOut().map { LeftOut(it.id, it.reason.public()) }
}

/**
 * An order that cannot be part of an act, and why.
 *
 * @property id the order
 * @property reason why
 */
public data class LeftOut(val id: String, val reason: NotAllowedReason)

internal fun OrderPart.ffi() =
    dev.counterfoil.ffi.OrderPart(id, shown, step?.ffi(), captures.map { it.ffi() })
