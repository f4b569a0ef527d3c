//! Several people on one phone: a store each, one open at a time.

import CounterfoilGenerated
import Foundation

/// A device that several people use: a scanner that goes from hand to hand. Each person has a sealed store of their own
/// under one key store; changing hands needs no network.
public struct SharedDevice: Sendable {
    private let device: CounterfoilGenerated.SharedDevice

    /// The device whose stores lie in this folder.
    public init(folder: URL) {
        device = CounterfoilGenerated.SharedDevice.at(folder: folder.path)
    }

    /// Where ``FileSecrets`` belong, for hosts that have no other key store: one for all, with a key for each store.
    public var secretsFolder: URL { URL(fileURLWithPath: device.secretsFolder()) }

    /// The store of one person, for ``Phone/open(_:ports:)``. Close the other's first: what lies there stays sealed and
    /// is sent when that person is back.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for a name that is no file name: letters, digits, `-` and `_`,
    ///   up to 64 bytes.
    public func person(_ name: String) throws(CounterfoilError) -> PhoneConfiguration {
        do {
            let store = try device.person(name: name)
            return PhoneConfiguration(
                folder: URL(fileURLWithPath: store.folder),
                unbackedFolder: store.unbackedFolder.map { URL(fileURLWithPath: $0) })
        } catch {
            throw CounterfoilError(error)
        }
    }

    /// Who has a store on this device, sorted. Reads one folder.
    public var people: [String] { device.people() }
}
