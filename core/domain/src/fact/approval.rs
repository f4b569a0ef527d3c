//! Approvals: what is asked, what is answered, and who may answer in another's stead.

use minicbor::{Decode, Encode};

use crate::ids::{Hash, PersonId};

/// Somebody asks for the approval of a transition, as it was shown then.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ApprovalRequest {
    /// The transition's name.
    #[n(0)]
    pub transition: String,
    /// The level that is asked, from 1.
    #[n(1)]
    pub level: u8,
    /// SHA-256 of what is shown (see [`crate::approval::Shown`]).
    #[n(2)]
    pub request: Hash,
    /// Words of who asks.
    #[n(3)]
    pub note: Option<String>,
}

/// An approval, bound to the hash of what was shown.
///
/// With a statement the author of the envelope only carries it: then its approver is the one who signed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Approval {
    /// What was asked.
    #[n(0)]
    pub request: Hash,
    /// The level, from 1.
    #[n(1)]
    pub level: u8,
    /// Yes or no.
    #[n(2)]
    pub granted: bool,
    /// Words of the approver.
    #[n(3)]
    pub note: Option<String>,
    /// The transition; absent from old programs.
    #[n(4)]
    pub transition: Option<String>,
    /// In whose stead.
    #[n(5)]
    pub in_stead_of: Option<PersonId>,
    /// A [`crate::approval::SignedApproval`] given from phone to phone.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub statement: Option<Vec<u8>>,
}

/// Who may approve lets somebody else do it on this order, until a time.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Delegation {
    /// Who may do it in the author's stead.
    #[n(0)]
    pub to: PersonId,
    /// Until when, exclusive, ms since 1970.
    #[n(1)]
    pub until_ms: u64,
    /// Words of the author.
    #[n(2)]
    pub note: Option<String>,
}
