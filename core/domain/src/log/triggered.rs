//! What the hub's log says of what the hub did by itself.

use minicbor::{Decode, Encode};

use crate::ids::{FactId, SubjectId};

/// A trigger of the playbook was set off by an entry. It is once for each trigger and entry.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Triggered {
    /// The subject.
    #[n(0)]
    pub subject: SubjectId,
    /// The trigger's name in the playbook.
    #[n(1)]
    pub trigger: String,
    /// The fact that was decided on.
    #[n(2)]
    pub of: FactId,
    /// Place of the entry that set it off.
    #[n(3)]
    pub index: u64,
}

/// An order is a part of another. Said when it begins, and again whenever it comes to an end or is open again, so
/// that who sees the parent alone knows.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SubOrder {
    /// The order that it is a part of.
    #[n(0)]
    pub parent: SubjectId,
    /// The part.
    #[n(1)]
    pub child: SubjectId,
    /// Its kind in the playbook.
    #[n(2)]
    pub kind: String,
    /// Where it stands then.
    #[n(3)]
    pub stage: String,
    /// Whether it is over there, with nothing in dispute.
    #[n(4)]
    pub ended: bool,
}

/// A document begins its next generation from its current values.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct GenerationBegun {
    /// The subject.
    #[n(0)]
    pub subject: SubjectId,
    /// The audience.
    #[n(1)]
    pub audience: String,
    /// The document's name.
    #[n(2)]
    pub document: String,
    /// The generation that begins.
    #[n(3)]
    pub generation: u32,
}
