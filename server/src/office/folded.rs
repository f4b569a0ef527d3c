//! An order with what a command on it needs: folded from the log as every phone does, with everything in sight,
//! and with the office's own work upon it that nobody has judged yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use counterfoil_domain::document::{Document, DocumentId, DocumentKey};
use counterfoil_domain::envelope::{Body, Envelope, Header};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::{
    DocumentView, Entry, Material, OrderState, Permission, Sight, StatementEntry, predict,
};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::shift::DutyLog;

use crate::gate::{folded_entry, statement_entry};
use crate::problem::{Answer, Problem};
use crate::storage::{DocumentRow, Loaded, Tip};

/// An order with what a command on it needs.
pub(super) struct OrderRead {
    pub(super) tip: Tip,
    pub(super) state: OrderState,
    pub(super) playbook: Arc<Playbook>,
    /// As they are kept.
    pub(super) documents: Vec<DocumentRow>,
    /// Those that own envelopes changed that nobody has judged yet.
    changed: Vec<Document>,
    head: Option<u64>,
    pub(super) entries: Vec<Entry>,
    statements: Vec<StatementEntry>,
    /// What the place that it names permits.
    permissions: Vec<Permission>,
}

impl OrderRead {
    /// The same with what the place that it names permits.
    pub(super) fn permitted(mut self, permissions: Vec<Permission>) -> Self {
        self.state.set_permissions(permissions.clone());
        self.permissions = permissions;
        self
    }

    /// An order of which nothing is known.
    pub(super) fn nobody_knows(order: SubjectId, tip: Tip, playbook: Arc<Playbook>) -> Self {
        fold(order, loaded_nothing(tip), Vec::new(), playbook)
    }

    /// The order as it stands after envelopes of the office that nobody has judged yet, as a phone shows its own
    /// work: with what the gate will decide.
    pub(super) fn after(
        mut self,
        envelopes: &[Envelope],
        changed: Vec<Document>,
        roles: &[String],
    ) -> Self {
        self.entries.extend(envelopes.iter().filter_map(unjudged));
        let again = |old: &Document| changed.iter().any(|new| new.key().id == old.key().id);
        self.changed.retain(|old| !again(old));
        self.changed.extend(changed);
        let kept = self.documents.iter().filter(|row| !self.changed.iter().any(|new| is(row, new)));
        let kept = kept.filter_map(|row| view(row, &self.entries));
        let read = |document| DocumentView::read(document, &self.entries);
        let views: Vec<DocumentView> = kept.chain(self.changed.iter().map(read)).collect();
        let material = Material {
            subject: self.state.subject,
            entries: &self.entries,
            statements: &self.statements,
            documents: &views,
        };
        let standing = (roles, &DutyLog::default(), &self.permissions[..]);
        (self.state, _) = predict(&self.playbook, &material, standing, &Sight::All, None);
        self
    }

