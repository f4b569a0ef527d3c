//! A phone for tests: in memory, and able to be closed and opened again as a killed app would.

import Counterfoil
import CounterfoilTestKitGenerated
import Foundation

/// A phone whose store lies in memory (`/dev/shm` where there is one, else among temporary files).
///
/// The store goes with ``remove()``, or when neither this nor a ``Phone`` of it is held any more; so does the hub of a
/// phone that ``TestHub/phone(of:roles:ports:)`` made.
public actor TestPhone {
    /// Whose phone it is, by the hub; empty for one that nobody was invited for.
    public nonisolated let person: String
    /// The store's folder.
    public nonisolated let folder: URL
    /// What it is opened with.
    public nonisolated let ports: Ports
    private let held: TestFolder
    private var opened: Phone?

    private init(_ held: TestFolder, ports: Ports, person: String) {
        self.held = held
        self.ports = ports
        self.person = person
        folder = URL(fileURLWithPath: held.path()).appendingPathComponent("store")
    }

    /// A phone that is not enrolled.
    ///
    /// - Parameter ports: By default secrets in memory, and this package's own transport and clocks.
    public static func make(ports: Ports? = nil) async throws -> TestPhone {
        try await make(ports: ports, person: "", hub: nil)
    }

    static func make(ports: Ports?, person: String, hub: TestHub?) async throws -> TestPhone {
        let folder = try await away { try TestFolder.make() }
        var ports = ports ?? Ports(secrets: MemorySecrets())
        ports.secrets = HoldingSecrets(secrets: ports.secrets, folder: folder, hub: hub)
        return TestPhone(folder, ports: ports, person: person)
    }

    /// The phone, opened if it is not.
    @discardableResult
    public func open() async throws(CounterfoilError) -> Phone {
        if let opened { return opened }
        let phone = try await Phone.open(PhoneConfiguration(folder: folder), ports: ports)
        opened = phone
        return phone
    }

    /// Closes the phone and opens it again, as after the app was ended.
    public func reopen() async throws(CounterfoilError) -> Phone {
        await close()
        return try await open()
    }

    /// Closes the phone; its store stays.
    public func close() async {
        await opened?.close()
        opened = nil
    }

    /// Closes the phone and deletes its store.
    public func remove() async throws {
        await close()
        try await away { [held] in try held.close() }
    }
}

/// The key store of a test's phone. The core lets go of it last, and with it of what the phone needs.
private struct HoldingSecrets: SecretStore {
    let secrets: any SecretStore
    let folder: TestFolder
    let hub: TestHub?

    func secret(named name: String) throws(SecretStoreError) -> Data? { try secrets.secret(named: name) }
    func keep(_ secret: Data, named name: String) throws(SecretStoreError) { try secrets.keep(secret, named: name) }
    func removeSecret(named name: String) throws(SecretStoreError) { try secrets.removeSecret(named: name) }
}
