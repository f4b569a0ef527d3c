/*
 * What a person captures, with java.time and without what is mostly left out. The values themselves carry ms, as the
 * core keeps them. A duration beyond 292 million years is an ArithmeticException.
 */
@file:JvmName("Inputs")

package dev.counterfoil

import java.time.Duration
import java.time.Instant

/**
 * An attempt to reach somebody. The number itself stays in the contact document.
 *
 * @param channel by which channel: `phone`, `sms`, `wechat`
 * @param numberPath the path of the number in the contact document
 * @param endedAgo how long ago it ended; `null` for just now
 */
@JvmOverloads
public fun ContactAttempt(
    channel: String,
    numberPath: String,
    lasted: Duration,
    outcome: ContactOutcome,
    endedAgo: Duration? = null,
): ContactAttempt = ContactAttempt(channel, numberPath, lasted.toMillis(), outcome, endedAgo?.toMillis())

/**
 * Where the phone was.
 *
 * @param latitude degrees, north positive
 * @param longitude degrees, east positive
 * @param accuracyM radius of 68 % confidence, metres
 * @param age how old it is now: on Android since `Location.getElapsedRealtimeNanos()`
 * @param mock whether the platform says that it is mocked
 * @param of the fact that it belongs to
 */
@JvmOverloads
public fun Position(
    latitude: Double,
    longitude: Double,
    accuracyM: Double,
    age: Duration,
    provider: FixProvider,
    mock: Boolean = false,
    of: String? = null,
): Position = Position(latitude, longitude, accuracyM, age.toMillis(), provider, mock, of)

/**
 * A value that was read out of a logger.
 *
 * @param valueMilli thousandths of the unit
 * @param unit as UCUM writes it: `cel`
 * @param ago how long ago it was measured
 */
@JvmOverloads
public fun Reading(
    quantity: String,
    valueMilli: Long,
    unit: String,
    ago: Duration,
    sensor: String? = null,
): Reading = Reading(quantity, valueMilli, unit, sensor, ago.toMillis())

/**
 * A standing authorisation to leave things somewhere.
 *
 * @param to to what: `locker`, `station`, `doorstep`
 * @param until until when it is good, exclusive
 * @param place the place that holds it
 */
@JvmOverloads
public fun standingConsent(
    to: String,
    who: String,
    words: String,
    until: Instant,
    place: String? = null,
): Consent = Consent(to, who, "standing", words, emptyList(), place, null, until.toEpochMilli())

/** Money that was counted by hand, of one way of payment; of one purpose, or in one heap. */
@JvmOverloads
public fun countedMoney(
    amount: Money,
    method: PaymentMethod = PaymentMethod.CASH,
    purpose: PaymentPurpose? = null,
    note: String? = null,
): Counted = Counted("money", purpose, method, amount, null, note)

/**
 * Things that were counted by hand.
 *
 * @param list which: `held`, `returned`, `loaded`
 */
@JvmOverloads
public fun countedThings(list: String, pieces: Long, note: String? = null): Counted =
    Counted(list, null, null, null, pieces, note)

/** A position in WGS-84, in degrees: north and east positive, rounded to 10⁻⁷. */
public fun Point(latitude: Double, longitude: Double): Point =
    Point(Math.round(latitude * E7), Math.round(longitude * E7))

/** Degrees north. */
public val Point.latitude: Double get() = latitudeE7 / E7

/** Degrees east. */
public val Point.longitude: Double get() = longitudeE7 / E7

private const val E7 = 1e7

/**
 * A pause on a route.
 *
 * @param from taken at the first moment between two calls at or after this
 * @param to begun by then; later is said
 */
public fun RouteBreak(from: Instant, to: Instant, length: Duration): RouteBreak =
    RouteBreak(from.epochSecond, to.epochSecond, length.seconds)

/** The same, leaving then instead of now. */
public fun RouteAsk.leavingAt(start: Instant): RouteAsk = copy(startMs = start.toEpochMilli())

/** Where a hint stands in its text: indices of a Kotlin string, whatever its letters. */
public fun TextSpan.range(text: String): IntRange {
    fun at(scalar: Long): Int = text.offsetByCodePoints(0, minOf(scalar.toInt(), text.codePointCount(0, text.length)))
    return at(from) until at(to)
}
