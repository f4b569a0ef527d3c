//! Stands in, where there is no Apple system, for the two ports that the package has on Apple's systems alone
//! (`Sources/Counterfoil/Ports/Apple.swift`), so that the app's entry is type-checked. It never ships and never runs.

import Counterfoil
import Foundation

private func neverRuns() -> Never { fatalError("a stand-in for Apple's ports was run; it is there for type-checking") }

public struct KeychainSecrets: SecretStore {
    public init(service: String = "dev.counterfoil", accessGroup group: String? = nil) { neverRuns() }
    public func secret(named name: String) throws(SecretStoreError) -> Data? { neverRuns() }
    public func keep(_ secret: Data, named name: String) throws(SecretStoreError) { neverRuns() }
    public func removeSecret(named name: String) throws(SecretStoreError) { neverRuns() }
}

public struct AppleClocks: DeviceClocks {
    public init() { neverRuns() }
    public func readings() throws(ClockError) -> ClockReadings { neverRuns() }
}
