//! Stands in for Apple's SwiftUI where there is none: declares what of it the app uses, as Apple documents it, so
//! that the screens are type-checked. It never ships and never runs.
//!
//! Here: keys of a keyboard, and who has them.

public struct SubmitTriggers: OptionSet, Sendable {
    public typealias RawValue = Int
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let text = SubmitTriggers(rawValue: 1)
    public static let search = SubmitTriggers(rawValue: 2)
}

@propertyWrapper
public struct FocusState<Value: Hashable>: DynamicProperty {
    public struct Binding {
        public var wrappedValue: Value {
            get { neverRuns() }
            nonmutating set { neverRuns() }
        }
        public var projectedValue: FocusState<Value>.Binding { neverRuns() }
    }

    public var wrappedValue: Value {
        get { neverRuns() }
        nonmutating set { neverRuns() }
    }
    public var projectedValue: FocusState<Value>.Binding { neverRuns() }
    public init() where Value == Bool { neverRuns() }
}

public struct KeyEquivalent: Hashable, Sendable {
    public var character: Character
    public init(_ character: Character) { self.character = character }
    public static let `return` = KeyEquivalent("\r")
    public static let tab = KeyEquivalent("\t")
}

public struct KeyPress: Sendable {
    public struct Phases: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let down = KeyPress.Phases(rawValue: 1)
        public static let `repeat` = KeyPress.Phases(rawValue: 2)
        public static let up = KeyPress.Phases(rawValue: 4)
        public static let all = KeyPress.Phases(rawValue: 7)
    }

    public enum Result: Sendable {
        case handled
        case ignored
    }

    public let phase: KeyPress.Phases
    public let key: KeyEquivalent
    public let characters: String
}

extension View {
    public nonisolated func focusable(_ isFocusable: Bool = true) -> some View { EmptyView() }
    public nonisolated func focusEffectDisabled(_ disabled: Bool = true) -> some View { EmptyView() }
    public nonisolated func focused(_ condition: FocusState<Bool>.Binding) -> some View { EmptyView() }
    public nonisolated func onKeyPress(
        phases: KeyPress.Phases, action: @escaping (KeyPress) -> KeyPress.Result
    ) -> some View { EmptyView() }
}
