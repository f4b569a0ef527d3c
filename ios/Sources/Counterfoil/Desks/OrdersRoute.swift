//! Stops, the route and its order, windows, and the way to a stop. No call needs a network.

import CounterfoilGenerated
import Foundation

extension Orders {
    /// The stops of this person's open orders, sorted by their first order. Reads cards, no document.
    public func stops() async throws(CounterfoilError) -> [RouteStop] {
        try await opened.reading.ask { [desk] in try desk.stops() }
    }

    /// The route through these stops: the courier's own order as long as he keeps one, with new stops put in; else the
    /// best that is found, in at most one second.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for more stops than a route may have or a pin that names no stop.
    public func route(_ ask: RouteAsk = RouteAsk()) async throws(CounterfoilError) -> CourierRoute {
        try await opened.reading.ask { [desk] in try desk.route(ask: ask) }
    }

    /// The courier's own order of calls, and what others offered; nothing outside a shift.
    public func sequence() async throws(CounterfoilError) -> CallSequence {
        try await opened.reading.ask { [desk] in try desk.sequence() }
    }

    /// Keeps an order of orders as the courier's own.
    ///
    /// - Parameter offer: The `SequenceOffer.fact` that he takes with it.
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` without an open shift.
    @discardableResult
    public func keepSequence(
        _ orders: [String], taking offer: String? = nil
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.keepSequence(orders: orders, offer: offer) }
    }

    /// Lets his order go; `held` keep theirs among each other.
    ///
    /// - Throws: As ``keepSequence(_:taking:)``.
    @discardableResult
    public func letSequenceGo(holding held: [String] = []) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.letSequenceGo(held: held) }
    }

    /// Does not take an offer: `SequenceOffer.fact`.
    ///
    /// - Throws: As ``keepSequence(_:taking:)``.
    @discardableResult
    public func declineSequence(_ offer: String) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.declineSequence(offer: offer) }
    }

    /// Whether a window that a customer chose for an order fits into the route of now; if not, why.
    ///
    /// - Throws: As ``route(_:)``; ``CounterfoilError/notFound(what:)`` for an order that is in no stop.
    public func checkWindow(
        of order: String, from: Date?, to: Date?, _ ask: RouteAsk = RouteAsk()
    ) async throws(CounterfoilError) -> WindowAnswer {
        try await opened.reading.ask { [desk] in
            try desk.checkWindow(order: order, fromMs: from?.ms, toMs: to?.ms, ask: ask)
        }
    }

    /// The address by which a map app shows the way to an order's stop.
    ///
    /// - Parameter label: What the app is told of it: choose one that names no person.
    /// - Throws: ``CounterfoilError/notFound(what:)`` for an order that is in no stop,
    ///   ``CounterfoilError/notAllowed(_:)`` where nobody knows where it is.
    public func way(
        to order: String, in app: MapApp, by travel: Travel, label: String
    ) async throws(CounterfoilError) -> MapLink {
        try await opened.reading.ask { [desk] in
            try desk.wayTo(order: order, app: app, travel: travel, label: label)
        }
    }
}
