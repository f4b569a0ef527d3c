//! The fold of judged transitions into the stage of an order. It is total: whatever lands, there is
//! a state after it, and nothing that was recorded disappears.

use serde::{Deserialize, Serialize};

use super::{Judgement, Missing};
use crate::decision::{DisputeSide, LaneState, StageState};
use crate::ids::FactId;
use crate::playbook::Playbook;
use crate::playbook::branches::Branch;

/// In what capacity a transition's author stands to the order when it lands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// As ever.
    Present,
    /// Assigned when acting, not any more: the work is late.
    Former,
}

/// A transition that arrives at the fold, judged at the state where it lands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landing {
    /// The fact.
    pub fact: FactId,
    /// Its transition.
    pub transition: String,
    /// How it was judged there.
    pub judgement: Judgement,
    /// Its author's standing.
    pub author: Author,
    /// Whether the author had seen the decision that made the present stage.
    pub saw_present_stage: bool,
}

/// What a landing does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The order moves.
    Moved,
    /// It stays visible as an exception and moves nothing.
    Exception {
        /// Why.
        missing: Vec<Missing>,
    },
    /// Two ends contradict each other; the dispatcher is told and sees both.
    Disputed,
    /// Late work of a former assignee: shown and credited, moves nothing.
    Shown,
}

/// The state after a landing, and what the landing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The state after it.
    pub state: StageState,
    /// What it did.
    pub outcome: Outcome,
}

/// The state of a new order of a kind.
#[must_use]
pub fn initial_state(playbook: &Playbook, kind: &str) -> StageState {
    let stage = playbook.initial_stage(kind).to_owned();
    StageState { lanes: lanes(playbook, kind, &stage), stage, ..StageState::default() }
}

/// The lanes of a stage as they begin; nothing where it has none.
#[must_use]
pub fn lanes(playbook: &Playbook, kind: &str, stage: &str) -> Option<Vec<LaneState>> {
    let branches = &playbook.stage(kind, stage)?.branches;
    let begin = |branch: &Branch| LaneState {
        lane: branch.id.clone(),
        stage: branch.initial.clone(),
        by: None,
    };
    (!branches.is_empty()).then(|| branches.iter().map(begin).collect())
}

/// The same stage, with one lane where a transition has brought it.
fn lane_moved(state: &StageState, lane: &str, to: &str, by: FactId) -> StageState {
    let mut moved = state.clone();
    let lanes = moved.lanes.get_or_insert_default();
    let at = LaneState { lane: lane.to_owned(), stage: to.to_owned(), by: Some(by) };
    match lanes.iter_mut().find(|own| own.lane == lane) {
        Some(own) => *own = at,
        None => lanes.push(at),
    }
    moved
}

/// Folds one judged transition into the state of an order.
#[must_use]
pub fn fold_step(playbook: &Playbook, kind: &str, state: &StageState, landing: &Landing) -> Step {
    let stay = |outcome| Step { state: state.clone(), outcome };
    let Some(transition) = playbook.transition(kind, &landing.transition) else {
        return stay(exception(landing));
    };
    let proven = transition.ends_with_evidence() && landing.judgement.lacks_only_the_stage();
    if landing.author == Author::Former {
        // The same end again, from who no longer had the order, contradicts nothing.
        let contradicts = proven && (state.is_disputed() || transition.to != state.stage);
        return if contradicts {
            dispute(state, landing, &transition.to)
        } else {
            stay(Outcome::Shown)
        };
    }
    if let Judgement::Allowed { to_stage, .. } = &landing.judgement {
        let state = match playbook.branch_of(kind, &transition.id) {
            Some((_, branch)) => lane_moved(state, &branch.id, to_stage, landing.fact),
            None => StageState {
                stage: to_stage.clone(),
                by: Some(landing.fact),
                disputed: None,
                lanes: lanes(playbook, kind, to_stage),
            },
        };
        return Step { state, outcome: Outcome::Moved };
    }
    let over = playbook.is_terminal(kind, &state.stage);
    let other_end = transition.ends && !transition.settles && transition.to != state.stage;
    let unaware = !landing.saw_present_stage && landing.judgement.lacks_only_the_stage();
    if (state.is_disputed() && proven) || (over && other_end && (proven || unaware)) {
        return dispute(state, landing, &transition.to);
    }
    stay(exception(landing))
}

fn exception(landing: &Landing) -> Outcome {
    let missing = match &landing.judgement {
        Judgement::Refused { missing } => missing.clone(),
        _ => Vec::new(),
    };
    Outcome::Exception { missing }
}

/// Both sides stay: what stood before and what contradicts it.
fn dispute(state: &StageState, landing: &Landing, to: &str) -> Step {
    let mut sides = state.disputed.clone().unwrap_or_default();
    if let (true, Some(by)) = (sides.is_empty(), state.by) {
        sides.push(DisputeSide { fact: by, stage: state.stage.clone() });
    }
    let side = DisputeSide { fact: landing.fact, stage: to.to_owned() };
    if !sides.contains(&side) {
        sides.push(side);
    }
    let state = StageState { disputed: Some(sides), ..state.clone() };
    Step { state, outcome: Outcome::Disputed }
}
