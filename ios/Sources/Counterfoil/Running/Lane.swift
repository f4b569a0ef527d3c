//! Where calls into the core run: on threads of their own, never on those that Swift shares among tasks.

import Foundation

/// A few threads for calls that may touch the disk. The caller's actor is free meanwhile, and so is Swift's pool of
/// threads, which must never be blocked.
final class Lane: Sendable {
    private let queue: OperationQueue

    /// `width`: how many calls run at once; the others wait in line.
    init(_ name: String, width: Int) {
        queue = OperationQueue()
        queue.name = "dev.counterfoil.\(name)"
        queue.maxConcurrentOperationCount = width
        queue.qualityOfService = .userInitiated
    }

    /// Runs a call to its end, whether or not the task is cancelled meanwhile: what a person captured is kept, even
    /// if the screen on which they did it is gone.
    func finish<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws(CounterfoilError) -> Value {
        let done: Result<Value, CounterfoilError> = await withCheckedContinuation { waiting in
            queue.addOperation { waiting.resume(returning: caught(work)) }
        }
        return try done.get()
    }

    /// Runs a call whose answer alone matters. Cancelled before its turn, it is not run.
    ///
    /// - Throws: ``CounterfoilError/cancelled``, and what the call throws.
    func ask<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws(CounterfoilError) -> Value {
        let isCancelled = Guarded(Task.isCancelled)
        let done: Result<Value, CounterfoilError> = await withTaskCancellationHandler {
            await withCheckedContinuation { waiting in
                queue.addOperation {
                    let late = isCancelled.with { $0 }
                    waiting.resume(returning: late ? .failure(.cancelled) : caught(work))
                }
            }
        } onCancel: {
            isCancelled.with { $0 = true }
        }
        return try done.get()
    }
}

/// What a call gave or threw, in this package's words.
private func caught<Value>(_ work: () throws -> Value) -> Result<Value, CounterfoilError> {
    do {
        return .success(try work())
    } catch {
        return .failure(CounterfoilError(error))
    }
}
