//! Stands in for Apple's SwiftUI where there is none: declares what of it the app uses, as Apple documents it, so
//! that the screens are type-checked. It never ships and never runs.
//!
//! Here: what those hear who do not see the screen.

public struct AccessibilityAttachmentModifier: ViewModifier {
    public typealias Body = Never
}

public struct AccessibilityTraits: SetAlgebra, Sendable {
    public static let isButton = AccessibilityTraits()
    public static let isHeader = AccessibilityTraits()
    public static let isSelected = AccessibilityTraits()
    public static let isTabBar = AccessibilityTraits()
    public static let isImage = AccessibilityTraits()
    public static let allowsDirectInteraction = AccessibilityTraits()
    public typealias Element = AccessibilityTraits
    public typealias ArrayLiteralElement = AccessibilityTraits

    public init() {}
    public func union(_ other: AccessibilityTraits) -> AccessibilityTraits { neverRuns() }
    public mutating func formUnion(_ other: AccessibilityTraits) { neverRuns() }
    public func intersection(_ other: AccessibilityTraits) -> AccessibilityTraits { neverRuns() }
    public mutating func formIntersection(_ other: AccessibilityTraits) { neverRuns() }
    public func symmetricDifference(_ other: AccessibilityTraits) -> AccessibilityTraits { neverRuns() }
    public mutating func formSymmetricDifference(_ other: AccessibilityTraits) { neverRuns() }
    public func contains(_ member: AccessibilityTraits) -> Bool { neverRuns() }
    public mutating func insert(
        _ newMember: AccessibilityTraits
    ) -> (inserted: Bool, memberAfterInsert: AccessibilityTraits) { neverRuns() }
    public mutating func remove(_ member: AccessibilityTraits) -> AccessibilityTraits? { neverRuns() }
    public mutating func update(with newMember: AccessibilityTraits) -> AccessibilityTraits? { neverRuns() }
}

public struct AccessibilityChildBehavior: Hashable, Sendable {
    public static let ignore = AccessibilityChildBehavior()
    public static let contain = AccessibilityChildBehavior()
    public static let combine = AccessibilityChildBehavior()
}

public struct AccessibilityActionKind: Equatable, Sendable {
    public static let `default` = AccessibilityActionKind()
    public static let escape = AccessibilityActionKind()
    public static let magicTap = AccessibilityActionKind()
}

extension View {
    public nonisolated func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View {
        EmptyView()
    }
    public nonisolated func accessibilityAction(
        _ actionKind: AccessibilityActionKind = .default, _ handler: @escaping () -> Void
    ) -> ModifiedContent<Self, AccessibilityAttachmentModifier> { neverRuns() }
    public nonisolated func accessibilityAddTraits(
        _ traits: AccessibilityTraits
    ) -> ModifiedContent<Self, AccessibilityAttachmentModifier> { neverRuns() }
    public nonisolated func accessibilityHidden(
        _ hidden: Bool
    ) -> ModifiedContent<Self, AccessibilityAttachmentModifier> { neverRuns() }
    public nonisolated func accessibilityLabel(
        _ labelKey: LocalizedStringKey
    ) -> ModifiedContent<Self, AccessibilityAttachmentModifier> { neverRuns() }
    @_disfavoredOverload
    public nonisolated func accessibilityLabel<S: StringProtocol>(
        _ label: S
    ) -> ModifiedContent<Self, AccessibilityAttachmentModifier> { neverRuns() }
    public nonisolated func accessibilityHint(
        _ hintKey: LocalizedStringKey
    ) -> ModifiedContent<Self, AccessibilityAttachmentModifier> { neverRuns() }
    @_disfavoredOverload
    public nonisolated func accessibilityHint<S: StringProtocol>(
        _ hint: S
    ) -> ModifiedContent<Self, AccessibilityAttachmentModifier> { neverRuns() }
}
