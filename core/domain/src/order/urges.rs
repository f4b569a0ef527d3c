//! Urges (催办) and their answers.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::state::OrderState;
use crate::fact::Fact;
use crate::ids::{FactId, PersonId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::name_in;
use crate::playbook::triggers::TriggerAct;
use crate::playbook::words::Words;

/// Who urges where a trigger of the playbook does.
pub const THE_HUB: PersonId = PersonId([0; 16]);

/// An urge, with its taps and what was answered. Taps that nobody has answered yet are one urge.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct UrgeRow {
    /// The fact of its first tap.
    #[n(0)]
    pub fact: FactId,
    /// Why, as it was said last.
    #[n(1)]
    pub reason: Option<String>,
    /// Who urged first; [`THE_HUB`] where a trigger did.
    #[n(2)]
    pub person: PersonId,
    /// When.
    #[n(3)]
    pub at: Interval,
    /// The answers, oldest first.
    #[n(4)]
    pub answers: Vec<UrgeAnswerRow>,
    /// Every tap, oldest first.
    #[n(5)]
    pub taps: Vec<UrgeTap>,
    /// How often it was raised: a tap within the playbook's window after the one before is the same one.
    #[n(6)]
    pub raised: u32,
}

/// One tap of an urge.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct UrgeTap {
    /// Its fact.
    #[n(0)]
    pub fact: FactId,
    /// Why.
    #[n(1)]
    pub reason: Option<String>,
    /// Who; [`THE_HUB`] where a trigger did.
    #[n(2)]
    pub person: PersonId,
    /// When.
    #[n(3)]
    pub at: Interval,
}

/// An urge on a card.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct UrgeShown {
    /// Its fact: what an answer names.
    #[n(0)]
    pub fact: FactId,
    /// Why.
    #[n(1)]
    pub reason: Option<String>,
    /// When.
    #[n(2)]
    pub at: Interval,
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
    /// In how many minutes he will be there.
    #[n(5)]
    pub minutes: Option<u32>,
}

impl OrderState {
    /// Urges in log order, each with its taps and answers.
    #[must_use]
    pub fn urge_rows(&self, playbook: &Playbook) -> Vec<UrgeRow> {
        let file = playbook.file();
        let mut rows: Vec<UrgeRow> = Vec::new();
        let mut by_itself = self.urged_by_itself(playbook).peekable();
        for (row, fact) in self.standing() {
            let entry = self.entry_of(row);
            while let Some((_, tap)) =
                by_itself.next_if(|(index, _)| entry.index.is_none_or(|own| own > *index))
            {
                tapped(&mut rows, tap, file.sla.urges.window_minutes);
            }
            match fact {
                Fact::Urge(urge) => {
                    let (fact, reason) = (row.id, urge.reason.clone());
                    let tap = UrgeTap { fact, reason, person: entry.person, at: entry.believed };
                    tapped(&mut rows, tap, file.sla.urges.window_minutes);
                }
                Fact::UrgeAnswer(said) => {
                    let names =
                        |one: &&mut UrgeRow| one.taps.iter().any(|tap| tap.fact == said.urge);
                    let Some(urge) = rows.iter_mut().find(names) else { continue };
                    urge.answers.push(UrgeAnswerRow {
                        fact: row.id,
                        answer: said.answer.clone(),
                        words: name_in(&file.urge_answers, &said.answer),
                        person: entry.person,
                        at: entry.believed,
                        minutes: said.minutes,
                    });
                }
                _ => {}
            }
        }
        by_itself.for_each(|(_, tap)| tapped(&mut rows, tap, file.sla.urges.window_minutes));
        rows
    }

    /// Taps of the hub's own, each with its place in the log. They stand under the fact that set them off.
    fn urged_by_itself<'a>(
        &'a self,
        playbook: &'a Playbook,
    ) -> impl Iterator<Item = (u64, UrgeTap)> + 'a {
        self.acts_by_itself(playbook).filter_map(|(said, act)| {
            let TriggerAct::Urge { reason } = act else { return None };
            let at =
                Interval { earliest_ms: Some(said.hub_time_ms), latest_ms: Some(said.hub_time_ms) };
            let (fact, reason, person) = (said.of?, reason.clone(), THE_HUB);
            Some((said.index, UrgeTap { fact, reason, person, at }))
        })
    }

    /// The urge to which nobody has answered.
    #[must_use]
    pub fn open_urge(&self, playbook: &Playbook) -> Option<UrgeRow> {
        self.urge_rows(playbook).pop().filter(|last| last.answers.is_empty())
    }
}

/// Whoever urges while nobody has answered adds to the same urge.
fn tapped(rows: &mut Vec<UrgeRow>, tap: UrgeTap, window_minutes: u32) {
    match rows.last_mut().filter(|last| last.answers.is_empty()) {
        Some(last) => last.take(tap, window_minutes),
        None => rows.push(UrgeRow::begun(tap)),
    }
}

impl From<UrgeRow> for UrgeShown {
    fn from(row: UrgeRow) -> Self {
        Self { fact: row.fact, reason: row.reason, at: row.at }
    }
}

impl UrgeRow {
    fn begun(tap: UrgeTap) -> Self {
        Self {
            fact: tap.fact,
            reason: tap.reason.clone(),
            person: tap.person,
            at: tap.at,
            answers: Vec::new(),
            taps: vec![tap],
            raised: 1,
        }
    }

    fn take(&mut self, tap: UrgeTap, window_minutes: u32) {
        let when = |at: &Interval| at.earliest_ms.or(at.latest_ms).unwrap_or(0);
        let window_ms = u64::from(window_minutes) * 60_000;
        let last = self.taps.last().map_or(0, |last| when(&last.at));
        if when(&tap.at) >= last.saturating_add(window_ms) {
            self.raised += 1;
        }
        self.reason = tap.reason.clone().or(self.reason.take());
        self.taps.push(tap);
    }

    /// How often somebody has tapped.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.taps.len()).unwrap_or(u32::MAX)
    }
}
