/*
 * Times as java.time has them. The core keeps ms since 1970 and intervals, because a phone's clock may be wrong; a
 * screen wants instants. java.time and not kotlin.time: the latter's Instant is still experimental in Kotlin 2.2, Java
 * callers know the former, and Android has it since API level 26.
 */
@file:JvmName("Instants")

package dev.counterfoil

import java.time.Duration
import java.time.Instant
import java.time.ZoneId

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

/** When it has to be told, in true time. */
public val Alarm.at: Instant get() = atMs.instant()

/** In what time from now; zero for one that has come: tell it at once, unless this id was told before. */
public val Alarm.left: Duration get() = Duration.ofMillis(inMs)

/** What this phone's wall clock will say then, if nobody sets it meanwhile: what `AlarmManager` takes. */
public val Alarm.wallClock: Instant get() = wallMs.instant()

/** When the hub told it. */
public val NoticeTold.at: Instant get() = atMs.instant()

/** How far the wall clock is off; zero within what is known, `null` if nothing is known. */
public val DueList.clockOff: Duration? get() = clockOffMs?.let(Duration::ofMillis)

/** When; `null` while the clock stands still. */
public val DueMoment.at: Instant? get() = atMs?.instant()

/** At least this long. */
public val Spent.atLeast: Duration get() = Duration.ofMillis(leastMs)

/** At most this long; `null` if nobody knows. */
public val Spent.atMost: Duration? get() = mostMs?.let(Duration::ofMillis)

/** How long it may take. */
public val Why.limit: Duration get() = Duration.ofMillis(limitMs)

/** How long an order may stay at its stage. */
public val LimitRow.length: Duration get() = Duration.ofMinutes(minutes)

/** When the hub did it, by the hub's clock. */
public val TriggeredRow.hubTime: Instant get() = hubTimeMs.instant()

/** Good until then, exclusive; `null` for no end. */
public val ApprovalAnswer.expires: Instant? get() = expiresMs?.instant()

/** Not before; what holds for every order of the stop. */
public val RouteStop.windowFrom: Instant? get() = windowFromMs?.instant()

/** Not after: the earliest end. */
public val RouteStop.windowTo: Instant? get() = windowToMs?.instant()

/** When he is there. */
public val CallTime.arrive: Instant get() = Instant.ofEpochSecond(arriveS)

/** When the call begins: behind waiting and a break. */
public val CallTime.begin: Instant get() = Instant.ofEpochSecond(beginS)

/** When he leaves. */
public val CallTime.leave: Instant get() = Instant.ofEpochSecond(leaveS)

/** By how much the call begins too late; zero for in time. */
public val CallTime.late: Duration get() = Duration.ofSeconds(lateS)

/** When he is at the end. */
public val Timetable.end: Instant get() = Instant.ofEpochSecond(endS)

/** How long he is on the way. */
public val Timetable.way: Duration get() = Duration.ofSeconds(wayS)

/** How long he waits. */
public val Timetable.wait: Duration get() = Duration.ofSeconds(waitS)

/** How much less lateness. */
public val RouteOffer.lessLate: Duration get() = Duration.ofSeconds(lessLateS)

/** By how much the day would end sooner; negative for later. */
public val RouteOffer.sooner: Duration get() = Duration.ofSeconds(soonerS)

/** When the call would begin. */
public val WindowFits.begin: Instant get() = Instant.ofEpochSecond(beginS)

/** The moment, where it is known what time it is. */
public val DeadlineHint.at: Instant? get() = atMs?.instant()

/** The hub's time when the orders here were all that it had for this person. */
public val ReadyToGo.ordersAsOf: Instant? get() = ordersAsOfMs?.instant()

/** How old the orders here are at most; `null` where nobody can tell. */
public val ReadyToGo.ordersAge: Duration? get() = ordersAgeMs?.let(Duration::ofMillis)

private fun Long.instant(): Instant = Instant.ofEpochMilli(this)

/** Minutes by which the clocks of a zone are ahead of UTC now. */
internal fun ZoneId.minutesNow(): Long = rules.getOffset(Instant.now()).totalSeconds / 60L
