//! Stops of the clock that somebody declared for an area, a span or a filter: one fact, however many orders it
//! holds for, ended by another one. They stand on one subject of the tenant, which every phone has.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::fact::{ClockStop, Fact};
use crate::hash::sha256_parts;
use crate::ids::{FactId, PersonId, SubjectId, TenantId};
use crate::limits::CLOCK_STOPS_MAX;
use crate::moment::Interval;
use crate::order::{Card, OrderState};
use crate::playbook::Playbook;
use crate::playbook::words::Words;

/// The subject on which a tenant's office stops the clock: `SHA-256("cf/clock-board/1" ‖ 0 ‖ tenant)[..16]`.
#[must_use]
pub fn clock_board(tenant: TenantId) -> SubjectId {
    SubjectId(sha256_parts(&[b"cf/clock-board/1\0", &tenant.0]).short())
}

/// A stop of the clock.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Stop {
    /// Its fact.
    #[n(0)]
    pub fact: FactId,
    /// The areas that it holds for; none: all.
    #[n(1)]
    pub areas: Vec<String>,
    /// The kinds of order; none: all.
    #[n(2)]
    pub kinds: Vec<String>,
    /// Why, by the playbook's code.
    #[n(3)]
    pub reason: String,
    /// The same for people.
    #[n(4)]
    pub reason_name: Words,
    /// Words of who stopped it.
    #[n(5)]
    pub note: Option<String>,
    /// Since when.
    #[n(6)]
    pub from: Interval,
    /// Until when; absent until somebody ends it.
    #[n(7)]
    pub to: Option<Interval>,
    /// Who stopped it.
    #[n(8)]
    pub person: PersonId,
    /// Who ended it.
    #[n(9)]
    pub ended_by: Option<PersonId>,
}

/// Every stop of a tenant, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode, Serialize, Deserialize)]
#[cbor(transparent)]
#[serde(transparent)]
pub struct Stops {
    /// The stops.
    #[n(0)]
    pub all: Vec<Stop>,
}

/// Which order is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About<'a> {
    /// The order.
    pub order: SubjectId,
    /// Its kind.
    pub kind: &'a str,
    /// Its area.
    pub area: Option<&'a str>,
}

impl<'a> About<'a> {
    /// What a card says of it.
    #[must_use]
    pub fn of(card: &'a Card) -> Self {
        Self { order: card.id, kind: &card.kind, area: card.area.as_deref() }
    }
}

impl Stop {
    /// Whether it holds for an order.
    #[must_use]
    pub fn covers(&self, about: &About<'_>) -> bool {
        let fits =
            |list: &[String], one: &str| list.is_empty() || list.iter().any(|own| own == one);
        let area = about.area.unwrap_or("");
        fits(&self.areas, area) && fits(&self.kinds, about.kind)
    }

    /// Whether it holds at an instant, ms since 1970, as far as anybody can say.
    #[must_use]
    pub fn is_on(&self, now_ms: u64) -> bool {
        let begun = self.from.earliest_ms.is_none_or(|from| from <= now_ms);
        let over = self.to.is_some_and(|to| to.latest_ms.is_some_and(|to| to <= now_ms));
        begun && !over
    }
}

impl Stops {
    /// The stops that stand on a board.
    #[must_use]
    pub fn of(board: &OrderState, playbook: &Playbook) -> Self {
        let mut all: Vec<Stop> = Vec::new();
        for (row, fact) in board.standing() {
            let entry = board.entry_of(row);
            match fact {
                Fact::ClockStop(said) => {
                    let from = said.from_ms.map_or(entry.believed, exact);
                    all.push(stop(row.id, said, from, entry.person, playbook));
                }
                Fact::ClockResumed(said) => {
                    let stopped = all.iter_mut().find(|one| one.fact == said.stop);
                    if let Some(one) = stopped.filter(|one| one.ended_by.is_none()) {
                        one.to = Some(earlier(one.to, entry.believed));
                        one.ended_by = Some(entry.person);
                    }
                }
                _ => {}
            }
        }
        // Those that were ended go first: a stop that lasts is never forgotten for them.
        while all.len() > CLOCK_STOPS_MAX {
            all.remove(all.iter().position(|one| one.ended_by.is_some()).unwrap_or(0));
        }
        Self { all }
    }

    /// Those that hold for an order.
    pub fn covering<'a>(&'a self, about: &'a About<'a>) -> impl Iterator<Item = &'a Stop> {
        self.all.iter().filter(move |stop| stop.covers(about))
    }
}

fn stop(
    fact: FactId,
    said: &ClockStop,
    from: Interval,
    person: PersonId,
    playbook: &Playbook,
) -> Stop {
    let known = playbook.reason(&said.reason);
    let reason_name =
        known.map_or_else(|| Words::new(&said.reason, &said.reason), |one| one.name.clone());
    Stop {
        fact,
        areas: said.areas.clone(),
        kinds: said.kinds.clone(),
        reason: said.reason.clone(),
        reason_name,
        note: said.note.clone(),
        from,
        to: said.to_ms.map(exact),
        person,
        ended_by: None,
    }
}

fn exact(at_ms: u64) -> Interval {
    Interval { earliest_ms: Some(at_ms), latest_ms: Some(at_ms) }
}

/// The end that was said before, unless it was ended sooner.
fn earlier(said: Option<Interval>, ended: Interval) -> Interval {
    let sooner = |one: Option<u64>, other: Option<u64>| match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    said.map_or(ended, |said| Interval {
        earliest_ms: sooner(said.earliest_ms, ended.earliest_ms),
        latest_ms: sooner(said.latest_ms, ended.latest_ms),
    })
}
