//! Stands in for Apple's AVFoundation where there is none: declares what of it the app uses, as Apple documents it, so
//! that the camera is type-checked. It never ships and never runs.

@_exported import Foundation
import UIKit

private func neverRuns() -> Never { fatalError("a stand-in for Apple's AVFoundation was run") }

public struct AVMediaType: Hashable, Sendable {
    public static let video = AVMediaType()
}

public let AVVideoCodecKey = "AVVideoCodecKey"

public struct AVVideoCodecType: Hashable, Sendable {
    public static let jpeg = AVVideoCodecType()
    public static let hevc = AVVideoCodecType()
}

public enum AVAuthorizationStatus: Int, Sendable {
    case notDetermined
    case restricted
    case denied
    case authorized
}

open class AVCaptureDevice: NSObject, @unchecked Sendable {
    public struct DeviceType: Hashable, Sendable {
        public static let builtInWideAngleCamera = DeviceType()
    }

    public enum Position: Int, Sendable {
        case unspecified
        case back
        case front
    }

    open class RotationCoordinator: NSObject {
        public init(device: AVCaptureDevice, previewLayer: CALayer?) { neverRuns() }
        open var videoRotationAngleForHorizonLevelCapture: CGFloat { neverRuns() }
    }

    open class func `default`(
        _ deviceType: AVCaptureDevice.DeviceType, for mediaType: AVMediaType?, position: AVCaptureDevice.Position
    ) -> AVCaptureDevice? { neverRuns() }
    open class func authorizationStatus(for mediaType: AVMediaType) -> AVAuthorizationStatus { neverRuns() }
    open class func requestAccess(for mediaType: AVMediaType) async -> Bool { neverRuns() }
}

open class AVCaptureInput: NSObject {}

open class AVCaptureOutput: NSObject {
    open func connection(with mediaType: AVMediaType) -> AVCaptureConnection? { neverRuns() }
}

open class AVCaptureConnection: NSObject {
    open func isVideoRotationAngleSupported(_ videoRotationAngle: CGFloat) -> Bool { neverRuns() }
    open var videoRotationAngle: CGFloat {
        get { neverRuns() }
        set { neverRuns() }
    }
}

open class AVCaptureDeviceInput: AVCaptureInput {
    public init(device: AVCaptureDevice) throws { neverRuns() }
}

open class AVCaptureSession: NSObject, @unchecked Sendable {
    public struct Preset: Hashable, Sendable {
        public static let photo = Preset()
    }

    public override init() {}
    open var sessionPreset: AVCaptureSession.Preset {
        get { neverRuns() }
        set { neverRuns() }
    }
    open var inputs: [AVCaptureInput] { neverRuns() }
    open var isRunning: Bool { neverRuns() }
    open func beginConfiguration() {}
    open func commitConfiguration() {}
    open func canAddInput(_ input: AVCaptureInput) -> Bool { neverRuns() }
    open func canAddOutput(_ output: AVCaptureOutput) -> Bool { neverRuns() }
    open func addInput(_ input: AVCaptureInput) {}
    open func addOutput(_ output: AVCaptureOutput) {}
    open func startRunning() {}
    open func stopRunning() {}
}

open class AVCapturePhotoSettings: NSObject {
    public init(format: [String: Any]?) { neverRuns() }
}

open class AVCapturePhotoOutput: AVCaptureOutput {
    public override init() {}
    open func capturePhoto(with settings: AVCapturePhotoSettings, delegate: any AVCapturePhotoCaptureDelegate) {}
}

open class AVCapturePhoto: NSObject {
    open func fileDataRepresentation() -> Data? { neverRuns() }
}

public protocol AVCapturePhotoCaptureDelegate: NSObjectProtocol {
    func photoOutput(
        _ output: AVCapturePhotoOutput, didFinishProcessingPhoto photo: AVCapturePhoto, error: (any Error)?)
}

public struct AVLayerVideoGravity: Hashable, Sendable {
    public static let resizeAspect = AVLayerVideoGravity()
    public static let resizeAspectFill = AVLayerVideoGravity()
}

open class AVCaptureVideoPreviewLayer: CALayer {
    open var session: AVCaptureSession? {
        get { neverRuns() }
        set { neverRuns() }
    }
    open var videoGravity: AVLayerVideoGravity {
        get { neverRuns() }
        set { neverRuns() }
    }
}
