//! Acts: transitions, assignment, custody, and what is said about other facts.

use minicbor::{Decode, Encode};

use crate::ids::{FactId, Hash, PersonId, SubjectId};
use crate::subject::Key;

/// A step of the workflow, asked for by its name in the playbook.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Transition {
    /// The transition's name.
    #[n(0)]
    pub name: String,
    /// The stage that the author was looking at; empty if he knew the order by its keys alone.
    #[n(1)]
    pub from: String,
    /// A reason code of the playbook, where the transition asks for one.
    #[n(2)]
    pub reason: Option<String>,
    /// Words of the author.
    #[n(3)]
    pub note: Option<String>,
    /// When it goes on ("back on Thursday"), ms since 1970.
    #[n(4)]
    pub until_ms: Option<u64>,
}

/// The subject begins: what it is and by which keys people know it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Found {
    /// The kind of order in the playbook, such as `parcel`.
    #[n(0)]
    pub kind: String,
    /// The keys, each in a scheme of the playbook.
    #[n(1)]
    pub keys: Vec<Key>,
    /// The stage in which it begins.
    #[n(2)]
    pub stage: String,
    /// The order that it is a part of (子单).
    #[n(3)]
    pub parent: Option<SubjectId>,
}

/// A further key of the subject.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Keyed {
    /// The key.
    #[n(0)]
    pub key: Key,
}

/// Who is to do the work; nobody when the person is absent.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Assignment {
    /// The new assignee.
    #[n(0)]
    pub to: Option<PersonId>,
    /// A reason code of the playbook.
    #[n(1)]
    pub reason: Option<String>,
}

/// What a custody step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum CustodyAct {
    /// The author has taken it (loading scan).
    #[n(1)]
    Taken,
    /// The author has given it to `person`; it stays his until received.
    #[n(2)]
    Given,
    /// The author has received it from `person`.
    #[n(3)]
    Received,
    /// The author has brought it back to the outlet.
    #[n(4)]
    Returned,
    /// The author has put it at `place`.
    #[n(5)]
    Shelved,
}

/// Who has the thing now; folds to a holder.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CustodyStep {
    /// What was done.
    #[n(0)]
    pub act: CustodyAct,
    /// The other person, for given and received.
    #[n(1)]
    pub person: Option<PersonId>,
    /// The place, for shelved.
    #[n(2)]
    pub place: Option<SubjectId>,
    /// The key that was scanned.
    #[n(3)]
    pub key: Option<Key>,
}

/// A value for a path that the author may see and not set.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Proposed {
    /// The audience of the path.
    #[n(0)]
    pub audience: String,
    /// The path.
    #[n(1)]
    pub path: String,
    /// The value, as people write it.
    #[n(2)]
    pub value: String,
    /// Facts that show it.
    #[n(3)]
    pub evidence: Vec<FactId>,
}

/// A fact taken back; it stays visible, struck through.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Withdrawn {
    /// Which fact.
    #[n(0)]
    pub fact: FactId,
    /// Why, in words or as a reason code.
    #[n(1)]
    pub reason: String,
}

/// Evidence that was captured on the wrong subject.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Moved {
    /// Which evidence.
    #[n(0)]
    pub evidence: FactId,
    /// The subject where it belongs.
    #[n(1)]
    pub to: SubjectId,
    /// Why.
    #[n(2)]
    pub reason: String,
}

/// Intercepted (拦截), or free again.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DoNotLoad {
    /// Whether it must stay.
    #[n(0)]
    pub stop: bool,
    /// A reason code of the playbook.
    #[n(1)]
    pub reason: Option<String>,
}

/// A conflict was settled: the change in the same envelope picks the value.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Settled {
    /// The path.
    #[n(0)]
    pub path: String,
    /// The changes whose values stood against each other.
    #[n(1)]
    pub candidates: Vec<Hash>,
    /// The proposal whose value was accepted.
    #[n(2)]
    pub proposal: Option<FactId>,
}
