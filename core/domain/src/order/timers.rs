//! Timers: what a person took the time of. Each length follows from two moments, so it survives a kill and a reboot.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::length::{Instant, Length};
use super::state::OrderState;
use crate::fact::{Fact, TimerStep};
use crate::ids::{FactId, PersonId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::name_in;
use crate::playbook::words::Words;

/// One run of a timer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct TimerRow {
    /// The timer: `labour`, `travel`.
    #[n(0)]
    pub name: String,
    /// The same for people.
    #[n(1)]
    pub words: Words,
    /// Whose time.
    #[n(2)]
    pub person: PersonId,
    /// The fact that began it; absent where only the end is known.
    #[n(3)]
    pub start: Option<FactId>,
    /// The fact that ended it; absent while it runs.
    #[n(4)]
    pub stop: Option<FactId>,
    /// When it began.
    #[n(5)]
    pub begun: Option<Interval>,
    /// When it ended.
    #[n(6)]
    pub ended: Option<Interval>,
    /// How long it ran; absent while it runs.
    #[n(7)]
    pub length: Option<Length>,
}

impl OrderState {
    /// Every run of every timer, in the order of their beginnings.
    #[must_use]
    pub fn timer_rows(&self, playbook: &Playbook) -> Vec<TimerRow> {
        let mut rows: Vec<(TimerRow, Option<Instant>)> = Vec::new();
        for (fact, timer) in self.standing() {
            let Fact::Timer(timer) = timer else { continue };
            let entry = self.entry_of(fact);
            let now = Instant::of(entry, 0);
            let mut row = TimerRow {
                name: timer.name.clone(),
                words: name_in(&playbook.file().timers, &timer.name),
                person: entry.person,
                start: None,
                stop: None,
                begun: None,
                ended: None,
                length: None,
            };
            if timer.step == TimerStep::Start {
                (row.start, row.begun) = (Some(fact.id), Some(entry.believed));
                rows.push((row, Some(now)));
                continue;
            }
            let of = |row: &TimerRow| row.name == timer.name && row.person == entry.person;
            let running = rows.iter().rposition(|(row, _)| of(row) && row.stop.is_none());
            match running.and_then(|at| rows.get_mut(at)) {
                Some((row, from)) => {
                    (row.stop, row.ended) = (Some(fact.id), Some(entry.believed));
                    row.length = from.map(|from| from.until(&now));
                }
                None => {
                    (row.stop, row.ended) = (Some(fact.id), Some(entry.believed));
                    rows.push((row, None));
                }
            }
        }
        rows.into_iter().map(|(row, _)| row).collect()
    }

    /// Whether a person's timer of this name runs.
    #[must_use]
    pub fn timer_runs(&self, person: PersonId, name: &str) -> bool {
        let mut runs = false;
        for (row, fact) in self.standing() {
            match fact {
                Fact::Timer(timer) if timer.name == name && self.entry_of(row).person == person => {
                    runs = timer.step == TimerStep::Start;
                }
                _ => {}
            }
        }
        runs
    }
}
