/*
 * Times as java.time has them. The core keeps ms since 1970 and intervals, because a phone's clock may be wrong; a
 * screen wants instants. java.time and not kotlin.time: the latter's Instant is still experimental in Kotlin 2.2, Java
 * callers know the former, and Android has it since API level 26.
 */
@file:JvmName("Instants")

package dev.counterfoil

import java.time.Duration
import java.time.Instant

/** Not before this instant; `null` if nobody knows. */
public val Interval.earliest: Instant? get() = earliestMs?.instant()

/** Not after this instant; `null` if nobody knows. */
public val Interval.latest: Instant? get() = latestMs?.instant()

/** When it is due from. */
public val Card.windowFrom: Instant? get() = windowFromMs?.instant()

/** When it is due. */
public val Card.windowTo: Instant? get() = windowToMs?.instant()

/** Until when it waits. */
public val Waiting.until: Instant? get() = untilMs?.instant()

/** When the hub took it in, by the hub's clock; `null` while it is on this phone alone. */
public val TimelineRow.hubTime: Instant? get() = hubTimeMs?.instant()

/** Until when a standing authorisation is good, exclusive. */
public val ConsentRow.until: Instant? get() = untilMs?.instant()

/** When the hub was found to have lost entries or to be another one. */
public val SyncStatus.hubChangedAt: Instant? get() = hubChangedAtMs?.instant()

/** At least this long. */
public val Length.atLeast: Duration get() = Duration.ofMillis(atLeastMs)

/** At most this long; `null` if nobody knows. */
public val Length.atMost: Duration? get() = atMostMs?.let(Duration::ofMillis)

/** At least this long. */
public val LastingMs.atLeast: Duration get() = Duration.ofMillis(leastMs)

/** At most this long; `null` if nobody knows. */
public val LastingMs.atMost: Duration? get() = mostMs?.let(Duration::ofMillis)

private fun Long.instant(): Instant = Instant.ofEpochMilli(this)
