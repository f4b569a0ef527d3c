//! A sound and a vibration for each read: she looks at the parcels, not at the screen.

import AudioToolbox
import CounterfoilApp
import UIKit

/// Tells a read without a screen.
@MainActor
final class SoundAndTouch: Feedback {
    private let notice = UINotificationFeedbackGenerator()
    private let heavy = UIImpactFeedbackGenerator(style: .heavy)
    private let light = UIImpactFeedbackGenerator(style: .light)

    func tell(_ signal: ReadSignal) {
        AudioServicesPlaySystemSound(sound(of: signal))
        switch signal {
        case .good: light.impactOccurred()
        case .goodBut, .nextPiece: notice.notificationOccurred(.success)
        case .again: heavy.impactOccurred()
        case .notYours, .unknown: notice.notificationOccurred(.warning)
        case .stays, .failed:
            notice.notificationOccurred(.error)
            // Long, and felt through a glove.
            AudioServicesPlaySystemSound(kSystemSoundID_Vibrate)
        }
    }

    /// Sounds of the system, each of its own kind.
    private func sound(of signal: ReadSignal) -> SystemSoundID {
        switch signal {
        case .good: 1057
        case .goodBut: 1054
        case .nextPiece: 1103
        case .again: 1105
        case .notYours: 1053
        case .stays: 1005
        case .unknown: 1052
        case .failed: 1073
        }
    }
}
