//! A phone for tests: in memory, and able to be closed and opened again as a killed app would.

import Counterfoil
import CounterfoilTestKitGenerated
import Foundation

/// A phone whose store lies in memory (`/dev/shm` where there is one, else among temporary files) and goes with it.
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

    deinit {
        let (held, opened) = (held, opened)
        Task.detached {
            await opened?.close()
            try? held.close()
        }
    }

    /// A phone that is not enrolled.
    ///
    /// - Parameter ports: By default secrets in memory, and this package's own transport and clocks.
    public static func make(ports: Ports? = nil, person: String = "") async throws -> TestPhone {
        let held = try await away { try TestFolder.make() }
        return TestPhone(held, ports: ports ?? Ports(secrets: MemorySecrets()), person: person)
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
