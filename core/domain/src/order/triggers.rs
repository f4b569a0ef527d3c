//! Triggers: what the hub does by itself after an entry. Only a hub asks, and only when it commits; everybody else
//! replays what it wrote.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::missing::code;
use super::state::{FactRow, OrderState};
use super::view::Sight;
use crate::decision::{Decision, ENGINE_VERSION, Exception, StageState};
use crate::fact::Fact;
use crate::ids::{FactId, PersonId};
use crate::playbook::Playbook;
use crate::playbook::steps::Transition;
use crate::playbook::triggers::{Assignee, Trigger, TriggerAct, nobody};
use crate::playbook::view::{Actor, TransitionRequest};
use crate::playbook::words::Words;
use crate::playbook::workflow::{Author, Judgement, Landing, fold_step, judge};

/// The entry that may be an occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deciding {
    /// Its place in the log.
    pub index: u64,
    /// The fact that was decided on.
    pub of: FactId,
    /// Kinds of the facts that came with it.
    pub kinds: Vec<&'static str>,
    /// The stage to which the order came by it.
    pub came_to: Option<String>,
}

/// What a trigger did.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct TriggeredRow {
    /// Place of the hub's entry.
    #[n(0)]
    pub index: u64,
    /// The trigger.
    #[n(1)]
    pub trigger: String,
    /// What people call it.
    #[n(2)]
    pub name: Words,
    /// What it says.
    #[n(3)]
    pub words: Option<Words>,
    /// For whom; empty for everybody who sees the order.
    #[n(4)]
    pub roles: Vec<String>,
    /// The hub's time, ms since 1970.
    #[n(5)]
    pub hub_time_ms: u64,
    /// Short codes of what was missing, if it could do nothing; absent for none.
    #[n(6)]
    pub missing: Option<Vec<String>>,
}

/// The code of a trigger that came after as many as one entry may set off.
pub const TOO_MANY: &str = "trigger/limit";

/// What is written of a trigger that is one too many: it does nothing, and is not set off again by that entry.
#[must_use]
pub fn too_many(state: &OrderState, trigger: &Trigger) -> Decision {
    let (rule, missing) = (format!("trigger/{}", trigger.id), vec![TOO_MANY.to_owned()]);
    let exception = Some(Exception { rule, missing });
    let playbook = state.playbook;
    Decision { exception, playbook, engine: ENGINE_VERSION, ..Decision::default() }
}

/// The triggers that an entry sets off, in the order of the playbook; none that it has set off already. `state` is the
/// order after the entry.
#[must_use]
pub fn due<'p>(playbook: &'p Playbook, state: &OrderState, entry: &Deciding) -> Vec<&'p Trigger> {
    let kind = state.kind();
    let fits = |trigger: &&Trigger| {
        let fired = state.statements.iter().any(|row| {
            row.trigger
                .as_ref()
                .is_some_and(|(id, index)| *id == trigger.id && *index == entry.index)
        });
        trigger.is_occasion(kind, &entry.kinds, entry.came_to.as_deref()) && !fired
    };
    let all: Vec<&Trigger> = playbook.file().triggers.iter().filter(fits).collect();
    if all.is_empty() {
        return all;
    }
    let view = state.view(playbook, &Sight::All);
    all.into_iter().filter(|trigger| trigger.holds(playbook, &view)).collect()
}

/// What follows from a trigger; empty where it only says something.
#[must_use]
pub fn effect(
    playbook: &Playbook,
    state: &OrderState,
    trigger: &Trigger,
    entry: &Deciding,
) -> Decision {
    let mut decision = Decision::default();
    match &trigger.does {
        TriggerAct::Comment { .. } | TriggerAct::Notify { .. } | TriggerAct::Urge { .. } => {
            return decision;
        }
        TriggerAct::Assign { to } => {
            let author = || state.fact(&entry.of).map(|row: &FactRow| state.entry_of(row).person);
            let assigned: Vec<PersonId> = match to {
                Assignee::Author => author().into_iter().collect(),
                Assignee::Holder => state.custody.holder.into_iter().collect(),
                Assignee::Nobody | Assignee::Role(_) => Vec::new(),
            };
            // Nobody is meant only where nobody is said: whoever has the order does not lose it to a name not found.
            let found = !assigned.is_empty() || matches!(to, Assignee::Nobody | Assignee::Role(_));
            if found && assigned != state.assigned {
                decision.assigned = Some(assigned);
            }
        }
        TriggerAct::Move { transition, reason } => {
            match moved(playbook, state, (transition, reason), entry.of) {
                Ok(stage) => decision.stage = Some(stage),
                Err(missing) => {
                    let rule = format!("trigger/{}", trigger.id);
                    decision.exception = Some(Exception { rule, missing });
                }
            }
        }
    }
    if !decision.is_empty() {
        (decision.playbook, decision.engine) = (state.playbook, ENGINE_VERSION);
    }
    decision
}

