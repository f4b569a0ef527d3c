//! Every state of a sheet.

import Counterfoil

/// Every state of a sheet.
enum OrderPreviews {
    static let all: [Preview<OrderState>] = [
        Preview("order-next-photo", photo),
        Preview("order-next-pay", next),
        Preview("order-next-sign", showing(FakeDay.order(card("o2"), FakeDay.offers(photo: false)))),
        Preview(
            "order-next-step", showing(FakeDay.order(card("o2"), FakeDay.offers(photo: false, signature: false)))),
        Preview("order-no-camera", changed(photo) { $0.hasCamera = false }),
        Preview(
            "order-next-form",
            changed(showing(FakeDay.order(card("w2"), FakeDay.formOffers))) { $0.forms = [DayForm().row] }),
        Preview("order-loading", base),
        Preview("order-urged", showing(FakeDay.order(card("o1")))),
        Preview(
            "order-intercepted",
            changed(showing(FakeDay.order(card("o6"), FakeDay.intercepted))) { $0.notices = FakeDay.notices }),
        Preview(
            "order-dog",
            changed(showing(FakeDay.order(card("o5")))) { $0.alerts = FakeDay.stops.last?.alerts ?? [] }),
        Preview("order-reason", changed(photo) { $0.asked = .reason(fail, group: "failed") }),
        Preview(
            "order-note",
            changed(photo) {
                $0.asked = .note(fail)
                $0.typed = "客户改到周四上午"
            }),
        Preview("order-pay", changed(next) { $0.asked = .pay(fail, purpose: "freight", minor: 1_800) }),
        Preview(
            "order-consent",
            changed(photo) {
                $0.asked = .consent(fail, kinds: ["doorstep"])
                $0.typed = "放门口拍照就行"
            }),
        Preview(
            "order-undo",
            changed(showing(over)) {
                $0.undo = Undo(fact: "f", name: FakeDay.words("当面签收", "deliver in person"))
            }),
        Preview("order-over", showing(over)),
        Preview("order-conflict", showing(conflicted)),
        Preview("order-disputed", showing(disputed)),
        Preview("order-refused", showing(refused)),
        Preview("order-gone", changed(base) { $0.isGone = true }),
        Preview("order-storage-full", changed(photo) { $0.trouble = .storageFull }),
        Preview(
            "order-not-allowed",
            changed(photo) {
                let words = FakeDay.words("门口照片 1 张", "1 photo of the door")
                $0.trouble = .notAllowed(code: "missing", words: [words])
            }),
    ]

    private static let base = OrderState(
        now: FakeDay.now, playbook: FakeDay.playbook,
        words: PlaybookWords(of: changed(FakeDay.playbook) { $0.json = steps }, kind: "parcel"), me: "ann",
        answers: FakeDay.urgeAnswers, hasCamera: true)
    private static let next = showing(FakeDay.order(card("o2"), FakeDay.offers(freight: 1_800)))
    private static let photo = showing(FakeDay.order(card("o2")))
    private static let fail = CounterfoilApp.steps(FakeDay.offers(), hasCamera: true)[2]
    private static let over = FakeDay.order(
        card("d1"), [],
        timeline: FakeDay.timeline + [
            FakeDay.row("signature", FakeDay.about(10, 3), mark: "unsent"), deliver(10, 3, mark: "unsent"),
        ])
    private static let conflicted = changed(FakeDay.order(card("o7"))) { $0.sheet.fields = [FakeDay.conflict] }
    private static let disputed = changed(FakeDay.order(card("d2"), [])) {
        $0.sheet.dispute = [
            SideRow(
                fact: "f1", stage: "delivered", stageName: FakeDay.words("已签收", "delivered"), person: "ann",
                believed: FakeDay.about(10, 2), evidence: []),
            SideRow(
                fact: "f2", stage: "cancelled", stageName: FakeDay.words("已取消", "cancelled"), person: "desk",
                believed: FakeDay.about(10, 5), evidence: []),
        ]
    }
    private static let refused = FakeDay.order(
        changed(card("o5")) { $0.counts.refused = 1 },
        timeline: FakeDay.timeline + [deliver(9, 59, mark: "refused")])

    private static func card(_ id: String) -> Card {
        let all = FakeDay.cards + FakeDay.waiting + FakeDay.done
        return all.first { $0.id == id } ?? all[0]
    }

    private static func showing(_ sheet: OrderSheet) -> OrderState { changed(base) { $0.sheet = sheet } }

    private static func deliver(_ hour: Int64, _ minute: Int64, mark: String) -> TimelineRow {
        FakeDay.row(
            "transition", FakeDay.about(hour, minute), mark: mark, details: [FakeDay.text("name", "deliver")])
    }

    /// The steps whose names the previews show, as the playbook's file has them.
    private static let steps = """
        {"kinds":[{"id":"parcel","workflow":"w"}],"workflows":[{"id":"w","transitions":[
        {"id":"load","name":{"zh":"装车","en":"load"}},{"id":"start","name":{"zh":"开始派送","en":"start delivery"}},
        {"id":"deliver","name":{"zh":"当面签收","en":"deliver in person"}}]}]}
        """
}
