//! A real hub on loopback, in the test's own process: people, orders and signal as the test wants them.

import Counterfoil
import CounterfoilTestKitGenerated
import Foundation

/// A hub on a free port of this machine, in a temporary folder, behind a signal that can be switched off.
///
/// ```swift
/// let hub = try await TestHub.start()
/// let ann = try await hub.phone(of: "Ann")      // in memory, enrolled
/// ```
///
/// The hub that production runs, but not for production: it counts what is stored as safe, as nothing backs it up.
public final class TestHub: Sendable {
    private let hub: CounterfoilTestKitGenerated.TestHub
    /// Where phones reach it, through the signal.
    public let url: String

    private init(_ hub: CounterfoilTestKitGenerated.TestHub) {
        self.hub = hub
        url = hub.url()
    }

    deinit {
        let hub = hub
        DispatchQueue.global().async { try? hub.stop() }
    }

    /// Starts a hub for a fresh tenant, with the built-in playbook. Some 100 ms.
    public static func start(tenant: String = "Test") async throws -> TestHub {
        try await away { TestHub(try CounterfoilTestKitGenerated.TestHub.start(tenantName: tenant)) }
    }

    /// Enters somebody, and gives them an enrolled phone in memory: everything that a test needs, in one line.
    public func phone(
        of name: String, roles: [String] = ["courier"], ports: Ports? = nil
    ) async throws -> TestPhone {
        let invited = try await invite(name, roles: roles)
        let phone = try await TestPhone.make(ports: ports, person: invited.person, hub: self)
        try await phone.open().account.enrol(with: invited.invitation)
        return phone
    }

    /// Enters somebody with these roles (`courier`, `technician`, `dispatcher`), and invites them.
    public func invite(_ name: String, roles: [String] = ["courier"]) async throws -> Invited {
        try await away { [hub] in try hub.invite(name: name, roles: roles) }
    }

    /// Another enrolment code for somebody who was entered.
    public func inviteAgain(_ person: String) async throws -> String {
        try await away { [hub] in try hub.inviteAgain(person: person) }
    }

    /// Makes an order and gives its id.
    ///
    /// - Parameters:
    ///   - kind: `parcel`, `repair`.
    ///   - fields: A JSON object, such as `{"title": "一箱苹果"}`.
    ///   - person: To whom it is assigned.
    public func order(
        _ waybill: String, kind: String = "parcel", fields: String = "{}", for person: String? = nil
    ) async throws -> String {
        try await away { [hub] in
            try hub.order(kind: kind, waybill: waybill, fields: fields, assign: person)
        }
    }

    /// Somebody asks to hurry with an order.
    public func urge(_ order: String, reason: String? = nil) async throws {
        try await away { [hub] in try hub.urge(order: order, reason: reason) }
    }

    /// Imports a table (CSV or XLSX); gives the hub's report as JSON.
    public func importTable(_ name: String, _ table: Data) async throws -> String {
        try await away { [hub] in try hub.importTable(name: name, bytes: table) }
    }

    /// Uploads a document and gives its id: a manual, a table of fault codes
    /// (`application/vnd.counterfoil.faults+json`) or a pack of outlets (`application/vnd.counterfoil.outlets+json`).
    ///
    /// - Parameter pins: Kinds and models of orders that need it, a JSON array: `[{"kind": "repair"}]`.
    public func manual(
        _ title: String, mediaType: String, _ document: Data, pins: String
    ) async throws -> String {
        try await away { [hub] in
            try hub.manual(title: title, mediaType: mediaType, bytes: document, pins: pins)
        }
    }

    /// Any call of the office's API; gives the answer's JSON, empty if there is none.
    public func office(
        _ method: String, _ path: String, _ body: String? = nil
    ) async throws -> String {
        try await away { [hub] in try hub.office(method: method, path: path, body: body) }
    }

    /// How good the signal is.
    public enum Signal: Sendable {
        /// Everything passes.
        case on
        /// Connections are cut and new ones refused.
        case off
        /// Lost again after some bytes, in the middle of whatever goes on then.
        case cut(afterBytes: Int)
    }

    /// Sets the signal between phones and hub.
    public func signal(_ signal: Signal) throws {
        switch signal {
        case .on: try hub.signalOn()
        case .off: try hub.signalOff()
        case .cut(let bytes): try hub.signalCutAfter(bytes: Int64(bytes))
        }
    }

    /// Ends the hub and deletes its folder. May be called any number of times.
    public func stop() async throws {
        try await away { [hub] in try hub.stop() }
    }
}

/// Somebody who was entered at the hub: the person's id, and the text of an enrolment code, good once.
public typealias Invited = CounterfoilTestKitGenerated.Invited
/// Why the kit could not do it: `Refused(status:body:)`, `Stopped`, `Failed(reason:)`.
public typealias TestKitError = CounterfoilTestKitGenerated.TestKitError

/// Runs a call that blocks its thread on a thread that may be blocked.
func away<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { waiting in
        DispatchQueue.global().async { waiting.resume(with: Result(catching: work)) }
    }
}