fn moved(
    playbook: &Playbook,
    state: &OrderState,
    (name, reason): (&str, &Option<String>),
    of: FactId,
) -> Result<StageState, Vec<String>> {
    let unknown = || vec![format!("transition/{name}")];
    let step: &Transition = playbook.transition(state.kind(), name).ok_or_else(unknown)?;
    let view = state.view(playbook, &Sight::All);
    let request = TransitionRequest {
        transition: name.to_owned(),
        reason: reason.clone(),
        ..TransitionRequest::default()
    };
    let role = step.roles.first().cloned().unwrap_or_default();
    let actor = Actor { role, assigned: true, ..nobody() };
    let judgement = judge(playbook, &view, &request, &actor);
    if let Judgement::Refused { missing } = &judgement {
        return Err(missing.iter().map(code).collect());
    }
    let (transition, author) = (name.to_owned(), Author::Present);
    let landing = Landing { fact: of, transition, judgement, author, saw_present_stage: true };
    Ok(fold_step(playbook, state.kind(), &state.stage, &landing).state)
}

impl OrderState {
    /// The hub's acts of a sort by the playbook, oldest first.
    pub(super) fn acts_by_itself<'a>(
        &'a self,
        playbook: &'a Playbook,
    ) -> impl Iterator<Item = (&'a super::StatementRow, &'a TriggerAct)> {
        self.statements.iter().filter_map(|said| {
            let (id, _) = said.trigger.as_ref()?;
            let known = playbook.file().triggers.iter().find(|trigger| trigger.id == *id)?;
            Some((said, &known.does))
        })
    }

    /// The role for which it waits: a trigger gave it to that role, and nobody has decided otherwise since.
    #[must_use]
    pub fn waits_for_role(&self, playbook: &Playbook) -> Option<String> {
        let given = self.acts_by_itself(playbook).filter_map(|(said, act)| match act {
            TriggerAct::Assign { to } => Some((said.index, to)),
            _ => None,
        });
        let (index, Assignee::Role(role)) = given.last()? else { return None };
        let since = self.standing().any(|(row, fact)| {
            let later = self.entry_of(row).index.is_none_or(|own| own > index);
            matches!(fact, Fact::Assignment(_)) && later
        });
        (self.assigned.is_empty() && !since).then(|| role.clone())
    }

    /// What triggers did, oldest first.
    #[must_use]
    pub fn triggered_rows(&self, playbook: &Playbook) -> Vec<TriggeredRow> {
        let row = |said: &super::StatementRow| {
            let (id, _) = said.trigger.as_ref()?;
            let known = playbook.file().triggers.iter().find(|trigger| trigger.id == *id);
            let roles = match known.map(|trigger| &trigger.does) {
                Some(TriggerAct::Notify { roles, .. }) => roles.clone(),
                Some(TriggerAct::Assign { to: Assignee::Role(role) }) => vec![role.clone()],
                _ => Vec::new(),
            };
            Some(TriggeredRow {
                index: said.index,
                trigger: id.clone(),
                name: known.map_or_else(|| Words::new(id, id), |trigger| trigger.name.clone()),
                words: known.and_then(|trigger| trigger.does.words().cloned()),
                roles,
                hub_time_ms: said.hub_time_ms,
                missing: self.did_nothing.get(&said.index).map(|one| one.missing.clone()),
            })
        };
        self.statements.iter().filter_map(row).collect()
    }
}
