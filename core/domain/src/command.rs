//! Commands: what a person wants done, checked against the playbook, and made into envelopes.
//!
//! [`plan()`](plan::plan) says either what envelopes a command makes, grouped by audience with the
//! transition last, or explains by value what is missing. [`build_envelope`] makes the exact bytes.
//! Nothing here draws random numbers or reads a clock; both come in as arguments.

pub mod build;
pub mod draft;
pub mod follows;
pub mod offers;
pub mod plan;
pub mod refusal;
pub mod shown;

mod bounds;
mod checks;
mod masked;

#[cfg(test)]
mod tests;

pub use build::{AuthorContext, BuildError, ChangeFrame, build_envelope};
pub use draft::{EnvelopeDraft, NoteEdit, Planned};
pub use offers::{Offer, OfferState, offers};
pub use plan::{audience_of, plan};
pub use refusal::Refusal;
pub use shown::{ShownList, line_stands};

use crate::document::FieldValue;
use crate::envelope::BlobRef;
use crate::fact::{
    Approval, ApprovalRequest, Assignment, Claim, ClockResumed, ClockStop, Comment, Confirmed,
    Consent, ContactAttempt, Counted, CustodyStep, Delegation, DoNotLoad, Duty, Fact, Fix,
    LoadScan, Moved, Part, Payment, Photo, Proposed, Quote, Reading, Refusal as GoodsRefused,
    Revealed, Scan, Sequenced, ShiftClosed, SignatureFact, TimerFact, Unsigned, Urge, UrgeAnswer,
    Visit, Withdrawn,
};
use crate::ids::{FactId, Hash, SubjectId};
use crate::subject::Key;

/// One field to set, in the main document of its path's audience or in a named one (a form).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSet {
    /// The document's name; `""` for the main one.
    pub document: String,
    /// The path.
    pub path: String,
    /// The value.
    pub value: FieldValue,
}

impl FieldSet {
    /// A field of the main document.
    #[must_use]
    pub fn new(path: impl Into<String>, value: FieldValue) -> Self {
        Self { document: String::new(), path: path.into(), value }
    }
}

/// A new order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundOrder {
    /// The kind in the playbook.
    pub kind: String,
    /// The keys by which people know it.
    pub keys: Vec<Key>,
    /// What is known of it.
    pub fields: Vec<FieldSet>,
}

/// A choice between values that stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settle {
    /// The field, with the value that is to stand.
    pub field: FieldSet,
    /// The changes whose values stood against each other.
    pub candidates: Vec<Hash>,
    /// The proposal whose value is to stand.
    pub proposal: Option<FactId>,
}

/// A step of the workflow, with what is captured in the same act.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TransitionCommand {
    /// The transition's name.
    pub name: String,
    /// A reason code.
    pub reason: Option<String>,
    /// A few words.
    pub note: Option<String>,
    /// When it goes on, ms since 1970.
    pub until_ms: Option<u64>,
    /// Photos, signatures, payments and whatever else belongs to the act; no second transition.
    pub with: Vec<Command>,
}

/// What a person wants done. One command is one envelope, or one for each audience that it touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A new order.
    FoundOrder(FoundOrder),
    /// Begins an order that is a part of another, which its author sees.
    FoundPart(FoundOrder, SubjectId),
    /// Fields get values.
    SetFields(Vec<FieldSet>),
    /// A shared note is edited.
    EditNote(NoteEdit),
    /// A conflict is settled.
    Settle(Settle),
    /// A step of the workflow.
    Transition(TransitionCommand),
    /// A photograph.
    AddPhoto(Photo, BlobRef),
    /// A signature, with its strokes and what was shown.
    Sign(SignatureFact, Vec<BlobRef>),
    /// Would not or could not sign.
    Unsigned(Unsigned),
    /// A position.
    AddFix(Fix),
    /// A scanned code.
    Scan(Scan),
    /// A measured value.
    Read(Reading),
    /// A remark, perhaps with a voice note.
    Comment(Comment, Vec<BlobRef>),
    /// Somebody asks to hurry.
    Urge(Urge),
    /// The answer to that.
    AnswerUrge(UrgeAnswer),
    /// Consent to a way of delivery.
    Consent(Consent),
    /// The customer refused the goods.
    Refuse(GoodsRefused),
    /// An attempt to reach somebody.
    ContactAttempt(ContactAttempt),
    /// Money taken or given back.
    Pay(Payment),
    /// A part asked for, received, used or given back.
    UsePart(Part),
    /// A quote.
    Quote(Quote),
    /// Who is to do the work.
    Assign(Assignment),
    /// Who has the thing.
    Custody(CustodyStep),
    /// A loading scan that takes custody and also assigns its author, where policy allows that.
    TakeAndAssign(CustodyStep),
    /// An approval of what was shown.
    Approve(Approval),
    /// An approval is asked for.
    AskApproval(ApprovalRequest),
    /// Somebody else may approve in the author's stead.
    Delegate(Delegation),
    /// A fact is taken back.
    Withdraw(Withdrawn),
    /// Evidence belongs to another order.
    Move(Moved),
    /// Intercepted, or free again.
    DoNotLoad(DoNotLoad),
    /// A value for a path that the author may not set.
    Propose(Proposed),
    /// A further key.
    AddKey(Key),
    /// Duty or a break begins or ends.
    Duty(Duty),
    /// A visit begins or ends.
    Visit(Visit),
    /// A timer begins or ends.
    Timer(TimerFact),
    /// Whether money that was said to be paid has come.
    Confirm(Confirmed),
    /// What somebody says about a matter.
    Claim(Claim),
    /// Several captures as one act; no transition among them.
    All(Vec<Command>),
    /// The shift is over.
    CloseShift(ShiftClosed),
    /// Things or money were counted.
    Count(Counted),
    /// One read of a loading scan.
    LoadScan(LoadScan),
    /// In which order somebody calls at his orders: kept, let go, offered.
    Sequence(Sequenced),
    /// The clock of service levels stands still for many orders at once.
    StopClock(ClockStop),
    /// It goes on.
    ResumeClock(ClockResumed),
    /// Somebody had a masked value shown whole; the hub's own.
    Reveal(Revealed),
}

/// A fact with the blobs that it names.
pub(crate) type Captured = (Fact, Vec<BlobRef>);
