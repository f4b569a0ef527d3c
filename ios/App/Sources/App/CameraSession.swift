//! The phone's camera: everything of it happens on a queue of its own, away from the screen.

import AVFoundation
import Foundation

/// The phone's camera. What changes in it changes on its queue alone.
final class CameraSession: NSObject, @unchecked Sendable {
    /// Whose picture a preview layer shows.
    let session = AVCaptureSession()

    private let queue = DispatchQueue(label: "dev.counterfoil.camera")
    private let output = AVCapturePhotoOutput()
    private var upright: AVCaptureDevice.RotationCoordinator?
    private var waiting: CheckedContinuation<Data?, Never>?

    /// Whether this device has one.
    static var isHere: Bool { device != nil }

    private static var device: AVCaptureDevice? {
        AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: .back)
    }

    /// Starts the camera; `false` where there is none, or another app has it.
    func start() async -> Bool {
        await withCheckedContinuation { started in
            queue.async { started.resume(returning: self.run()) }
        }
    }

    /// Stops it. A photograph that is being taken is none.
    func stop() {
        queue.async {
            self.session.stopRunning()
            self.answer(nil)
        }
    }

    /// A photograph: the bytes as the camera made them, a JPEG with its time; `nil` if it did not come about.
    func shoot() async -> Data? {
        await withCheckedContinuation { shot in
            queue.async {
                guard self.waiting == nil, self.session.isRunning else { return shot.resume(returning: nil) }
                self.waiting = shot
                self.turnUpright()
                let settings = AVCapturePhotoSettings(format: [AVVideoCodecKey: AVVideoCodecType.jpeg])
                self.output.capturePhoto(with: settings, delegate: self)
            }
        }
    }

    private func run() -> Bool {
        guard !session.inputs.isEmpty || setUp() else { return false }
        session.startRunning()
        return session.isRunning
    }

    private func setUp() -> Bool {
        guard let device = Self.device, let input = try? AVCaptureDeviceInput(device: device) else { return false }
        session.beginConfiguration()
        defer { session.commitConfiguration() }
        session.sessionPreset = .photo
        guard session.canAddInput(input), session.canAddOutput(output) else { return false }
        session.addInput(input)
        session.addOutput(output)
        upright = AVCaptureDevice.RotationCoordinator(device: device, previewLayer: nil)
        return true
    }

    /// However the phone is held, the picture is upright.
    private func turnUpright() {
        guard let angle = upright?.videoRotationAngleForHorizonLevelCapture,
            let connection = output.connection(with: .video), connection.isVideoRotationAngleSupported(angle)
        else { return }
        connection.videoRotationAngle = angle
    }

    private func answer(_ photo: Data?) {
        waiting?.resume(returning: photo)
        waiting = nil
    }
}

extension CameraSession: AVCapturePhotoCaptureDelegate {
    func photoOutput(
        _ output: AVCapturePhotoOutput, didFinishProcessingPhoto photo: AVCapturePhoto, error: (any Error)?
    ) {
        let bytes = error == nil ? photo.fileDataRepresentation() : nil
        queue.async { self.answer(bytes) }
    }
}
