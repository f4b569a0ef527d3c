//! What office and worker say to each other about an order.

use minicbor::{Decode, Encode};

use crate::ids::{FactId, PersonId};

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
    /// In how many minutes the worker will be there, where he says so.
    #[n(2)]
    pub minutes: Option<u32>,
}

/// The clock of service levels stands still: for everything that fits, from one instant until another, or until
/// somebody ends it ([`ClockResumed`]). One fact, however many orders it holds for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ClockStop {
    /// The areas that it holds for; none: all.
    #[n(0)]
    pub areas: Vec<String>,
    /// The kinds of order; none: all.
    #[n(1)]
    pub kinds: Vec<String>,
    /// Since when, ms since 1970; absent: since it was said.
    #[n(2)]
    pub from_ms: Option<u64>,
    /// Until when, ms since 1970; absent: until it is ended.
    #[n(3)]
    pub to_ms: Option<u64>,
    /// Why, as a reason code.
    #[n(4)]
    pub reason: String,
    /// The same in words.
    #[n(5)]
    pub note: Option<String>,
}

/// A stopped clock goes on, from when this was said.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ClockResumed {
    /// Which stop.
    #[n(0)]
    pub stop: FactId,
}

/// Somebody had a masked value shown whole. The hub writes it before it answers; the value itself stands nowhere in it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Revealed {
    /// The path of the value: `contact/phone`, `contact/name`.
    #[n(0)]
    pub path: String,
    /// Who looked.
    #[n(1)]
    pub person: PersonId,
    /// Why, in that person's words.
    #[n(2)]
    pub reason: String,
}
