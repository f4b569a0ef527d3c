//! What office and worker say to each other about an order.

use minicbor::{Decode, Encode};

use crate::ids::FactId;

/// Somebody asks to hurry (催办).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Urge {
    /// Why, in words or as a reason code.
    #[n(0)]
    pub reason: Option<String>,
}

/// The answer to an urge.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct UrgeAnswer {
    /// Which urge.
    #[n(0)]
    pub urge: FactId,
    /// A code of the playbook, or words.
    #[n(1)]
    pub answer: String,
}
