//! Attempts to reach somebody: when each began and ended, and what was made to stand on it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::length::Instant;
use super::state::OrderState;
use super::view::outcome_name;
use crate::fact::Fact;
use crate::ids::{FactId, PersonId};
use crate::moment::Interval;
use crate::playbook::facts::contact_outcome_words;
use crate::playbook::words::Words;

/// An attempt to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct ContactRow {
    /// Its fact.
    #[n(0)]
    pub fact: FactId,
    /// By which channel.
    #[n(1)]
    pub channel: String,
    /// The path of the number; the number itself is for who sees the contact.
    #[n(2)]
    pub number_path: String,
    /// How it ended.
    #[n(3)]
    pub outcome: String,
    /// The same for people.
    #[n(4)]
    pub outcome_name: Words,
    /// When it began.
    #[n(5)]
    pub begun: Interval,
    /// When it ended.
    #[n(6)]
    pub ended: Interval,
    /// Who tried.
    #[n(7)]
    pub person: PersonId,
    /// The consents that stand on it.
    #[n(8)]
    pub consents: Vec<FactId>,
}

impl OrderState {
    /// Attempts that stand, oldest first.
    #[must_use]
    pub fn contact_rows(&self) -> Vec<ContactRow> {
        let mut rows: Vec<ContactRow> = Vec::new();
        for (row, fact) in self.standing() {
            match fact {
                Fact::ContactAttempt(call) => {
                    let entry = self.entry_of(row);
                    let ended_ago_ms = call.ended_ago_ms.unwrap_or(0);
                    let begun_ago_ms = ended_ago_ms.saturating_add(call.lasted_ms);
                    let outcome = outcome_name(call.outcome);
                    rows.push(ContactRow {
                        fact: row.id,
                        channel: call.channel.clone(),
                        number_path: call.number_path.clone(),
                        outcome: outcome.to_owned(),
                        outcome_name: contact_outcome_words(outcome),
                        begun: Instant::of(entry, begun_ago_ms).believed,
                        ended: Instant::of(entry, ended_ago_ms).believed,
                        person: entry.person,
                        consents: Vec::new(),
                    });
                }
                Fact::Consent(consent) => {
                    let named = rows.iter_mut().filter(|one| consent.attempts.contains(&one.fact));
                    named.for_each(|one| one.consents.push(row.id));
                }
                _ => {}
            }
        }
        rows
    }
}
