//! Stands in for Apple's SwiftUI where there is none: declares what of it the app uses, as Apple documents it, so
//! that the screens are type-checked. It never ships and never runs.
//!
//! Here: what views keep, and what surrounds them.

public protocol DynamicProperty {
    mutating func update()
}

extension DynamicProperty {
    public mutating func update() {}
}

@propertyWrapper
public struct State<Value>: DynamicProperty {
    public init(wrappedValue value: Value) { neverRuns() }
    public init(initialValue value: Value) { neverRuns() }
    public var wrappedValue: Value {
        get { neverRuns() }
        nonmutating set { neverRuns() }
    }
    public var projectedValue: Binding<Value> { neverRuns() }
}

extension State where Value: ExpressibleByNilLiteral {
    public init() { neverRuns() }
}

extension State: Sendable where Value: Sendable {}

@propertyWrapper
@dynamicMemberLookup
public struct Binding<Value> {
    @preconcurrency
    public init(
        @_inheritActorContext get: @escaping @isolated(any) @Sendable () -> Value,
        @_inheritActorContext set: @escaping @isolated(any) @Sendable (Value) -> Void
    ) { neverRuns() }
    public static func constant(_ value: Value) -> Binding<Value> { neverRuns() }
    public var wrappedValue: Value {
        get { neverRuns() }
        nonmutating set { neverRuns() }
    }
    public var projectedValue: Binding<Value> { neverRuns() }
    public subscript<Subject>(dynamicMember keyPath: WritableKeyPath<Value, Subject>) -> Binding<Subject> {
        neverRuns()
    }
}

extension Binding: @unchecked Sendable where Value: Sendable {}

@propertyWrapper
public struct SceneStorage<Value>: DynamicProperty {
    private let key: String
    public var wrappedValue: Value {
        get { neverRuns() }
        nonmutating set { neverRuns() }
    }
    public var projectedValue: Binding<Value> { neverRuns() }
}

extension SceneStorage {
    public init(wrappedValue: Value, _ key: String) where Value == String { neverRuns() }
    public init(_ key: String) where Value == String? { neverRuns() }
}

@propertyWrapper
public struct ScaledMetric<Value: BinaryFloatingPoint>: DynamicProperty {
    public init(wrappedValue: Value, relativeTo textStyle: Font.TextStyle) { neverRuns() }
    public init(wrappedValue: Value) { neverRuns() }
    public var wrappedValue: Value { neverRuns() }
}

@propertyWrapper
public struct Environment<Value>: DynamicProperty {
    public init(_ keyPath: KeyPath<EnvironmentValues, Value>) { neverRuns() }
    public var wrappedValue: Value { neverRuns() }
}

extension Environment: Sendable where Value: Sendable {}

public protocol EnvironmentKey {
    associatedtype Value
    static var defaultValue: Self.Value { get }
}

public struct EnvironmentValues: CustomStringConvertible {
    public init() { neverRuns() }
    public subscript<K: EnvironmentKey>(key: K.Type) -> K.Value {
        get { neverRuns() }
        set { neverRuns() }
    }
    public var description: String { neverRuns() }
}

extension EnvironmentValues {
    public var colorScheme: ColorScheme {
        get { neverRuns() }
        set { neverRuns() }
    }
    public var dynamicTypeSize: DynamicTypeSize {
        get { neverRuns() }
        set { neverRuns() }
    }
    public var locale: Locale {
        get { neverRuns() }
        set { neverRuns() }
    }
    public var timeZone: TimeZone {
        get { neverRuns() }
        set { neverRuns() }
    }
    public var scenePhase: ScenePhase {
        get { neverRuns() }
        set { neverRuns() }
    }
}

public enum ColorScheme: CaseIterable, Sendable {
    case light
    case dark
}

public enum DynamicTypeSize: Hashable, Comparable, CaseIterable, Sendable {
    case xSmall
    case small
    case medium
    case large
    case xLarge
    case xxLarge
    case xxxLarge
    case accessibility1
    case accessibility2
    case accessibility3
    case accessibility4
    case accessibility5
}

public enum ScenePhase: Comparable, Hashable, Sendable {
    case background
    case inactive
    case active
}

extension View {
    public nonisolated func environment<V>(_ keyPath: WritableKeyPath<EnvironmentValues, V>, _ value: V) -> some View {
        EmptyView()
    }
    public nonisolated func dynamicTypeSize(_ size: DynamicTypeSize) -> some View { EmptyView() }
    public nonisolated func preferredColorScheme(_ colorScheme: ColorScheme?) -> some View { EmptyView() }
}
