//! Stands in for Apple's SwiftUI where there is none: declares what of it the app uses, as Apple documents it, so
//! that the screens are type-checked. It never ships and never runs.
//!
//! Here: views, their builder, and the views that hold others.

@_exported import Foundation

/// Nothing of this module has a body: whoever runs it is told so.
func neverRuns() -> Never { fatalError("a stand-in for Apple's SwiftUI was run; it is there for type-checking alone") }

@MainActor @preconcurrency
public protocol View {
    associatedtype Body: View
    @ViewBuilder @MainActor @preconcurrency var body: Self.Body { get }
}

extension Never: View {
    public var body: Never { neverRuns() }
}

extension View where Body == Never {
    public var body: Never { neverRuns() }
}

extension Optional: View where Wrapped: View {
    public typealias Body = Never
}

@resultBuilder
public struct ViewBuilder {
    public static func buildExpression<Content: View>(_ content: Content) -> Content { neverRuns() }
    public static func buildBlock() -> EmptyView { neverRuns() }
    public static func buildBlock<Content: View>(_ content: Content) -> Content { neverRuns() }
    public static func buildBlock<each Content: View>(
        _ content: repeat each Content
    ) -> TupleView<(repeat each Content)> { neverRuns() }
    public static func buildIf<Content: View>(_ content: Content?) -> Content? { neverRuns() }
    public static func buildEither<TrueContent: View, FalseContent: View>(
        first: TrueContent
    ) -> _ConditionalContent<TrueContent, FalseContent> { neverRuns() }
    public static func buildEither<TrueContent: View, FalseContent: View>(
        second: FalseContent
    ) -> _ConditionalContent<TrueContent, FalseContent> { neverRuns() }
    public static func buildLimitedAvailability<Content: View>(_ content: Content) -> AnyView { neverRuns() }
}

public struct EmptyView: View {
    public typealias Body = Never
    public nonisolated init() {}
}

public struct TupleView<T>: View {
    public typealias Body = Never
}

public struct _ConditionalContent<TrueContent, FalseContent> {}

extension _ConditionalContent: View where TrueContent: View, FalseContent: View {
    public typealias Body = Never
}

public struct AnyView: View {
    public typealias Body = Never
    public nonisolated init<V: View>(_ view: V) { neverRuns() }
}

public struct Group<Content> {}

extension Group: View where Content: View {
    public typealias Body = Never
    public nonisolated init(@ViewBuilder content: () -> Content) { neverRuns() }
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content> {}

extension ForEach: View where Content: View {
    public typealias Body = Never

    public init(
        _ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content
    ) { neverRuns() }
}

extension ForEach where ID == Data.Element.ID, Content: View, Data.Element: Identifiable {
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) { neverRuns() }
}

@MainActor @preconcurrency
public protocol ViewModifier {
    associatedtype Body: View
    @ViewBuilder @MainActor @preconcurrency func body(content: Self.Content) -> Self.Body
    typealias Content = _ViewModifier_Content<Self>
}

public struct _ViewModifier_Content<Modifier: ViewModifier>: View {
    public typealias Body = Never
}

extension ViewModifier where Body == Never {
    public func body(content: Self.Content) -> Self.Body { neverRuns() }
}

public struct ModifiedContent<Content, Modifier> {}

extension ModifiedContent: View where Content: View, Modifier: ViewModifier {
    public typealias Body = Never
}

extension View {
    public nonisolated func modifier<T>(_ modifier: T) -> ModifiedContent<Self, T> { neverRuns() }
    public nonisolated func id<ID: Hashable>(_ id: ID) -> some View { EmptyView() }
}

@MainActor @preconcurrency
public protocol PreviewProvider {
    associatedtype Previews: View
    @ViewBuilder @MainActor @preconcurrency static var previews: Self.Previews { get }
}

extension View {
    public nonisolated func previewDisplayName(_ value: String?) -> some View { EmptyView() }
}
