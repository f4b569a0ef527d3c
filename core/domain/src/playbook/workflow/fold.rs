//! The fold of judged transitions into the stage of an order. It is total: whatever lands, there is a state
//! after it, and nothing that was recorded disappears.

use serde::{Deserialize, Serialize};

use super::{Judgement, Missing};
use crate::ids::FactId;
use crate::playbook::Playbook;

/// One side of a dispute: the transition that made it and the stage that it leads to.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Side {
    /// The transition.
    #[n(0)]
    pub fact: FactId,
    /// The stage it leads to.
    #[n(1)]
    pub stage: String,
}

/// Where an order stands after a decision: what the hub's log keeps and everybody replays.
#[derive(Debug, Clone, PartialEq, Eq, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct StageState {
    /// The stage; in a dispute the one where the order stood when it began.
    #[n(0)]
    pub stage: String,
    /// The transition that led here; none at the initial stage.
    #[n(1)]
    pub by: Option<FactId>,
    /// The ends that contradict each other; empty: there is no dispute. Once there, it has two or more.
    #[n(2)]
    pub disputed: Vec<Side>,
}

impl StageState {
    /// Whether ends contradict each other and nobody has decided yet.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        !self.disputed.is_empty()
    }
}

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
    StageState { stage: playbook.initial_stage(kind).to_owned(), ..StageState::default() }
}

/// Folds one judged transition into the state of an order.
#[must_use]
pub fn fold_step(
    playbook: &Playbook,
    kind: &str,
    state: &StageState,
    landing: &Landing,
) -> Step {
    let stay = |outcome| Step { state: state.clone(), outcome };
    let Some(transition) = playbook.transition(kind, &landing.transition) else {
        return stay(exception(landing));
    };
    let proven = transition.ends_with_evidence() && landing.judgement.lacks_only_the_stage();
    if landing.author == Author::Former {
        // The same end again, from who no longer had the order, contradicts nothing.
        let contradicts = proven && (state.is_disputed() || transition.to != state.stage);
        return if contradicts { dispute(state, landing, &transition.to) } else { stay(Outcome::Shown) };
    }
    if let Judgement::Allowed { to_stage, .. } = &landing.judgement {
        let moved = StageState {
            stage: to_stage.clone(),
            by: Some(landing.fact),
            disputed: Vec::new(),
        };
        return Step { state: moved, outcome: Outcome::Moved };
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
    let mut disputed = state.disputed.clone();
    if let (true, Some(by)) = (disputed.is_empty(), state.by) {
        disputed.push(Side { fact: by, stage: state.stage.clone() });
    }
    let side = Side { fact: landing.fact, stage: to.to_owned() };
    if !disputed.contains(&side) {
        disputed.push(side);
    }
    let state = StageState { stage: state.stage.clone(), by: state.by, disputed };
    Step { state, outcome: Outcome::Disputed }
}
