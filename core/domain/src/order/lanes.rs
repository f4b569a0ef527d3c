//! Lanes: work that goes on beside other work at one stage.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::state::{OrderState, StageMove};
use crate::decision::{LaneState, StageState};
use crate::ids::{FactId, PersonId};
use crate::playbook::Playbook;
use crate::playbook::view::LaneSeen;
use crate::playbook::words::Words;

/// A lane as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct LaneRow {
    /// The lane.
    #[n(0)]
    pub lane: String,
    /// What people call it.
    #[n(1)]
    pub name: Words,
    /// Where it stands.
    #[n(2)]
    pub stage: String,
    /// The same for people.
    #[n(3)]
    pub stage_name: Words,
    /// Whether it is at its end.
    #[n(4)]
    pub done: bool,
    /// Who brought it there; absent where it began so.
    #[n(5)]
    pub person: Option<PersonId>,
}

impl OrderState {
    /// The lanes as the workflow engine is told of them.
    pub(super) fn lanes_seen(&self) -> Vec<LaneSeen> {
        let seen =
            |lane: &LaneState| LaneSeen { lane: lane.lane.clone(), stage: lane.stage.clone() };
        self.stage.lanes.iter().flatten().map(seen).collect()
    }

    /// The lanes of the present stage, in the order of the playbook.
    #[must_use]
    pub fn lane_rows(&self, playbook: &Playbook) -> Vec<LaneRow> {
        let Some(stage) = playbook.stage(self.kind(), &self.stage.stage) else { return Vec::new() };
        let lanes = self.stage.lanes.as_deref().unwrap_or_default();
        let row = |lane: &LaneState| {
            let branch = stage.branches.iter().find(|branch| branch.id == lane.lane)?;
            let at = branch.stages.iter().find(|one| one.id == lane.stage);
            let by = lane.by.and_then(|by| self.fact(&by));
            Some(LaneRow {
                lane: lane.lane.clone(),
                name: branch.name.clone(),
                stage: lane.stage.clone(),
                stage_name: at
                    .map_or_else(|| Words::new(&lane.stage, &lane.stage), |one| one.name.clone()),
                done: branch.is_done(&lane.stage),
                person: by.map(|row| self.entry_of(row).person),
            })
        };
        lanes.iter().filter_map(row).collect()
    }

    /// Whether a move changed lanes alone; gives those that it changed.
    pub(super) fn lanes_moved_by(&self, at: usize) -> Option<Vec<&str>> {
        let step = self.moves.get(at)?;
        let before: &StageMove = self.moves.get(at.checked_sub(1)?)?;
        let (was, is) = (&before.after, &step.after);
        if (&was.stage, was.by, &was.disputed) != (&is.stage, is.by, &is.disputed) {
            return None;
        }
        let lanes = is.lanes.as_ref()?;
        let old = was.lanes.as_deref().unwrap_or_default();
        let changed = lanes.iter().filter(|lane| !old.contains(lane));
        Some(changed.map(|lane| lane.lane.as_str()).collect())
    }

    /// The stage to which the last move brought the order; nothing where it moved a lane alone, or where a step was
    /// taken back: there the order has arrived before, by the same fact.
    #[must_use]
    pub fn last_arrival(&self) -> Option<&str> {
        let (last, before) = self.moves.split_last()?;
        let same = |step: &StageMove| {
            (&step.after.stage, step.after.by) == (&last.after.stage, last.after.by)
        };
        (!before.iter().any(same)).then_some(last.after.stage.as_str())
    }

    /// The lanes of a state without what was taken back: each where the last word that stands has brought it.
    pub(super) fn lanes_standing(&self, mut state: StageState) -> StageState {
        let stands = |by: &Option<FactId>| {
            by.as_ref().is_none_or(|id| self.fact(id).is_none_or(|row| row.struck.is_none()))
        };
        let (stage, entered) = (state.stage.clone(), state.by);
        for lane in state.lanes.iter_mut().flatten().filter(|lane| !stands(&lane.by)) {
            let here = self
                .moves
                .iter()
                .rev()
                .filter(|step| step.after.stage == stage && step.after.by == entered);
            let mut earlier = here.flat_map(|step| step.after.lanes.iter().flatten());
            let found = earlier.find(|one| one.lane == lane.lane && stands(&one.by));
            if let Some(found) = found {
                *lane = found.clone();
            }
        }
        state
    }
}
