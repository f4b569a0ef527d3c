//! One state of a screen, by the name of its picture.

/// One state of a screen, to be shown and checked.
struct Preview<State: Sendable>: Sendable {
    /// The screen and the state: `orders-full`.
    let name: String
    let state: State

    init(_ name: String, _ state: State) {
        self.name = name
        self.state = state
    }
}

/// A value with something changed: most states differ from another in one thing.
func changed<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
    var value = value
    change(&value)
    return value
}
