/*
 * What people write and what scanners read, without a network: hints first, an order once a person has looked.
 */
@file:JvmName("OrderTexts")

package dev.counterfoil

import java.time.ZoneId

/**
 * Reads a text that somebody wrote: numbers, telephones, places, topics, priority with its rule, and a draft for
 * [foundFromDraft]. Hints for a person to confirm; nothing is written and nothing is logged.
 *
 * @param zone the person's time zone, for deadlines
 */
@JvmOverloads
public suspend fun Orders.readText(text: String, zone: ZoneId = ZoneId.systemDefault()): TextRead =
    wall.call { desk.readText(text, zone.minutesNow()) }

/**
 * Founds the order of a draft, as the person has left it. Who may not set its fields founds it by its keys,
 * with [words] as a remark in the same act; what they may set is set, what they see is proposed.
 *
 * @throws CounterfoilException.NotAllowed with the code `no_kind` for a draft without a kind
 */
@JvmOverloads
public suspend fun Orders.foundFromDraft(draft: TicketDraft, words: String, inEnglish: Boolean = false): Founded =
    wall.call { desk.foundFromDraft(draft, words, inEnglish) }

/** What a scanned code says: its keys, and as a GS1 code its elements, or why it cannot be read. */
public suspend fun Orders.readScan(raw: String): ScanRead = wall.call { desk.readScan(raw) }

/** Which of the codes that a scanner saw in one picture counts. */
public suspend fun Orders.pickCode(codes: List<String>): PickedCode = wall.call { desk.pickCode(codes) }

/**
 * Orders on this phone with a number of the draft and of its kind that were founded in the last 72 hours, open ones
 * first. Ask before [foundFromDraft]; it stops nothing.
 */
public suspend fun Orders.sameMatter(draft: TicketDraft): List<SameMatter> = wall.call { desk.sameMatter(draft) }
