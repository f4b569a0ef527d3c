import Counterfoil
import Foundation
import Testing

@testable import CounterfoilApp

@MainActor
@Suite final class FormModelTests {
    private let scope = ModelScope()
    private let writing = ModelScope()
    private let clocks = Clocks()
    private let wall = FakeWall(camera: IdleCamera())
    private let place = FormField("place")
    private let minutes = FormField("minutes")
    private var went: [Place] = []
    private var turned: [Place] = []
    private var isDone = false

    private func model(page: Int64 = 0) async throws -> FormModel {
        let model = FormModel(
            wall, order: "o2", form: "visit", then: "finish", page: page, isChecked: false, scope: scope,
            writing: writing, time: clocks.time, go: { self.went.append($0) }, turn: { self.turned.append($0) },
            done: { self.isDone = true }, back: {})
        try await eventually("the form and its order are there") {
            model.state.open != nil && model.state.card != nil && model.state.playbook != nil
        }
        return model
    }

    /// What was asked last, once that came to be this much.
    private func asked(_ count: Int) async throws -> String? {
        try await eventually("\(count) calls: \(wall.asked)") { wall.asked.count >= count }
        return wall.asked.last
    }

    /// Everybody has had his turn.
    private func settle() async { for _ in 0..<50 { await Task.yield() } }

    private func over() {
        scope.cancel()
        writing.cancel()
        clocks.end()
    }

    @Test func whatIsTypedIsKeptAfterAPauseOfHalfASecondAndOnce() async throws {
        let model = try await model()
        for text in ["厨", "厨房", "厨房吊"] {
            let before = clocks.sleepers
            model.on(.typed(place, text))
            try await eventually("the pause began") { clocks.sleepers > before }
            clocks.pass(400)
            await settle()
        }
        #expect(wall.asked.isEmpty, "a hand that goes on typing is not waited for")
        #expect(model.state.drafts[place]?.text == "厨房吊")
        clocks.pass(150)
        #expect(try await asked(1) == "answer place=厨房吊 over s0")
        try await eventually("the form was read again") { model.state.drafts[place]?.shown == "s1" }
        let before = clocks.sleepers
        model.on(.typed(place, "厨房吊柜"))
        try await eventually("the pause began") { clocks.sleepers > before }
        clocks.pass(600)
        #expect(try await asked(2) == "answer place=厨房吊柜 over s1", "over the form that the first has left")
        model.on(.left)
        try await eventually("what is kept is no draft") { model.state.drafts.isEmpty }
        #expect(wall.asked.count == 2)
        over()
    }

    @Test func leavingTheFieldThePageTheAppOrThePlaceKeepsWhatWasTypedAtOnce() async throws {
        let model = try await model()
        model.on(.typed(place, "厨房"))
        model.on(.left)
        #expect(try await asked(1) == "answer place=厨房 over s0")
        try await eventually("it is kept") { model.state.drafts.isEmpty }
        model.on(.typed(place, "阳台"))
        model.keep()
        #expect(try await asked(2) == "answer place=阳台 over s1")
        try await eventually("it is kept") { model.state.unsaved.isEmpty }
        model.on(.typed(place, "客厅"))
        model.on(.nextPage)
        try await eventually("the page is turned") { !turned.isEmpty }
        #expect(wall.asked.last == "answer place=客厅 over s2")
        #expect(turned == [.form(order: "o2", form: "visit", then: "finish", page: 1)])
        model.on(.typed(place, "书房"))
        model.on(.back)
        model.leave()
        scope.cancel()
        #expect(try await asked(4) == "answer place=书房 over s3")
        over()
    }

    @Test func nothingIsOverwrittenThatWasNotOnTheScreen() async throws {
        let model = try await model()
        model.on(.typed(place, "厨房"))
        wall.visit.answeredElsewhere(place, "阳台")
        try await eventually("the other answer came") { model.state.open?.sheet.shown == "s1" }
        model.on(.left)
        #expect(try await asked(1) == "answer place=厨房 over s0", "over what she saw: both will stand there")
        try await eventually("it was read again") { model.state.open?.sheet.shown == "s2" }
        model.on(.typed(minutes, "12"))
        wall.visit.answeredElsewhere(place, "客厅")
        try await eventually("the other answer came") { model.state.open?.sheet.shown == "s3" }
        model.on(.left)
        try await eventually("the minutes are kept") { wall.asked.contains { $0.hasPrefix("answer minutes") } }
        #expect(wall.asked.contains("answer minutes=12 over s3"), "another question's answer was shown to her")
        over()
    }

