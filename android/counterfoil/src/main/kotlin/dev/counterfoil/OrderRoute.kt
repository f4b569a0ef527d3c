/*
 * Stops, the route and its order, windows, and the way to a stop. No call needs a network.
 */
@file:JvmName("OrderRoute")

package dev.counterfoil

import java.time.Instant

/** The stops of this person's open orders, sorted by their first order. */
public suspend fun Orders.stops(): List<RouteStop> = wall.call { desk.stops() }

/**
 * The route through these stops: the courier's own order as long as he keeps one, with new stops put in; else the
 * best that is found, in at most one second.
 *
 * @throws CounterfoilException.NotAllowed for more stops than a route may have or a pin that names no stop
 */
@JvmOverloads
public suspend fun Orders.route(ask: RouteAsk = RouteAsk()): CourierRoute = wall.call { desk.route(ask) }

/** The courier's own order of calls, and what others offered; nothing outside a shift. */
public suspend fun Orders.sequence(): CallSequence = wall.call { desk.sequence() }

/**
 * Keeps an order of orders as the courier's own.
 *
 * @param offer the [SequenceOffer.fact] that he takes with it
 * @throws CounterfoilException.NotAllowed without an open shift
 */
@JvmOverloads
public suspend fun Orders.keepSequence(orders: List<String>, offer: String? = null): Done =
    wall.call { desk.keepSequence(orders, offer) }

/** Lets his order go; [held] keep theirs among each other. */
@JvmOverloads
public suspend fun Orders.letSequenceGo(held: List<String> = emptyList()): Done = wall.call { desk.letSequenceGo(held) }

/** Does not take an offer: [SequenceOffer.fact]. */
public suspend fun Orders.declineSequence(offer: String): Done = wall.call { desk.declineSequence(offer) }

/** Whether a window that a customer chose for an order fits into the route of now; if not, why. */
@JvmOverloads
public suspend fun Orders.checkWindow(
    order: String,
    from: Instant?,
    to: Instant?,
    ask: RouteAsk = RouteAsk(),
): WindowAnswer = wall.call { desk.checkWindow(order, from?.toEpochMilli(), to?.toEpochMilli(), ask) }

/**
 * The address by which a map app shows the way to an order's stop.
 *
 * @param label what the app is told of it: choose one that names no person
 * @throws CounterfoilException.NotAllowed where nobody knows where it is
 */
public suspend fun Orders.wayTo(order: String, app: MapApp, travel: Travel, label: String): MapLink =
    wall.call { desk.wayTo(order, app, travel, label) }
