//! Every state of the camera's screen.

import Counterfoil
import Foundation

/// Every state of the camera's screen.
enum CapturePreviews {
    static let all: [Preview<CaptureState>] = [
        Preview("capture-ready", ready),
        Preview("capture-taking", changed(ready) { $0.isTaking = true }),
        Preview(
            "capture-blurred",
            changed(ready) { $0.taken = Taken(fact: "f", warnings: [blurred, dark], small: Data()) }),
        Preview("capture-storage-full", changed(ready) { $0.trouble = .storageFull }),
    ]

    private static let ready = CaptureState(
        card: FakeDay.cards.first { $0.id == "o2" }, roleName: FakeDay.words("门口", "door"),
        owed: FakeDay.offers()[0].missing)
    private static let blurred = QualityWarning(
        code: "photo_blurred", words: FakeDay.words("照片可能糊了", "the picture may be blurred"), measured: 40, limit: 120)
    private static let dark = QualityWarning(
        code: "photo_dark", words: FakeDay.words("照片太暗", "the picture is dark"), measured: 12, limit: 30)
}
