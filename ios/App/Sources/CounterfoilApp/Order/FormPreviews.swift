//! Every state of a form.

import Counterfoil

/// Every state of a form.
enum FormPreviews {
    static let all: [Preview<FormState>] = [
        Preview("form-loading", nowhere),
        Preview("form-empty", page(0, DayForm())),
        Preview("form-half", half),
        Preview(
            "form-problems",
            changed(page(0, form(begun))) {
                $0.isChecked = true
                $0.open?.page?.lines.removeFirst(2)
            }),
        Preview(
            "form-wrong-type",
            changed(half) {
                let words = FakeDay.words("须填整数", "a whole number is needed")
                $0.open?.page?.lines.removeFirst(2)
                $0.drafts = [FormField("minutes"): Draft(text: "十", known: "", shown: nil, problems: [words])]
            }),
        Preview("form-choices", page(1, form(second))),
        Preview(
            "form-search",
            changed(page(1, DayForm())) {
                $0.search = Search(field: FormField("city"), typed: "仓", found: Array(DayForm.cities.prefix(2)))
            }),
        Preview(
            "form-search-many",
            changed(page(1, form(second))) {
                let tools = FormField("tools")
                $0.search = Search(field: tools, found: $0.question(tools)?.choices ?? [])
            }),
        Preview(
            "form-no-camera",
            changed(page(1, form(second))) {
                $0.hasCamera = false
                $0.isChecked = true
            }),
        Preview("form-items", items),
        Preview("form-remove", changed(items) { $0.removes = FormItemAt(group: "parts", item: "a") }),
        Preview("form-why", changed(page(0, form(begun))) { $0.asksWhy = true }),
        Preview("form-excepted", page(0, changed(form(begun)) { $0.exception = "out_of_time" })),
        Preview("form-done", changed(page(1, whole)) { $0.evidence = ["photo/fault": 1] }),
        Preview("form-storage-full", changed(half) { $0.trouble = .storageFull }),
        Preview("form-gone", changed(nowhere) { $0.isGone = true }),
    ]

    private static let nowhere = FormState(playbook: FakeDay.playbook, hasCamera: true)
    private static let begun = ["place": "厨房吊柜下", "level": "true", "minutes": "5"]
    private static let second = ["verdict": "part", "tools": "meter ladder", "city": "hz"]
    private static let half = page(0, form(["place": "厨房吊柜下", "level": "true"]))
    private static let whole = form(
        begun.merging(["minutes": "15", "next": "2027-05-23", "fault": "f-1"]) { $1 }.merging(second) { $1 })

    /// The page from further down, as one who has scrolled sees it.
    private static let items = changed(
        page(
            1,
            changed(form(second)) {
                $0.items = ["a", "b"]
                $0.answers[FormField("part", "a")] = "主板"
                $0.answers[FormField("price", "a")] = "260"
                $0.answers[FormField("part", "b")] = "风机电容"
                $0.answers[FormField("price", "b")] = "18.5"
                $0.answers[FormField("total")] = "278.5"
            })
    ) { $0.open?.page?.lines.removeFirst(4) }

    private static func form(_ answers: [String: String]) -> DayForm {
        DayForm(answers: Dictionary(uniqueKeysWithValues: answers.map { (FormField($0), $1) }))
    }

    private static func page(_ page: Int64, _ form: DayForm) -> FormState {
        changed(nowhere) {
            $0.card = FakeDay.waiting.last
            $0.thenName = FakeDay.words("安装完成", "finish")
            $0.open = form.open(page)
        }
    }
}
