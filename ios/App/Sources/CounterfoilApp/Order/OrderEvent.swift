//! What a person does on a sheet.

import Counterfoil

/// What a person does on a sheet.
enum OrderEvent: Sendable, Equatable {
    case act(transition: String)
    case chooseReason(String)
    case typed(String)
    case writeNote
    case paid(PaymentMethod)
    case consented(kind: String, channel: String)
    case notNow
    case takeBack
    case openForm(String)
    case settle(FieldRow, CandidateRow)
    case answer(String)
    case read(Notice)
    case closeTrouble
    case back
}
