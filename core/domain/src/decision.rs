//! Decisions: what the hub judged at commit. Everybody replays them; nobody evaluates a guard twice.

use minicbor::{Decode, Encode};

use crate::ids::{FactId, Hash, PersonId, SubjectId};

/// The version of the engine that judged; a decision names it.
pub const ENGINE_VERSION: u16 = 1;

/// One side of a dispute: a terminal transition and the stage that it asked for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DisputeSide {
    /// The transition.
    #[n(0)]
    pub fact: FactId,
    /// The stage that it leads to.
    #[n(1)]
    pub stage: String,
}

/// Where an order stands in its workflow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct StageState {
    /// The stage's name in the playbook.
    #[n(0)]
    pub stage: String,
    /// The transition that led here; absent in the stage of founding.
    #[n(1)]
    pub by: Option<FactId>,
    /// Both sides, while two terminal stages stand against each other.
    #[n(2)]
    pub disputed: Option<Vec<DisputeSide>>,
    /// The lanes of the stage, where it has any.
    #[n(3)]
    pub lanes: Option<Vec<LaneState>>,
}

/// Where one lane of a stage stands.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LaneState {
    /// The lane's name in the playbook.
    #[n(0)]
    pub lane: String,
    /// The lane's stage.
    #[n(1)]
    pub stage: String,
    /// The transition that led there; absent where it began so.
    #[n(2)]
    pub by: Option<FactId>,
}

impl StageState {
    /// Whether two terminal stages stand against each other.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        self.disputed.as_ref().is_some_and(|sides| !sides.is_empty())
    }
}

/// Who has the thing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Custody {
    /// The holder; absent while it is at the outlet.
    #[n(0)]
    pub holder: Option<PersonId>,
    /// The place where it was put.
    #[n(1)]
    pub place: Option<SubjectId>,
    /// The person to whom it was given and who has not received it yet.
    #[n(2)]
    pub given_to: Option<PersonId>,
    /// Others who also said that they had taken it.
    #[n(3)]
    pub also_taken_by: Option<Vec<PersonId>>,
}

impl Custody {
    /// Whether the person has it and has given it to somebody who has not received it yet.
    #[must_use]
    pub fn is_given_away_by(&self, person: &PersonId) -> bool {
        self.holder.as_ref() == Some(person) && self.given_to.is_some_and(|to| to != *person)
    }
}

/// Why a transition moved nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Exception {
    /// The transition's rule in the playbook that did not hold.
    #[n(0)]
    pub rule: String,
    /// What was missing, as stable short codes: `photo/door/1`, `stage/delivered`.
    #[n(1)]
    pub missing: Vec<String>,
}

/// An answer to a request for approval that the hub has found to be one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Approved {
    /// The fact that says so first.
    #[n(0)]
    pub fact: FactId,
    /// The transition.
    #[n(1)]
    pub transition: String,
    /// SHA-256 of what was shown.
    #[n(2)]
    pub request: Hash,
    /// The level, from 1.
    #[n(3)]
    pub level: u8,
    /// Yes or no.
    #[n(4)]
    pub granted: bool,
    /// Who answered.
    #[n(5)]
    pub approver: PersonId,
    /// In whose stead.
    #[n(6)]
    pub in_stead_of: Option<PersonId>,
    /// Good until, exclusive, ms since 1970.
    #[n(7)]
    pub expires_ms: Option<u64>,
    /// Only in a phone's own prediction: it cannot tell whose device signed, the hub will.
    #[n(8)]
    pub unverified: Option<bool>,
}

/// What follows from one entry: the whole state after it. Encoded as a CBOR map; absent means unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Decision {
    /// The stage state after this entry.
    #[n(0)]
    pub stage: Option<StageState>,
    /// Why the transition moved nothing.
    #[n(1)]
    pub exception: Option<Exception>,
    /// The holder after this entry.
    #[n(2)]
    pub custody: Option<Custody>,
    /// The assignee after this entry: `[person?]`, an empty list when nobody is.
    #[n(3)]
    pub assigned: Option<Vec<PersonId>>,
    /// The playbook version that was asked; 0 if none was.
    #[n(4)]
    pub playbook: u32,
    /// The engine that judged.
    #[n(5)]
    pub engine: u16,
    /// Every answer to a request for approval after this entry.
    #[n(6)]
    pub approvals: Option<Vec<Approved>>,
}

impl Decision {
    /// Whether nothing follows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stage.is_none()
            && self.exception.is_none()
            && self.custody.is_none()
            && self.assigned.is_none()
            && self.approvals.is_none()
    }
}
