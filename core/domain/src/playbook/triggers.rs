//! What a playbook says about what happens by itself: on an occasion, where a condition holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Playbook;
use super::guard::Truth;
use super::view::{Actor, OrderView, TransitionRequest};
use super::words::Words;
use crate::ids::PersonId;

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
    /// Somebody is asked to hurry: an urge like a person's, with its warnings and answers.
    Urge {
        /// Why, in a word.
        #[serde(default)]
        reason: Option<String>,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    /// Who wrote the entry.
    Author,
    /// Who has the thing.
    Holder,
    /// Nobody any more.
    Nobody,
    /// Nobody yet: it waits for somebody in this role, who takes it or is given it.
    Role(String),
}

/// Nobody asks: a condition that reads who does so finds nobody in no role.
pub(crate) fn nobody() -> Actor {
    Actor { person: PersonId([0; 16]), role: String::new(), assigned: false, former: false }
}

impl Trigger {
    /// Whether it is looked at when facts of these kinds come to an order of a kind, or by them the order to a stage.
    #[must_use]
    pub fn is_occasion(&self, kind: &str, facts: &[&str], came_to: Option<&str>) -> bool {
        let on = &self.on;
        let occasion = on.facts.iter().any(|name| facts.contains(&name.as_str()))
            || came_to.is_some_and(|stage| on.stages.iter().any(|own| own == stage));
        self.kinds.iter().any(|own| own == kind) && occasion
    }

    /// Whether its condition holds on an order as it is after that. What cannot be evaluated does not hold.
    #[must_use]
    pub fn holds(&self, playbook: &Playbook, view: &OrderView) -> bool {
        let Some(cel) = &self.when else { return true };
        let Some(Ok(guard)) = playbook.guard(cel) else { return false };
        let request = TransitionRequest::default();
        guard.evaluate(playbook, view, &request, &nobody()) == Truth::Yes
    }
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
