//! Taking a transition back: who may, until when, and where the order stands afterwards.

use serde::{Deserialize, Serialize};

use super::{Judgement, Landing, Missing, StageState, fold_step, initial_state};
use crate::ids::FactId;
use crate::playbook::Playbook;
use crate::playbook::steps::Until;
use crate::playbook::view::OrderView;

/// Who wants to take a transition back, and what has happened since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakingBack {
    /// The role that the person acts in.
    pub role: String,
    /// Whether the person made the transition.
    pub is_author: bool,
    /// Whether the shift in which it was made is still open.
    pub shift_open: bool,
    /// Whether a later decision moved the order.
    pub moved_since: bool,
    /// The reason given.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What is missing for taking a transition back; nothing: it may be taken back.
#[must_use]
pub fn may_take_back(
    playbook: &Playbook,
    kind: &str,
    transition: &str,
    by: &TakingBack,
) -> Vec<Missing> {
    let Some(found) = playbook.transition(kind, transition) else {
        return vec![Missing::Transition { id: transition.to_owned() }];
    };
    let rule = &found.take_back;
    let mut missing = Vec::new();
    if !rule.roles.contains(&by.role) {
        let in_time = match rule.until {
            Until::ShiftEnd => by.shift_open,
            Until::NextStage => !by.moved_since,
            Until::Always => true,
        };
        if !(by.is_author && rule.author) {
            missing.push(Missing::Author { roles: rule.roles.clone() });
        } else if !in_time {
            missing.push(Missing::InTime { roles: rule.roles.clone() });
        }
    }
    if let Some(group) = &rule.reason {
        let given = by.reason.clone();
        let fits = |id: &String| playbook.reasons_in(group).any(|reason| reason.id == *id);
        if !given.as_ref().is_some_and(fits) {
            missing.push(Missing::Reason { group: group.clone(), given });
        }
    }
    missing
}

/// The state as if `withdrawn` had never been made: the other landings, in their order, folded again.
///
/// `judge_at` judges a landing's transition on the order at a stage, as [`super::judge`] does on the view that
/// the caller builds. What followed from the withdrawn transition and no longer fits stands as exception.
#[must_use]
pub fn stage_before(
    playbook: &Playbook,
    kind: &str,
    landings: &[Landing],
    withdrawn: &[FactId],
    judge_at: impl Fn(&Landing, &StageState) -> Judgement,
) -> StageState {
    let mut state = initial_state(playbook, kind);
    for landing in landings.iter().filter(|landing| !withdrawn.contains(&landing.fact)) {
        let judgement = judge_at(landing, &state);
        let again = Landing { judgement, ..landing.clone() };
        state = fold_step(playbook, kind, &state, &again).state;
    }
    state
}

impl OrderView {
    /// The same order at another state.
    #[must_use]
    pub fn at_state(&self, state: &StageState) -> Self {
        let (stage, disputed) = (state.stage.clone(), state.is_disputed());
        Self { stage, disputed, ..self.clone() }
    }
}
