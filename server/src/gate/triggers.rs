//! What the hub does by itself after an entry: once for each trigger and deciding entry, in the batch that holds that
//! entry, so that neither a crash nor a repetition comes between.

use std::collections::VecDeque;

use counterfoil_domain::decision::Decision;
use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::limits::TRIGGERS_PER_ENTRY_MAX;
use counterfoil_domain::log::{Statement, Triggered};
use counterfoil_domain::order::triggers::{Deciding, due, effect, too_many};
use counterfoil_domain::playbook::triggers::{Trigger, TriggerAct};

use super::anew::want_place_for;
use super::bench::{Bench, Told};
use super::enter::{follow, permissions, refold_group};
use super::telling;
use crate::storage::{EntryOf, NewEntry};

/// An envelope came, with what was decided on it.
pub(super) fn after_entry(
    bench: &mut Bench<'_>,
    id: SubjectId,
    (index, of): (u64, FactId),
    facts: &[Fact],
    decision: Option<&Decision>,
) {
    let lead = bench.lead_of(id);
    let kinds = facts.iter().map(Fact::name).collect();
    let stage = decision.and_then(|decision| decision.stage.as_ref());
    let came_to = stage.and_then(|_| arrival(bench, lead));
    let of = stage.and_then(|stage| stage.by).unwrap_or(of);
    set_off(bench, lead, Deciding { index, of, kinds, came_to });
}

/// The hub decided anew: the order came to a stage.
pub(super) fn after_decision(
    bench: &mut Bench<'_>,
    lead: SubjectId,
    (index, of): (u64, FactId),
    decision: &Decision,
) {
    let came_to = decision.stage.as_ref().and_then(|_| arrival(bench, lead));
    set_off(bench, lead, Deciding { index, of, kinds: Vec::new(), came_to });
}

fn arrival(bench: &Bench<'_>, lead: SubjectId) -> Option<String> {
    bench.desks.get(&lead)?.state.last_arrival().map(str::to_owned)
}

fn set_off(bench: &mut Bench<'_>, lead: SubjectId, first: Deciding) {
    let Some(playbook) = bench.playbook(lead) else { return };
    if playbook.file().triggers.is_empty() {
        return;
    }
    let (mut waiting, mut left) = (VecDeque::from([first]), TRIGGERS_PER_ENTRY_MAX);
    while let Some(deciding) = waiting.pop_front() {
        let Some(desk) = bench.desks.get(&lead) else { return };
        for trigger in due(&playbook, &desk.state, &deciding) {
            if left == 0 {
                // Why nothing more happened stands in the log.
                let decision = bench.desks.get(&lead).map(|desk| too_many(&desk.state, trigger));
                write(bench, lead, trigger, &deciding, decision);
                tracing::warn!(trigger = trigger.id, "one entry set off too many triggers");
                return;
            }
            left -= 1;
            waiting.extend(fire(bench, lead, trigger, &deciding));
        }
    }
}

/// Writes the hub's entry; gives what may be an occasion in turn.
fn fire(
    bench: &mut Bench<'_>,
    lead: SubjectId,
    trigger: &Trigger,
    deciding: &Deciding,
) -> Option<Deciding> {
    let playbook = bench.playbook(lead)?;
    let state = &bench.desks.get(&lead)?.state;
    let permitted = permissions(bench, state);
    let decision = match permitted.is_empty() {
        true => effect(&playbook, state, trigger, deciding),
        false => {
            let mut state = state.clone();
            state.set_permissions(permitted);
            effect(&playbook, &state, trigger, deciding)
        }
    };
    want_place_for(bench, lead, &decision);
    let decision = Some(decision).filter(|decision| !decision.is_empty());
    let index = write(bench, lead, trigger, deciding, decision.clone());
    if matches!(trigger.does, TriggerAct::Notify { .. } | TriggerAct::Urge { .. }) {
        bench.told.push(Told::Alarm(lead));
    }
    if matches!(trigger.does, TriggerAct::Notify { .. }) {
        telling::tell(bench, lead, index);
    }
    let came_to = decision?.stage.and_then(|_| arrival(bench, lead));
    came_to.is_some().then(|| Deciding { index, of: deciding.of, kinds: Vec::new(), came_to })
}

/// Writes that a trigger was set off, with what follows from it; gives the entry's index.
fn write(
    bench: &mut Bench<'_>,
    lead: SubjectId,
    trigger: &Trigger,
    deciding: &Deciding,
    decision: Option<Decision>,
) -> u64 {
    let statement = Statement::Triggered(Triggered {
        subject: lead,
        trigger: trigger.id.clone(),
        of: deciding.of,
        index: deciding.index,
    });
    let index = bench.state(&[lead], &statement, decision.as_ref());
    let effects = match &decision {
        Some(decision) => follow(bench, lead, decision, index),
        None => Vec::new(),
    };
    let of = EntryOf::Statement(statement);
    bench.batch.entries.push(NewEntry { of, subjects: vec![lead], decision, effects });
    refold_group(bench, lead);
    index
}
