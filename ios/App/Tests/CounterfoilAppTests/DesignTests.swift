import Foundation
import Testing

@testable import CounterfoilApp

@MainActor
@Suite struct DesignTests {
    @Test func allWritingCanBeReadInTheSunAndInTheBasement() {
        for palette in [Palette.light, .dark] {
            #expect(palette.pairs.count == 14)
            for (name, ink) in palette.pairs {
                #expect(contrast(ink) >= 4.5, "\(name): \(contrast(ink))")
            }
        }
    }

    @Test func greyOnGreyIsFoundOut() {
        #expect(contrast(Ink(0x9A968C, on: 0xF6F3EC)) < 4.5)
        #expect(abs(contrast(Ink(0x000000, on: 0xFFFFFF)) - 21) < 0.01)
    }

    @Test func whatDoesNotFitStandsOnAnotherLine() {
        let badge = CGSize(width: 60, height: 26)
        let wide = CGSize(width: 220, height: 26)
        let (places, size) = Flow(spacing: 8, lineSpacing: 4).lines([badge, badge, wide, badge], within: 140)
        #expect(places.map(\.x) == [0, 68, 0, 0])
        #expect(places.map(\.y) == [0, 0, 30, 60])
        #expect(size.height == 86)
    }

    @Test func theNextStopIsSaidAsTheListHasIt() async {
        let zone = FakeDay.zone
        let said = await nextStop(FakeWall(), zone: zone, language: .zh)
        #expect(said == "09:50·第一人民医院住院部6楼,不能进病区·1 件·门禁")
        #expect(await nextStop(FakeWall([]), zone: zone, language: .en) == "Nothing to do today")
    }
}

/// As WCAG 2.2 reckons it.
private func contrast(_ ink: Ink) -> Double {
    let (one, other) = (light(of: ink.on), light(of: ink.under))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
}

private func light(of shade: Shade) -> Double {
    func part(_ shift: UInt32) -> Double {
        let value = Double(shade.rgb >> shift & 0xFF) / 255
        return value <= 0.040_45 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
}
