//! Stands in for Apple's SwiftUI where there is none: declares what of it the app uses, as Apple documents it, so
//! that the screens are type-checked. It never ships and never runs.
//!
//! Here: colours, styles, shapes and paths.

public protocol ShapeStyle: Sendable {
    associatedtype Resolved: ShapeStyle = Never
    func resolve(in environment: EnvironmentValues) -> Self.Resolved
}

extension ShapeStyle where Resolved == Never {
    public func resolve(in environment: EnvironmentValues) -> Never { neverRuns() }
}

extension Never: ShapeStyle {
    public typealias Resolved = Never
}

public struct Color: ShapeStyle, View, Hashable, CustomStringConvertible {
    public typealias Body = Never
    public struct Resolved: ShapeStyle, Hashable {}
    public enum RGBColorSpace: Sendable {
        case sRGB
        case sRGBLinear
        case displayP3
    }
    public nonisolated init(
        _ colorSpace: RGBColorSpace = .sRGB, red: Double, green: Double, blue: Double, opacity: Double = 1
    ) { neverRuns() }
    public nonisolated func resolve(in environment: EnvironmentValues) -> Color.Resolved { neverRuns() }
    public nonisolated var description: String { neverRuns() }
    public static nonisolated let black = Color(red: 0, green: 0, blue: 0)
    public static nonisolated let clear = Color(red: 0, green: 0, blue: 0, opacity: 0)
}

public struct ForegroundStyle: ShapeStyle {
    public init() {}
}

extension ShapeStyle where Self == ForegroundStyle {
    public static var foreground: ForegroundStyle { ForegroundStyle() }
}

public struct FillStyle: Equatable, Sendable {
    public init(eoFill: Bool = false, antialiased: Bool = true) {}
}

public enum CGLineCap: Int32, Sendable {
    case butt
    case round
    case square
}

public enum CGLineJoin: Int32, Sendable {
    case miter
    case round
    case bevel
}

public struct StrokeStyle: Equatable, Sendable {
    public init(
        lineWidth: CGFloat = 1, lineCap: CGLineCap = .butt, lineJoin: CGLineJoin = .miter, miterLimit: CGFloat = 10,
        dash: [CGFloat] = [CGFloat](), dashPhase: CGFloat = 0
    ) {}
}

@globalActor
public actor _NoActor {
    public static let shared = _NoActor()
}

/// A shape is a view, and yet bound to no actor: two isolations that contradict each other are none.
@_NoActor
public protocol _RemoveGlobalActorIsolation {}

public protocol Shape: Sendable, Animatable, View, _RemoveGlobalActorIsolation where Body == Never {
    nonisolated func path(in rect: CGRect) -> Path
}

extension Shape {
    public nonisolated func fill<S: ShapeStyle>(
        _ content: S = .foreground, style: FillStyle = FillStyle()
    ) -> some View { EmptyView() }
    public nonisolated func stroke<S: ShapeStyle>(
        _ content: S = .foreground, lineWidth: CGFloat = 1, antialiased: Bool = true
    ) -> some View { EmptyView() }
    public nonisolated func stroke<S: ShapeStyle>(
        _ content: S = .foreground, style: StrokeStyle, antialiased: Bool = true
    ) -> some View { EmptyView() }
}

public protocol InsettableShape: Shape {
    associatedtype InsetShape: InsettableShape
    nonisolated func inset(by amount: CGFloat) -> Self.InsetShape
}

extension InsettableShape {
    public nonisolated func strokeBorder<S: ShapeStyle>(
        _ content: S = .foreground, lineWidth: CGFloat = 1, antialiased: Bool = true
    ) -> some View { EmptyView() }
}

public struct Rectangle: InsettableShape {
    public nonisolated init() {}
    public nonisolated func path(in rect: CGRect) -> Path { neverRuns() }
    public nonisolated func inset(by amount: CGFloat) -> Rectangle { neverRuns() }
}

public enum RoundedCornerStyle: Sendable {
    case circular
    case continuous
}

public struct RoundedRectangle: InsettableShape {
    public nonisolated init(cornerRadius: CGFloat, style: RoundedCornerStyle = .continuous) {}
    public nonisolated func path(in rect: CGRect) -> Path { neverRuns() }
    public nonisolated func inset(by amount: CGFloat) -> RoundedRectangle { neverRuns() }
}

public struct Circle: InsettableShape {
    public nonisolated init() {}
    public nonisolated func path(in rect: CGRect) -> Path { neverRuns() }
    public nonisolated func inset(by amount: CGFloat) -> Circle { neverRuns() }
}

public struct Path: Equatable, LosslessStringConvertible, Sendable {
    public init() {}
    public init(roundedRect rect: CGRect, cornerRadius: CGFloat, style: RoundedCornerStyle = .continuous) {
        neverRuns()
    }
    public init?(_ string: String) { neverRuns() }
    public var description: String { neverRuns() }
    public mutating func move(to end: CGPoint) { neverRuns() }
    public mutating func addLine(to end: CGPoint) { neverRuns() }
    public mutating func addEllipse(in rect: CGRect, transform: CGAffineTransform = .identity) { neverRuns() }
    public func subtracting(_ other: Path, eoFill: Bool = false) -> Path { neverRuns() }
}

public struct CGAffineTransform: Equatable, Sendable {
    public static let identity = CGAffineTransform()
}

extension View {
    public nonisolated func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View { EmptyView() }
    public nonisolated func tint<S: ShapeStyle>(_ tint: S?) -> some View { EmptyView() }
    public nonisolated func background<S: ShapeStyle>(
        _ style: S, ignoresSafeAreaEdges edges: Edge.Set = .all
    ) -> some View { EmptyView() }
    public nonisolated func background<S: ShapeStyle, T: Shape>(
        _ style: S, in shape: T, fillStyle: FillStyle = FillStyle()
    ) -> some View { EmptyView() }
    public nonisolated func overlay<V: View>(
        alignment: Alignment = .center, @ViewBuilder content: () -> V
    ) -> some View { EmptyView() }
    public nonisolated func clipShape<S: Shape>(_ shape: S, style: FillStyle = FillStyle()) -> some View { EmptyView() }
    public nonisolated func contentShape<S: Shape>(_ shape: S, eoFill: Bool = false) -> some View { EmptyView() }
    public nonisolated func opacity(_ opacity: Double) -> some View { EmptyView() }
    public nonisolated func scaleEffect(_ s: CGFloat, anchor: UnitPoint = .center) -> some View { EmptyView() }
    public nonisolated func scaledToFit() -> some View { EmptyView() }
}
