//! Why something was not done, by what a person can do about it.

import Counterfoil

/// Why something was not done.
public enum Trouble: Sendable, Equatable {
    /// No way to the hub: work goes on.
    case offline
    /// This phone has to be enrolled again.
    case signInAgain
    /// The phone is full.
    case storageFull
    /// Another window has the store open.
    case inUse
    /// It is no longer here.
    case gone
    /// Keys or bytes of this phone are not what they were.
    case damaged
    /// The app is too old.
    case updateNeeded
    /// The store is locked until the phone was unlocked once.
    case locked
    /// It is not allowed now. `words`: a sentence for each thing that is missing.
    case notAllowed(code: String, words: [Words])
    /// A fault of the app; nothing was lost.
    case fault
}

/// A call of the wall did nothing, because of `trouble`. It holds no content of an order.
public struct WallError: Error, Equatable {
    public let trouble: Trouble

    public init(_ trouble: Trouble) {
        self.trouble = trouble
    }
}

extension WallError {
    /// What a call behind the wall threw.
    init(_ error: any Error) {
        switch error {
        case let error as WallError: self = error
        case let error as CounterfoilError: self.init(Trouble(error))
        default: self.init(.fault)
        }
    }
}

extension Trouble {
    /// The words of the package as the screens know them.
    init(_ error: CounterfoilError) {
        switch error {
        case .offline: self = .offline
        case .signInAgain: self = .signInAgain
        case .storageFull: self = .storageFull
        case .alreadyOpen: self = .inUse
        case .notFound: self = .gone
        case .damaged: self = .damaged
        case .updateNeeded: self = .updateNeeded
        case .wrongPin, .closed, .cancelled, .internalFault: self = .fault
        case .notAllowed(let reason) where reason.code == "locked": self = .locked
        case .notAllowed(let reason):
            let words = zip(reason.wordsZh, reason.wordsEn).map { Words(zh: $0, en: $1) }
            self = .notAllowed(code: reason.code, words: words)
        }
    }
}
