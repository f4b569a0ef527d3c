//! Errors: one case for each thing that a person can do about it.

import CounterfoilGenerated
import Foundation

/// Why a call did nothing. No text in it carries content of an order, a name or a path, so it may go into a log.
public enum CounterfoilError: Error, Sendable, Equatable {
    /// No way to the hub now; work goes on without it.
    case offline
    /// This store is not enrolled, or no longer: capturing and pushing go on where they can.
    case signInAgain
    /// The device is full. Nothing that was acknowledged is lost.
    case storageFull
    /// Another process, or another ``Phone``, has this store open. An app extension hands files over and never opens
    /// the store.
    case alreadyOpen
    /// There is no such thing here; also for a text that is no id. `what`: `order`, `file`, `person`.
    case notFound(what: String)
    /// The playbook or this state does not allow it.
    case notAllowed(NotAllowed)
    /// The PIN was wrong, or no try is taken now; nothing was signed. `attemptsLeft` 0: this store has to be enrolled
    /// with a fresh code. `waitMs`: ms until the next try is looked at.
    case wrongPin(attemptsLeft: Int64, waitMs: Int64)
    /// Bytes on this device are not what was written; nothing was deleted.
    case damaged(what: String)
    /// A newer version wrote or asks for this; nothing was changed.
    case updateNeeded
    /// The phone was closed.
    case closed
    /// The task was cancelled before the call had its turn; nothing was done. Calls that capture something never
    /// give this: they run to their end.
    case cancelled
    /// Nobody can act on this. `reason` is for a report to who made the program.
    case internalFault(reason: String)
}

/// A language in which the core speaks to people.
public enum Language: Sendable, Hashable, CaseIterable {
    /// Simplified Chinese.
    case chinese
    /// English.
    case english

    /// The first of a person's languages that the core speaks, else English.
    public static func preferred(among languages: [String] = Locale.preferredLanguages) -> Language {
        for language in languages {
            if language.hasPrefix("zh") { return .chinese }
            if language.hasPrefix("en") { return .english }
        }
        return .english
    }
}

extension CounterfoilError {
    /// What to tell a person: one sentence, or one for each thing that is missing.
    public func sentences(in language: Language) -> [String] {
        if case .notAllowed(let reason) = self {
            return language == .chinese ? reason.wordsZh : reason.wordsEn
        }
        let (chinese, english) = words
        return [language == .chinese ? chinese : english]
    }

    private var words: (chinese: String, english: String) {
        switch self {
        case .offline: ("现在连不上服务器,可以先继续干活", "No connection now. Work goes on without it.")
        case .signInAgain: ("请重新登记这台手机", "Sign in on this phone again.")
        case .storageFull: ("手机存储已满,请先腾出空间", "This phone is full. Make some room first.")
        case .alreadyOpen: ("数据正被另一个程序使用", "Another app has this data open.")
        case .notFound: ("没有找到", "Not found.")
        case .notAllowed: ("现在不能这样做", "This is not allowed now.")
        case .wrongPin(0, _): ("密码已锁定,请向调度要新的登记码", "The PIN is locked. Ask the office for a new code.")
        case .wrongPin(let left, 0): ("密码不对,还可以试 \(left) 次", "Wrong PIN. \(left) tries are left.")
        case .wrongPin(_, let waitMs): ("请过 \(waitMs / 60_000 + 1) 分钟再试", "Try again in \(waitMs / 60_000 + 1) min.")
        case .damaged: ("手机上的数据有损坏,什么都没删除", "Data on this phone is damaged. Nothing was deleted.")
        case .updateNeeded: ("请先更新应用", "Update this app first.")
        case .closed: ("已经退出", "This account was closed on this phone.")
        case .cancelled: ("已取消", "Cancelled.")
        case .internalFault: ("程序出错,请反馈", "Something went wrong. Please report it.")
        }
    }
}

extension CounterfoilError: LocalizedError {
    /// ``sentences(in:)`` in the person's language.
    public var errorDescription: String? {
        sentences(in: .preferred()).joined(separator: "\n")
    }
}

extension CounterfoilError {
    /// An error of the generated half, or of Swift itself.
    init(_ error: any Error) {
        switch error {
        case let error as CounterfoilError: self = error
        case let error as CounterfoilGenerated.CounterfoilError: self.init(generated: error)
        case is CancellationError: self = .cancelled
        default: self = .internalFault(reason: String(describing: type(of: error)))
        }
    }

    private init(generated: CounterfoilGenerated.CounterfoilError) {
        switch generated {
        case .Offline: self = .offline
        case .SignInAgain: self = .signInAgain
        case .StorageFull: self = .storageFull
        case .AlreadyOpen: self = .alreadyOpen
        case .NotFound(let what): self = .notFound(what: what)
        case .NotAllowed(let reason): self = .notAllowed(reason)
        case .WrongPin(let attemptsLeft, let waitMs): self = .wrongPin(attemptsLeft: attemptsLeft, waitMs: waitMs)
        case .Damaged(let what): self = .damaged(what: what)
        case .UpdateNeeded: self = .updateNeeded
        case .Closed: self = .closed
        case .Internal(let reason): self = .internalFault(reason: reason)
        }
    }
}
