//! Where keys live: the Keychain on Apple's platforms, files or memory where there is none.

import CounterfoilGenerated
import Foundation

/// Why a secret cannot be had now. The first two are normal answers of a phone's key store.
public enum SecretStoreError: Error, Sendable, Equatable {
    /// The phone was restarted and has not been unlocked since.
    case lockedBeforeFirstUnlock
    /// The platform has destroyed the key: screen lock removed, biometrics changed.
    case invalidated
    /// The key store failed. `reason` is for a report and holds nothing personal.
    case failed(reason: String)
}

/// Keeps small secrets (up to some KB) under names. Calls are atomic: a value is the old one or the new one.
///
/// Methods are called from any thread, also from several at once, and must not call the phone.
public protocol SecretStore: Sendable {
    /// The secret, `nil` if there is none under this name.
    func secret(named name: String) throws(SecretStoreError) -> Data?
    /// Keeps a secret; durable when this returns.
    func keep(_ secret: Data, named name: String) throws(SecretStoreError)
    /// Destroys a secret; no error if there is none.
    func removeSecret(named name: String) throws(SecretStoreError)
}

/// Secrets in memory, for tests: a store whose key is gone with the process cannot be opened again.
public final class MemorySecrets: SecretStore {
    private let secrets = Guarded<[String: Data]>([:])

    /// Holds nothing.
    public init() {}

    public func secret(named name: String) -> Data? {
        secrets.with { $0[name] }
    }

    public func keep(_ secret: Data, named name: String) {
        secrets.with { $0[name] = secret }
    }

    public func removeSecret(named name: String) {
        secrets.with { $0[name] = nil }
    }
}

/// Secrets as files that only their owner may read: for Linux, where there is no key store. Apps on Apple's platforms
/// use ``KeychainSecrets``.
public struct FileSecrets: SecretStore {
    private let files: any CounterfoilGenerated.SecretStore

    /// Opens or makes the folder. Touches the disk.
    public init(folder: URL) throws(CounterfoilError) {
        do {
            files = try fileSecretStore(folder: folder.path)
        } catch {
            throw CounterfoilError(error)
        }
    }

    public func secret(named name: String) throws(SecretStoreError) -> Data? {
        do { return try files.get(name: name) } catch { throw SecretStoreError(error) }
    }

    public func keep(_ secret: Data, named name: String) throws(SecretStoreError) {
        do { try files.put(name: name, secret: secret) } catch { throw SecretStoreError(error) }
    }

    public func removeSecret(named name: String) throws(SecretStoreError) {
        do { try files.remove(name: name) } catch { throw SecretStoreError(error) }
    }
}

extension SecretStoreError {
    init(_ error: any Error) {
        switch error as? CounterfoilGenerated.SecretStoreError {
        case .LockedBeforeFirstUnlock: self = .lockedBeforeFirstUnlock
        case .Invalidated: self = .invalidated
        case .Failed(let reason): self = .failed(reason: reason)
        case nil: self = .failed(reason: String(describing: type(of: error)))
        }
    }

    var generated: CounterfoilGenerated.SecretStoreError {
        switch self {
        case .lockedBeforeFirstUnlock: .LockedBeforeFirstUnlock
        case .invalidated: .Invalidated
        case .failed(let reason): .Failed(reason: reason)
        }
    }
}

/// A host's key store, as the core calls it.
final class CalledSecrets: CounterfoilGenerated.SecretStore {
    private let host: any SecretStore

    init(_ host: any SecretStore) {
        self.host = host
    }

    func get(name: String) throws -> Data? {
        do { return try host.secret(named: name) } catch { throw error.generated }
    }

    func put(name: String, secret: Data) throws {
        do { try host.keep(secret, named: name) } catch { throw error.generated }
    }

    func remove(name: String) throws {
        do { try host.removeSecret(named: name) } catch { throw error.generated }
    }
}
