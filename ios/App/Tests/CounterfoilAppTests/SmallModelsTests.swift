import Counterfoil
import Foundation
import Testing

@testable import CounterfoilApp

@MainActor
@Suite final class SmallModelsTests {
    private let scope = ModelScope()
    private var went: [Place] = []

    @Test func aBlankPadAndADotAreNoSignature() {
        #expect(!isSignature([], padWidth: 358))
        let dot = [Touch(x: 10, y: 10, atMs: 0, pressure: 0), Touch(x: 12, y: 11, atMs: 9, pressure: 0)]
        #expect(!isSignature([dot], padWidth: 358))
        #expect(isSignature([wave], padWidth: 358))
    }

    @Test func exactlyWhatStoodThereIsSignedInTheSignersLanguageAndTheStepGoesWithIt() async throws {
        let wall = FakeWall(FakeDay.cards.map { changed($0) { $0.counts = FakeDay.counts(photos: 1) } })
        var made: Undo?
        let model = SignatureModel(
            wall, order: "o2", role: "recipient", then: "deliver", scope: scope, language: .zh, made: { made = $0 },
            back: {})
        try await eventually("the order was read") { model.state.shown != nil }
        #expect(model.state.shown == "本人已收到:\n包裹 YT0880027341991\n到付运费 ¥18.00")
        model.on(.done)
        #expect(model.state.isTooLittle)
        model.on(.stroke(wave, padWidth: 358, padHeight: 220))
        model.on(.otherLanguage)
        #expect(model.state.strokes.isEmpty, "what was signed in Chinese is no signature under English")
        model.on(.stroke(wave, padWidth: 358, padHeight: 220))
        model.on(.signer(name: " "))
        model.on(.done)
        #expect(model.state.isNameless)
        model.on(.signer(name: "李女士"))
        model.on(.done)
        try await eventually("the step was made") { made != nil }
        #expect(wall.asked == ["sign o2 李女士 I have received:", "step o2 deliver -"])
        #expect(made?.fact == "fact-of-deliver")
        scope.cancel()
    }

    @Test func whatWaitsStandsThereWithItsOrderAndNoSignalIsNoError() async throws {
        let wall = FakeWall()
        let model = SyncModel(wall, scope: scope, ticks: noTicks(), now: FakeDay.now) { self.went.append($0) }
        try await eventually("what waits was read") { !model.state.waiting.isEmpty }
        #expect(model.state.waiting.map(\.card.id) == ["o3", "d1"])
        #expect(model.state.waiting.map(\.records) == [3, 4])
        model.on(.sendNow)
        try await eventually("the session has ended") { model.state.report != nil && model.state.lastEnd == .offline }
        #expect(model.state.trouble == nil && !model.state.isSending)
        model.on(.open(order: "o3"))
        model.on(.endOfShift)
        #expect(went == [.order("o3"), .endOfShift])
        scope.cancel()
    }

    @Test func timesLengthsAndMoneyAsPeopleReadThem() {
        func time(_ at: Interval, _ language: CounterfoilApp.Language) -> String {
            intervalText(at, now: FakeDay.now, zone: FakeDay.zone, language: language)
        }
        #expect(time(FakeDay.about(9, 58, width: 3), .zh) == "09:58–10:01")
        #expect(time(FakeDay.about(9, 58), .en) == "09:58")
        #expect(time(Interval(earliestMs: nil, latestMs: FakeDay.at(9, 58)), .en) == "by 09:58")
        #expect(time(Interval(earliestMs: nil, latestMs: nil), .zh) == "时间不明")
        #expect(time(FakeDay.about(-1, 0), .zh) == "11月22日 23:00")
        #expect(dayText(FakeDay.now, zone: FakeDay.zone, language: .zh) == "11月23日 星期一")
        #expect(dayText(FakeDay.now, zone: FakeDay.zone, language: .en) == "Mon, 23 Nov")
        #expect(lengthText(80 * 60_000, language: .zh) == "1 小时 20 分")
        #expect(lengthText(75 * 3_600_000, language: .en) == "3 days")
        let money = [moneyText(1_800, "CNY"), moneyText(-5, "CNY"), moneyText(120, "USD")]
        #expect(money == ["¥18.00", "−¥0.05", "USD 1.20"])
        #expect(bytesText(1_840_000) == "1.8 MB")
        let typed = ["18.5", "０。5", "0", "18.550", "18.555", "一百", "-1", "", ".", "1.2.3", "99999999999999999999"]
        #expect(typed.map(minorOf) == [1_850, 50, 0, 1_855, nil, nil, nil, nil, nil, nil, nil])
    }
}
