//! Making what the rows ask for: founded first, then assigned, then stopped; each step over all rows in slices.

use std::sync::Arc;

use counterfoil_domain::command::{Command, FieldSet, FoundOrder};
use counterfoil_domain::fact::Withdrawn;
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::playbook::Playbook;
use serde_json::Value;

use super::report::{RowOutcome, RowShown};
use super::resolving::{Fate, Resolved};
use crate::office::acts::{Act, nothing};
use crate::office::many::{CommandOf, Step, Wished};
use crate::office::reading::OrderRead;
use crate::office::shapes::{AssignOrder, CancelOrder, StopLoading};
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::tables::drafts::RowDraft;

/// Why an undone cancellation is taken back.
const RESTORED: &str = "facts_changed";
/// Why an import is undone.
const ENTERED_WRONGLY: &str = "entered_wrongly";

impl Server {
    /// What the playbook would say to each row, without making anything.
    pub(super) async fn rehearse(
        &self,
        resolved: Vec<Resolved>,
        playbook: &Arc<Playbook>,
    ) -> Answer<Vec<RowShown>> {
        let tip = self.storage.tip(self.tenant()).await?;
        let roles = self.roles_of(self.office_person).await?;
        let hub = self.clone();
        let playbook = playbook.clone();
        let rehearse = move |mut one: Resolved| {
            if let Fate::Make { order, .. } = one.fate {
                let nobody_knows = OrderRead::nobody_knows(order, tip, playbook.clone());
                if let Err(problem) = hub.plan_one(&found(&one.draft), &nobody_knows, &roles) {
                    refuse(&mut one, &problem);
                }
            }
            let outcome = match one.fate {
                Fate::Make { .. } | Fate::Restore(_) => RowOutcome::Ready,
                Fate::Exists(_) => RowOutcome::Exists,
                Fate::Refused => RowOutcome::Refused,
            };
            one.shown(outcome)
        };
        let all = move || resolved.into_iter().map(rehearse).collect();
        let done = tokio::task::spawn_blocking(all).await;
        done.map_err(|error| Problem::internal("imports", &error))
    }

    /// Makes what the rows ask for.
    pub(super) async fn make_rows(&self, mut rows: Vec<Resolved>) -> Answer<Vec<RowShown>> {
        let now_ms = self.now_ms();
        let (mut asked, mut wished) = (Vec::new(), Vec::new());
        for (place, row) in rows.iter().enumerate() {
            let Some((order, fresh)) = order_of(row) else { continue };
            let steps = steps(row, now_ms);
            asked.push((place, steps.iter().map(|step| step.needed).collect::<Vec<bool>>()));
            wished.push(Wished { order, fresh, steps });
        }
        let outcomes = self.act_on_many(wished).await?;
        for ((place, needed), outcomes) in asked.into_iter().zip(outcomes) {
            for (needed, outcome) in needed.into_iter().zip(outcomes) {
                let (Err(problem), Some(row)) = (outcome, rows.get_mut(place)) else { continue };
                if needed {
                    refuse(row, &problem);
                } else {
                    let (zh, en) = words(&problem);
                    row.draft.remarks.flag("half_made", None, zh, en);
                }
            }
        }
        let shown = rows.into_iter().map(|row| {
            let outcome = match row.fate {
                Fate::Make { .. } => RowOutcome::Created,
                Fate::Restore(_) => RowOutcome::Restored,
                Fate::Exists(_) => RowOutcome::Exists,
                Fate::Refused => RowOutcome::Refused,
            };
            row.shown(outcome)
        });
        Ok(shown.collect())
    }
}

/// What a row asks for, one after the other.
fn steps(row: &Resolved, now_ms: u64) -> Vec<Step> {
    let needed = |command| Step { needed: true, command };
    let wanted = |command| Step { needed: false, command };
    let mut steps = match row.fate {
        Fate::Make { .. } => vec![needed(found(&row.draft))],
        Fate::Restore(_) => vec![needed(restore()), needed(set(&row.draft))],
        Fate::Exists(_) | Fate::Refused => Vec::new(),
    };
    steps.extend(row.assign.map(|person| wanted(assign(person, now_ms))));
    steps.extend(row.draft.stop.then(|| wanted(stop(now_ms))));
    steps
}

fn order_of(row: &Resolved) -> Option<(SubjectId, bool)> {
    match row.fate {
        Fate::Make { order, fresh } => Some((order, fresh)),
        Fate::Restore(order) => Some((order, false)),
        Fate::Exists(_) | Fate::Refused => None,
    }
}

fn refuse(row: &mut Resolved, problem: &Problem) {
    let (zh, en) = words(problem);
    row.draft.remarks.refuse(problem.code, None, zh, en);
    row.fate = Fate::Refused;
}

/// What a problem says in each language; its title and code where it says nothing more.
fn words(problem: &Problem) -> (String, String) {
    let said = |name| {
        let list = problem.members.get(name).and_then(Value::as_array)?;
        let texts: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
        (!texts.is_empty()).then(|| texts.join(";"))
    };
    let why = problem.members.get("why").and_then(Value::as_str).unwrap_or(problem.code);
    let zh = said("zh").unwrap_or_else(|| format!("中心没有接受这一步({why})"));
    let en = said("en").unwrap_or_else(|| format!("{} ({why})", problem.title));
    (zh, en)
}

fn sets(draft: &RowDraft) -> Vec<FieldSet> {
    let set = |(path, value): (&String, &_)| FieldSet::new(path.clone(), Clone::clone(value));
    draft.fields.iter().map(set).collect()
}

fn found(draft: &RowDraft) -> CommandOf {
    let (kind, keys, fields) = (draft.kind.clone(), draft.keys.clone(), sets(draft));
    let found = FoundOrder { kind, keys, fields };
    Box::new(move |read| match read.state.founding() {
        Some(_) => Err(as_it_is()), // an import that was cut off has made it
        None => Ok(Command::FoundOrder(found.clone())),
    })
}

/// Takes the cancellation back by which an import was undone; an order that stands is left as it is.
fn restore() -> CommandOf {
    Box::new(|read| match read.state.stage.by {
        Some(fact) if read.state.stage.stage == CANCELLED => {
            Ok(Command::Withdraw(Withdrawn { fact, reason: RESTORED.to_owned() }))
        }
        _ => Err(as_it_is()),
    })
}

/// The stage to which cancelling leads.
const CANCELLED: &str = "cancelled";

fn set(draft: &RowDraft) -> CommandOf {
    let sets = sets(draft);
    Box::new(move |_| Ok(Command::SetFields(sets.clone())))
}

fn assign(person: PersonId, now_ms: u64) -> CommandOf {
    let act = Act::Assign(AssignOrder { to: Some(person), ..AssignOrder::default() });
    Box::new(move |read| act.command(read, now_ms))
}

fn stop(now_ms: u64) -> CommandOf {
    let act = Act::StopLoading(StopLoading { stop: true, reason: None });
    Box::new(move |read| act.command(read, now_ms))
}

fn as_it_is() -> Problem {
    nothing("as_it_is", "已是这样", "it is so already")
}

/// Cancels an order that was entered by mistake, if nobody has touched it since `head`.
pub(super) fn cancel(head: u64, now_ms: u64) -> CommandOf {
    let reason = Some(ENTERED_WRONGLY.to_owned());
    let act = Act::Cancel(CancelOrder { reason, note: None });
    Box::new(move |read| match read.head().is_some_and(|now| now > head) {
        true => Err(as_it_is()),
        false => act.command(read, now_ms),
    })
}
