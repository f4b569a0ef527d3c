//! Visits: one call at a place each, with the facts of it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::length::{Instant, Length};
use super::state::OrderState;
use crate::fact::{Fact, Visit, VisitStep};
use crate::ids::{ActId, FactId, PersonId, SubjectId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::words::Words;

/// One call at a place.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct VisitRow {
    /// Which visit.
    #[n(0)]
    pub id: ActId,
    /// Who made it.
    #[n(1)]
    pub person: PersonId,
    /// When it began.
    #[n(2)]
    pub begun: Option<Interval>,
    /// When it ended.
    #[n(3)]
    pub ended: Option<Interval>,
    /// How it ended.
    #[n(4)]
    pub outcome: Option<String>,
    /// The facts between, of the same person.
    #[n(5)]
    pub facts: Vec<FactId>,
    /// How long it took; absent while it goes on.
    #[n(6)]
    pub length: Option<Length>,
    /// How it ended, for people.
    #[n(7)]
    pub outcome_name: Option<Words>,
    /// The place that was called at.
    #[n(8)]
    pub place: Option<SubjectId>,
    /// The machine that it is about.
    #[n(9)]
    pub asset: Option<SubjectId>,
}

impl OrderState {
    /// Visits in the order of their beginnings, each with what its person wrote between.
    #[must_use]
    pub fn visit_rows(&self, playbook: &Playbook) -> Vec<VisitRow> {
        let mut rows: Vec<(VisitRow, Option<Instant>)> = Vec::new();
        for (row, fact) in self.standing() {
            let entry = self.entry_of(row);
            let Fact::Visit(visit) = fact else {
                let open = rows.iter_mut().filter(|(one, _)| one.ended.is_none());
                for (one, _) in open.filter(|(one, _)| one.person == entry.person) {
                    one.facts.push(row.id);
                }
                continue;
            };
            let same = |one: &VisitRow| one.id == visit.id && one.person == entry.person;
            let at = rows.iter().position(|(one, _)| same(one)).unwrap_or_else(|| {
                rows.push((empty(visit, entry.person), None));
                rows.len() - 1
            });
            let Some((one, from)) = rows.get_mut(at) else { continue };
            let now = Instant::of(entry, 0);
            match visit.step {
                VisitStep::Begin => (one.begun, *from) = (Some(entry.believed), Some(now)),
                VisitStep::End => {
                    one.ended = Some(entry.believed);
                    one.length = from.map(|from| from.until(&now));
                    one.outcome.clone_from(&visit.outcome);
                    let reason = visit.outcome.as_deref().and_then(|id| playbook.reason(id));
                    one.outcome_name = reason.map(|reason| reason.name.clone());
                }
            }
        }
        rows.into_iter().map(|(row, _)| row).collect()
    }

    /// A person's visit that has not ended.
    #[must_use]
    pub fn open_visit(&self, person: PersonId) -> Option<ActId> {
        let mut open = Vec::new();
        for (row, fact) in self.standing() {
            match fact {
                Fact::Visit(visit) if self.entry_of(row).person == person => match visit.step {
                    VisitStep::Begin => open.push(visit.id),
                    VisitStep::End => open.retain(|id| *id != visit.id),
                },
                _ => {}
            }
        }
        open.last().copied()
    }
}

fn empty(visit: &Visit, person: PersonId) -> VisitRow {
    VisitRow {
        id: visit.id,
        person,
        begun: None,
        ended: None,
        outcome: None,
        facts: Vec::new(),
        length: None,
        outcome_name: None,
        place: visit.place,
        asset: visit.asset,
    }
}
