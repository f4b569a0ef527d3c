//! The app's entry: one window over the one opening of the store.

import CounterfoilApp
import SwiftUI
import UIKit

/// The app.
@main
struct CounterfoilApplication: App {
    @State private var photographer = Photographer()
    @State private var feedback = SoundAndTouch()

    var body: some Scene {
        WindowGroup {
            RootView(
                language: .ofThisPhone, camera: CameraSession.isHere ? photographer : nil, feedback: feedback,
                device: deviceNow
            ) {
                try await Opening.shared.phone()
            }
            .environment(\.decoder) { bytes in UIImage(data: bytes).map(Image.init(uiImage:)) }
            .fullScreenCover(isPresented: .constant(photographer.isAsked)) {
                Viewfinder(photographer: photographer, language: .ofThisPhone)
            }
        }
    }
}
