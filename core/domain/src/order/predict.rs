//! A phone's prediction: its own unsent envelopes decided on top of what the hub acknowledged.

use super::decide::{Actor, decide};
use super::entry::{Entry, Material};
use super::permissions::Permission;
use super::state::OrderState;
use super::view::Sight;
use crate::envelope::Body;
use crate::fact::{Fact, kind_name};
use crate::ids::PersonId;
use crate::playbook::Playbook;
use crate::shift::DutyLog;

/// Folds what a phone holds and runs the guards on its own unsent envelopes alone, in their order.
/// The second value tells those on which the hub decides, as they depend on what the phone may not
/// see, by their sequence number. `told` is what the `keys` audience tells of an order that is here
/// by its keys alone: kind and holder. `permissions` are those of the place that the order names.
#[must_use]
pub fn predict(
    playbook: &Playbook,
    material: &Material<'_>,
    (roles, duty, permissions): (&[String], &DutyLog, &[Permission]),
    sight: &Sight,
    told: Option<(&str, Option<PersonId>)>,
) -> (OrderState, Vec<u64>) {
    let acknowledged: Vec<Entry> =
        material.entries.iter().filter(|entry| entry.index.is_some()).cloned().collect();
    let mut entries = acknowledged;
    let mut state = OrderState::fold_with_elsewhere(&Material { entries: &entries, ..*material });
    state.set_permissions(permissions.to_vec());
    if let Some((kind, holder)) = told {
        state.tell_by_keys(kind, holder);
    }
    let mut undecided = Vec::new();
    for entry in super::fold::overlay(material.entries) {
        if state.knows(entry) {
            continue;
        }
        let mut entry = entry.clone();
        let own = entry.header.subject.id == material.subject;
        if own && entry.decision.is_none() && can_be_decided(&entry) {
            let actor = Actor::on(&state, entry.header.person, roles.to_vec());
            let steps = steps_beside(&entry, material.entries);
            let actor = Actor { duty: duty.clone(), steps, ..actor };
            let decided = decide(playbook, &state, &entry, &actor, sight);
            entry.decision = Some(decided.decision).filter(|decision| !decision.is_empty());
            if decided.hub_decides {
                undecided.push(entry.header.seq);
            }
        }
        state.apply(&entry);
        entries.push(entry);
    }
    let mut state = OrderState::fold(&Material { entries: &entries, ..*material });
    state.set_permissions(permissions.to_vec());
    if let Some((kind, holder)) = told {
        state.tell_by_keys(kind, holder);
    }
    (state, undecided)
}

/// The transitions in other envelopes of the same act on the same subject.
fn steps_beside(entry: &Entry, all: &[Entry]) -> Vec<String> {
    let Some(act) = &entry.header.act else { return Vec::new() };
    let beside = all.iter().filter(|other| {
        let same = other.header.act.as_ref().is_some_and(|own| own.id == act.id);
        same && other.index.is_none() && other.header.subject == entry.header.subject
    });
    beside.filter_map(|other| other.body.as_ref()).flat_map(steps_of).collect()
}

/// The names of a body's transitions.
#[must_use]
pub fn steps_of(body: &Body) -> Vec<String> {
    let facts = body.facts().iter().filter_map(|record| record.fact().ok().flatten());
    let steps = facts.filter_map(|fact| match fact {
        Fact::Transition(step) => Some(step.name),
        _ => None,
    });
    steps.collect()
}

/// Whether anything can follow from an envelope; most facts of a shift only stand there.
fn can_be_decided(entry: &Entry) -> bool {
    let facts = entry.body.as_ref().map(Body::facts).unwrap_or_default();
    facts.iter().any(|fact| {
        kind_name(fact.kind).is_some_and(|name| {
            let acts = ["transition", "withdrawn", "found", "custody", "assignment", "approval"];
            acts.contains(&name)
        })
    })
}
