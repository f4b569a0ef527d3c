//! A value that whoever wants to may follow.

/// A value that whoever wants to may follow: it is told at once, and again when it has changed.
@MainActor
final class Told<Value: Sendable & Equatable> {
    private var listeners: [Int: (Value) -> Void] = [:]
    private var begun = 0

    var value: Value {
        didSet { if value != oldValue { listeners.values.forEach { $0(value) } } }
    }

    init(_ value: Value) {
        self.value = value
    }

    func following() -> Following<Value> { following { $0 } }

    /// What is made of the value; it ends with what `make` throws.
    func following<Made: Sendable>(_ make: @escaping @MainActor (Value) throws -> Made) -> Following<Made> {
        let (stream, continuation) = Following<Made>.makeStream(bufferingPolicy: .bufferingNewest(1))
        begun += 1
        let number = begun
        let tell = { (value: Value) in
            do { continuation.yield(try make(value)) } catch { continuation.finish(throwing: error) }
        }
        listeners[number] = tell
        continuation.onTermination = { [weak self] _ in
            Task { @MainActor in self?.listeners[number] = nil }
        }
        tell(value)
        return stream
    }
}
