//! What the office does to an order: each act is one command, judged like anybody's.

use counterfoil_domain::command::{Command, FoundOrder, Refusal, Settle, TransitionCommand, plan};
use counterfoil_domain::fact::{Assignment, Comment, DoNotLoad, Urge};
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::order::{Actor, OrderState, Sight};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Lang;
use counterfoil_domain::subject::SubjectKind;

use super::pushing::Acted;
use super::reading::OrderRead;
use super::shapes::{
    AssignOrder, CancelOrder, CommentOrder, CreateOrder, EditFields, KeyJson, SettleField,
    StepOrder, StopLoading, UrgeOrder, fields, value,
};
use crate::keyring::random;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use axum::http::StatusCode;

/// The transition by which an order is assigned, where a workflow has one.
const ASSIGN: &str = "assign";
/// The transition by which an order is cancelled.
const CANCEL: &str = "cancel";

impl Server {
    /// A new id for an order: UUIDv7 by the hub's clock.
    pub fn new_order_id(&self) -> Answer<SubjectId> {
        let random: [u8; 10] = random()?;
        let made = uuid::Builder::from_unix_timestamp_millis(self.now_ms(), &random);
        Ok(SubjectId(made.into_uuid().into_bytes()))
    }

    /// Creates an order under an id, and assigns it where that is asked. Repeated with the same id it changes
    /// nothing.
    pub async fn create_order(&self, id: SubjectId, new: &CreateOrder) -> Answer<Acted> {
        let read = self.read_order(id).await?;
        let mut acted = Acted::of(id);
        if read.state.founding().is_none() {
            let found = FoundOrder {
                kind: new.kind.clone(),
                keys: new.keys.iter().map(KeyJson::key).collect(),
                fields: fields("", &new.fields)?,
            };
            acted = self.act(id, |_| Ok(Command::FoundOrder(found.clone()))).await?;
        }
        if let Some(to) = new.assign {
            let assign = AssignOrder { to: Some(to), reason: None };
            acted.envelopes.extend(self.assign_order(id, &assign).await?.envelopes);
        }
        Ok(acted)
    }

    /// Assigns an order, or takes the assignment away. Where the workflow has a step for it, the step is taken
    /// in the same act.
    pub async fn assign_order(&self, id: SubjectId, asked: &AssignOrder) -> Answer<Acted> {
        if let Some(to) = asked.to
            && self.storage.person(self.tenant(), to).await?.is_none()
        {
            return Err(Problem::malformed("Nobody has this person id"));
        }
        let command = |read: &OrderRead| {
            if read.state.assigned.iter().copied().eq(asked.to) {
                return Err(nothing_to_do());
            }
            let fact = Assignment { to: asked.to, reason: asked.reason.clone() };
            let with_step = asked.to.is_some() && can_step(&read.playbook, &read.state, ASSIGN);
            Ok(if with_step {
                let name = ASSIGN.to_owned();
                let with = vec![Command::Assign(fact)];
                let reason = asked.reason.clone();
                Command::Transition(TransitionCommand { name, reason, note: None, with })
            } else {
                Command::Assign(fact)
            })
        };
        self.act_on_founded(id, command).await
    }

    /// Sets fields.
    pub async fn edit_order(&self, id: SubjectId, asked: &EditFields) -> Answer<Acted> {
        let sets = fields(&asked.document, &asked.fields)?;
        self.act_on_founded(id, |_| Ok(Command::SetFields(sets.clone()))).await
    }

    /// Cancels.
    pub async fn cancel_order(&self, id: SubjectId, asked: &CancelOrder) -> Answer<Acted> {
        let (name, reason, note) = (CANCEL.to_owned(), asked.reason.clone(), asked.note.clone());
        self.step_order(id, &StepOrder { name, reason, note }).await
    }

    /// Takes any step of the workflow that the office may take.
    pub async fn step_order(&self, id: SubjectId, asked: &StepOrder) -> Answer<Acted> {
        let step = TransitionCommand {
            name: asked.name.clone(),
            reason: asked.reason.clone(),
            note: asked.note.clone(),
            with: Vec::new(),
        };
        self.act_on_founded(id, |_| Ok(Command::Transition(step.clone()))).await
    }

