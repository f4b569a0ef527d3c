//! Stands in for Apple's SwiftUI where there is none: declares what of it the app uses, as Apple documents it, so
//! that the screens are type-checked. It never ships and never runs.
//!
//! Here: writing and pictures.

public struct Font: Hashable, Sendable {
    public enum TextStyle: CaseIterable, Sendable {
        case largeTitle
        case title
        case title2
        case title3
        case headline
        case subheadline
        case body
        case callout
        case footnote
        case caption
        case caption2
    }

    public enum Design: Hashable, Sendable {
        case `default`
        case serif
        case rounded
        case monospaced
    }

    public struct Weight: Hashable, Sendable {
        public static let regular = Weight()
        public static let medium = Weight()
        public static let semibold = Weight()
        public static let bold = Weight()
    }

    public static func system(
        _ style: Font.TextStyle, design: Font.Design? = nil, weight: Font.Weight? = nil
    ) -> Font { Font() }
    public func monospacedDigit() -> Font { Font() }
}

public struct LocalizedStringKey: Equatable, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { neverRuns() }
}

public struct Text: View, Equatable, Sendable {
    public typealias Body = Never
    public nonisolated init(verbatim content: String) { neverRuns() }
    @_disfavoredOverload
    public nonisolated init<S: StringProtocol>(_ content: S) { neverRuns() }
    public nonisolated init(
        _ key: LocalizedStringKey, tableName: String? = nil, bundle: Bundle? = nil, comment: StaticString? = nil
    ) { neverRuns() }

    public struct LineStyle: Hashable, Sendable {
        public struct Pattern: Sendable {
            public static let solid = Pattern()
        }
    }
}

extension Text {
    public nonisolated func font(_ font: Font?) -> Text { neverRuns() }
    public nonisolated func foregroundStyle<S: ShapeStyle>(_ style: S) -> Text { neverRuns() }
    public nonisolated func strikethrough(
        _ isActive: Bool = true, pattern: Text.LineStyle.Pattern = .solid, color: Color? = nil
    ) -> Text { neverRuns() }
}

public enum TextAlignment: Hashable, CaseIterable, Sendable {
    case leading
    case center
    case trailing
}

public struct Image: View, Equatable, Sendable {
    public typealias Body = Never
    public nonisolated init(systemName: String) { neverRuns() }

    public enum ResizingMode: Sendable {
        case tile
        case stretch
    }
}

public struct EdgeInsets: Equatable, Sendable {
    public init() {}
}

extension Image {
    public nonisolated func resizable(
        capInsets: EdgeInsets = EdgeInsets(), resizingMode: Image.ResizingMode = .stretch
    ) -> Image { neverRuns() }
}

extension View {
    public nonisolated func font(_ font: Font?) -> some View { EmptyView() }
    public nonisolated func multilineTextAlignment(_ alignment: TextAlignment) -> some View { EmptyView() }
    public nonisolated func lineLimit(_ number: Int?) -> some View { EmptyView() }
}
