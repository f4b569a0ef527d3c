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

    /// How somebody's work stands. Opens the store for a moment: 10 to 100 ms.
    ///
    /// - Throws: ``CounterfoilError/alreadyOpen`` for the person who works now, ``CounterfoilError/notFound(what:)``,
    ///   and what ``Phone/open(_:ports:)`` throws.
    public func about(_ name: String, ports: Ports) async throws(CounterfoilError) -> PersonHere {
        try await Self.lane.ask { [device] in try device.about(name: name, ports: ports.generated) }
    }

    /// Sends what somebody left unsent, while others work. It goes on to the end of its budget in a cancelled task;
    /// what is left goes next time.
    ///
    /// - Throws: What ``about(_:ports:)`` and ``Syncing/run(_:)`` throw.
    @discardableResult
    public func sendFor(
        _ name: String, ports: Ports, budget: Budget = Budget()
    ) async throws(CounterfoilError) -> SyncReport {
        do {
            return try await device.sendFor(name: name, ports: ports.generated, budget: budget.generated)
        } catch {
            throw CounterfoilError(error)
        }
    }

    /// Takes somebody's store from the device: by default deletes it with its keys, if the hub has everything.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` with the code `unsent` where something is left and
    ///   `.ifNothingLeft` was asked; what ``about(_:ports:)`` throws.
    public func remove(
        _ name: String, ports: Ports, how: Removal = .ifNothingLeft
    ) async throws(CounterfoilError) {
        try await Self.lane.finish { [device] in try device.remove(name: name, ports: ports.generated, how: how) }
    }

    /// Makes the store that was put aside last under this name a person's again.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)``; ``CounterfoilError/notAllowed(_:)`` with the code `name_taken`
    ///   while somebody has it.
    public func bringBack(_ name: String) async throws(CounterfoilError) {
        try await Self.lane.finish { [device] in try device.bringBack(name: name) }
    }

    private static let lane = Lane("sharing", width: 1)
}

extension PersonHere {
    /// Whether the hub has everything of theirs.
    public var hasNothingLeft: Bool { unsent == 0 && filesUnsent == 0 }
}