    /// Lets one of several values stand.
    pub async fn settle_field(&self, id: SubjectId, asked: &SettleField) -> Answer<Acted> {
        let value = value(&asked.value)?;
        let command = |read: &OrderRead| {
            let candidates = candidates(&read.state, &asked.document, &asked.path);
            if candidates.is_empty() {
                return Err(nothing_to_do());
            }
            let (document, path) = (asked.document.clone(), asked.path.clone());
            let field =
                counterfoil_domain::command::FieldSet { document, path, value: value.clone() };
            Ok(Command::Settle(Settle { field, candidates }))
        };
        self.act_on_founded(id, command).await
    }

    /// Intercepts, or sets free again.
    pub async fn stop_loading(&self, id: SubjectId, asked: &StopLoading) -> Answer<Acted> {
        let fact = DoNotLoad { stop: asked.stop, reason: asked.reason.clone() };
        let command = |read: &OrderRead| match read.state.do_not_load() == asked.stop {
            true => Err(nothing_to_do()),
            false => Ok(Command::DoNotLoad(fact.clone())),
        };
        self.act_on_founded(id, command).await
    }

    /// Asks to hurry.
    pub async fn urge_order(&self, id: SubjectId, asked: &UrgeOrder) -> Answer<Acted> {
        let fact = Urge { reason: asked.reason.clone() };
        self.act_on_founded(id, |_| Ok(Command::Urge(fact.clone()))).await
    }

    /// Writes a remark.
    pub async fn comment_order(&self, id: SubjectId, asked: &CommentOrder) -> Answer<Acted> {
        let fact = Comment { text: asked.text.clone() };
        self.act_on_founded(id, |_| Ok(Command::Comment(fact.clone(), Vec::new()))).await
    }

    async fn act_on_founded(
        &self,
        id: SubjectId,
        command: impl Fn(&OrderRead) -> Answer<Command>,
    ) -> Answer<Acted> {
        let founded = |read: &OrderRead| {
            if read.state.founding().is_none() { Err(Problem::not_found()) } else { command(read) }
        };
        self.act(id, founded).await
    }

    /// One act: read, plan, write, seal, push. What would change nothing is no error.
    async fn act(
        &self,
        id: SubjectId,
        command: impl Fn(&OrderRead) -> Answer<Command>,
    ) -> Answer<Acted> {
        let mut hand = self.office.hand.lock().await;
        let read = self.read_order(id).await?;
        let command = match command(&read) {
            Ok(command) => command,
            Err(problem) if problem.code == NOTHING => return Ok(Acted::of(id)),
            Err(problem) => return Err(problem),
        };
        let moment = self.office_moment(&read);
        let roles = self.roles_of(self.office_person).await?;
        let actor = Actor::on(&read.state, self.office_person, roles);
        let standing = (SubjectKind::Order, &actor, &Sight::All);
        let planned = match plan(command, &read.playbook, &read.state, standing, &moment) {
            Ok(planned) => planned,
            Err(Refusal::NothingToDo) => return Ok(Acted::of(id)),
            Err(refusal) => return Err(refused(&refusal, &read)),
        };
        let sealed = self.seal_drafts(&hand, &read, &planned.envelopes, moment).await?;
        self.push_office(&mut hand, id, sealed).await
    }
}

const NOTHING: &str = "nothing_to_do";

fn nothing_to_do() -> Problem {
    Problem::new(StatusCode::OK, NOTHING, "Nothing would change")
}

fn can_step(playbook: &Playbook, state: &OrderState, name: &str) -> bool {
    let step = playbook.transition(state.kind(), name);
    step.is_some_and(|step| step.from.iter().any(|stage| *stage == state.stage.stage))
}

fn candidates(state: &OrderState, document: &str, path: &str) -> Vec<Hash> {
    let here = state.documents.iter().filter(|view| view.name == document);
    let conflicts = here.flat_map(|view| &view.conflicts).filter(|conflict| conflict.path == path);
    conflicts.flat_map(|conflict| conflict.candidates.iter().map(|one| one.change)).collect()
}

/// A refusal with its words in both languages.
fn refused(refusal: &Refusal, read: &OrderRead) -> Problem {
    let words = |lang| refusal.words(&read.playbook, read.state.kind(), lang);
    let title = "The playbook does not allow this now";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not_allowed", title)
        .with("zh", words(Lang::Zh))
        .with("en", words(Lang::En))
}
