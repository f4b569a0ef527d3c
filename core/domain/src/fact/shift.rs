//! A person's time: duty, visits, timers, and the closing of a shift.

use minicbor::{Decode, Encode};

use super::money::{Money, PaymentMethod, PaymentPurpose};
use crate::ids::{ActId, Hash, SubjectId};

/// What a duty fact says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum DutyStep {
    /// Duty begins.
    #[n(1)]
    Begin,
    /// A break begins.
    #[n(2)]
    BreakBegin,
    /// The break is over.
    #[n(3)]
    BreakEnd,
    /// Duty is over.
    #[n(4)]
    End,
}

/// Duty or a break begins or ends.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Duty {
    /// What.
    #[n(0)]
    pub step: DutyStep,
    /// The vehicle.
    #[n(1)]
    pub vehicle: Option<String>,
    /// The outlet (网点).
    #[n(2)]
    pub outlet: Option<String>,
}

/// The shift is over: written only when nothing is unfinished on this phone.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ShiftClosed {
    /// Envelopes in the chain before this one.
    #[n(0)]
    pub size: u64,
    /// Unfinished drafts; 0, or the fact is not written.
    #[n(1)]
    pub drafts: u32,
    /// Files in the blob vault.
    #[n(2)]
    pub vault_files: u64,
    /// SHA-256 over their sorted hashes.
    #[n(3)]
    pub vault_root: Hash,
}

/// What a person counted with his own hands, on his shift: banknotes, or things of one list. Of
/// several counts of the same the last one stands.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Counted {
    /// What was counted: `money`, or a list of things: `held`, `returned`, `loaded`.
    #[n(0)]
    pub list: String,
    /// What the money was taken for; absent if it was counted in one heap.
    #[n(1)]
    pub purpose: Option<PaymentPurpose>,
    /// How it was paid; only for money.
    #[n(2)]
    pub method: Option<PaymentMethod>,
    /// How much; only for money.
    #[n(3)]
    pub amount: Option<Money>,
    /// How many; only for things.
    #[n(4)]
    pub pieces: Option<u32>,
    /// Words, where something is short or over.
    #[n(5)]
    pub note: Option<String>,
}

/// One read of a loading scan, kept on the shift whatever it means.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LoadScan {
    /// Exactly what the scanner read.
    #[n(0)]
    pub raw: String,
    /// The symbology: `code128`, `qr`, `typed`.
    #[n(1)]
    pub symbology: String,
    /// What the phone said, by the code of its verdict: `here`, `unknown`.
    #[n(2)]
    pub told: String,
    /// The order that it meant then; of one that this read founded its id.
    #[n(3)]
    pub order: Option<SubjectId>,
}

/// What a visit fact says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum VisitStep {
    /// At the place.
    #[n(1)]
    Begin,
    /// Away again.
    #[n(2)]
    End,
}

/// A call at a place; groups the facts between its begin and its end.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Visit {
    /// Which visit.
    #[n(0)]
    pub id: ActId,
    /// What.
    #[n(1)]
    pub step: VisitStep,
    /// How it ended, as a reason code.
    #[n(2)]
    pub outcome: Option<String>,
    /// The place that was called at; told when it begins.
    #[n(3)]
    pub place: Option<SubjectId>,
    /// The machine that it is about; told when it begins.
    #[n(4)]
    pub asset: Option<SubjectId>,
}

/// What a timer fact says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum TimerStep {
    /// Begun.
    #[n(1)]
    Start,
    /// Ended.
    #[n(2)]
    Stop,
}

/// A timer begun or ended; its length is the difference of two moments, so it survives a reboot.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TimerFact {
    /// The timer: `labour`, `travel`.
    #[n(0)]
    pub name: String,
    /// What.
    #[n(1)]
    pub step: TimerStep,
}
