//! A small world: people with phones, a hub that decides and numbers, all over the real commands
//! and bytes.

mod commands;
mod hub;

use std::collections::BTreeMap;

use crate::command::{
    AuthorContext, ChangeFrame, Command, Planned, Refusal, build_envelope, draft::ChangeDraft, plan,
};
use crate::document::{Author, Document, DocumentId, DocumentKey};
use crate::envelope::{Envelope, Seen};
use crate::fact::DutyStep;
use crate::ids::{
    ActId, ChainId, DeviceId, FactId, Incarnation, LineageId, PersonId, SubjectId, TenantId,
};
use crate::moment::{Anchor, Clocks, Moment};
use crate::order::{
    Actor, Card, DocumentView, Entry, Material, OrderState, Sheet, Sight, StatementEntry,
};
use crate::playbook::Playbook;
use crate::shift::{DutyLog, DutyMark};
use crate::subject::SubjectKind;

pub(super) use self::commands::{answers, blob, deliver, founded, lacks, photo, signature, step};
pub(super) use self::hub::opened;

pub(super) const LINEAGE: LineageId = LineageId([9; 16]);
/// Eight in the morning of the day on which all stories happen.
pub(super) const MORNING_MS: u64 = 1_790_000_000_000;

pub(super) const MINUTE_MS: u64 = 60_000;
pub(super) const HOUR_MS: u64 = 60 * MINUTE_MS;

/// Somebody with a phone, or the office at its desk.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: PersonId,
    pub(super) roles: Vec<String>,
    chain: ChainId,
    seq: u64,
    /// Entries of the log that the phone has seen.
    pub(super) seen: u64,
    /// What the phone's wall clock is off, ms.
    pub(super) wall_off_ms: i64,
    monotonic_ms: u64,
    /// The documents as they lie on this phone.
    documents: BTreeMap<DocumentKey, Document>,
    outbox: Vec<(Envelope, SubjectId)>,
    /// Duty and breaks of this person's stores.
    pub(super) duty: DutyLog,
}

/// The hub, its log, and the documents at its tip.
#[derive(Debug)]
pub(super) struct World {
    pub(super) playbook: Playbook,
    pub(super) entries: Vec<Entry>,
    pub(super) statements: Vec<StatementEntry>,
    documents: BTreeMap<DocumentKey, Document>,
    pub(super) roles: BTreeMap<PersonId, Vec<String>>,
    duties: BTreeMap<PersonId, DutyLog>,
    /// Stores whose signed answers the hub knows: whose they are, and whether their keys are good.
    pub(super) stores: BTreeMap<DeviceId, (PersonId, bool)>,
    tip: u64,
    acts: u8,
}

pub(super) fn order(number: u8) -> SubjectId {
    SubjectId([number; 16])
}

pub(super) fn person(number: u8, role: &str) -> Person {
    let device = DeviceId([number; 16]);
    Person {
        id: PersonId([number; 16]),
        roles: vec![role.to_owned()],
        chain: ChainId { device, incarnation: Incarnation([number; 8]) },
        seq: 0,
        seen: 0,
        wall_off_ms: 0,
        monotonic_ms: 1_000,
        documents: BTreeMap::new(),
        outbox: Vec::new(),
        duty: DutyLog::default(),
    }
}

impl Person {
    pub(super) fn moment(&self) -> Moment {
        let anchor = Anchor {
            hub_time_ms: MORNING_MS,
            log_size: 0,
            log_root: [0; 16],
            boot: [1; 8],
            sent_ms: 500,
            received_ms: 600,
        };
        let wall_ms = MORNING_MS as i64 + self.monotonic_ms as i64 + self.wall_off_ms;
        let clocks = Clocks { wall_ms, boot: [1; 8], monotonic_ms: self.monotonic_ms };
        Moment { clocks, anchor: Some(anchor) }
    }

    /// Duty begins or ends, a break begins or ends: the next place of the chain says so.
    pub(super) fn duty(&mut self, step: DutyStep) {
        let (chain, seq, shift) = (self.chain, self.seq, SubjectId([0xee; 16]));
        self.duty.push(DutyMark { chain, seq, step, shift });
        self.seq += 1;
    }

    pub(super) fn waits_ms(&mut self, ms: u64) {
        self.monotonic_ms += ms;
    }

