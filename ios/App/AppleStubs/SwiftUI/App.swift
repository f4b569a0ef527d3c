//! Stands in for Apple's SwiftUI where there is none: declares what of it the app uses, as Apple documents it, so
//! that the screens are type-checked. It never ships and never runs.
//!
//! Here: the app's entry.

@MainActor @preconcurrency
public protocol App {
    associatedtype Body: Scene
    @SceneBuilder @MainActor @preconcurrency var body: Self.Body { get }
    @MainActor @preconcurrency init()
}

extension App {
    @MainActor @preconcurrency public static func main() { neverRuns() }
}

@MainActor @preconcurrency
public protocol Scene {
    associatedtype Body: Scene
    @SceneBuilder @MainActor @preconcurrency var body: Self.Body { get }
}

extension Never: Scene {}

extension Scene where Body == Never {
    public var body: Never { neverRuns() }
}

@resultBuilder
public struct SceneBuilder {
    public static func buildExpression<Content: Scene>(_ content: Content) -> Content { neverRuns() }
    public static func buildBlock<Content: Scene>(_ content: Content) -> Content { neverRuns() }
}

public struct WindowGroup<Content: View>: Scene {
    public typealias Body = Never
    public nonisolated init(@ViewBuilder content: () -> Content) { neverRuns() }
}

/// Here so that a screen that means the core's `Alert` has to say so, as it has to in Xcode.
public struct Alert {}
