//! The core's vectors, answered through the wall.

import CounterfoilTestKitGenerated

/// The core's answer to one case of its vectors (`core/domain/tests/vectors/ENGINE`), both as JSON.
public func answerVector(engine: String, case one: String) throws -> String {
    try CounterfoilTestKitGenerated.answerVector(engine: engine, case: one)
}
