//! The forms of an order. An answer is kept as soon as it is given: there is no draft to lose.

import CounterfoilGenerated

extension Orders {
    /// The forms of an order: those of its kind, and those that its steps need. Folds the order: 1 to 10 ms.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)``.
    public func forms(of order: String) async throws(CounterfoilError) -> [FormRow] {
        try await opened.reading.ask { [desk] in try desk.forms(order: order) }
    }

    /// A form as a whole: its pages, and everything that is still wrong.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)`` for a form that is not there or whose answers this person may not
    ///   see.
    public func form(_ form: String, of order: String) async throws(CounterfoilError) -> FormSheet {
        try await opened.reading.ask { [desk] in try desk.form(order: order, form: form) }
    }

    /// A page of a form, by its place; one that does not show is not found.
    ///
    /// - Throws: ``CounterfoilError/notFound(what:)``.
    public func formPage(
        _ page: Int, of form: String, on order: String
    ) async throws(CounterfoilError) -> FormPage {
        try await opened.reading.ask { [desk] in
            try desk.formPage(order: order, form: form, page: Int64(page))
        }
    }

    /// The choices of a question whose name holds what was typed, 100 at most.
    ///
    /// - Parameter item: The item of its repeat group.
    /// - Throws: ``CounterfoilError/notFound(what:)``.
    public func formChoices(
        for question: String, item: String? = nil, typed: String, of form: String, on order: String
    ) async throws(CounterfoilError) -> [FormChoice] {
        try await opened.reading.ask { [desk] in
            try desk.formChoices(order: order, form: form, question: question, item: item, typed: typed)
        }
    }

    /// Answers questions, all or none. Durable when it returns.
    ///
    /// - Parameter shown: `FormSheet.shown` of what the person was looking at.
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for an answer that is not of its question's type, and by policy.
    @discardableResult
    public func answerForm(
        _ form: String, on order: String, _ answers: [FormAnswer], shown: String? = nil
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.answerForm(order: order, form: form, answers: answers, shown: shown)
        }
    }

    /// Adds an item to a repeat group and gives its id.
    ///
    /// - Throws: As ``answerForm(_:on:_:shown:)``.
    @discardableResult
    public func addFormItem(
        to group: String, of form: String, on order: String
    ) async throws(CounterfoilError) -> String {
        try await opened.writing.finish { [desk] in
            try desk.addFormItem(order: order, form: form, group: group)
        }
    }

    /// Takes an item out of a repeat group; its answers stay in the order's history.
    ///
    /// - Throws: As ``answerForm(_:on:_:shown:)``.
    @discardableResult
    public func removeFormItem(
        _ item: String, from group: String, of form: String, on order: String
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.removeFormItem(order: order, form: form, group: group, item: item)
        }
    }

    /// Records the reason, of the group `FormSheet.exceptions`, for which a form stays incomplete; `nil` takes it back.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for another reason, and by policy.
    @discardableResult
    public func exceptForm(
        _ form: String, on order: String, for reason: String?
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.exceptForm(order: order, form: form, reason: reason)
        }
    }
}
