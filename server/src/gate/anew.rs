//! What the hub decides by entries of its own: a transition judged again, a lead placed by what was done on an
//! order that follows it.

use counterfoil_domain::decision::{Decision, StageState};
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::log::{Decided as DecidedStatement, Statement};
use counterfoil_domain::order::{self, Actor, OrderState};

use super::bench::{Bench, Told};
use super::enter::{refold_group, stage};
use super::triggers;
use crate::storage::{EntryOf, NewEntry};

/// An entry may have brought what an earlier transition lacked.
pub(super) fn judge_again(bench: &mut Bench<'_>, id: SubjectId) {
    let lead = bench.lead_of(id);
    let (Some(desk), Some(playbook)) = (bench.desks.get(&lead), bench.playbook(lead)) else {
        return;
    };
    if desk.state.exceptions.is_empty() {
        return;
    }
    let approvers = bench.approvers();
    let actor_of = |state: &OrderState, person: PersonId| {
        let actor = Actor::on(state, person, bench.roles_now(person));
        Actor { approvers: approvers.clone(), ..actor }
    };
    for (of, decision) in order::rejudge(&playbook, &desk.state, actor_of) {
        let written_for = bench.desks.get(&lead).and_then(|desk| {
            let row = desk.state.fact(&of)?;
            Some(desk.state.entry_of(row).subject.id)
        });
        let subject = written_for.unwrap_or(lead);
        let about = if subject == lead { vec![lead] } else { vec![subject, lead] };
        let index = bench.next_index();
        decided_anew(bench, DecidedStatement { of, subject }, decision.clone(), about);
        refold_group(bench, subject);
        triggers::after_decision(bench, lead, (index, of), &decision);
    }
}

/// A decision on a joined order places its lead too; who sees the lead alone hears of it by a statement.
pub(super) fn tell_lead(bench: &mut Bench<'_>, id: SubjectId, decision: &Decision) {
    let lead = bench.lead_of(id);
    let Some(stage) = decision.stage.clone().filter(|_| lead != id) else { return };
    let Some(of) = stage.by else { return };
    let placed = Decision {
        stage: Some(stage),
        playbook: decision.playbook,
        engine: decision.engine,
        ..Decision::default()
    };
    decided_anew(bench, DecidedStatement { of, subject: lead }, placed, vec![lead]);
    bench.refold(lead);
}

pub(super) fn decided_anew(
    bench: &mut Bench<'_>,
    word: DecidedStatement,
    decision: Decision,
    about: Vec<SubjectId>,
) {
    let statement = Statement::Decided(word);
    let index = bench.state(&about, &statement, Some(&decision));
    let mut effects = Vec::new();
    for id in &about {
        effects.extend(stage(bench, *id, &decision, index));
    }
    if decision.stage.as_ref().is_some_and(StageState::is_disputed) {
        bench.told.extend(about.last().map(|id| Told::Alarm(*id)));
    }
    bench.batch.entries.push(NewEntry {
        of: EntryOf::Statement(statement),
        subjects: about,
        decision: Some(decision),
        effects,
    });
}
