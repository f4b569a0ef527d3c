import Testing

@testable import CounterfoilApp

@MainActor
@Suite struct BackStackTests {
    private let every: [Place] = [
        .orders, .load, .sync, .endOfShift, .account, .order("o/1 李%\n"),
        .capture(order: "o1", role: "door", then: "deliver"),
        .capture(order: "o1", role: "door", then: nil), .signature(order: "o1", role: "recipient", then: "deliver"),
        .form(order: "o1", form: "visit", then: nil),
        .form(order: "o1", form: "安装/验收", then: "finish", page: 2, isChecked: true),
    ]

    @Test func whatWasSavedIsRestoredEveryKindOfPlaceAndEveryLetter() {
        #expect(BackStack(saved: BackStack(every).save()).places == every)
        // A new kind of place has to be in this list: its line begins with a word of its own.
        #expect(Set(every.map { $0.saved.prefix { $0 != "/" } }).count == 9)
    }

    @Test func nothingAStrangeLineAndHalfALineLeaveWhatIsWhole() {
        for none in [nil, "", "moon", "order", "order/a/b", "%", "capture/o1/door", "form/o1/f//x/"] {
            #expect(BackStack(saved: none).places == [.orders], "\(none ?? "nil")")
        }
        #expect(BackStack(saved: "orders\norder/o1\nmoon/2\nsync").places == [.orders, .order("o1")])
    }

    @Test func goingOnBackAcrossAndBackTo() {
        let stack = BackStack()
        #expect(!stack.pop(), "behind the first lies the system")
        stack.push(.order("o1"))
        stack.push(.order("o1"))
        #expect(stack.places.count == 2, "two taps go once")
        stack.push(.capture(order: "o1", role: "door", then: "deliver"))
        stack.replace(.signature(order: "o1", role: "recipient", then: "deliver"))
        stack.returnTo(.order("o1"))
        #expect(stack.places == [.orders, .order("o1")])
        stack.switchTo(.sync)
        #expect(stack.places == [.orders, .sync])
        #expect(stack.pop())
        stack.switchTo(.orders)
        #expect(stack.places == [.orders])
    }
}
