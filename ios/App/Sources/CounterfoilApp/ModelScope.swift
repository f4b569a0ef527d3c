//! What a model has going on.

/// What a model has going on: it ends with the model's place.
@MainActor
final class ModelScope {
    private var running: [Int: Task<Void, Never>] = [:]
    private var begun = 0
    private var isOver = false

    /// Begins something that goes on beside.
    @discardableResult
    func launch(_ work: @escaping @MainActor () async -> Void) -> Task<Void, Never>? {
        if isOver { return nil }
        begun += 1
        let number = begun
        let task = Task { @MainActor [weak self] in
            await work()
            self?.running[number] = nil
        }
        running[number] = task
        return task
    }

    /// Begins something that the wall may refuse: `fail` is told why.
    @discardableResult
    func attempt(
        or fail: @escaping @MainActor (Trouble) -> Void, _ work: @escaping @MainActor () async throws -> Void
    ) -> Task<Void, Never>? {
        launch {
            do {
                try await work()
            } catch is CancellationError {
                // Its place is gone: nobody is there to be told.
            } catch let error as WallError {
                if !Task.isCancelled { fail(error.trouble) }
            } catch {
                fail(.fault)
            }
        }
    }

    /// Ends all of it, and whatever is begun later. What is being written is written to its end all the same.
    func cancel() {
        isOver = true
        running.values.forEach { $0.cancel() }
        running = [:]
    }
}
