//! An app with its own login: its backend signs tickets, and the hub lets in whom the office allows.

import Counterfoil
import CounterfoilTestKit
import Foundation
import Testing

/// The app's backend: a key of ES256 that the office may have registered, and what the office told it.
private struct Backend {
    struct Keys: Decodable {
        let audience: String
        let root_fingerprint: String
    }
    struct Key: Decodable { let key: String }

    let signer: SoftwareSigner
    let kid: String
    let audience: String
    let pin: HubPin

    /// The office registers the public half.
    static func registered(at hub: TestHub, secret: UInt8 = 42) async throws -> Backend {
        let signer = try SoftwareSigner(secret: Data(repeating: secret, count: 32))
        let point = try signer.publicKey().bytes
        let (x, y) = (base64(point[1..<33]), base64(point[33..<65]))
        let body = """
            {"name": "跑单App后台", "roles": ["courier"], "may_create": false,
             "public_key": {"kty": "EC", "crv": "P-256", "x": "\(x)", "y": "\(y)"}}
            """
        let added = try decoded(Key.self, try await hub.office("POST", "/v1/office/ticket-keys", body))
        let keys = try decoded(Keys.self, try await hub.office("GET", "/v1/office/ticket-keys"))
        let pin = HubPin(hubUrl: hub.url, rootFingerprint: keys.root_fingerprint)
        return Backend(signer: signer, kid: added.key, audience: keys.audience, pin: pin)
    }

    /// A ticket for somebody, good for five minutes; with `store` it is that store's alone.
    func ticket(for subject: String, store: String? = nil, ends: TimeInterval = 300) throws -> String {
        let end = Int(Date().timeIntervalSince1970 + ends)
        let bound = store.map { #", "cnf": {"jkt": "\#($0)"}"# } ?? ""
        let header = #"{"typ": "cf-enrol+jwt", "alg": "ES256", "kid": "\#(kid)"}"#
        let claims = """
            {"aud": "\(audience)", "sub": "\(subject)", "jti": "\(UUID().uuidString)", "exp": \(end)\(bound)}
            """
        let signed = base64(Data(header.utf8)) + "." + base64(Data(claims.utf8))
        return signed + "." + base64(raw(try signer.sign(Data(signed.utf8))))
    }
}

private func decoded<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(json.utf8))
}

/// base64url without padding.
private func base64(_ bytes: Data) -> String {
    bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
        .replacingOccurrences(of: "=", with: "")
}

/// r ‖ s of 32 bytes each, out of DER: `30 len 02 len r 02 len s`.
private func raw(_ der: Data) -> Data {
    var rest = der.dropFirst(2)
    func number() -> Data {
        let length = Int(rest[rest.startIndex + 1])
        let bytes = rest.dropFirst(2).prefix(length).drop { $0 == 0 }
        rest = rest.dropFirst(2 + length)
        return Data(repeating: 0, count: 32 - bytes.count) + bytes
    }
    return number() + number()
}

@Suite struct TicketTests {
    /// With which code a ticket is refused.
    private func refusal(_ phone: Phone, _ ticket: String, _ pin: HubPin) async throws -> String {
        do {
            try await phone.account.enrol(withTicket: ticket, pin: pin)
            return "taken"
        } catch {
            guard case .notAllowed(let reason) = error else { throw error }
            #expect(!reason.wordsZh.isEmpty && !reason.wordsEn.isEmpty)
            return reason.code
        }
    }

    @Test func whoIsSignedInToTheAppIsEnrolledWithoutACode() async throws {
        let hub = try await TestHub.start()
        let ann = try await hub.invite("小安").person
        let number = #"{"number": "A-1024"}"#
        _ = try await hub.office("PUT", "/v1/office/people/\(ann)/staff-number", number)
        let backend = try await Backend.registered(at: hub)
        let phone = try await TestPhone.make().open()
        let ticket = try backend.ticket(for: "A-1024", store: try await phone.account.keyThumbprint())
        // Twice: for all the phone knows, the first answer was lost.
        for _ in 0..<2 {
            let status = try await phone.account.enrol(withTicket: ticket, pin: backend.pin)
            let enrolled = try #require(status.enrolled)
            #expect(enrolled.person == ann && enrolled.personName == "小安" && enrolled.roles == ["courier"])
        }
        try await phone.account.beginShift()
        #expect(try await phone.syncing.run().isDone)
        #expect(try await phone.syncing.status().onPhone == 0)
    }

    @Test func aTicketIsOneStoresAndOneHubs() async throws {
        let hub = try await TestHub.start()
        let ann = try await hub.invite("小安").person
        let backend = try await Backend.registered(at: hub)
        let (hers, thief) = (try await TestPhone.make().open(), try await TestPhone.make().open())
        let ticket = try backend.ticket(for: ann)
        let otherHub = HubPin(hubUrl: hub.url, rootFingerprint: String(repeating: "01", count: 32))
        #expect(try await refusal(hers, ticket, otherHub) == "hub_keys")
        #expect(try await refusal(hers, ticket, backend.pin) == "taken")
        #expect(try await refusal(thief, ticket, backend.pin) == "ticket_used")
        let bound = try backend.ticket(for: ann, store: try await hers.account.keyThumbprint())
        #expect(try await refusal(thief, bound, backend.pin) == "ticket_refused")
        #expect(try await thief.account.status().enrolled == nil)
    }

    @Test func aTicketThatIsRefusedSaysWhyByItsCode() async throws {
        let hub = try await TestHub.start()
        let ann = try await hub.invite("小安").person
        let chen = try await hub.invite("老陈", roles: ["technician"]).person
        let backend = try await Backend.registered(at: hub)
        let phone = try await TestPhone.make().open()
        let other = Backend(
            signer: try SoftwareSigner(secret: Data(repeating: 7, count: 32)), kid: backend.kid,
            audience: backend.audience, pin: backend.pin)
        let tooLong = String(repeating: "a", count: 5_000)
        let late = try backend.ticket(for: ann, ends: -60)
        for ticket in ["no ticket", "", tooLong, late, try other.ticket(for: ann)] {
            #expect(try await refusal(phone, ticket, backend.pin) == "ticket_refused")
        }
        #expect(try await refusal(phone, try backend.ticket(for: "A-1"), backend.pin) == "worker_unknown")
        #expect(try await refusal(phone, try backend.ticket(for: chen), backend.pin) == "ticket_not_for_them")
        let good = try backend.ticket(for: ann)
        for wrong in [
            HubPin(hubUrl: hub.url, rootFingerprint: "none"), HubPin(hubUrl: hub.url, rootFingerprint: ""),
            HubPin(hubUrl: "hub.example", rootFingerprint: backend.pin.rootFingerprint),
        ] {
            #expect(try await refusal(phone, good, wrong) == "hub_pin")
        }
        try hub.signal(.off)
        await #expect(throws: CounterfoilError.offline) {
            try await phone.account.enrol(withTicket: good, pin: backend.pin)
        }
        try hub.signal(.on)
        _ = try await hub.office("POST", "/v1/office/ticket-keys/\(backend.kid)/revoke", "{}")
        #expect(try await refusal(phone, good, backend.pin) == "ticket_refused", "its key was revoked")
        #expect(try await phone.account.status().enrolled == nil)
    }
}
