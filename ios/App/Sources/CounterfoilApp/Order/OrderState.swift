//! What a sheet shows, as a value.

import Counterfoil
import Foundation

/// What is asked before a step, on the sheet itself.
enum Asked: Sendable, Hashable {
    case reason(Step, group: String)
    case note(Step)
    case pay(Step, purpose: String, minor: Int64)
    case consent(Step, kinds: [String])
}

/// A step that was made a moment ago and can be taken back with one tap.
struct Undo: Sendable, Hashable {
    var fact: String
    var name: Words
}

/// What a sheet shows.
struct OrderState: Sendable, Equatable {
    var now: Date
    /// `nil` until it was read from the disk.
    var sheet: OrderSheet?
    var playbook: Playbook?
    var words = PlaybookWords.none
    /// This person's id.
    var me: String?
    /// What of this order was not read.
    var notices: [Notice] = []
    /// What to know before ringing there.
    var alerts: [Alert] = []
    var answers: [Named] = []
    /// The forms of its kind, and those that its steps need.
    var forms: [FormRow] = []
    var hasCamera = false
    var given: Given?
    /// What is asked just now.
    var asked: Asked?
    /// What is being written for it.
    var typed = ""
    /// What can be taken back for ten seconds.
    var undo: Undo?
    var trouble: Trouble?
    /// Whether the order is no longer here.
    var isGone = false

    /// What the workflow allows next, in the order of the playbook.
    var steps: [Step] { CounterfoilApp.steps(sheet?.offers ?? [], hasCamera: hasCamera, given: given) }
}
