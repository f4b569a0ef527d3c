//! The way to the hub: this package's own HTTP, or the app's (a proxy, a VPN library, a company's certificates).

import CounterfoilGenerated
import Foundation

/// Why there is no answer of the hub.
public enum TransportError: Error, Sendable, Equatable {
    /// No connection, or it was cut. The request may or may not have arrived.
    case unreachable
    /// It took too long. The request may or may not have arrived.
    case timedOut
    /// Somebody else answered: a captive portal, a proxy.
    case notTheHub
    /// The answer is longer than it may be.
    case tooLong
    /// The file to carry cannot be read.
    case file
    /// The host's transport failed. `reason` is for a report and holds nothing personal.
    case failed(reason: String)
}

/// Carries requests. Called on threads that may block; give up by yourself after 30 s or so without a byte.
public protocol Transport: Sendable {
    /// Sends one request and waits for the whole answer. Redirects are not followed.
    func send(_ request: HttpRequest) throws(TransportError) -> HttpResponse
}

/// This package's own HTTP with bundled roots, for an app that wraps it. Leave ``Ports/transport`` empty to use it as
/// it is: that way sessions also hear the hub's news at once.
public struct OwnTransport: Transport {
    private let http: any CounterfoilGenerated.Transport

    /// Sets TLS up.
    public init() throws(CounterfoilError) {
        do { http = try httpTransport() } catch { throw CounterfoilError(error) }
    }

    public func send(_ request: HttpRequest) throws(TransportError) -> HttpResponse {
        do { return try http.send(request: request) } catch { throw TransportError(error) }
    }
}

extension TransportError {
    init(_ error: any Error) {
        switch error as? CounterfoilGenerated.TransportError {
        case .Unreachable: self = .unreachable
        case .TimedOut: self = .timedOut
        case .NotTheHub: self = .notTheHub
        case .TooLong: self = .tooLong
        case .File: self = .file
        case .Failed(let reason): self = .failed(reason: reason)
        case nil: self = .failed(reason: String(describing: type(of: error)))
        }
    }

    var generated: CounterfoilGenerated.TransportError {
        switch self {
        case .unreachable: .Unreachable
        case .timedOut: .TimedOut
        case .notTheHub: .NotTheHub
        case .tooLong: .TooLong
        case .file: .File
        case .failed(let reason): .Failed(reason: reason)
        }
    }
}

/// A host's transport, as the core calls it.
final class CalledTransport: CounterfoilGenerated.Transport {
    private let host: any Transport

    init(_ host: any Transport) {
        self.host = host
    }

    func send(request: HttpRequest) throws -> HttpResponse {
        do { return try host.send(request) } catch { throw error.generated }
    }
}
