//! Acts: envelopes on one subject that are taken together or not at all.

use std::collections::BTreeSet;

use counterfoil_domain::envelope::{ActMode, Body};
use counterfoil_domain::ids::{ActId, SubjectId};
use counterfoil_domain::order;
use counterfoil_domain::verdict::Verdict;

use super::Incoming;
use super::bench::Bench;
use super::enter;
use super::readable::{held, refused};
use crate::storage::erasures::ERASED;

/// Envelopes that are judged as one: a single one, or an all-or-nothing group.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) members: Vec<Incoming>,
    /// How many it should have.
    pub(super) count: usize,
}

fn together(one: &Incoming) -> Option<(ActId, SubjectId, usize)> {
    let act = one.header.act.filter(|act| act.mode == ActMode::Together && act.count > 1)?;
    Some((act.id, one.header.subject.id, act.count as usize))
}

/// Takes a run of envelopes apart into acts, in order.
pub(super) fn acts(incoming: Vec<Incoming>) -> Vec<Group> {
    let mut acts: Vec<Group> = Vec::new();
    for one in incoming {
        let key = together(&one);
        let last = acts.last_mut().filter(|group| {
            key.is_some()
                && group.members.len() < group.count
                && group.members.last().and_then(together) == key
                && group.members.last().is_some_and(|last| last.chain == one.chain)
        });
        match last {
            Some(group) => group.members.push(one),
            None => {
                let count = key.map_or(1, |(_, _, count)| count);
                acts.push(Group { members: vec![one], count });
            }
        }
    }
    acts
}

/// Gives an envelope its last verdict if its order was erased, whether or not it came with a body; says whether it was.
pub(super) fn refused_as_erased(bench: &mut Bench<'_>, one: &Incoming) -> bool {
    let erased = bench.desk(one.header.subject.id).is_erased();
    if erased {
        enter::settle(bench, one, refused(ERASED));
    }
    erased
}

/// Judges one act; a group that is not whole waits, unless its order was erased, and one refusal refuses all of it.
pub(super) fn judge(bench: &mut Bench<'_>, mut group: Group) {
    group.members.retain(|one| !refused_as_erased(bench, one));
    if group.members.is_empty() {
        return;
    }
    if group.members.len() < group.count {
        for one in &group.members {
            enter::settle(bench, one, held("act"));
        }
        return;
    }
    if group.count == 1 {
        for one in &group.members {
            enter::one(bench, one);
        }
        return;
    }
    let mut subjects: BTreeSet<SubjectId> =
        group.members.iter().map(|one| one.header.subject.id).collect();
    subjects.extend(group.members.iter().flat_map(super::moving::targets));
    let keys = group.members.iter().flat_map(super::keys_named);
    subjects.extend(keys.flat_map(|key| bench.keys.get(&key).cloned().unwrap_or_default()));
    let bodies = group.members.iter().filter_map(|one| Body::from_bytes(&one.body).ok());
    bench.steps = bodies.flat_map(|body| order::steps_of(&body)).collect();
    let before = bench.mark(&subjects);
    let mut fault = None;
    for (place, one) in group.members.iter().enumerate() {
        let verdict = enter::one(bench, one);
        if !verdict.takes_facts() {
            fault = Some((place, verdict));
            break;
        }
    }
    bench.steps.clear();
    let Some((at, verdict)) = fault else { return };
    bench.go_back(before);
    for (place, one) in group.members.iter().enumerate() {
        let theirs = match &verdict {
            own if place == at => own.clone(),
            Verdict::Refused { .. } => refused("together"),
            other => other.clone(),
        };
        enter::settle(bench, one, theirs);
    }
}
