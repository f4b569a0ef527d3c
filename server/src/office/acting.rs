//! Acting: an act is planned on the order as it stands, sealed, and pushed through the gate like anybody's.

use axum::http::StatusCode;
use counterfoil_domain::command::{Command, FoundOrder, Planned, Refusal, plan};
use counterfoil_domain::ids::{ActId, SubjectId};
use counterfoil_domain::moment::Moment;
use counterfoil_domain::order::{Actor, Sight};
use counterfoil_domain::playbook::words::Lang;
use counterfoil_domain::subject::SubjectKind;

use super::acts::{Act, is_nothing, nothing};
use super::chain::{FULL, Pen};
use super::pushing::{Acted, Unchanged};
use super::reading::OrderRead;
use super::shapes::{AssignOrder, CreateOrder, KeyJson, fields};
use crate::gate::FullDocument;
use crate::intake;
use crate::keyring::random;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::DocumentRow;

/// An act that the playbook allows, not yet done.
pub(super) struct Prepared {
    pub(super) read: OrderRead,
    pub(super) planned: Planned,
    moment: Moment,
}

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
            if let Some(parent) = new.parent {
                founded(&self.read_order(parent).await?)?;
            }
            let found = |_: &OrderRead| {
                Ok(match new.parent {
                    Some(parent) => Command::FoundPart(found.clone(), parent),
                    None => Command::FoundOrder(found.clone()),
                })
            };
            acted = self.do_act(id, found).await?;
        }
        if let Some(to) = new.assign {
            let assign = Act::Assign(AssignOrder { to: Some(to), ..AssignOrder::default() });
            acted.envelopes.extend(self.act_on(id, &assign).await?.envelopes);
        }
        Ok(acted)
    }

    /// Does something to an order. What would change nothing is no error.
    pub async fn act_on(&self, id: SubjectId, act: &Act) -> Answer<Acted> {
        self.act_on_one(id, act, None).await
    }

    /// The same as a part of an act over several orders, where there is one.
    pub(super) async fn act_on_one(
        &self,
        id: SubjectId,
        act: &Act,
        over: Option<ActId>,
    ) -> Answer<Acted> {
        self.check_act(act).await?;
        self.check_edit(id, act).await?;
        let now_ms = self.now_ms();
        let command = |read: &OrderRead| founded(read).and_then(|read| act.command(read, now_ms));
        let acted = self.do_part((id, SubjectKind::Order), command, over).await?;
        if matches!(act, Act::Part(_)) {
            self.flag_short().await?;
        }
        Ok(acted)
    }

    /// What an act would do, without doing it.
    pub(super) async fn prepare_act(&self, id: SubjectId, act: &Act) -> Answer<Prepared> {
        let now_ms = self.now_ms();
        let command = |read: &OrderRead| founded(read).and_then(|read| act.command(read, now_ms));
        self.prepare((id, SubjectKind::Order), command).await
    }

    /// What can be said of an act without looking at an order.
    pub(super) async fn check_act(&self, act: &Act) -> Answer<()> {
        if let Act::Assign(AssignOrder { to: Some(to), .. })
        | Act::AssignNew(AssignOrder { to: Some(to), .. }) = act
            && self.storage.person(self.tenant(), *to).await?.is_none()
        {
            return Err(Problem::malformed("Nobody has this person id"));
        }
        Ok(())
    }

    async fn prepare(
        &self,
        (id, kind): (SubjectId, SubjectKind),
        command: impl Fn(&OrderRead) -> Answer<Command>,
    ) -> Answer<Prepared> {
        let read = self.read_order(id).await?;
        let command = command(&read)?;
        let moment = self.office_moment(&read.tip);
        let roles = self.roles_of(self.office_person).await?;
        let actor = Actor::on(&read.state, self.office_person, roles);
        // An order of calls is said on a shift, whatever else the act is about.
        let kind = match &command {
            Command::Sequence(_) => SubjectKind::Shift,
            _ => kind,
        };
        let standing = (kind, &actor, &Sight::All);
        match plan(command, &read.playbook, &read.state, standing, &moment) {
            Ok(planned) => Ok(Prepared { read, planned, moment }),
            Err(Refusal::NothingToDo) => {
                Err(nothing("as_it_is", "没有改动", "nothing would change"))
            }
            Err(refusal) => Err(refused(&refusal, &read)),
        }
    }

    /// One act: read, plan, write, seal, push. A document that is full goes on first, if it can.
    pub(super) async fn do_act(
        &self,
        id: SubjectId,
        command: impl Fn(&OrderRead) -> Answer<Command>,
    ) -> Answer<Acted> {
        self.do_act_on(id, SubjectKind::Order, command).await
    }

    /// The same on a subject of any kind.
    pub(super) async fn do_act_on(
        &self,
        id: SubjectId,
        kind: SubjectKind,
        command: impl Fn(&OrderRead) -> Answer<Command>,
    ) -> Answer<Acted> {
        self.do_part((id, kind), command, None).await
    }

    async fn do_part(
        &self,
        (id, kind): (SubjectId, SubjectKind),
        command: impl Fn(&OrderRead) -> Answer<Command>,
        over: Option<ActId>,
    ) -> Answer<Acted> {
        let mut hand = self.office.hand.lock().await;
        let mut went_on = false;
        loop {
            let Prepared { read, planned, moment } = match self.prepare((id, kind), &command).await
            {
                Ok(prepared) => prepared,
                Err(problem) if is_nothing(&problem) => {
                    let unchanged = Some(Unchanged::of(&problem));
                    return Ok(Acted { unchanged, ..Acted::of(id) });
                }
                Err(problem) => return Err(problem),
            };
            let planned = if over.is_some() { planned.over_several() } else { planned };
            let mut pen = Pen::new(self, &hand, self.office_edge().await?, moment).part_of(over);
            match pen.write(&read, &planned.envelopes).map(|_| pen.seal()) {
                Ok(Some(sealed)) => return self.push_office(&mut hand, id, sealed).await,
                Ok(None) => return Ok(Acted::of(id)),
                Err(problem) if problem.code == FULL && !went_on => {
                    went_on = true;
                    if !self.go_on(&read, &planned).await? {
                        return Err(problem);
                    }
                }
                Err(problem) => return Err(problem),
            }
        }
    }

    /// Begins the next generation of the documents that an act was to change; whether any began.
    async fn go_on(&self, read: &OrderRead, planned: &Planned) -> Answer<bool> {
        let full = planned.envelopes.iter().filter_map(|draft| {
            let (name, _) = draft.change.as_ref()?;
            let place = (draft.audience.clone(), name.clone());
            let is_it = |row: &&DocumentRow| {
                row.subject == draft.subject.id
                    && (&row.audience, &row.name) == (&place.0, &place.1)
            };
            let generation = read.documents.iter().find(is_it)?.generation;
            let subject = draft.subject.id;
            Some(FullDocument {
                subject,
                document: place,
                generation,
                refused: true,
                leaves: false,
            })
        });
        let (full, now_ms): (Vec<FullDocument>, u64) = (full.collect(), self.now_ms());
        let began = intake::begin_generations(&self.engine, self.tenant(), &full, now_ms).await?;
        self.poke_tip().await?;
        Ok(began)
    }
}

pub(super) fn founded(read: &OrderRead) -> Answer<&OrderRead> {
    if read.state.founding().is_none() { Err(Problem::not_found()) } else { Ok(read) }
}

/// A refusal with its words in both languages.
pub(super) fn refused(refusal: &Refusal, read: &OrderRead) -> Problem {
    let words = |lang| refusal.words(&read.playbook, read.state.kind(), lang);
    let title = "The playbook does not allow this now";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not_allowed", title)
        .with("zh", words(Lang::Zh))
        .with("en", words(Lang::En))
}
