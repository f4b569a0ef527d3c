//! What the camera sees, with the shutter below.

import AVFoundation
import CounterfoilApp
import SwiftUI
import UIKit

/// The whole screen while a photograph is being taken.
struct Viewfinder: View {
    let photographer: Photographer
    let language: CounterfoilApp.Language
    @State private var isReady = false

    var body: some View {
        ViewfinderFrame(language: language, isReady: isReady) {
            isReady = false
            Task {
                await photographer.shoot()
                isReady = photographer.isAsked
            }
        } onBack: {
            photographer.leave()
        } finder: {
            CameraPicture(session: photographer.session.session)
        }
        .task { isReady = await photographer.begin() }
    }
}

/// What the camera sees.
private struct CameraPicture: UIViewRepresentable {
    let session: AVCaptureSession

    func makeUIView(context: Context) -> CameraPictureView {
        let view = CameraPictureView()
        view.picture?.session = session
        view.picture?.videoGravity = .resizeAspect
        return view
    }

    func updateUIView(_ view: CameraPictureView, context: Context) {}
}

private final class CameraPictureView: UIView {
    override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

    var picture: AVCaptureVideoPreviewLayer? { layer as? AVCaptureVideoPreviewLayer }
}
