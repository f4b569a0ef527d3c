/*
 * Approvals, by way of the hub and from phone to phone.
 */
@file:JvmName("OrderApprovals")

package dev.counterfoil

import java.time.Instant
import kotlinx.coroutines.withContext

/** The approvals of the steps from here, level by level: who has answered, what is missing, what has lapsed. */
public suspend fun Orders.approvals(id: String): List<ApprovalRow> = wall.call { desk.approvals(id) }

/** Asks the level whose turn it is to approve a step, as the order stands here; the hub tells who may answer. */
@JvmOverloads
public suspend fun Orders.requestApproval(id: String, transition: String, note: String? = null): Done =
    wall.call { desk.requestApproval(id, transition, note) }

/** Requests that wait for somebody in this person's role, of all orders that are here. */
public suspend fun Orders.approvalsWaiting(): List<WaitingApproval> = wall.call { desk.approvalsWaiting() }

/**
 * Answers a request that came by way of the hub: yes or no to what this phone shows.
 *
 * @throws CounterfoilException.NotAllowed with the code `changed` if that is not what was asked any more
 */
@JvmOverloads
public suspend fun Orders.answerApproval(id: String, transition: String, granted: Boolean, note: String? = null): Done =
    wall.call { desk.answerApproval(id, transition, granted, note) }

/** Lets somebody else approve on this order in one's stead, [until] then, exclusive. */
@JvmOverloads
public suspend fun Orders.delegateApproval(id: String, to: String, until: Instant, note: String? = null): Done =
    wall.call { desk.delegateApproval(id, to, until.toEpochMilli(), note) }

/**
 * Without signal: the request as a text (`CFQ1:…`) for a QR code that the approver's phone reads. It is written
 * down as asked.
 *
 * @throws CounterfoilException.NotAllowed with the code `too_much` where it does not fit into a code
 */
@JvmOverloads
public suspend fun Orders.approvalCode(id: String, transition: String, note: String? = null): String =
    wall.call { desk.approvalCode(id, transition, note) }

/**
 * Reads another phone's request: what to show before anybody answers. Writes nothing.
 *
 * @throws CounterfoilException.NotAllowed for a text that is none (`unreadable`), of another tenant
 *   (`other_tenant`), or one's own (`own`)
 */
public suspend fun Orders.readApprovalCode(code: String): AskedApproval = wall.call { desk.readApprovalCode(code) }

/**
 * Says yes or no to what another phone asks, and gives the signed answer as a text (`CFA1:…`) for a QR code.
 *
 * @param code [AskedApproval.code] of what the person has seen
 * @param pin what the person has typed for this answer
 * @throws CounterfoilException.WrongPin with the tries that are left
 * @throws CounterfoilException.NotAllowed with the code `no_pin` where none was chosen: [Account.setPin]
 */
public suspend fun Orders.signApproval(code: String, granted: Boolean, pin: String): String =
    wall.call { desk.signApproval(code, granted, pin) }

/**
 * Asks the hub for a value of which this phone has the mask alone (`contact/phone`, `contact/name`, `address/text`),
 * and says why. The hub writes who looked, at what and why. To be shown, and kept nowhere.
 *
 * @throws CounterfoilException.NotAllowed with the code `reason` without one, and `may_not_reveal` by policy
 */
public suspend fun Orders.reveal(id: String, path: String, reason: String): String =
    withContext(wall.dispatcher) { plainly { desk.reveal(id, path, reason) } }

/**
 * Takes the approver's answer from his phone: it travels with this person's work, and the hub checks whose it is.
 *
 * @throws CounterfoilException.NotAllowed for a text that is none (`unreadable`) or that nobody signed (`forged`)
 */
public suspend fun Orders.takeApproval(answer: String): Done = wall.call { desk.takeApproval(answer) }
