//! Takes photographs with the phone's camera, over the whole screen.

import AVFoundation
import Counterfoil
import CounterfoilApp
import Foundation
import Observation

/// The camera as the screens know it: whoever asks waits until there is a photograph or the person went back.
@MainActor
@Observable
final class Photographer: Camera {
    /// Whether the viewfinder is to be seen.
    private(set) var isAsked = false

    @ObservationIgnored let session = CameraSession()
    @ObservationIgnored private var asking: CheckedContinuation<Result<URL?, WallError>, Never>?
    /// Photographs lie here until the store has them.
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("taken", isDirectory: true)

    func take(_ role: String) async throws(WallError) -> URL? {
        guard await isAllowed() else { throw WallError(.notAllowed(code: "camera", words: [Self.notAllowed])) }
        if asking != nil { return nil }
        return try await withCheckedContinuation { asking in
            self.asking = asking
            isAsked = true
        }.get()
    }

    func sealed(_ file: URL) {
        try? FileManager.default.removeItem(at: file)
    }

    /// Opens the camera, `false` where that cannot be: then whoever asked has no photograph.
    func begin() async -> Bool {
        let isOpen = await session.start()
        if !isOpen { answer(.failure(WallError(.fault))) }
        return isOpen
    }

    /// The shutter: what was taken is on the disk before anybody hears of it.
    func shoot() async {
        guard let photo = await session.shoot() else { return }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appendingPathComponent(UUID().uuidString + ".jpg")
            try photo.write(to: file, options: .atomic)
            answer(.success(file))
        } catch {
            answer(.failure(WallError(.storageFull)))
        }
    }

    /// The person went back.
    func leave() { answer(.success(nil)) }

    private func answer(_ taken: Result<URL?, WallError>) {
        isAsked = false
        session.stop()
        asking?.resume(returning: taken)
        asking = nil
    }

    private func isAllowed() async -> Bool {
        switch AVCaptureDevice.authorizationStatus(for: .video) {
        case .authorized: true
        case .notDetermined: await AVCaptureDevice.requestAccess(for: .video)
        default: false
        }
    }

    private static let notAllowed = Words(
        zh: "请在系统设置里允许本应用使用相机", en: "Allow this app to use the camera, in the system's settings")
}