    @Test func yesAndNoOneAndSeveralAreKeptAtOnceAndTheSameTapTakesOneBack() async throws {
        let model = try await model()
        let level = FormField("level")
        for (at, tap) in ["true", "false", "false"].enumerated() {
            model.on(.chosen(level, tap))
            let text = at == 2 ? "" : tap
            #expect(try await asked(at + 1) == "answer level=\(text) over s\(at)")
            try await eventually("it is kept") { model.state.drafts.isEmpty }
        }
        let second = try await self.model(page: 1)
        for (at, tap) in ["ladder", "meter", "ladder"].enumerated() {
            second.on(.ticked(FormField("tools"), tap))
            _ = try await asked(at + 4)
            try await eventually("it is kept") { second.state.drafts.isEmpty }
        }
        #expect(wall.asked.last == "answer tools=meter over s5")
        over()
    }

    @Test func aChoiceThatWasNotKeptDoesNotLookChosenAndWhatWasTypedStays() async throws {
        let model = try await model()
        wall.refuses = .storageFull
        model.on(.chosen(FormField("level"), "true"))
        try await eventually("it is said") { model.state.trouble == .storageFull && model.state.drafts.isEmpty }
        model.on(.typed(place, "厨房"))
        model.on(.nextPage)
        _ = try await asked(2)
        await settle()
        #expect(turned.isEmpty, "the page is not turned from what would be lost")
        #expect(model.state.drafts[place]?.text == "厨房")
        wall.refuses = nil
        model.on(.closeTrouble)
        model.on(.nextPage)
        try await eventually("the page is turned") { turned.count == 1 }
        #expect(model.state.question(place)?.answer == "厨房")
        over()
    }

    @Test func whatTheStoreDoesNotTakeIsSaidAtTheFieldUntilItIsANumber() async throws {
        let model = try await model()
        model.on(.typed(minutes, "十"))
        model.on(.nextPage)
        try await eventually("it is said at the field") {
            model.state.drafts[minutes]?.problems.map(\.zh) == ["须填整数"]
        }
        await settle()
        #expect(model.state.trouble == nil && turned.isEmpty)
        model.on(.typed(minutes, "５"))
        model.on(.left)
        try await eventually("digits of a Chinese keyboard") { model.state.question(minutes)?.answer == "5" }
        #expect(model.state.question(minutes)?.problems.map(\.words.zh) == ["试机不少于 10 分钟"])
        model.on(.otherSign(minutes))
        #expect(model.state.drafts[minutes]?.text == "-5")
        over()
    }

