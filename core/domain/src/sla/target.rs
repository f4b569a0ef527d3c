//! A target as people and programs read it: what is due, why, how it stands, and who is warned when.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::reckon::Standing;
use super::service::Run;
use crate::hash::sha256_parts;
use crate::ids::{ActId, DeviceId, FactId, SubjectId};
use crate::moment::{Interval, Length};
use crate::playbook::words::Words;

/// A target of an order, reckoned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its id in the policy; `stage/` and the stage for the limit of a stage.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// What began this run; absent where that is not visible here.
    pub cause: Option<FactId>,
    /// How it stands now.
    pub standing: Standing,
    /// When it is due; an end is absent where a pause lasts or the calendar is closed for good.
    pub due: Interval,
    /// How long its clock has run.
    pub spent: Length,
    /// The rule by which it was reckoned, and what went into it.
    pub why: Why,
    /// Its due moments, in order.
    pub warnings: Vec<DueMoment>,
}

/// Why a target is due when it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The policy's id; empty for the limit of a stage.
    pub policy: String,
    /// What people call the policy.
    pub policy_name: Words,
    /// The tier of priority.
    pub tier: Option<Words>,
    /// How long it may take, ms.
    pub limit_ms: u64,
    /// The calendar; absent: day and night.
    pub calendar: Option<Words>,
    /// When it began.
    pub began: Interval,
    /// When it ended, if it did.
    pub ended: Option<Interval>,
    /// When its clock stood still.
    pub pauses: Vec<PauseTold>,
}

/// A time during which a target's clock stood still, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseTold {
    /// Why, for people: the reason, or the stage.
    pub name: Words,
    /// Words of who stopped the clock for many.
    pub note: Option<String>,
    /// The act that stopped it for many; absent where the order itself waited.
    pub stop: Option<FactId>,
    /// Since when.
    pub from: Interval,
    /// Until when; absent while it lasts.
    pub to: Option<Interval>,
}

/// Names a due moment: the same wherever and whenever it is reckoned, also after pauses moved it. A window that the
/// office or the customer moved is another occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct DueId(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

impl DueId {
    /// `SHA-256("cf/told/1" ‖ 0 ‖ order ‖ what ‖ 0 ‖ occasion)[..16]`, of what is told at once: `what` is
    /// `trigger/` and its id, with the index of the entry that set it off as a decimal number; or `step`, with the
    /// transition's fact as text.
    #[must_use]
    pub fn told(order: SubjectId, what: &str, occasion: &str) -> Self {
        let texts: [&[u8]; 5] =
            [b"cf/told/1\0", &order.0, what.as_bytes(), b"\0", occasion.as_bytes()];
        Self(sha256_parts(&texts).short())
    }

    /// `SHA-256("cf/together/1" ‖ 0 ‖ store ‖ act ‖ level ‖ source ‖ 0 ‖ words in Chinese)[..16]`, of what one act tells
    /// alike of several orders.
    #[must_use]
    pub fn told_together(
        store: DeviceId,
        act: ActId,
        (source, words, level): (&str, &str, u8),
    ) -> Self {
        let texts: [&[u8]; 7] = [
            b"cf/together/1\0",
            &store.0,
            &act.0,
            &[level],
            source.as_bytes(),
            b"\0",
            words.as_bytes(),
        ];
        Self(sha256_parts(&texts).short())
    }

    /// `SHA-256("cf/due/1" ‖ 0 ‖ order ‖ target ‖ 0 ‖ occasion ‖ 0 ‖ warning)[..16]`. The occasion as text: of a
    /// window its end in ms, of anything else the cause, or nothing.
    #[must_use]
    pub fn of(order: SubjectId, run: &Run, warning: &str) -> Self {
        let cause = || run.cause.map(|cause| cause.to_string()).unwrap_or_default();
        let occasion = run.window_to_ms.map_or_else(cause, |to_ms| to_ms.to_string());
        let texts: [&[u8]; 7] = [
            b"cf/due/1\0",
            &order.0,
            run.target.as_bytes(),
            b"\0",
            occasion.as_bytes(),
            b"\0",
            warning.as_bytes(),
        ];
        Self(sha256_parts(&texts).short())
    }
}

impl core::fmt::Display for DueId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for DueId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DueId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let id: SubjectId = Deserialize::deserialize(from)?; // the same 16 bytes, written alike
        Ok(Self(id.0))
    }
}

/// How a due moment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// It has not come.
    Ahead,
    /// It has come, and the target is still open: somebody is to be told.
    Due,
    /// An answer stopped it.
    Answered,
    /// The target ended: nobody is told any more.
    Over,
}

impl DueState {
    /// Its name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ahead => "ahead",
            Self::Due => "due",
            Self::Answered => "answered",
            Self::Over => "over",
        }
    }
}

/// A moment at which somebody is to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueMoment {
    /// Its id.
    pub id: DueId,
    /// The warning's id in the policy.
    pub warning: String,
    /// What people call it.
    pub name: Words,
    /// How grave it is, 1 to 3.
    pub level: u8,
    /// Who is told: `assignee`, or roles.
    pub to: Vec<String>,
    /// When, ms since 1970; absent while the clock stands still.
    pub at_ms: Option<u64>,
    /// How it stands.
    pub state: DueState,
    /// The answer that stopped it or put it off.
    pub answer: Option<FactId>,
}

/// What a list shows of an order's targets: the open one that is due first.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct NextDue {
    /// The target.
    #[n(0)]
    pub target: String,
    /// What people call it.
    #[n(1)]
    pub name: Words,
    /// When it is due.
    #[n(2)]
    pub due: Interval,
    /// How it stands: `running`, `paused`, `overdue`, `straddles`; of an order that is over the worst of what was
    /// not kept, `broken` or `straddles`.
    #[n(3)]
    pub standing: String,
}

impl Target {
    /// Whether it still runs or stands still.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.why.ended.is_none()
    }
}
