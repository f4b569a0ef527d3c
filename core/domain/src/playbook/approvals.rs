//! What a playbook says about approvals: who has to agree before a transition is made, and to what.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::Words;
use crate::ids::PersonId;

/// The approvals that a transition needs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Approvals {
    /// The levels, in the order in which they are asked.
    pub levels: Vec<Level>,
    /// What those who approve are shown: an approval is good for exactly that, and lapses when any of it
    /// changes.
    #[serde(default)]
    pub shows: Shows,
    /// Whether who may approve may name somebody to do it in his stead, until a time.
    #[serde(default)]
    pub delegation: bool,
}

/// One level of approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Level {
    /// What explanations call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The roles that may approve.
    pub roles: Vec<String>,
    /// How many different people have to; nobody counts twice on one transition, and never who asks.
    #[serde(default = "one")]
    pub count: u32,
    /// For how many hours an approval is good; absent: as long as what was shown stands.
    #[serde(default)]
    pub valid_hours: Option<u32>,
}

/// What is shown to those who approve.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Shows {
    /// Paths of fields, or prefixes that end in `*`.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Kinds of facts: all that stand on the order.
    #[serde(default)]
    pub facts: Vec<String>,
}

fn one() -> u32 {
    1
}

/// An answer of a level, as far as counting asks.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// Who answered.
    pub by: PersonId,
    /// In whose stead.
    pub in_stead_of: Option<PersonId>,
    /// Yes or no.
    pub granted: bool,
    /// It counts no more.
    pub lapsed: bool,
}

/// What the answers of a level come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tally {
    /// Somebody who may has said no.
    Denied,
    /// The places of the answers that count, as many as are needed at most.
    Granted(Vec<usize>),
}

impl Level {
    /// Counts answers, oldest first. Everybody counts once on a transition, also in another's stead: `used` holds who
    /// has asked or counted already, and grows.
    pub fn count(&self, said: &[Said], used: &mut BTreeSet<PersonId>) -> Tally {
        let mut counting = Vec::new();
        for (place, one) in said.iter().enumerate().filter(|(_, one)| !one.lapsed) {
            let again = |person: &PersonId| used.contains(person);
            if again(&one.by) || one.in_stead_of.as_ref().is_some_and(again) {
                continue;
            }
            if !one.granted {
                return Tally::Denied;
            }
            if counting.len() < usize::try_from(self.count).unwrap_or(usize::MAX) {
                used.insert(one.by);
                used.extend(one.in_stead_of);
                counting.push(place);
            }
        }
        Tally::Granted(counting)
    }
}

impl Approvals {
    /// A level by its number, from 1.
    #[must_use]
    pub fn level(&self, number: u8) -> Option<&Level> {
        self.levels.get(usize::from(number).checked_sub(1)?)
    }

    /// The levels with their numbers, from 1.
    pub fn numbered(&self) -> impl Iterator<Item = (u8, &Level)> {
        (1..=u8::MAX).zip(&self.levels)
    }
}
