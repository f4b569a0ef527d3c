package dev.counterfoil.app.wall

import dev.counterfoil.Address
import dev.counterfoil.Alert
import dev.counterfoil.AlertKind
import dev.counterfoil.CallShown
import dev.counterfoil.Card
import dev.counterfoil.CardCounts
import dev.counterfoil.CardMoney
import dev.counterfoil.Detail
import dev.counterfoil.Interval
import dev.counterfoil.Key
import dev.counterfoil.NextDue
import dev.counterfoil.RouteStop
import dev.counterfoil.Sheet
import dev.counterfoil.TimelineRow
import dev.counterfoil.UrgeShown
import dev.counterfoil.Waiting
import dev.counterfoil.Words
import java.time.Instant

/*
 * Values of the library with what is mostly left out: for the day of previews and for tests of models.
 */

internal val day0: Instant = Instant.parse("2026-11-23T00:00:00+08:00")

/** A moment of the day: `at(14, 30)`. */
internal fun at(hour: Int, minute: Int): Long = day0.toEpochMilli() + (hour * 60L + minute) * 60_000

internal fun about(hour: Int, minute: Int, width: Int = 0) =
    Interval(at(hour, minute), at(hour, minute) + width * 60_000L)

internal fun words(zh: String, en: String) = Words(zh, en)

internal val STAGES = mapOf(
    "assigned" to words("已派单", "assigned"),
    "loaded" to words("已装车", "loaded"),
    "out_for_delivery" to words("派送中", "out for delivery"),
    "attempted" to words("派送未成功", "attempted"),
    "delivered" to words("已签收", "delivered"),
    "refused" to words("已拒收", "refused"),
    "cancelled" to words("已取消", "cancelled"),
    "working" to words("维修中", "working"),
    "waiting_part" to words("等待", "waiting"),
    "accepted" to words("已验收", "accepted"),
)

internal val NO_COUNTS = CardCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

internal fun dueMoney(purpose: String, minor: Long) = CardMoney(purpose, null, minor, "CNY", null)

internal fun dueAt(hour: Int, minute: Int, standing: String = "running", width: Int = 0) =
    NextDue("window", words("预约时段", "promised window"), about(hour, minute, width), standing)

@Suppress("LongParameterList")
internal fun card(
    id: String,
    waybill: String,
    title: String,
    stage: String = "out_for_delivery",
    kind: String = "parcel",
    address: String? = null,
    name: String? = null,
    phone: String? = null,
    from: Long? = null,
    to: Long? = null,
    priority: Long = 0,
    urge: UrgeShown? = null,
    counts: CardCounts = NO_COUNTS,
    due: List<CardMoney> = emptyList(),
    nextDue: NextDue? = null,
    remark: String? = null,
    pieces: Long? = null,
    waiting: Waiting? = null,
    terminal: Boolean = false,
    predicted: Boolean = false,
    disputed: Boolean = false,
    doNotLoad: Boolean = false,
    unread: Long? = null,
): Card = Card(
    id = id, kind = kind, stage = stage, stageName = STAGES.getValue(stage), terminal = terminal, predicted = predicted,
    disputed = disputed, title = title, area = null, address = address, windowFromMs = from, windowToMs = to,
    contactName = name, phone = phone, keys = listOf(Key("waybill", waybill)), assigned = listOf("ann"), holder = "ann",
    place = null, givenTo = null, alsoTakenBy = emptyList(), doNotLoad = doNotLoad, priority = priority,
    urges = if (urge == null) {
        0
    } else {
        1
    },
    counts = counts, due = due, taken = emptyList(), inQuestion = false, lead = null,
    joined = emptyList(), updateNeeded = false, updatedIndex = null, keysOnly = null, waiting = waiting,
    attempts = null,
    urge = urge, excursions = null, opposed = null, asksRoles = null,
    call = if (remark == null && pieces == null) null else CallShown(null, remark, pieces), nextDue = nextDue,
    adherence = null, unread = unread, parent = null, subOrders = null, forRole = null,
)

internal fun sheet(card: Card) = Sheet(
    card = card, fields = emptyList(), notes = emptyList(), timeline = emptyList(), dispute = emptyList(),
    exceptions = emptyList(), payments = emptyList(), parts = emptyList(), quotes = emptyList(), visits = emptyList(),
    timers = emptyList(), consents = emptyList(), readings = emptyList(), urges = emptyList(), matters = emptyList(),
    pauses = emptyList(), contacts = emptyList(), approvals = emptyList(), lanes = emptyList(), triggered = emptyList(),
    limit = null, subOrders = emptyList(),
)

@Suppress("LongParameterList")
internal fun row(
    kind: String,
    believed: Interval,
    person: String? = "ann",
    mark: String = "accepted",
    fact: String? = null,
    details: List<Detail> = emptyList(),
    words: Words? = null,
    struckBy: String? = null,
    markWhy: String? = null,
) = TimelineRow(
    index = if (mark == "unsent") {
        null
    } else {
        1
    },
    fact = fact, kind = kind, person = person, device = null, claimed = believed,
    believed = believed, hubTimeMs = null, mark = mark, markWhy = markWhy, struckBy = struckBy, movedTo = null,
    of = null,
    stageAfter = null, missing = emptyList(), details = details, warnings = emptyList(), evidence = emptyList(),
    trigger = null, words = words,
)

internal fun stop(
    text: String,
    orders: List<String>,
    people: Long,
    pieces: Long = orders.size.toLong(),
    vararg alerts: Pair<AlertKind, String>,
) = RouteStop(
    orders = orders, text = text,
    address = Address(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
    isShared = false, pieces = pieces, people = people, windowFromMs = null, windowToMs = null, windowsApart = false,
    priority = 0, point = null, pointSource = null, pinApartM = null,
    alerts = alerts.map {
        Alert(it.first, it.second)
    },
    faults = emptyList(),
)