    /// Another store of the same person: a spare phone.
    pub(super) fn spare(&self, number: u8) -> Self {
        let device = DeviceId([number; 16]);
        let chain = ChainId { device, incarnation: Incarnation([number; 8]) };
        Self { chain, seq: 0, outbox: Vec::new(), documents: BTreeMap::new(), ..self.clone() }
    }
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            playbook: Playbook::builtin(),
            entries: Vec::new(),
            statements: Vec::new(),
            documents: BTreeMap::new(),
            roles: BTreeMap::new(),
            duties: BTreeMap::new(),
            stores: BTreeMap::new(),
            tip: 0,
            acts: 0,
        }
    }

    /// The playbook's first reason of a group.
    pub(super) fn reason(&self, group: &str) -> String {
        self.playbook.reasons_in(group).next().expect("a reason").id.clone()
    }

    /// Everything up to the tip of the log reaches a phone.
    pub(super) fn pull(&self, who: &mut Person) {
        who.seen = self.tip;
        who.documents.clone_from(&self.documents);
    }

    /// The order as somebody sees it who knows the log up to `seen`.
    pub(super) fn state_at(&self, subject: SubjectId, seen: u64) -> OrderState {
        let known = |entry: &&Entry| entry.index.is_some_and(|index| index < seen);
        let entries: Vec<Entry> = self.entries.iter().filter(known).cloned().collect();
        let statements = self.statements.iter().filter(|one| one.index < seen).cloned();
        let statements: Vec<StatementEntry> = statements.collect();
        let documents = self.views(&self.documents);
        let (entries, statements) = (&entries[..], &statements[..]);
        OrderState::fold(&Material { subject, entries, statements, documents: &documents })
    }

    pub(super) fn state(&self, subject: SubjectId) -> OrderState {
        self.state_at(subject, self.tip)
    }

    pub(super) fn views(&self, documents: &BTreeMap<DocumentKey, Document>) -> Vec<DocumentView> {
        documents.values().map(|one| DocumentView::read(one, &self.entries)).collect()
    }

    pub(super) fn document_views(&self) -> Vec<DocumentView> {
        self.views(&self.documents)
    }

    pub(super) fn sheet(&self, subject: SubjectId) -> Sheet {
        Sheet::from(&self.state(subject), &self.playbook)
    }

    pub(super) fn card(&self, subject: SubjectId) -> Card {
        Card::from(&self.state(subject), &self.playbook)
    }

    /// Plans a command on what this phone has seen and what lies in its own outbox.
    pub(super) fn try_plan(
        &self,
        who: &Person,
        subject: SubjectId,
        command: Command,
    ) -> Result<Planned, Refusal> {
        let state = self.on_phone(who, subject);
        let actor = Actor::on(&state, who.id, who.roles.clone());
        let actor = Actor { duty: who.duty.clone(), chain: Some(who.chain), ..actor };
        let how = (SubjectKind::Order, &actor, &Sight::All);
        plan(command, &self.playbook, &state, how, &who.moment())
    }

    /// The order as it stands on a phone: what it pulled, and its own unsent work on top.
    pub(super) fn on_phone(&self, who: &Person, subject: SubjectId) -> OrderState {
        let known = |entry: &&Entry| entry.index.is_some_and(|index| index < who.seen);
        let mut entries: Vec<Entry> = self.entries.iter().filter(known).cloned().collect();
        for (envelope, _) in &who.outbox {
            entries.push(opened(envelope));
        }
        let statements: Vec<StatementEntry> =
            self.statements.iter().filter(|one| one.index < who.seen).cloned().collect();
        let documents = self.views(&who.documents);
        let (entries, statements) = (&entries[..], &statements[..]);
        let material = Material { subject, entries, statements, documents: &documents };
        let duty = who.duty.clone();
        crate::order::predict(
            &self.playbook,
            &material,
            (&who.roles, &duty, &[]),
            &Sight::All,
            None,
        )
        .0
    }

    /// Does something on a phone without signal: it lies in the outbox.
    pub(super) fn does(
        &mut self,
        who: &mut Person,
        subject: SubjectId,
        command: Command,
    ) -> Vec<FactId> {
        let planned = self.try_plan(who, subject, command).expect("the command is allowed");
        self.keep(who, subject, &planned)
    }

    /// Writes envelopes without asking the playbook: as an older program, or a hostile one, may.
    pub(super) fn keep(
        &mut self,
        who: &mut Person,
        subject: SubjectId,
        planned: &Planned,
    ) -> Vec<FactId> {
        self.acts += 1;
        self.roles.insert(who.id, who.roles.clone());
        self.duties.insert(who.id, who.duty.clone());
        let mut facts = Vec::new();
        for draft in &planned.envelopes {
            let author = AuthorContext {
                tenant: TenantId([7; 16]),
                chain: who.chain,
                seq: who.seq,
                person: who.id,
                moment: who.moment(),
                seen: Some(Seen { lineage: LINEAGE, index: who.seen }),
                act: Some(ActId([self.acts; 16])),
                instead_of: None,
                predecessor: None,
                k: [5; 16],
                k_is_new: who.seq == 0,
            };
            let change = draft
                .change
                .as_ref()
                .map(|(name, change)| self.frame(who, subject, (&draft.audience, name), change));
            let envelope = build_envelope(draft, &author, change).expect("within bounds");
            let entry = opened(&envelope);
            for position in 0..draft.facts.len() {
                facts.push(entry.fact_id(u32::try_from(position).expect("few facts")));
            }
            who.outbox.push((envelope, subject));
            who.seq += 1;
            who.monotonic_ms += 1_000;
        }
        facts
    }

    fn key(&self, subject: SubjectId, audience: &str, name: &str) -> DocumentKey {
        let id = DocumentId { subject, audience: audience.into(), name: name.into() };
        DocumentKey { id, generation: 0 }
    }

    fn genesis(&self, key: &DocumentKey) -> Document {
        let notes: Vec<String> =
            self.playbook.notes_of(&key.id.audience).map(str::to_owned).collect();
        Document::genesis(key.clone(), &notes).expect("sound paths")
    }

    fn frame(
        &self,
        who: &mut Person,
        subject: SubjectId,
        (audience, name): (&str, &str),
        change: &ChangeDraft,
    ) -> ChangeFrame {
        let key = self.key(subject, audience, name);
        let genesis = self.genesis(&key);
        let document = who.documents.entry(key).or_insert(genesis);
        let (author, heads) = (Author::first(who.chain), document.heads());
        let edit = match change {
            ChangeDraft::Sets(sets) => document.edit(author, &heads, sets),
            ChangeDraft::Settle { path, value } => document.settle(author, path, value),
            ChangeDraft::Note(note) => {
                let place = (note.at, note.delete);
                document.splice_note(author, &heads, &note.path, place, &note.insert)
            }
        };
        ChangeFrame { generation: 0, frame: edit.expect("an edit").frame }
    }
}
