import Testing

@testable import CounterfoilApp

@Suite final class WedgeTests {
    private var wedge = Wedge()
    private var nowMs: Int64 = 1_000

    private func type(_ text: String, gapMs: Int64, endGapMs: Int64? = nil) -> String? {
        for letter in text {
            nowMs += gapMs
            wedge.letters(String(letter), atMs: nowMs)
        }
        nowMs += endGapMs ?? gapMs
        return wedge.end(atMs: nowMs)
    }

    @Test func aBurstWithEnterIsACodeAFingerIsNone() {
        #expect(type("SF1203456789017", gapMs: 8) == "SF1203456789017")
        #expect(type("YT0880027341991", gapMs: Wedge.gapMs) == "YT0880027341991")
        #expect(type("SF1203456789017", gapMs: 120) == nil, "that was typed")
        #expect(type("SF1203456789017", gapMs: 8, endGapMs: 400) == nil, "Enter came from a finger")
        #expect(type("123", gapMs: 8) == nil, "too short")
        #expect(wedge.end(atMs: nowMs) == nil, "Enter alone")
    }

    @Test func whatAFingerTypedBeforeDoesNotComeIntoTheCodeAndACodeNotIntoTheNext() {
        for letter in ["1", "2"] {
            nowMs += 200
            wedge.letters(letter, atMs: nowMs)
        }
        nowMs += 300
        #expect(type("SF1203456789017", gapMs: 5) == "SF1203456789017")
        #expect(type("SF1203456789018", gapMs: 5) == "SF1203456789018")
    }

    @Test func noHalfOfACodeThatIsTooLongIsTold() {
        #expect(type(String(repeating: "7", count: Wedge.longest + 5), gapMs: 1) == nil)
        #expect(type("7777", gapMs: 1) == "7777")
    }
}
