//! Judging again: an entry brought what an earlier transition lacked.

use super::approvals::{FORGED, NO_LEVEL, judge_answer};
use super::decide::{Actor, land};
use super::state::{OrderState, StageMove};
use super::view::Sight;
use crate::decision::{Approved, Decision, ENGINE_VERSION};
use crate::fact::Fact;
use crate::ids::{FactId, PersonId};
use crate::playbook::Playbook;
use crate::playbook::workflow::{Outcome, fold_step};
use crate::sorting::SortSmall as _;
use crate::verdict::Verdict;

/// Transitions that moved nothing when they came and would move something now, as an entry has
/// brought what they lacked: each with the decision that the hub writes as `decided{of}`.
///
/// Only those are judged again after which no later act moved the order; `actor_of` says in what
/// capacity the author of a transition stands to it.
#[must_use]
pub fn rejudge(
    playbook: &Playbook,
    state: &OrderState,
    actor_of: impl Fn(&OrderState, PersonId) -> Actor,
) -> Vec<(FactId, Decision)> {
    if state.exceptions.is_empty() {
        return Vec::new();
    }
    let mut state = state.clone();
    let mut found = Vec::new();
    let mut waiting: Vec<usize> =
        state.exceptions.keys().filter_map(|id| state.place(id)).collect();
    // Answers first: a transition that waits for one is judged with it.
    waiting.sort_small_by_key(|at| {
        let answer = matches!(state.facts[*at].fact, Some(Fact::Approval(_)));
        (!answer, *at)
    });
    for at in waiting {
        let row = state.facts[at].clone();
        if let Some(Fact::Approval(word)) = &row.fact {
            // No later entry makes a signature stand: that is not reckoned again for every one.
            if forged(&state, row.id) {
                continue;
            }
            let actor = actor_of(&state, state.entry_of(&row).person);
            if let Ok(Some(all)) = judge_answer(playbook, &state, row.id, word, &actor) {
                state.approvals.clone_from(&all);
                state.exceptions.remove(&row.id);
                found.push((row.id, approved(all, state.playbook)));
            }
            continue;
        }
        let Some(Fact::Transition(transition)) = &row.fact else { continue };
        let lane = playbook.branch_of(state.kind(), &transition.name);
        let lane = lane.map(|(_, branch)| branch.id.as_str());
        if !state.counts(&row) || moved_since(&state, at, lane) {
            continue;
        }
        let mut actor = actor_of(&state, state.entry_of(&row).person);
        actor.former |= state.entry_of(&row).verdict == Verdict::Late;
        let view = state.view(playbook, &Sight::All);
        let (landing, _) = land(playbook, &state, &view, (&row, transition), &actor);
        let kind = state.kind().to_owned();
        let step = fold_step(playbook, &kind, &state.stage, &landing);
        let stage = step.state;
        if matches!(step.outcome, Outcome::Moved | Outcome::Disputed) && stage != state.stage {
            let decision = Decision {
                stage: Some(stage.clone()),
                playbook: state.playbook,
                engine: ENGINE_VERSION,
                ..Decision::default()
            };
            state.stage = stage;
            state.exceptions.remove(&row.id);
            found.push((row.id, decision));
        }
    }
    found
}

fn forged(state: &OrderState, answer: FactId) -> bool {
    let why = state.exceptions.get(&answer).map(|row| &row.exception.missing);
    why.is_some_and(|why| why.iter().any(|code| code == FORGED || code == NO_LEVEL))
}

fn approved(all: Vec<Approved>, playbook: u32) -> Decision {
    Decision { approvals: Some(all), playbook, engine: ENGINE_VERSION, ..Decision::default() }
}

impl OrderState {
    /// Whether a transition that moved nothing still waits for somebody: nobody took it back, and
    /// no later act moved the order.
    #[must_use]
    pub fn waits(&self, exception: &FactId) -> bool {
        let Some(at) = self.place(exception) else { return !self.moved_after(exception) };
        self.facts[at].struck.is_none() && !moved_since(self, at, None)
    }

    /// The same for a fact that this reader may not see: whether any later decision moved the
    /// order.
    fn moved_after(&self, exception: &FactId) -> bool {
        let decided = self.exceptions.get(exception).and_then(|row| row.index);
        self.moves.iter().any(|step| step.index > decided)
    }
}

/// Whether a later act moved the order; a transition that was only judged again is no later act.
fn moved_since(state: &OrderState, at: usize, lane: Option<&str>) -> bool {
    let row = &state.facts[at];
    let decided = state.exceptions.get(&row.id).and_then(|exception| exception.index);
    let later = |step: &StageMove| match (step.index, decided) {
        (Some(index), Some(decided)) => index > decided,
        (index, _) => index.is_none(),
    };
    // Work in another lane is no later act of this one, nor is any of the order's own way.
    let elsewhere = |at: usize| {
        let lanes = state.lanes_moved_by(at);
        lanes.is_some_and(|lanes| !lanes.iter().any(|moved| Some(*moved) == lane))
    };
    let moves = state.moves.iter().enumerate();
    moves.filter(|(at, step)| later(step) && !elsewhere(*at)).any(|(_, step)| {
        let place = step.cause.as_ref().and_then(|cause| state.place(cause));
        place.is_none_or(|place| place >= at)
    })
}
