//! Flags: what a list says of an order at a glance, and what it can be filtered by.

use counterfoil_domain::order::Card;
use serde::{Deserialize, Serialize};

/// Something that a dispatcher looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Something was told at once, a refusal or a danger, and nobody has read it.
    Told,
    /// Two ends contradict each other.
    Disputed,
    /// A field has several values.
    Conflict,
    /// Somebody proposed another value for a field.
    Proposal,
    /// A step moved nothing and waits for somebody.
    Exception,
    /// Work that came after the order was given to somebody else.
    Late,
    /// Work that the gate flagged.
    Flagged,
    /// Work that the gate refused.
    Refused,
    /// Work that waits at the gate.
    Waiting,
    /// An urge without an answer.
    Urged,
    /// It must not be loaded.
    Intercepted,
    /// A payment or part may have been told of twice.
    InQuestion,
    /// Two say that they have the thing.
    TwoHolders,
    /// Nobody is to do it, and it is not over.
    Unassigned,
}

/// Every flag, in the order in which lists show them.
pub const FLAGS: [Flag; 14] = [
    Flag::Told,
    Flag::Disputed,
    Flag::Conflict,
    Flag::Proposal,
    Flag::Exception,
    Flag::Late,
    Flag::Flagged,
    Flag::Refused,
    Flag::Waiting,
    Flag::Urged,
    Flag::Intercepted,
    Flag::InQuestion,
    Flag::TwoHolders,
    Flag::Unassigned,
];

impl Flag {
    /// Whether a card has it.
    #[must_use]
    pub fn is_on(self, card: &Card) -> bool {
        let counts = &card.counts;
        match self {
            Self::Told => card.unread.is_some(),
            Self::Disputed => card.disputed,
            Self::Conflict => counts.conflicts > 0,
            Self::Proposal => counts.proposals > 0,
            Self::Exception => counts.exceptions > 0,
            Self::Late => counts.late > 0,
            Self::Flagged => counts.flagged > 0,
            Self::Refused => counts.refused > 0,
            Self::Waiting => counts.waiting > 0,
            Self::Urged => card.urges > 0,
            Self::Intercepted => card.do_not_load,
            Self::InQuestion => card.in_question,
            Self::TwoHolders => !card.also_taken_by.is_empty(),
            Self::Unassigned => card.assigned.is_empty() && !card.terminal,
        }
    }

    /// The flags of a card.
    #[must_use]
    pub fn of(card: &Card) -> Vec<Self> {
        FLAGS.into_iter().filter(|flag| flag.is_on(card)).collect()
    }

    /// A flag by its name in a query.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }
}
