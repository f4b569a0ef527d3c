//! A large file in parts: an original photograph, decrypted as it is read.

import Foundation

/// Reads a file part by part; for one iteration.
protocol PartReader: Sendable {
    /// The next part; `nil` at the end.
    func next() throws -> Data?
    /// Lets the file go.
    func close()
}

/// The plain bytes of an encrypted file, in parts of some hundred KB: however large the file, one part is in memory,
/// and nothing is written anywhere.
///
/// ```swift
/// for try await part in phone.captures.file(photo.original) { upload.write(part) }
/// ```
///
/// What was given before an error was checked and is right; a file of which a part is missing ends with
/// ``CounterfoilError/damaged(what:)`` and never silently. The file is let go when the iteration ends, at the latest
/// when its iterator is given up. In a cancelled task it ends with ``CounterfoilError/cancelled``, so that half a
/// file is not taken for a whole one.
public struct Chunks: AsyncSequence, Sendable {
    /// Some bytes.
    public typealias Element = Data
    /// Why an iteration fails.
    public typealias Failure = CounterfoilError

    let lane: Lane
    let open: @Sendable () throws -> any PartReader

    /// Opens the file with the first part.
    public func makeAsyncIterator() -> Iterator {
        Iterator(file: OpenFile(lane: lane, open: open))
    }

    /// Gives the parts one after another.
    public struct Iterator: AsyncIteratorProtocol {
        let file: OpenFile

        /// The next part.
        ///
        /// - Returns: `nil` after the last.
        public mutating func next() async throws(CounterfoilError) -> Data? {
            try await file.next()
        }
    }

    /// All parts in one: for files that fit into memory.
    ///
    /// - Parameter limit: Bytes that it may have; more is ``CounterfoilError/notAllowed(_:)``, code `too_large`.
    public func data(limit: Int = 64 << 20) async throws(CounterfoilError) -> Data {
        var whole = Data()
        var parts = makeAsyncIterator()
        while let part = try await parts.next() {
            whole.append(part)
            if whole.count > limit { throw .notAllowed(.tooLarge) }
        }
        return whole
    }
}

/// The file of one iteration; closes it when nobody holds it any more.
final class OpenFile: Sendable {
    private enum State {
        case unopened
        case open(any PartReader)
        case over
    }

    private let lane: Lane
    private let open: @Sendable () throws -> any PartReader
    private let state = Guarded(State.unopened)

    init(lane: Lane, open: @escaping @Sendable () throws -> any PartReader) {
        self.lane = lane
        self.open = open
    }

    deinit {
        close()
    }

    func next() async throws(CounterfoilError) -> Data? {
        do {
            let part = try await lane.ask { [self] in try reader()?.next() }
            if part == nil { close() }
            return part
        } catch {
            close()
            throw error
        }
    }

    private func reader() throws -> (any PartReader)? {
        switch state.with({ $0 }) {
        case .open(let reader): return reader
        case .over: return nil
        case .unopened:
            let reader = try open()
            state.with { $0 = .open(reader) }
            return reader
        }
    }

    private func close() {
        let before = state.with { state in
            defer { state = .over }
            return state
        }
        if case .open(let reader) = before { reader.close() }
    }
}

extension NotAllowed {
    static let tooLarge = NotAllowed(
        code: "too_large", wordsZh: ["文件过大"], wordsEn: ["This file is too large."], missing: [])
}