    @Test func datesAndTimesAreTakenAsPeopleTypeThem() async throws {
        for text in ["20261122", "2026-11-22", "2026.11.22", "2026年11月22日", " ２０２６１１２２ "] {
            #expect(keptAs("date", text) == "2026-11-22")
        }
        for text in ["930", "0930", "9:30", "9：30", "9点30分"] { #expect(keptAs("time", text) == "09:30") }
        for text in ["202611220930", "20261122 930", "2026-11-22T09:30"] {
            #expect(keptAs("date_time", text) == "2026-11-22T09:30")
        }
        #expect(keptAs("date", "soon") == "soon" && keptAs("time", "soon") == "soon")
        #expect(keptAs("decimal", "−18。5") == "-18.5")
        #expect(otherSign("3") == "-3" && otherSign("-3") == "3")
        let model = try await model()
        model.on(.now(FormField("next")))
        #expect(try await asked(1)?.hasPrefix("answer next=2026-11-2") == true)
        over()
    }

    @Test func aLongListIsLookedThroughAndOneTapChoosesAndClosesIt() async throws {
        let model = try await model(page: 1)
        let city = FormField("city")
        model.on(.openChoices(city))
        try await eventually("all of them") { model.state.search?.found.count == 4 }
        model.on(.sought("苏州"))
        try await eventually("one is found") { model.state.search?.found.map(\.value) == ["sz"] }
        model.on(.chosen(city, "sz"))
        #expect(model.state.search == nil)
        #expect(try await asked(1) == "answer city=sz over s0")
        over()
    }

    private func items(_ model: FormModel) -> [String] {
        (model.state.open?.page?.lines ?? []).compactMap { if case .item(_, let item, _) = $0 { item } else { nil } }
    }

    @Test func itemsAreAddedOnceForTwoTapsAnsweredEachForItselfAndTakenOutWhenAskedTwice() async throws {
        let model = try await model(page: 1)
        model.on(.addItem(group: "parts"))
        clocks.pass(200)
        model.on(.addItem(group: "parts"))
        try await eventually("one is there") { items(model).count == 1 }
        await settle()
        #expect(wall.asked == ["add to parts"])
        clocks.pass(200)
        model.on(.addItem(group: "parts"))
        try await eventually("two are there") { items(model).count == 2 }
        let (one, two) = (items(model)[0], items(model)[1])
        let lines = model.state.open?.page?.lines ?? []
        #expect(groupEnds(lines).map(\.value.id) == ["parts"] && groupEnds(lines).keys.first == lines.count - 2)
        model.on(.typed(FormField("price", two), "18.5"))
        model.on(.left)
        try await eventually("it is kept") { model.state.question(FormField("price", two))?.answer == "18.5" }
        #expect(model.state.question(FormField("price", one))?.answer == "")
        model.on(.removeItem(group: "parts", item: one))
        #expect(model.state.removes == FormItemAt(group: "parts", item: one))
        model.on(.close)
        model.on(.remove)
        await settle()
        #expect(!wall.asked.contains { $0.hasPrefix("remove") }, "it was not said that it is to go")
        model.on(.removeItem(group: "parts", item: one))
        model.on(.remove)
        try await eventually("it is out") { items(model) == [two] }
        #expect(wall.asked.last == "remove \(one) from parts")
        over()
    }

    @Test func evidenceIsCapturedOnItsOwnScreen() async throws {
        let model = try await model(page: 1)
        let fault = FormField("fault")
        model.on(.capture(fault, FormEvidence(kind: "photo", role: "fault", count: 1)))
        model.on(.capture(fault, FormEvidence(kind: "signature", role: "customer", count: 1)))
        #expect(
            went == [
                .capture(order: "o2", role: "fault", then: nil), .signature(order: "o2", role: "customer", then: nil),
            ])
        #expect(model.state.evidence["photo/door"] == 1, "what the order has counts")
        over()
    }

    @Test func whoSaysThatAllIsFilledInIsLedToWhatIsMissingAndOnlyThenFurther() async throws {
        let model = try await model(page: 1)
        model.on(.done)
        try await eventually("it leads to the first page") {
            turned == [.form(order: "o2", form: "visit", then: "finish", page: 0, isChecked: true)]
        }
        let first = try await self.model()
        first.on(.typed(place, "厨房"))
        first.on(.chosen(FormField("level"), "true"))
        first.on(.typed(minutes, "15"))
        first.on(.left)
        try await eventually("all of it is kept") { first.state.drafts.isEmpty && first.state.answered == (3, 4) }
        model.on(.done)
        try await eventually("what is missing is on this page") { model.state.isChecked }
        model.on(.chosen(FormField("verdict"), "fix"))
        wall.visit.answeredElsewhere(FormField("fault"), "f-1")
        try await eventually("nothing is missing") { model.state.open?.sheet.complete == true }
        #expect(!isDone)
        model.on(.done)
        try await eventually("it is done") { isDone }
        over()
    }

    @Test func itStaysIncompleteForAReasonAndThatIsTakenBack() async throws {
        let model = try await model(page: 1)
        model.on(.askWhy)
        #expect(model.state.asksWhy)
        model.on(.except(reason: "out_of_time"))
        #expect(!model.state.asksWhy)
        try await eventually("the reason stands there") { model.state.open?.sheet.exception == "out_of_time" }
        model.on(.done)
        try await eventually("it is done") { isDone }
        model.on(.goOnFilling)
        try await eventually("it is taken back") { model.state.open?.sheet.exception == nil }
        #expect(wall.asked.last == "except for -")
        over()
    }
}
