//! The one opening of the store that a process may have: the screens and the intents share it.

import Counterfoil
import Foundation

#if os(Linux)
    import AppleStorePorts
#endif

/// The one opening of the store that a process may have.
@MainActor
final class Opening {
    static let shared = Opening()

    private var opening: Task<Phone, any Error>?

    /// The open phone, opened when it is first asked for. After a failure the next who asks tries again.
    func phone() async throws -> Phone {
        let opening = opening ?? Task { try await Self.open() }
        self.opening = opening
        do {
            return try await opening.value
        } catch {
            self.opening = nil
            throw error
        }
    }

    private static func open() async throws -> Phone {
        let files = FileManager.default
        let support = try files.url(
            for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
        var unbacked = support.appendingPathComponent("unbacked", isDirectory: true)
        try files.createDirectory(at: unbacked, withIntermediateDirectories: true)
        var leftOut = URLResourceValues()
        leftOut.isExcludedFromBackup = true
        try unbacked.setResourceValues(leftOut)
        let store = support.appendingPathComponent("store", isDirectory: true)
        return try await Phone.open(
            PhoneConfiguration(folder: store, unbackedFolder: unbacked),
            ports: Ports(secrets: KeychainSecrets(), clocks: AppleClocks()))
    }
}
