//! What a person does in a form.

import Counterfoil

/// What a person does in a form.
enum FormEvent: Sendable, Equatable {
    case typed(FormField, String)
    /// A field is no longer being written in.
    case left
    /// One of a list; the same again takes it back.
    case chosen(FormField, String)
    /// One of several of a list.
    case ticked(FormField, String)
    /// A date or a time is that of this moment.
    case now(FormField)
    /// A number is below nought, or no longer.
    case otherSign(FormField)
    case openChoices(FormField)
    case sought(String)
    case capture(FormField, FormEvidence)
    case addItem(group: String)
    case removeItem(group: String, item: String)
    /// Yes, it is to be taken out.
    case remove
    case askWhy
    case except(reason: String)
    case goOnFilling
    case nextPage
    case pageBefore
    case done
    /// What was opened over the form is closed.
    case close
    case closeTrouble
    case back
}
