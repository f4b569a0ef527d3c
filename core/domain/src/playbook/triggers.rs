//! What a playbook says about what happens by itself: on an occasion, where a condition holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::Words;

/// Something that the hub does by itself, exactly once for each entry that is an occasion for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Trigger {
    /// What explanations call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The kinds of order.
    pub kinds: Vec<String>,
    /// When it is looked at.
    pub on: Occasion,
    /// A condition in CEL on the order after the entry; absent: always. What cannot be evaluated does not hold.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    pub when: Option<String>,
    /// What is done.
    #[serde(rename = "do")]
    pub does: TriggerAct,
}

/// Entries on which a trigger is looked at: any of these.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Occasion {
    /// Kinds of facts that come.
    #[serde(default)]
    pub facts: Vec<String>,
    /// Stages to which the order comes.
    #[serde(default)]
    pub stages: Vec<String>,
}

/// What a trigger does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "act", rename_all = "snake_case")]
#[schemars(deny_unknown_fields)]
pub enum TriggerAct {
    /// Words on the order's timeline.
    Comment {
        /// The words.
        words: Words,
    },
    /// Words for people in these roles; the dispatcher is told at once.
    Notify {
        /// For whom.
        roles: Vec<String>,
        /// The words.
        words: Words,
    },
    /// Who is to do the work.
    Assign {
        /// Who.
        to: Assignee,
    },
    /// A transition, judged like anybody's; its role is asked of nobody.
    Move {
        /// Which one.
        transition: String,
        /// A reason code, where it asks for one.
        #[serde(default)]
        reason: Option<String>,
    },
}

/// To whom a trigger gives the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    /// Who wrote the entry.
    Author,
    /// Who has the thing.
    Holder,
    /// Nobody any more.
    Nobody,
}

impl TriggerAct {
    /// What it says, where it says something.
    #[must_use]
    pub fn words(&self) -> Option<&Words> {
        match self {
            Self::Comment { words } | Self::Notify { words, .. } => Some(words),
            _ => None,
        }
    }
}
