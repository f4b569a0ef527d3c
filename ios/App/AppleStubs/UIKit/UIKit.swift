//! Stands in for Apple's UIKit where there is none: declares what of it the app uses, as Apple documents it, so that
//! the app's entry is type-checked. It never ships and never runs.

@_exported import Foundation
import SwiftUI

private func neverRuns() -> Never { fatalError("a stand-in for Apple's UIKit was run; it is there for type-checking") }

@MainActor
open class UIDevice: NSObject {
    public enum BatteryState: Int, Sendable {
        case unknown
        case unplugged
        case charging
        case full
    }

    open class var current: UIDevice { neverRuns() }
    open var isBatteryMonitoringEnabled: Bool {
        get { neverRuns() }
        set { neverRuns() }
    }
    open var batteryLevel: Float { neverRuns() }
    open var batteryState: UIDevice.BatteryState { neverRuns() }
}

@MainActor
open class UIFeedbackGenerator: NSObject {
    public nonisolated override init() { super.init() }
}

open class UINotificationFeedbackGenerator: UIFeedbackGenerator {
    public enum FeedbackType: Int, Sendable {
        case success
        case warning
        case error
    }

    open func notificationOccurred(_ notificationType: UINotificationFeedbackGenerator.FeedbackType) { neverRuns() }
}

open class UIImpactFeedbackGenerator: UIFeedbackGenerator {
    public enum FeedbackStyle: Int, Sendable {
        case light
        case medium
        case heavy
    }

    public init(style: UIImpactFeedbackGenerator.FeedbackStyle) { neverRuns() }
    open func impactOccurred() { neverRuns() }
}

open class UIImage: NSObject, @unchecked Sendable {
    public init?(data: Data) { neverRuns() }
}

// QuartzCore's, which UIKit exports.
open class CALayer: NSObject {}

@MainActor
open class UIView: NSObject {
    public nonisolated override init() { super.init() }
    open class var layerClass: AnyClass { neverRuns() }
    open var layer: CALayer { neverRuns() }
}

// SwiftUI's, over types of UIKit.
@MainActor @preconcurrency
public protocol UIViewRepresentable: View where Self.Body == Never {
    associatedtype UIViewType: UIView
    associatedtype Coordinator = Void
    typealias Context = UIViewRepresentableContext<Self>
    @MainActor @preconcurrency func makeUIView(context: Self.Context) -> Self.UIViewType
    @MainActor @preconcurrency func updateUIView(_ uiView: Self.UIViewType, context: Self.Context)
    @MainActor @preconcurrency func makeCoordinator() -> Self.Coordinator
}

extension UIViewRepresentable where Coordinator == Void {
    public func makeCoordinator() {}
}

public struct UIViewRepresentableContext<Representable: UIViewRepresentable> {}

extension Image {
    public nonisolated init(uiImage: UIImage) { neverRuns() }
}
