//! Waiting: why an order waits, until when, and when the service level's clock stood still.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::length::{Instant, Length};
use super::state::{EntryRow, OrderState, StageMove};
use crate::fact::{Fact, Transition};
use crate::ids::{FactId, PersonId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::words::Words;

/// Why an order waits, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Waiting {
    /// The transition that made it wait; absent if it began so.
    #[n(0)]
    pub fact: Option<FactId>,
    /// The reason's code.
    #[n(1)]
    pub reason: Option<String>,
    /// The reason for people.
    #[n(2)]
    pub reason_name: Option<Words>,
    /// Words of who made it wait.
    #[n(3)]
    pub note: Option<String>,
    /// Until when, ms since 1970.
    #[n(4)]
    pub until_ms: Option<u64>,
    /// Since when.
    #[n(5)]
    pub since: Option<Interval>,
    /// Who made it wait.
    #[n(6)]
    pub person: Option<PersonId>,
    /// Whether the service level's clock stands still.
    #[n(7)]
    pub sla_paused: bool,
}

/// A time during which the service level's clock stood still.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct PauseRow {
    /// The stage.
    #[n(0)]
    pub stage: String,
    /// The reason's code.
    #[n(1)]
    pub reason: Option<String>,
    /// When it began.
    #[n(2)]
    pub from: Interval,
    /// When it ended; absent while it lasts.
    #[n(3)]
    pub to: Option<Interval>,
    /// How long it lasted; absent while it lasts.
    #[n(4)]
    pub length: Option<Length>,
}

/// How long an order may stay at its stage, and since when it is there.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct LimitRow {
    /// Minutes.
    #[n(0)]
    pub minutes: u32,
    /// The business calendar whose minutes count; absent: all do.
    #[n(1)]
    pub calendar: Option<String>,
    /// Since when; absent where that is not visible here.
    #[n(2)]
    pub since: Option<Interval>,
}

/// How often something was tried.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct AttemptsShown {
    /// Times that it came to the stage of a failed attempt.
    #[n(0)]
    pub made: u32,
    /// Times that it may.
    #[n(1)]
    pub max: u32,
    /// The transition that is due once they are used up.
    #[n(2)]
    pub then: String,
    /// The same for people.
    #[n(3)]
    pub then_name: Words,
}

impl AttemptsShown {
    /// Whether no further attempt should be made.
    #[must_use]
    pub fn used_up(&self) -> bool {
        self.made >= self.max
    }
}

impl OrderState {
    /// How long the order may stay where it stands, where that is bounded.
    #[must_use]
    pub fn limit_row(&self, playbook: &Playbook) -> Option<LimitRow> {
        let limit = playbook.stage(self.kind(), &self.stage.stage)?.limit.as_ref()?;
        let began = self.stage.by.or_else(|| self.moves.first().and_then(|step| step.cause));
        let since = began.and_then(|id| self.fact(&id)).map(|row| self.entry_of(row).believed);
        Some(LimitRow { minutes: limit.minutes, calendar: limit.calendar.clone(), since })
    }

    /// The entry of what caused a move, and the transition if it was one, as far as they are visible here.
    fn caused(&self, cause: &FactId) -> Option<(&EntryRow, Option<&Transition>)> {
        let row = self.fact(cause)?;
        let transition = match &row.fact {
            Some(Fact::Transition(transition)) => Some(transition),
            _ => None,
        };
        Some((self.entry_of(row), transition))
    }

    /// Why it waits, if it does.
    #[must_use]
    pub fn waiting(&self, playbook: &Playbook) -> Option<Waiting> {
        let stage = playbook.stage(self.kind(), &self.stage.stage)?;
        if !stage.waiting || self.stage.is_disputed() {
            return None;
        }
        let cause = self.stage.by.as_ref().and_then(|by| self.caused(by));
        let transition = cause.and_then(|(_, transition)| transition);
        let reason = transition.and_then(|one| one.reason.clone());
        let known = reason.as_deref().and_then(|id| playbook.reason(id));
        let sla_paused = stage.pauses_sla || known.is_some_and(|one| one.pauses_sla);
        Some(Waiting {
            fact: self.stage.by,
            reason_name: known.map(|one| one.name.clone()),
            reason,
            note: transition.and_then(|one| one.note.clone()),
            until_ms: transition.and_then(|one| one.until_ms),
            since: cause.map(|(entry, _)| entry.believed),
            person: cause.map(|(entry, _)| entry.person),
            sla_paused,
        })
    }

    /// When the service level's clock stood still, oldest first.
    #[must_use]
    pub fn pause_rows(&self, playbook: &Playbook) -> Vec<PauseRow> {
        let mut rows: Vec<PauseRow> = Vec::new();
        let mut open: Option<(Instant, usize)> = None;
        for step in &self.moves {
            let Some((entry, transition)) = step.cause.as_ref().and_then(|id| self.caused(id))
            else {
                continue;
            };
            let now = Instant::of(entry, 0);
            if let Some((from, at)) = open.take()
                && let Some(row) = rows.get_mut(at)
            {
                row.to = Some(entry.believed);
                row.length = Some(from.until(&now));
            }
            let struck = self.fact_struck(step);
            let stage = playbook.stage(self.kind(), &step.after.stage);
            let reason = transition.and_then(|one| one.reason.clone());
            let pauses = reason.as_deref().and_then(|id| playbook.reason(id));
            let pauses = pauses.is_some_and(|one| one.pauses_sla);
            let paused =
                stage.is_some_and(|stage| stage.waiting && !struck && (stage.pauses_sla || pauses));
            if paused {
                open = Some((now, rows.len()));
                let stage = step.after.stage.clone();
                rows.push(PauseRow { stage, reason, from: entry.believed, to: None, length: None });
            }
        }
        rows
    }

    fn fact_struck(&self, step: &StageMove) -> bool {
        let cause = step.cause.as_ref().and_then(|id| self.fact(id));
        cause.is_some_and(|row| row.struck.is_some())
    }

    /// How often it came to each stage whose attempts the playbook bounds.
    pub(super) fn attempts_made(&self, playbook: &Playbook) -> BTreeMap<String, u32> {
        let stages = playbook.workflow_of(self.kind()).into_iter().flat_map(|flow| &flow.stages);
        let bounded = stages.filter(|stage| stage.attempts.is_some());
        bounded.map(|stage| (stage.id.clone(), self.times_at(&stage.id))).collect()
    }

    fn times_at(&self, stage: &str) -> u32 {
        let came = self.moves.iter().filter(|step| {
            step.after.stage == stage && step.after.by == step.cause && !self.fact_struck(step)
        });
        u32::try_from(came.count()).unwrap_or(u32::MAX)
    }

    /// How often it was tried, where the playbook bounds that.
    #[must_use]
    pub fn attempts(&self, playbook: &Playbook) -> Option<AttemptsShown> {
        let flow = playbook.workflow_of(self.kind())?;
        let stage = flow.stages.iter().find(|stage| stage.attempts.is_some())?;
        let rule = stage.attempts.as_ref()?;
        let then = flow.transitions.iter().find(|step| step.id == rule.then);
        let then_name =
            then.map_or_else(|| Words::new(&rule.then, &rule.then), |one| one.name.clone());
        let made = self.times_at(&stage.id);
        (made > 0).then(|| AttemptsShown {
            made,
            max: rule.max,
            then: rule.then.clone(),
            then_name,
        })
    }
}
