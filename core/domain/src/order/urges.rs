//! Urges (催办) and their answers.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::state::{FactRow, OrderState};
use crate::fact::Fact;
use crate::ids::{FactId, PersonId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::name_in;
use crate::playbook::words::Words;

/// An urge, with what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct UrgeRow {
    /// Its fact.
    #[n(0)]
    pub fact: FactId,
    /// Why.
    #[n(1)]
    pub reason: Option<String>,
    /// Who urges.
    #[n(2)]
    pub person: PersonId,
    /// When.
    #[n(3)]
    pub at: Interval,
    /// The answers, oldest first.
    #[n(4)]
    pub answers: Vec<UrgeAnswerRow>,
}

/// An answer to an urge.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct UrgeAnswerRow {
    /// Its fact.
    #[n(0)]
    pub fact: FactId,
    /// The playbook's code, or words.
    #[n(1)]
    pub answer: String,
    /// The same for people.
    #[n(2)]
    pub words: Words,
    /// Who answers.
    #[n(3)]
    pub person: PersonId,
    /// When.
    #[n(4)]
    pub at: Interval,
}

impl OrderState {
    /// Urges in log order, each with its answers.
    #[must_use]
    pub fn urge_rows(&self, playbook: &Playbook) -> Vec<UrgeRow> {
        let mut rows: Vec<UrgeRow> = Vec::new();
        for (row, fact) in self.standing() {
            let entry = self.entry_of(row);
            match fact {
                Fact::Urge(urge) => rows.push(UrgeRow {
                    fact: row.id,
                    reason: urge.reason.clone(),
                    person: entry.person,
                    at: entry.believed,
                    answers: Vec::new(),
                }),
                Fact::UrgeAnswer(said) => {
                    let Some(urge) = rows.iter_mut().find(|one| one.fact == said.urge) else {
                        continue;
                    };
                    urge.answers.push(UrgeAnswerRow {
                        fact: row.id,
                        answer: said.answer.clone(),
                        words: name_in(&playbook.file().urge_answers, &said.answer),
                        person: entry.person,
                        at: entry.believed,
                    });
                }
                _ => {}
            }
        }
        rows
    }

    /// Urges to which nobody has answered, oldest first.
    pub fn open_urges(&self) -> impl Iterator<Item = &FactRow> {
        let answer = |fact: &Fact| match fact {
            Fact::UrgeAnswer(said) => Some(said.urge),
            _ => None,
        };
        let answered: BTreeSet<FactId> =
            self.standing().filter_map(|(_, fact)| answer(fact)).collect();
        let urges = self.standing().filter(|(_, fact)| matches!(fact, Fact::Urge(_)));
        urges.map(|(row, _)| row).filter(move |row| !answered.contains(&row.id))
    }

    /// How many urges wait for an answer.
    #[must_use]
    pub fn urges_open(&self) -> u32 {
        u32::try_from(self.open_urges().count()).unwrap_or(u32::MAX)
    }
}
