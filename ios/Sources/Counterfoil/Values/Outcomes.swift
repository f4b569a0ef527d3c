//! What became of each order of an act over several: what one forbids does not stop the others.

import CounterfoilGenerated

/// What became of one order.
public struct OneDone: Sendable, Equatable {
    /// The order.
    public let order: String
    /// What was written on it, or why nothing was.
    public let result: Result<Done, CounterfoilError>

    init(_ one: CounterfoilGenerated.OneDone) {
        order = one.order
        result = outcome(one.done, one.error)
    }
}

/// What became of one code of a handover.
public struct Received: Sendable, Equatable {
    /// The code.
    public let code: String
    /// The order; `nil` if nobody knows the code and it is no waybill.
    public let order: String?
    /// Whether it was founded here, as nobody knew it.
    public let founded: Bool
    /// What was written, or why nothing was.
    public let result: Result<Done, CounterfoilError>

    init(_ one: CounterfoilGenerated.Received) {
        code = one.code
        order = one.order
        founded = one.founded
        result = outcome(one.done, one.error)
    }
}

private func outcome(
    _ done: Done?, _ error: CounterfoilGenerated.CounterfoilError?
) -> Result<Done, CounterfoilError> {
    if let done { return .success(done) }
    return .failure(error.map(CounterfoilError.init) ?? .internalFault(reason: "neither done nor refused"))
}
