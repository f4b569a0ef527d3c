//! The border to the playbook's fold: its stage state and the one that decisions carry.

use crate::decision::{DisputeSide, StageState};
use crate::playbook::workflow;

pub(super) fn theirs(state: &StageState) -> workflow::StageState {
    let sides = state.disputed.as_deref().unwrap_or_default().iter();
    let side = |side: &DisputeSide| workflow::Side { fact: side.fact, stage: side.stage.clone() };
    workflow::StageState {
        stage: state.stage.clone(),
        by: state.by,
        disputed: sides.map(side).collect(),
    }
}

pub(super) fn ours(state: &workflow::StageState) -> StageState {
    let side = |side: &workflow::Side| DisputeSide { fact: side.fact, stage: side.stage.clone() };
    let sides: Vec<DisputeSide> = state.disputed.iter().map(side).collect();
    StageState {
        stage: state.stage.clone(),
        by: state.by,
        disputed: Some(sides).filter(|sides| !sides.is_empty()),
    }
}
