//! The core's vectors, answered by the library that an app links.

import CounterfoilTestKitGenerated

/// The answer of the library to one case of the core's vectors (`core/domain/tests/vectors/FOLDER`), both as JSON.
public func answerVector(folder: String, case one: String) throws -> String {
    try CounterfoilTestKitGenerated.answerVector(folder: folder, case: one)
}
