//! Every state of the pad.

import Counterfoil
import Foundation

/// Every state of the pad, whose text is in the signer's language.
enum SignaturePreviews {
    static func all(_ language: Language) -> [Preview<SignatureState>] {
        let signed = signed(language)
        return [
            Preview("signature-signed", signed),
            Preview("signature-blank", changed(signed) { $0.strokes = [] }),
            Preview("signature-alone", changed(signed) { $0.stepName = nil }),
            Preview(
                "signature-too-little",
                changed(signed) {
                    $0.strokes = []
                    $0.isTooLittle = true
                }),
            Preview(
                "signature-nameless",
                changed(signed) {
                    $0.signer = ""
                    $0.isNameless = true
                }),
            Preview("signature-loading", SignatureState(language: language)),
            Preview("signature-storage-full", changed(signed) { $0.trouble = .storageFull }),
        ]
    }

    private static func signed(_ language: Language) -> SignatureState {
        let card = FakeDay.cards.first { $0.id == "o2" }
        return SignatureState(
            card: card, roleName: FakeDay.words("收件人", "recipient"), shown: card.map { shownText($0, language) },
            language: language, stepName: FakeDay.words("当面签收", "deliver in person"), signer: "李女士",
            strokes: strokes, padWidth: 358, padHeight: 220)
    }

    private static let strokes: [[Touch]] = {
        let wave = (0..<60).map { step in
            let y = 150 + 60 * Float(sin(Double(step) / 4))
            return Touch(x: Float(60 + 4 * step), y: y, atMs: Int64(step * 16), pressure: 0.5)
        }
        return [Array(wave[..<25]), Array(wave[25..<50]), Array(wave[50...])]
    }()
}