    /// A document of it to write in; one that nobody has begun is begun.
    pub(super) fn document(&self, id: DocumentId) -> Answer<Document> {
        let failed = |error| Problem::internal("documents", &error);
        if let Some(changed) = self.changed.iter().find(|changed| changed.key().id == id) {
            return Ok(changed.clone());
        }
        if let Some(row) = self.documents.iter().find(|row| id_of(row) == id) {
            let key = DocumentKey { id, generation: row.generation };
            return Document::load(key, &row.saved).map_err(failed);
        }
        // Shared notes stand in an audience's main document.
        let notes: Vec<String> = match id.name.as_str() {
            "" => self.playbook.notes_of(&id.audience).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        Document::genesis(DocumentKey { id, generation: 0 }, &notes).map_err(failed)
    }

    /// Index of the last entry about it.
    pub(super) fn head(&self) -> Option<u64> {
        self.head
    }
}

fn loaded_nothing(tip: Tip) -> Loaded {
    Loaded {
        tip,
        subjects: BTreeMap::new(),
        roles: BTreeMap::new(),
        keys: BTreeMap::new(),
        office: Vec::new(),
        duty: BTreeMap::new(),
        shifts_waiting: Vec::new(),
        stores: Vec::new(),
    }
}

/// One order out of many that were loaded together, with those that follow it.
pub(super) fn fold_one(
    id: SubjectId,
    loaded: &Loaded,
    office: &[StatementEntry],
    books: &BTreeMap<u32, Arc<Playbook>>,
) -> Option<OrderRead> {
    let row = loaded.subjects.get(&id).and_then(|part| part.row.as_ref());
    let playbook = books.get(&row.map_or(0, |row| row.playbook))?.clone();
    let moved_here = loaded.subjects.get(&id).map(|part| part.moved_here.as_slice());
    let of_it = |own: &SubjectId, lead: Option<SubjectId>| {
        *own == id || lead == Some(id) || moved_here.is_some_and(|here| here.contains(own))
    };
    let parts = loaded
        .subjects
        .iter()
        .filter(|(own, part)| of_it(own, part.row.as_ref().and_then(|row| row.lead)));
    let subjects = parts.map(|(own, part)| (*own, part.clone())).collect();
    let part = Loaded { subjects, ..loaded_nothing(loaded.tip) };
    Some(fold(id, part, office.to_vec(), playbook))
}

pub(super) fn fold(
    subject: SubjectId,
    loaded: Loaded,
    office: Vec<StatementEntry>,
    playbook: Arc<Playbook>,
) -> OrderRead {
    let (mut entries, mut statements) = (Vec::new(), office);
    let mut documents = Vec::new();
    let head = loaded.subjects.get(&subject).and_then(|part| part.head);
    let own = loaded.subjects.get(&subject);
    let moved_here = own.map(|part| part.moved_here.clone()).unwrap_or_default();
    for (id, part) in loaded.subjects {
        let lead = part.row.as_ref().and_then(|row| row.lead);
        let comes = id == subject || lead == Some(subject) || moved_here.contains(&id);
        if !comes {
            continue; // joined the other way round: this order follows that one
        }
        for entry in part.entries {
            match statement_entry(&entry) {
                Some(statement) => statements.push(statement),
                None => entries.extend(folded_entry(entry)),
            }
        }
        documents.extend(part.documents);
    }
    let views: Vec<DocumentView> = documents.iter().filter_map(|row| view(row, &entries)).collect();
    let material =
        Material { subject, entries: &entries, statements: &statements, documents: &views };
    let state = OrderState::fold(&material);
    // Of an order from which something was moved here, that alone.
    let stands = |entry: &Entry| {
        let place = (entry.chain(), entry.header.seq);
        state.entries.iter().any(|row| (row.chain, row.seq) == place)
    };
    entries.retain(|entry| !moved_here.contains(&entry.header.subject.id) || stands(entry));
    let (tip, changed) = (loaded.tip, Vec::new());
    let permissions = Vec::new();
    OrderRead { tip, state, playbook, documents, changed, head, entries, statements, permissions }
}

fn id_of(row: &DocumentRow) -> DocumentId {
    DocumentId { subject: row.subject, audience: row.audience.clone(), name: row.name.clone() }
}

fn is(row: &DocumentRow, document: &Document) -> bool {
    let id = &document.key().id;
    (row.subject, &row.audience, &row.name) == (id.subject, &id.audience, &id.name)
}

fn unjudged(envelope: &Envelope) -> Option<Entry> {
    let header = Header::from_bytes(&envelope.header_bytes).ok()?;
    let body = Body::from_bytes(&envelope.body.as_ref()?.bytes).ok()?;
    Some(Entry::overlay(header, Some(envelope.hash()), body))
}

/// A document as the fold reads it; one that cannot be opened is left out, the hub saved it itself.
fn view(row: &DocumentRow, entries: &[Entry]) -> Option<DocumentView> {
    let key = DocumentKey { id: id_of(row), generation: row.generation };
    let document = Document::load(key, &row.saved).ok()?;
    Some(DocumentView::read(&document, entries))
}
