//! Parting: the office undoes a join. Each of the two is placed where its own history has brought it, as if they
//! had never been one; no fact moves, for every fact kept the order that it was written for.

use std::collections::BTreeSet;

use counterfoil_domain::decision::{Decision, ENGINE_VERSION};
use counterfoil_domain::ids::{ChainId, DeviceId, FactId, Incarnation, PersonId, SubjectId};
use counterfoil_domain::log::{Decided as DecidedStatement, Joined, Statement};
use counterfoil_domain::order::{Material, OrderState, StatementEntry};

use super::anew::{decided_anew, judge_again};
use super::bench::Bench;
use super::enter::{follow, refold_group};
use super::{Care, ChangeWorker, Shelf, Slice, Spoiled};
use crate::storage::{Effect, EntryOf, Loaded, NewEntry};

/// What the office asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parting {
    /// The one that leads.
    pub lead: SubjectId,
    /// The one that follows.
    pub other: SubjectId,
    /// Who wants it.
    pub by: PersonId,
}

/// Parts two subjects; the slice is empty if they are not joined.
pub fn part(
    loaded: Loaded,
    shelf: &Shelf,
    worker: &dyn ChangeWorker,
    how: (u64, Care),
    parting: Parting,
) -> Result<Slice, Spoiled> {
    let mut bench = Bench::new(loaded, shelf, worker, how);
    let row = bench.desks.get(&parting.other).and_then(|desk| desk.row.as_ref());
    if row.is_some_and(|row| row.lead == Some(parting.lead)) {
        write(&mut bench, parting);
    }
    bench.finish()
}

/// Whether somebody has parted these two: sharing a key does not join them again.
pub(super) fn were_parted(bench: &Bench<'_>, one: SubjectId, other: SubjectId) -> bool {
    let pair = |joined: &Joined| {
        (joined.lead, joined.other) == (one, other) || (joined.lead, joined.other) == (other, one)
    };
    let desk = bench.desks.get(&one);
    desk.is_some_and(|desk| {
        desk.statements
            .iter()
            .any(|entry| matches!(&entry.statement, Statement::Parted(joined) if pair(joined)))
    })
}

fn write(bench: &mut Bench<'_>, Parting { lead, other, by }: Parting) {
    let (leads, others) = (alone(bench, lead), alone(bench, other));
    let statement = Statement::Parted(Joined { lead, other, by: Some(by) });
    let decision = placed(&leads);
    let index = bench.state(&[lead, other], &statement, Some(&decision));
    if let Some(row) = bench.desk(other).row.as_mut() {
        row.lead = None;
    }
    let mut effects = vec![Effect::Lead { subject: other, lead: None }];
    effects.extend(follow(bench, lead, &decision, index));
    bench.batch.entries.push(NewEntry {
        of: EntryOf::Statement(statement),
        subjects: vec![lead, other],
        decision: Some(decision),
        effects,
    });
    // The one decision of that entry places the lead; the other's own follows it.
    let nothing =
        FactId { device: DeviceId([0; 16]), incarnation: Incarnation([0; 8]), seq: 0, position: 0 };
    let of = others.stage.by.unwrap_or(nothing);
    decided_anew(bench, DecidedStatement { of, subject: other }, placed(&others), vec![other]);
    for id in [lead, other] {
        refold_group(bench, id);
        judge_again(bench, id);
    }
}

/// Where a state stands, whole.
fn placed(state: &OrderState) -> Decision {
    Decision {
        stage: Some(state.stage.clone()).filter(|stage| !stage.stage.is_empty()),
        custody: Some(state.custody.clone()),
        assigned: Some(state.assigned.clone()),
        playbook: state.playbook,
        engine: ENGINE_VERSION,
        ..Decision::default()
    }
}

/// A subject by its own entries alone, and by what the hub decided on those.
fn alone(bench: &mut Bench<'_>, id: SubjectId) -> OrderState {
    let office = bench.office.clone();
    let Some(desk) = bench.desks.get_mut(&id) else { return OrderState::empty(id) };
    let documents = desk.views();
    let own: BTreeSet<_> =
        desk.entries.iter().map(|entry| (entry.chain(), entry.header.seq)).collect();
    let is_own = |of: &FactId| {
        let (device, incarnation) = (of.device, of.incarnation);
        own.contains(&(ChainId { device, incarnation }, of.seq))
    };
    let stays = |entry: &&StatementEntry| match &entry.statement {
        Statement::Joined(_) | Statement::Parted(_) => false,
        Statement::Decided(word) => is_own(&word.of),
        _ => true,
    };
    let own_statements = desk.statements.iter().filter(stays).cloned();
    let statements: Vec<StatementEntry> = office.into_iter().chain(own_statements).collect();
    let material = Material {
        subject: id,
        entries: &desk.entries,
        statements: &statements,
        documents: &documents,
    };
    OrderState::fold(&material)
}
