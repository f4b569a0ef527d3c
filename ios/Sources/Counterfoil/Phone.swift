//! The phone: one person's store on one device, opened, and its four desks.

import CounterfoilGenerated
import Foundation

/// An open phone: orders, evidence and sync of one person on one device, with or without signal.
///
/// ```swift
/// let phone = try await Phone.open(PhoneConfiguration(folder: folder), ports: Ports(secrets: KeychainSecrets()))
/// for try await page in phone.orders.updates() { show(page.cards) }
/// ```
///
/// Sendable, and cheap to hand around. Calls may come from any task or actor, also many at once; none blocks its
/// caller's thread. Several people on one phone have a folder each.
public final class Phone: Sendable {
    /// Lists, search, what a scanned code means, sheets and commands.
    public let orders: Orders
    /// What a person captures at the door.
    public let captures: Captures
    /// The way to the hub.
    public let syncing: Syncing
    /// Whose store this is, duty, and "nothing left on this phone".
    public let account: Account
    /// What opening found; an app tells the person what they must know.
    public let opening: OpeningReport

    private let opened: Opened

    private init(_ phone: CounterfoilGenerated.Phone) {
        opened = Opened(phone)
        orders = Orders(desk: phone.orders(), opened: opened)
        captures = Captures(desk: phone.captures(), opened: opened)
        syncing = Syncing(desk: phone.syncing(), opened: opened)
        account = Account(desk: phone.account(), opened: opened)
        opening = phone.opening()
    }

    /// Opens or makes a store. Touches the disk and the key store: 10 to 100 ms, longer after damage or an update.
    ///
    /// - Throws: ``CounterfoilError/alreadyOpen``, ``CounterfoilError/updateNeeded``,
    ///   ``CounterfoilError/damaged(what:)`` if the key store no longer has this store's key,
    ///   ``CounterfoilError/signInAgain`` if the platform has destroyed it, ``CounterfoilError/notAllowed(_:)`` with
    ///   the code `locked` while it is locked, ``CounterfoilError/internalFault(reason:)`` if the key store failed. A
    ///   damaged database is no error: see `OpeningReport.salvaged`. Nor is a signer that cannot answer now.
    public static func open(
        _ configuration: PhoneConfiguration, ports: Ports
    ) async throws(CounterfoilError) -> Phone {
        try await opening.finish {
            Phone(try CounterfoilGenerated.Phone.open(config: configuration.generated, ports: ports.generated))
        }
    }

    private static let opening = Lane("opening", width: 1)

    /// What changed, from here on: each topic once, however often it changed while nobody asked. The lists, sync and
    /// the account come at once: everything is news to a new listener. Ends when the phone is closed.
    ///
    /// Most screens want ``Orders/updates(of:by:count:)`` and ``Orders/updates(ofSheet:)`` instead, which read as well.
    public func changes() -> AsyncStream<Topic> {
        let listening = opened.listen(to: nil)
        return AsyncStream { await listening.inbox.next() }
    }

    /// Closes the store: ends sessions and streams at once, lets calls that run now finish; later ones throw
    /// ``CounterfoilError/closed``. When it returns the store can be opened again, by anybody, and its folder deleted.
    /// It waits 10 s at most for a call that hangs in a port of the app. May be called any number of times.
    ///
    /// Without it the store is closed once the phone and its desks are no longer held; streams do not hold it.
    public func close() async {
        await opened.close()
    }
}

/// Where a phone keeps its store, and how it treats photographs.
public struct PhoneConfiguration: Sendable, Hashable {
    /// The store's folder; it may be part of the system's backups.
    public var folder: URL
    /// A folder that backups leave out (`isExcludedFromBackup`): holds the install marker. `nil`: `unbacked` inside
    /// ``folder``, which then must be excluded.
    public var unbackedFolder: URL?
    /// Long side of the copy of a photograph that is shown and sent first, px; `nil` for the default.
    public var photoLongSide: Int?
    /// JPEG quality of that copy, 1 to 100; `nil` for the default.
    public var photoQuality: Int?

    /// A store in this folder.
    public init(
        folder: URL, unbackedFolder: URL? = nil, photoLongSide: Int? = nil, photoQuality: Int? = nil
    ) {
        self.folder = folder
        self.unbackedFolder = unbackedFolder
        self.photoLongSide = photoLongSide
        self.photoQuality = photoQuality
    }

    var generated: PhoneConfig {
        PhoneConfig(
            folder: folder.path, unbackedFolder: unbackedFolder?.path,
            photoLongSidePx: photoLongSide.map(Int64.init), photoQuality: photoQuality.map(Int64.init))
    }
}

/// The app's side of a phone.
public struct Ports: Sendable {
    /// Where keys and the install marker live: ``KeychainSecrets`` on Apple's platforms.
    public var secrets: any SecretStore
    /// A hardware seal key; `nil`: a software key in ``secrets``.
    public var signer: (any DeviceSigner)?
    /// The way to the hub; `nil`: HTTP of this package, with bundled roots.
    public var transport: (any Transport)?
    /// The device's clocks; `nil`: the system's as far as this package can read them.
    public var clocks: (any DeviceClocks)?

    /// What an app brings.
    public init(
        secrets: any SecretStore, signer: (any DeviceSigner)? = nil,
        transport: (any Transport)? = nil, clocks: (any DeviceClocks)? = nil
    ) {
        self.secrets = secrets
        self.signer = signer
        self.transport = transport
        self.clocks = clocks
    }

    var generated: CounterfoilGenerated.Ports {
        CounterfoilGenerated.Ports(
            secrets: CalledSecrets(secrets), signer: signer.map(CalledSigner.init),
            transport: transport.map(CalledTransport.init), moments: clocks.map(CalledClocks.init))
    }
}
