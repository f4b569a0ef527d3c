//! Pictures of the encrypted store: small ones as bytes, large files in parts.

import CounterfoilGenerated
import Foundation

extension Captures {
    /// The photographs and signatures of an order, the first first. What a colleague took is listed too; `isHere` says
    /// whether it can be shown now, ``fetch(_:of:)`` fetches it.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)``.
    public func pictures(of id: String) async throws(CounterfoilError) -> [Picture] {
        try await opened.reading.ask { [desk] in try desk.pictures(id: id) }
    }

    /// The copy for lists of a photograph or signature, by the name of its original: some KB. The original itself where
    /// it is no larger than a copy would be.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)`` when this phone holds none, ``CounterfoilError/damaged(what:)``.
    public func thumbnail(of original: String) async throws(CounterfoilError) -> SmallPicture {
        try await opened.reading.ask { [desk] in try desk.thumbnail(original: original) }
    }

    /// Fetches the original of a picture that this phone does not hold, from the hub: one that a colleague took, or one
    /// that has left this phone. Afterwards ``thumbnail(of:)`` and ``file(_:partBytes:)`` give it as any other. It is
    /// compared with its hash; what was cut goes on where it stopped. Nothing happens if it is here. It goes on to its
    /// end in a cancelled task; the order's topic tells screens when it has come.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)`` if the order names no such picture, this person may not see it,
    ///   or it has not come to the hub yet; ``CounterfoilError/offline``.
    public func fetch(_ original: String, of order: String) async throws(CounterfoilError) {
        do { try await desk.fetch(order: order, original: original) } catch { throw CounterfoilError(error) }
    }

    /// The plain bytes of an original or a copy that this phone holds, in parts of at most `partBytes`.
    public func file(_ hash: String, partBytes: Int = 256 << 10) -> Chunks {
        Chunks(lane: opened.reading) { [desk] in
            SealedFile(stream: try desk.openBlob(hash: hash), partBytes: Int64(partBytes))
        }
    }
}

/// A sealed file that is being read.
private struct SealedFile: PartReader {
    let stream: BlobStream
    let partBytes: Int64

    func next() throws -> Data? {
        let part = try stream.read(bytesMax: partBytes)
        return part.isEmpty ? nil : part
    }

    func close() {
        stream.close()
    }
}

extension PictureLoader {
    /// Thumbnails of this phone, by the names of their originals.
    public init(_ captures: Captures, limit: Int = 16 << 20) {
        self.init(limit: limit) { (original: String) async throws(CounterfoilError) -> Data in
            try await captures.thumbnail(of: original).bytes
        }
    }

    /// Thumbnails of an order's pictures, by the names of their originals: what a colleague took is fetched from the
    /// hub when a screen asks for it.
    public init(_ captures: Captures, fetchingOf order: String, limit: Int = 16 << 20) {
        self.init(limit: limit) { (original: String) async throws(CounterfoilError) -> Data in
            do throws(CounterfoilError) {
                return try await captures.thumbnail(of: original).bytes
            } catch {
                guard case .notFound = error else { throw error }
            }
            try await captures.fetch(original, of: order)
            return try await captures.thumbnail(of: original).bytes
        }
    }
}
