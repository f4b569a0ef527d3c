//! The key that seals: the Secure Enclave's, or software.

import CounterfoilGenerated
import Foundation

/// Why a signature cannot be made now. None of these holds up a capture or a push: work is sealed later.
public enum SignerError: Error, Sendable, Equatable {
    /// The phone is locked.
    case locked
    /// The platform has destroyed the key.
    case invalidated
    /// The hardware failed. `reason` is for a report and holds nothing personal.
    case failed(reason: String)
}

/// A key of this device that signs and cannot be read. Methods are called from any thread.
public protocol DeviceSigner: Sendable {
    /// The public half; asked once, at opening.
    func publicKey() throws(SignerError) -> SignerKey
    /// Signs these bytes; ES256 as the platform gives it: DER, or 64 bytes r ‖ s. May be slow: it is called before a
    /// session and at the moments that matter, not with every capture.
    func sign(_ message: Data) throws(SignerError) -> Data
}

/// A software key of ES256 that answers as a platform's key does: for tests of an app's own signer.
public struct SoftwareSigner: DeviceSigner {
    private let key: any CounterfoilGenerated.DeviceSigner

    /// From 32 secret bytes.
    public init(secret: Data) throws(CounterfoilError) {
        do { key = try softwareSigner(secret: secret) } catch { throw CounterfoilError(error) }
    }

    public func publicKey() throws(SignerError) -> SignerKey {
        do { return try key.publicKey() } catch { throw SignerError(error) }
    }

    public func sign(_ message: Data) throws(SignerError) -> Data {
        do { return try key.sign(message: message) } catch { throw SignerError(error) }
    }
}

extension SignerError {
    init(_ error: any Error) {
        switch error as? CounterfoilGenerated.SignerError {
        case .Locked: self = .locked
        case .Invalidated: self = .invalidated
        case .Failed(let reason): self = .failed(reason: reason)
        case nil: self = .failed(reason: String(describing: type(of: error)))
        }
    }

    var generated: CounterfoilGenerated.SignerError {
        switch self {
        case .locked: .Locked
        case .invalidated: .Invalidated
        case .failed(let reason): .Failed(reason: reason)
        }
    }
}

/// A host's signer, as the core calls it.
final class CalledSigner: CounterfoilGenerated.DeviceSigner {
    private let host: any DeviceSigner

    init(_ host: any DeviceSigner) {
        self.host = host
    }

    func publicKey() throws -> SignerKey {
        do { return try host.publicKey() } catch { throw error.generated }
    }

    func sign(message: Data) throws -> Data {
        do { return try host.sign(message) } catch { throw error.generated }
    }
}
