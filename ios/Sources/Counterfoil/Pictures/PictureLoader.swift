//! Pictures for screens: read once though many rows want them, and kept in memory within a bound.

import Foundation

/// Gives the bytes of pictures to screens. Several views that want the same picture cost one read; what was read
/// lately stays in memory, never on the disk.
///
/// ```swift
/// let pictures = PictureLoader(phone.captures)
/// let jpeg = try await pictures.data(of: photo.original)
/// ```
public actor PictureLoader {
    /// Where the bytes come from.
    public typealias Source = @Sendable (String) async throws(CounterfoilError) -> Data

    private let source: Source
    private let limit: Int
    private var held: [String: Data] = [:]
    /// The least recently used first.
    private var order: [String] = []
    /// Counts up when everything is forgotten, so that what was being read then is not kept.
    private var round = 0
    private var loading: [String: Task<Result<Data, CounterfoilError>, Never>] = [:]

    /// A loader that keeps at most `limit` bytes.
    public init(limit: Int = 16 << 20, source: @escaping Source) {
        self.limit = limit
        self.source = source
    }

    /// Bytes that are in memory now.
    public var heldBytes: Int { held.values.reduce(0) { $0 + $1.count } }

    /// The bytes of a picture.
    ///
    /// A view that goes away does not spoil it for others: the read goes on, and a later view finds it.
    public func data(of hash: String) async throws(CounterfoilError) -> Data {
        if let data = held[hash] {
            used(hash)
            return data
        }
        let task = loading[hash] ?? load(hash)
        return try await task.value.get()
    }

    /// Forgets what is in memory: after a warning of the system, or when another person takes the phone.
    public func empty() {
        held = [:]
        order = []
        loading = [:]
        round += 1
    }

    private func load(_ hash: String) -> Task<Result<Data, CounterfoilError>, Never> {
        let (source, turn) = (source, round)
        let task = Task<Result<Data, CounterfoilError>, Never> {
            let loaded: Result<Data, CounterfoilError>
            do throws(CounterfoilError) {
                loaded = .success(try await source(hash))
            } catch {
                loaded = .failure(error)
            }
            if round == turn { keep(loaded, as: hash) }
            return loaded
        }
        loading[hash] = task
        return task
    }

    private func keep(_ loaded: Result<Data, CounterfoilError>, as hash: String) {
        loading[hash] = nil
        guard case .success(let data) = loaded, data.count <= limit else { return }
        held[hash] = data
        used(hash)
        while heldBytes > limit { held[order.removeFirst()] = nil }
    }

    private func used(_ hash: String) {
        order.removeAll { $0 == hash }
        order.append(hash)
    }
}
