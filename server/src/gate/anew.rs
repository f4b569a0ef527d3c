//! What the hub decides by entries of its own: a transition judged again, a lead placed by what was done on an
//! order that follows it.

use counterfoil_domain::decision::{Decision, Exception, StageState};
use counterfoil_domain::envelope::Body;
use counterfoil_domain::fact::{Fact, kind_name};
use counterfoil_domain::ids::{FactId, PersonId, SubjectId};
use counterfoil_domain::log::{Decided as DecidedStatement, Statement};
use counterfoil_domain::order::{self, Actor, OrderState};
use counterfoil_domain::subject::SubjectKind;

use super::bench::{Bench, Told};
use super::enter::{permissions, refold_group, stage};
use super::{Incoming, sub_orders, triggers};
use crate::storage::{EntryOf, NewEntry};

/// An entry may have brought what an earlier transition lacked. One is judged at a time: what it sets off by itself
/// may move the order away from where the next one waits.
pub(super) fn judge_again(bench: &mut Bench<'_>, id: SubjectId) {
    let lead = bench.lead_of(id);
    let waiting = bench.desks.get(&lead).map_or(0, |desk| desk.state.exceptions.len());
    for _ in 0..waiting {
        let Some((of, decision)) = next_again(bench, lead) else { break };
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
    let unseen = unseen_place(bench, lead);
    bench.wanted.extend(unseen);
}

/// The first transition or answer that would be taken now, with the decision on it.
fn next_again(bench: &Bench<'_>, lead: SubjectId) -> Option<(FactId, Decision)> {
    let (desk, playbook) = (bench.desks.get(&lead)?, bench.playbook(lead)?);
    let approvers = bench.approvers();
    let actor_of = |state: &OrderState, person: PersonId| {
        let actor = Actor::on(state, person, bench.roles_now(person));
        Actor { approvers: approvers.clone(), ..actor }
    };
    let permitted = permissions(bench, &desk.state);
    let again = match permitted.is_empty() {
        true => order::rejudge(&playbook, &desk.state, actor_of),
        false => {
            let mut state = desk.state.clone();
            state.set_permissions(permitted);
            order::rejudge(&playbook, &state, actor_of)
        }
    };
    again.into_iter().next()
}

/// The place that an order names, where it was not loaded and something on the order waits for a consent.
fn unseen_place(bench: &Bench<'_>, lead: SubjectId) -> Option<SubjectId> {
    let state = &bench.desks.get(&lead)?.state;
    let site = state.site().filter(|site| !bench.desks.contains_key(site))?;
    let mut waiting = state.exceptions.iter().filter(|(fact, _)| state.waits(fact));
    waiting.any(|(_, row)| lacks_consent(&row.exception)).then_some(site)
}

/// The same where a trigger moved nothing: what the hub does by itself must not hang on what else was loaded.
pub(super) fn want_place_for(bench: &mut Bench<'_>, lead: SubjectId, decision: &Decision) {
    let lacks = decision.exception.as_ref().is_some_and(lacks_consent);
    let site = bench.desks.get(&lead).and_then(|desk| desk.state.site()).filter(|_| lacks);
    bench.wanted.extend(site.filter(|site| !bench.desks.contains_key(site)));
}

fn lacks_consent(exception: &Exception) -> bool {
    exception.missing.iter().any(|code| code.contains("consent/") || code.contains("lapsed/"))
}

/// Whether an envelope brings a permission that stands on a place.
pub(super) fn permits(one: &Incoming) -> bool {
    if one.header.subject.kind != SubjectKind::Place {
        return false;
    }
    let Ok(body) = Body::from_bytes(&one.body) else { return false };
    body.facts().iter().any(|record| kind_name(record.kind) == Some("consent"))
}

/// A permission came to a place: what waited for it on an order there is judged again.
pub(super) fn judge_again_at(bench: &mut Bench<'_>, place: SubjectId, facts: &[Fact]) {
    if !facts.iter().any(|fact| matches!(fact, Fact::Consent(_))) {
        return;
    }
    let here = |site: SubjectId| bench.lead_of(site) == bench.lead_of(place);
    let orders = bench.desks.values().filter(|desk| desk.state.site().is_some_and(here));
    let orders: Vec<SubjectId> = orders.map(|desk| desk.id).collect();
    for id in orders {
        judge_again(bench, id);
        sub_orders::tell_parent(bench, id);
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
