//! A phone's prediction: its own unsent envelopes decided on top of what the hub acknowledged.

use super::decide::{Actor, decide};
use super::entry::{Entry, Material};
use super::state::OrderState;
use super::view::Sight;
use crate::playbook::Playbook;

/// Folds what a phone holds and runs the guards on its own unsent envelopes alone, in their order.
/// The second value tells those on which the hub decides, as they depend on what the phone may not
/// see, by their sequence number.
#[must_use]
pub fn predict(
    playbook: &Playbook,
    material: &Material<'_>,
    roles: &[String],
    sight: &Sight,
) -> (OrderState, Vec<u64>) {
    let acknowledged: Vec<Entry> =
        material.entries.iter().filter(|entry| entry.index.is_some()).cloned().collect();
    let mut entries = acknowledged;
    let mut state = OrderState::fold(&Material { entries: &entries, ..*material });
    let mut undecided = Vec::new();
    for entry in super::fold::overlay(material.entries) {
        if state.knows(entry) {
            continue;
        }
        let mut entry = entry.clone();
        if entry.decision.is_none() && entry.header.subject.id == material.subject {
            let actor = Actor::on(&state, entry.header.person, roles.to_vec());
            let decided = decide(playbook, &state, &entry, &actor, sight);
            entry.decision = Some(decided.decision).filter(|decision| !decision.is_empty());
            if decided.hub_decides {
                undecided.push(entry.header.seq);
            }
        }
        state.apply(&entry);
        entries.push(entry);
    }
    (OrderState::fold(&Material { entries: &entries, ..*material }), undecided)
}
