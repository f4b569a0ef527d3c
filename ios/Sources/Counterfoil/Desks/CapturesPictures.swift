//! Pictures of the encrypted store: small ones as bytes, large files in parts.

import CounterfoilGenerated
import Foundation

extension Captures {
    /// The photographs and signatures of an order, the first first. What a colleague took is listed too; `isHere` says
    /// whether it can be shown.
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
}
