//! What of an order its service levels are reckoned on: which policy it has, what began and ended when, when it
//! waited, and what the worker answered. A card carries it, so that lists are reckoned without folding an order.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::FactId;
use crate::moment::Interval;

/// The service levels of one order, not yet reckoned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Service {
    /// The playbook version that names the policy.
    #[n(0)]
    pub playbook: u32,
    /// The policy's id; empty where stages alone have limits.
    #[n(1)]
    pub policy: String,
    /// The id of its tier of priority.
    #[n(2)]
    pub tier: Option<String>,
    /// What began, oldest first.
    #[n(3)]
    pub runs: Vec<Run>,
    /// When the order waited for a reason that pauses.
    #[n(4)]
    pub waits: Vec<Wait>,
    /// Answers to urges that stop warnings.
    #[n(5)]
    pub answers: Vec<Answer>,
}

/// One run of a target.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Run {
    /// The target's id in the policy; `stage/` and the stage for the limit of a stage.
    #[n(0)]
    pub target: String,
    /// What began it; absent where that is not visible here.
    #[n(1)]
    pub cause: Option<FactId>,
    /// When it began.
    #[n(2)]
    pub began: Interval,
    /// When it ended, if it did.
    #[n(3)]
    pub ended: Option<Interval>,
    /// How long it may be, ms.
    #[n(4)]
    pub limit_ms: u64,
    /// Of a window its end, ms since 1970: a window that was moved is another occasion, and warns anew.
    #[n(5)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_to_ms: Option<u64>,
}

/// A time during which the order waited for a reason that pauses.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Wait {
    /// The stage.
    #[n(0)]
    pub stage: String,
    /// The reason's code.
    #[n(1)]
    pub reason: Option<String>,
    /// Since when.
    #[n(2)]
    pub from: Interval,
    /// Until when; absent while it lasts.
    #[n(3)]
    pub to: Option<Interval>,
}

/// An answer to an urge.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Answer {
    /// Its fact.
    #[n(0)]
    pub fact: FactId,
    /// The playbook's code.
    #[n(1)]
    pub answer: String,
    /// When.
    #[n(2)]
    pub at: Interval,
    /// In how many minutes the worker will be there.
    #[n(3)]
    pub minutes: Option<u32>,
}
