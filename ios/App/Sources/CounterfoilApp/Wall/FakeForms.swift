//! A form by heart: two pages, a group, and what it says of an answer. It remembers what was answered.

import Counterfoil

/// The forms of the day by heart.
@MainActor
final class FakeForms: FormsWall {
    private let kept = Told(DayForm())
    private let write: (String) throws(WallError) -> Void

    init(write: @escaping (String) throws(WallError) -> Void) {
        self.write = write
    }

    /// Somebody else answers, on another phone.
    func answeredElsewhere(_ field: FormField, _ text: String) { keep { $0.answers[field] = text } }

    private func keep(_ change: (inout DayForm) -> Void) {
        kept.value = changed(kept.value) {
            change(&$0)
            $0.version += 1
        }
    }

    func rows(_ order: String) -> Following<[FormRow]> { kept.following { [$0.row] } }
    func open(_ order: String, _ form: String, page: Int64) -> Following<OpenForm> { kept.following { $0.open(page) } }
    func look(_ order: String, _ form: String, page: Int64) async throws(WallError) -> OpenForm {
        kept.value.open(page)
    }

    func choices(
        _ order: String, _ form: String, _ field: FormField, typed: String
    ) async throws(WallError) -> [FormChoice] {
        DayForm.cities.filter { typed.isEmpty || $0.name.zh.contains(typed) }
    }

    func answer(_ order: String, _ form: String, _ answer: FormAnswer, shown: String?) async throws(WallError) {
        try write("answer \(answer.question)=\(answer.text) over \(shown ?? "-")")
        if answer.question == "minutes", !answer.text.isEmpty, Int(answer.text) == nil {
            throw WallError(.notAllowed(code: "type", words: [FakeDay.words("须填整数", "a whole number is needed")]))
        }
        keep { $0.answers[FormField(answer.question, answer.item)] = answer.text }
    }

    func addItem(_ order: String, _ form: String, to group: String) async throws(WallError) {
        try write("add to \(group)")
        keep { $0.items.append("item\($0.version)") }
    }

    func removeItem(_ order: String, _ form: String, _ item: String, from group: String) async throws(WallError) {
        try write("remove \(item) from \(group)")
        keep { $0.items.removeAll { $0 == item } }
    }

    func except(_ order: String, _ form: String, for reason: String?) async throws(WallError) {
        try write("except for \(reason ?? "-")")
        keep { $0.exception = reason }
    }
}

/// The form of the day with its answers: 上门记录.
struct DayForm: Sendable, Equatable {
    var answers: [FormField: String] = [:]
    var items: [String] = []
    var exception: String?
    var version = 0

    private static let name = FakeDay.words("上门记录", "record of the visit")
    private static let titles = [FakeDay.words("检查", "checks"), FakeDay.words("处理", "what was done")]
    private static let verdicts = [
        choice("fix", "现场可修", "can be repaired here"), choice("part", "等备件", "a part is needed"),
        choice("none", "无故障", "no fault found"),
    ]
    private static let tools = [
        choice("meter", "万用表", "multimeter"), choice("gauge", "压力表", "pressure gauge"),
        choice("ladder", "梯子", "ladder"),
    ]
    static let cities = [
        choice("hz", "杭州仓", "Hangzhou depot"), choice("sz", "苏州仓", "Suzhou depot"),
        choice("lj", "临江网点", "Linjiang outlet"), choice("bh", "滨河网点", "Binhe outlet"),
    ]

    private static func choice(_ value: String, _ zh: String, _ en: String) -> FormChoice {
        FormChoice(value: value, name: FakeDay.words(zh, en))
    }

    private func lines(_ page: Int64) -> [FormLine] { page == 0 ? checks : work }

    private var checks: [FormLine] {
        let isShort = (answers[FormField("minutes")].flatMap { Int($0) } ?? 10) < 10
        let short = FormProblem(
            code: "constraint", words: FakeDay.words("试机不少于 10 分钟", "run it for 10 minutes at least"))
        return [
            ask("place", "text", "装在哪儿", "where it was put", isRequired: true),
            ask("level", "boolean", "水平、牢固", "level and firm", isRequired: true),
            ask(
                "minutes", "integer", "试机多少分钟", "minutes of trial run", isRequired: true,
                hint: FakeDay.words("关好门窗,开最大风", "doors shut, at full power"), problem: isShort ? short : nil),
            ask("next", "date", "下次保养", "next service"),
        ]
    }

