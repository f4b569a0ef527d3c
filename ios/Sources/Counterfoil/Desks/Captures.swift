//! The captures desk: photographs, signatures, positions, scans.

import CounterfoilGenerated
import Foundation

/// What a person captures at the door.
///
/// Every call is one transaction and needs no network. It runs on a thread of this package, and to its end even if the
/// task is cancelled meanwhile: what a call acknowledged is on disk, and a screen that goes away loses no capture.
/// After ``Phone/close()`` each throws ``CounterfoilError/closed``.
public struct Captures: Sendable {
    let desk: CounterfoilGenerated.Captures
    let opened: Opened

    /// Takes a photograph into an order: hashes, seals and scales it, 100 to 300 ms for twelve megapixels. A process
    /// that is killed in the middle loses nothing: the next opening goes on with it.
    ///
    /// - Parameters:
    ///   - file: The file as the camera wrote it. It is read, never changed; it may be removed once this returned.
    ///   - role: What it shows, as the playbook names it: `door`, `damage`.
    ///   - preview: A JPEG, PNG or WebP of the same picture, used only if the original cannot be decoded (HEIC).
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` if policy forbids it or the file is no photograph that can be
    ///   kept, ``CounterfoilError/storageFull``, ``CounterfoilError/notFound(what:)``.
    @discardableResult
    public func photo(
        _ id: String, file: URL, role: String, preview: URL? = nil
    ) async throws(CounterfoilError) -> PhotoTaken {
        let source = PhotoSource(file, role: role, preview: preview)
        return try await opened.writing.finish { [desk] in try desk.photo(id: id, source: source) }
    }

    /// Takes one photograph into several orders: one file, a fact on each.
    ///
    /// - Throws: As ``photo(_:file:role:preview:)``; what an order forbids stands in its own result.
    @discardableResult
    public func photo(
        forSeveral orders: [String], file: URL, role: String, preview: URL? = nil
    ) async throws(CounterfoilError) -> [OneDone] {
        let source = PhotoSource(file, role: role, preview: preview)
        return try await opened.writing.finish { [desk] in
            try desk.photoForSeveral(orders: orders, source: source).map(OneDone.init)
        }
    }

    /// Seals a photograph without writing it down, for an act that holds it as `Capture.prepared`.
    public func preparePhoto(
        file: URL, role: String, preview: URL? = nil
    ) async throws(CounterfoilError) -> Prepared {
        let source = PhotoSource(file, role: role, preview: preview)
        return try await opened.writing.finish { [desk] in try desk.preparePhoto(source: source) }
    }

    /// Takes a signature for one or several orders, and seals the chain.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for a blank pad or no order; what an order forbids stands in its
    ///   own result.
    @discardableResult
    public func sign(_ input: SignatureInput) async throws(CounterfoilError) -> [OneDone] {
        try await opened.writing.finish { [desk] in try desk.sign(input: input).map(OneDone.init) }
    }

    /// Seals a signature's files without writing it down, and gives each order's part, for acts that hold it as
    /// `Capture.prepared`.
    public func prepareSignature(
        _ input: SignatureInput
    ) async throws(CounterfoilError) -> [PreparedFor] {
        try await opened.writing.finish { [desk] in try desk.prepareSignature(input: input) }
    }

    /// Seals the photographs, which belong to every order, and asks of each order whether its part may be written.
    /// One photograph for sixty parcels is one file.
    ///
    /// - Parameter signedAs: The role in which somebody is going to sign.
    /// - Throws: As ``photo(_:file:role:preview:)``; what an order forbids stands in ``Together/leftOut``.
    public func prepareTogether(
        _ parts: [OrderPart], photos: [PhotoSource] = [], signedAs: String? = nil
    ) async throws(CounterfoilError) -> Together {
        try await opened.writing.finish { [desk] in
            Together(act: try desk.prepareTogether(parts: parts, photos: photos, signedAs: signedAs))
        }
    }

    /// Writes it in one transaction, with one signature over exactly the lines of ``Together/parts``, and seals the
    /// chain. An act is written once; a second call throws ``CounterfoilError/notAllowed(_:)`` with the code `written`.
    @discardableResult
    public func write(
        _ together: Together, signedBy signer: Signer? = nil
    ) async throws(CounterfoilError) -> [OneDone] {
        try await opened.writing.finish { [desk] in
            try desk.writeTogether(together: together.act, signer: signer).map(OneDone.init)
        }
    }

    /// A position. None is recorded outside a shift or in a break.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for coordinates that are none, outside a shift (`off_duty`), or by
    ///   policy.
    @discardableResult
    public func fix(_ id: String, _ position: Position) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.fix(id: id, position: position) }
    }

    /// A code scanned on an order. A code that names another order is kept and says so: the person decides.
    ///
    /// - Parameter symbology: As the scanner names it: `code128`, `qr`, `typed`.
    @discardableResult
    public func scan(
        _ id: String, _ raw: String, symbology: String
    ) async throws(CounterfoilError) -> Scanned {
        try await opened.writing.finish { [desk] in
            try desk.scan(id: id, raw: raw, symbology: symbology)
        }
    }

    /// One read of a loading scan. Every read is kept on the open shift; what is to be loaded comes into custody, and a
    /// waybill that nobody knows is founded where the playbook says so. The same code seen again at once is one read.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` without an open shift or for an empty code.
    @discardableResult
    public func load(
        _ code: String, symbology: String
    ) async throws(CounterfoilError) -> LoadAnswer {
        try await opened.writing.finish { [desk] in try desk.load(code: code, symbology: symbology) }
    }

    /// The label of a part that arrives for an order, scanned or typed. One act keeps the scan and, if the store has
    /// sent such a part for this order and it has not been received, receives one piece of it; otherwise it says why
    /// not. The same label seen again at once is one read.
    ///
    /// - Parameter symbology: As the scanner names it: `code128`, `qr`, `typed`.
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` by policy or for an empty code.
    @discardableResult
    public func partScanned(
        _ id: String, _ code: String, symbology: String
    ) async throws(CounterfoilError) -> PartScanned {
        try await opened.writing.finish { [desk] in
            try desk.partScanned(id: id, code: code, symbology: symbology)
        }
    }
}

/// An act over several orders, ready to be shown and written once: its photographs are sealed, nothing is written.
public struct Together: Sendable {
    let act: CounterfoilGenerated.Together

    /// What can go, with what is to be shown for each.
    public var parts: [TogetherPart] { act.parts() }
    /// What cannot, and why.
    public var leftOut: [LeftOut] { act.leftOut() }
}

extension PhotoSource {
    /// A photograph by its file: its bytes never cross into Swift.
    public init(_ file: URL, role: String, preview: URL? = nil) {
        self.init(path: file.path, preview: preview?.path, role: role)
    }
}
