//! The order in which a person calls at his orders.

use minicbor::{Decode, Encode};

use crate::ids::{FactId, SubjectId};

/// What a sequence fact says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum SequenceStep {
    /// Somebody else offers an order; it changes nothing.
    #[n(1)]
    Offered,
    /// The shift's person goes in this order.
    #[n(2)]
    Kept,
    /// He lets his order go.
    #[n(3)]
    LetGo,
    /// He does not take an offer.
    #[n(4)]
    Declined,
}

/// In which order somebody calls at his orders, on his shift. Whose word it is tells who wrote it: what the shift's
/// founder says counts, from anybody else it is an offer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Sequenced {
    /// What is said.
    #[n(0)]
    pub step: SequenceStep,
    /// The orders, in the order in which they are called at; of an order let go those that still keep theirs among
    /// each other; empty for a declined offer.
    #[n(1)]
    pub orders: Vec<SubjectId>,
    /// The offer that is taken or declined.
    #[n(2)]
    pub offer: Option<FactId>,
}
