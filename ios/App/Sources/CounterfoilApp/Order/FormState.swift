//! What a page of a form shows, as a value.

import Counterfoil

/// An answer that is on the screen and may not be in the store yet.
struct Draft: Sendable, Hashable {
    /// As it was typed.
    var text: String
    /// The answer in the store that was last seen here.
    var known: String
    /// The form that the person was looking at with it.
    var shown: String?
    /// Why the store does not take it.
    var problems: [Words] = []
}

/// The choices of a question, over the whole screen.
struct Search: Sendable, Hashable {
    var field: FormField
    var typed = ""
    var found: [FormChoice] = []
}

/// An item of a repeat group that is about to be taken out.
struct FormItemAt: Sendable, Hashable {
    var group: String
    var item: String
}

/// What a page of a form shows.
struct FormState: Sendable, Equatable {
    var card: Card?
    /// `nil` until it was read from the disk.
    var open: OpenForm?
    var playbook: Playbook?
    var hasCamera = false
    /// The step that the person is about to make.
    var thenName: Words?
    /// How many photographs and signatures of each role there are, by `photo/door`.
    var evidence: [String: Int] = [:]
    /// The person said that all is filled in: what is missing is said at every question.
    var isChecked = false
    /// What is being written.
    var drafts: [FormField: Draft] = [:]
    var search: Search?
    /// What is asked about before it is taken out.
    var removes: FormItemAt?
    /// Whether the reasons for leaving it incomplete are shown.
    var asksWhy = false
    var trouble: Trouble?
    /// Whether the form is no longer here.
    var isGone = false
}

extension FormState {
    /// The questions of this page, from top to bottom.
    var questions: [FormQuestion] {
        (open?.page?.lines ?? []).compactMap { if case .question(let asked) = $0 { asked } else { nil } }
    }

    func question(_ field: FormField) -> FormQuestion? { questions.first { $0.field == field } }

    /// What a question holds on the screen: what is being written, else what is kept.
    func answer(_ question: FormQuestion) -> String { drafts[question.field]?.text ?? question.answer }

    /// What is on the screen alone: not kept yet, or not to be kept as it is.
    var unsaved: [FormField: Draft] {
        drafts.filter { field, draft in question(field).map { keptAs($0.kind, draft.text) } != draft.known }
    }

    /// Of the questions of this page that are to be answered, how many are.
    var answered: (count: Int, of: Int) {
        let asked = questions.filter(\.enabled)
        return (asked.count(where: isAnswered), asked.count)
    }

    private func isAnswered(_ question: FormQuestion) -> Bool {
        guard let evidence = question.evidence else { return answer(question).contains { !$0.isWhitespace } }
        return have(question) >= Int(evidence.count)
    }

    /// How much of the evidence that a question asks for is there; in a repeat group its answer names it.
    func have(_ question: FormQuestion) -> Int {
        guard let asked = question.evidence else { return 0 }
        if question.item != nil { return valuesOf(question.answer).count }
        return evidence["\(asked.kind)/\(asked.role)"] ?? 0
    }

    /// What the store says now. A draft whose answer is still the one that the person saw was written over this form;
    /// where somebody else answered meanwhile, it was not: both answers will stand beside each other.
    mutating func take(_ open: OpenForm) {
        self.open = open
        isGone = false
        for (field, draft) in drafts {
            guard let kept = question(field)?.answer else {
                drafts[field] = nil
                continue
            }
            if kept == draft.known { drafts[field]?.shown = open.sheet.shown }
        }
    }
}

extension FormQuestion {
    var field: FormField { FormField(question, item) }
}

/// Several values of one answer.
func valuesOf(_ answer: String) -> [String] { answer.split(separator: " ").map(String.init) }

/// The evidence of an order by kind and role, as far as it was not taken back.
func evidence(of sheet: OrderSheet) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for row in sheet.sheet.timeline where row.kind == "photo" || row.kind == "signature" {
        if row.struckBy != nil || row.movedTo != nil || row.mark == "refused" { continue }
        let role = row.details.first { $0.name == "role" }?.value.written ?? ""
        found["\(row.kind)/\(role)", default: []].append(row.fact ?? "")
    }
    return found
}