    private var work: [FormLine] {
        let parts = FakeDay.words("要换的配件", "parts to be changed")
        let before = [
            ask("verdict", "choice", "结论", "conclusion", isRequired: true, choices: Self.verdicts),
            ask("tools", "choices", "用了什么工具", "tools used", choices: Self.tools),
            ask("city", "choice", "备件从哪儿来", "where the part is from", choices: Self.cities, total: 338),
            ask("fault", "evidence", "故障照片", "photo of the fault", isRequired: true),
            .heading(words: FakeDay.words("配件", "parts"), depth: 1),
            .repeatGroup(group: "parts", title: parts, canAdd: true, problems: []),
        ]
        let all = items.enumerated().flatMap { at, item in
            [
                .item(group: "parts", item: item, number: Int64(at) + 1),
                ask("part", "text", "配件名称", "part", item: item, isRequired: true),
                ask("price", "decimal", "单价(元)", "price each, yuan", item: item),
            ]
        }
        return before + all + [ask("total", "decimal", "配件合计(元)", "parts in all, yuan", isEnabled: false)]
    }

    private func ask(
        _ id: String, _ kind: String, _ zh: String, _ en: String, item: String? = nil, isRequired: Bool = false,
        isEnabled: Bool = true, hint: Words? = nil, problem: FormProblem? = nil, choices: [FormChoice] = [],
        total: Int64? = nil
    ) -> FormLine {
        let answer = answers[FormField(id, item)] ?? ""
        var problems = [problem].compactMap { $0 }
        if isRequired, answer.isEmpty {
            let words = kind == "evidence" ? ("还缺 1 张照片", "1 more photo needed") : ("此项必填", "an answer is needed")
            let code = kind == "evidence" ? "evidence" : "required"
            problems.insert(FormProblem(code: code, words: FakeDay.words(words.0, words.1)), at: 0)
        }
        let chosen = choices.filter { answer.split(separator: " ").map(String.init).contains($0.value) }
        let shown = FakeDay.words(
            chosen.map(\.name.zh).joined(separator: "、"), chosen.map(\.name.en).joined(separator: ", "))
        let evidence = FormEvidence(kind: "photo", role: "fault", count: 1)
        return .question(
            question: FormQuestion(
                question: id, item: item, title: FakeDay.words(zh, en), hint: hint, kind: kind, answer: answer,
                shown: choices.isEmpty ? FakeDay.words(answer, answer) : shown, enabled: isEnabled,
                required: isRequired, problems: problems, choices: choices,
                choicesTotal: total ?? Int64(choices.count), evidence: kind == "evidence" ? evidence : nil))
    }

    private func problems(_ page: Int64) -> [FormProblemAt] {
        lines(page).flatMap { line -> [FormProblemAt] in
            guard case .question(let asked) = line else { return [] }
            return asked.problems.map { FormProblemAt(question: asked.question, item: asked.item, problem: $0) }
        }
    }

    private var problems: [FormProblemAt] { problems(0) + problems(1) }

    var row: FormRow {
        FormRow(
            form: "visit", name: Self.name, complete: problems.isEmpty, problems: Int64(problems.count),
            neededBy: ["finish"], exceptions: "failed", exception: exception)
    }

    func open(_ page: Int64) -> OpenForm {
        let rows = [Int64(0), 1].map {
            FormPageRow(page: $0, title: Self.titles[Int($0)], problems: Int64(problems($0).count))
        }
        let sheet = FormSheet(
            form: "visit", name: Self.name, pages: rows, problems: problems, complete: problems.isEmpty,
            exceptions: "failed", exception: exception, shown: "s\(version)")
        let shown = FormPage(
            page: page, title: Self.titles[Int(page)], previous: page == 0 ? nil : 0, next: page == 0 ? 1 : nil,
            lines: lines(page))
        return OpenForm(sheet: sheet, page: shown)
    }
}
