//! The core's vectors, answered by the library that an app links.

import CounterfoilGenerated

/// The answer of the library to one case of the core's vectors (`core/domain/tests/vectors/ENGINE`), both as JSON.
public func answerVector(engine: String, case one: String) throws -> String {
    try CounterfoilGenerated.answerVector(engine: engine, case: one)
}
