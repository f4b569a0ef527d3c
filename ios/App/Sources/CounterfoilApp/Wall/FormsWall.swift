//! What the screens of forms may ask.

import Counterfoil

/// A form with one of its pages.
struct OpenForm: Sendable, Equatable {
    var sheet: FormSheet
    /// The page that was asked for, or the one before it where that does not show; `nil` where none shows.
    var page: FormPage?
}

/// A question on the screen.
struct FormField: Sendable, Hashable {
    var question: String
    /// The item of its repeat group.
    var item: String?

    init(_ question: String, _ item: String? = nil) {
        self.question = question
        self.item = item
    }
}

/// The forms of an order. An answer is durable when the call returns.
@MainActor
protocol FormsWall {
    /// Those of its kind, and those that its steps need.
    func rows(_ order: String) -> Following<[FormRow]>

    func open(_ order: String, _ form: String, page: Int64) -> Following<OpenForm>

    /// The form as it is now.
    func look(_ order: String, _ form: String, page: Int64) async throws(WallError) -> OpenForm

    /// The choices whose name holds what was typed, 100 at most.
    func choices(
        _ order: String, _ form: String, _ field: FormField, typed: String
    ) async throws(WallError) -> [FormChoice]

    /// An answer; `shown` is that of the form that the person was looking at.
    func answer(_ order: String, _ form: String, _ answer: FormAnswer, shown: String?) async throws(WallError)

    func addItem(_ order: String, _ form: String, to group: String) async throws(WallError)

    func removeItem(_ order: String, _ form: String, _ item: String, from group: String) async throws(WallError)

    /// The reason for which it stays incomplete; `nil` takes it back.
    func except(_ order: String, _ form: String, for reason: String?) async throws(WallError)
}
