//! The forms of an open phone.

import Counterfoil

/// The forms of an open phone.
struct PhoneForms: FormsWall {
    let phone: Phone

    /// The lists come at once, an order only when it changes.
    private func asking<Value: Sendable & Equatable>(
        _ order: String, _ ask: @escaping @MainActor () async throws -> Value
    ) -> Following<Value> {
        phone.asking(after: { $0 == .orders || $0 == .order(id: order) }, ask)
    }

    func rows(_ order: String) -> Following<[FormRow]> {
        asking(order) { try await phone.orders.forms(of: order) }
    }

    func open(_ order: String, _ form: String, page: Int64) -> Following<OpenForm> {
        asking(order) { try await read(order, form, page) }
    }

    func look(_ order: String, _ form: String, page: Int64) async throws(WallError) -> OpenForm {
        try await plain { try await read(order, form, page) }
    }

    /// The whole first: what the page shows beyond it is not said to have been shown.
    private func read(_ order: String, _ form: String, _ page: Int64) async throws -> OpenForm {
        let sheet = try await phone.orders.form(form, of: order)
        guard let at = sheet.pages.last(where: { $0.page <= page }) ?? sheet.pages.first else {
            return OpenForm(sheet: sheet, page: nil)
        }
        return OpenForm(sheet: sheet, page: try await phone.orders.formPage(Int(at.page), of: form, on: order))
    }

    func choices(
        _ order: String, _ form: String, _ field: FormField, typed: String
    ) async throws(WallError) -> [FormChoice] {
        try await plain {
            try await phone.orders.formChoices(
                for: field.question, item: field.item, typed: typed, of: form, on: order)
        }
    }

    func answer(_ order: String, _ form: String, _ answer: FormAnswer, shown: String?) async throws(WallError) {
        _ = try await plain { try await phone.orders.answerForm(form, on: order, [answer], shown: shown) }
    }

    func addItem(_ order: String, _ form: String, to group: String) async throws(WallError) {
        _ = try await plain { try await phone.orders.addFormItem(to: group, of: form, on: order) }
    }

    func removeItem(_ order: String, _ form: String, _ item: String, from group: String) async throws(WallError) {
        _ = try await plain { try await phone.orders.removeFormItem(item, from: group, of: form, on: order) }
    }

    func except(_ order: String, _ form: String, for reason: String?) async throws(WallError) {
        _ = try await plain { try await phone.orders.exceptForm(form, on: order, for: reason) }
    }
}
