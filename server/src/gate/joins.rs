//! Joins: orders, places or machines that share a key become one, with a lead and a decision on stage and custody after it.

use counterfoil_domain::decision::{Custody, Decision, DisputeSide, ENGINE_VERSION, StageState};
use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::log::{Joined, Statement};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::SubjectKind;

use super::bench::{Bench, Told};
use super::enter::{refold_group, stage as stage_of};
use super::parting::were_parted;
use crate::storage::{Effect, EntryOf, NewEntry};

/// Joins a subject with those that share one of the keys that an envelope gave it.
pub(super) fn after(bench: &mut Bench<'_>, id: SubjectId, facts: &[Fact]) {
    let named = facts.iter().flat_map(|fact| match fact {
        Fact::Found(found) => found.keys.clone(),
        Fact::Keyed(keyed) => vec![keyed.key.clone()],
        _ => Vec::new(),
    });
    for key in named {
        let sharing = bench.keys.get(&key).cloned().unwrap_or_default();
        for other in sharing.into_iter().filter(|other| *other != id) {
            let (mine, theirs) = (bench.lead_of(id), bench.lead_of(other));
            if mine != theirs && !were_parted(bench, mine, theirs) {
                join(bench, mine, theirs);
            }
        }
    }
}

fn join(bench: &mut Bench<'_>, one: SubjectId, other: SubjectId) {
    let rows = |id: &SubjectId| bench.desks.get(id).and_then(|desk| desk.row.as_ref());
    let (Some(first), Some(second)) = (rows(&one), rows(&other)) else { return };
    // Orders, places and machines; a shift is its founder's alone.
    if first.subject.kind != second.subject.kind || first.subject.kind == SubjectKind::Shift {
        return;
    }
    if first.kind != second.kind {
        bench.told.push(Told::Alarm(one)); // one of two contradicting orders: the dispatcher is asked
        return;
    }
    // Office-made before founded, then the lower index.
    let rank = |office: bool, founded_at: u64| (!office, founded_at);
    let first_leads =
        rank(first.office, first.founded_at) <= rank(second.office, second.founded_at);
    let (lead, other) = if first_leads { (one, other) } else { (other, one) };
    let Some(playbook) = bench.playbook(lead) else { return };
    let decision = decision(bench, &playbook, lead, other);
    write(bench, lead, other, decision);
}

fn decision(bench: &Bench<'_>, playbook: &Playbook, lead: SubjectId, other: SubjectId) -> Decision {
    let (Some(first), Some(second)) = (bench.desks.get(&lead), bench.desks.get(&other)) else {
        return Decision::default();
    };
    let kind = first.row.as_ref().map_or("", |row| row.kind.as_str());
    let ends = |state: &StageState| playbook.is_terminal(kind, &state.stage);
    let moves = playbook.workflow_of(kind).is_some();
    Decision {
        stage: moves.then(|| stage(&first.state.stage, &second.state.stage, ends)),
        custody: Some(custody(&first.state.custody, &second.state.custody)),
        playbook: first.state.playbook,
        engine: ENGINE_VERSION,
        ..Decision::default()
    }
}

/// Where both stand now: where somebody has brought one of them; two ends are a dispute.
fn stage(lead: &StageState, other: &StageState, ends: impl Fn(&StageState) -> bool) -> StageState {
    let (Some(by), Some(others)) = (lead.by, other.by) else {
        return if lead.by.is_none() { other.clone() } else { lead.clone() };
    };
    match (ends(lead), ends(other)) {
        (true, true) if lead.stage != other.stage => StageState {
            disputed: Some(vec![
                DisputeSide { fact: by, stage: lead.stage.clone() },
                DisputeSide { fact: others, stage: other.stage.clone() },
            ]),
            ..lead.clone()
        },
        (false, true) => other.clone(),
        _ => lead.clone(),
    }
}

fn custody(lead: &Custody, other: &Custody) -> Custody {
    match (lead.holder, other.holder) {
        (None, Some(_)) => other.clone(),
        (Some(mine), Some(theirs)) if mine != theirs => {
            let mut also = lead.also_taken_by.clone().unwrap_or_default();
            also.extend(Some(theirs).filter(|theirs| !also.contains(theirs)));
            Custody { also_taken_by: Some(also), ..lead.clone() }
        }
        _ => lead.clone(),
    }
}

fn write(bench: &mut Bench<'_>, lead: SubjectId, other: SubjectId, decision: Decision) {
    let statement = Statement::Joined(Joined { lead, other, by: None });
    if decision.stage.as_ref().is_some_and(StageState::is_disputed) {
        bench.told.push(Told::Alarm(lead));
    }
    let index = bench.state(&[lead, other], &statement, Some(&decision));
    if let Some(row) = bench.desk(other).row.as_mut() {
        row.lead = Some(lead);
    }
    // A join grants no sight: custody stays with each id, only the stage is the same for both.
    let mut effects = vec![Effect::Lead { subject: other, lead: Some(lead) }];
    for id in [lead, other] {
        effects.extend(stage_of(bench, id, &decision, index));
    }
    bench.batch.entries.push(NewEntry {
        of: EntryOf::Statement(statement),
        subjects: vec![lead, other],
        decision: Some(decision),
        effects,
    });
    refold_group(bench, other);
}
