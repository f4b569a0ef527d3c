//! One subject while it is worked on: its entries, folded state, documents, access and waiting envelopes.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::decision::Decision;
use counterfoil_domain::document::gate::{Caps, Trial};
use counterfoil_domain::document::{Document, DocumentId, DocumentKey, FieldValue};
use counterfoil_domain::envelope::{Body, Header};
use counterfoil_domain::fact::{CustodyAct, Fact};
use counterfoil_domain::ids::{ChainId, PersonId, SubjectId};
use counterfoil_domain::log::Statement;
use counterfoil_domain::order::{DocumentView, Entry, OrderState, StatementEntry};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::verdict::Verdict;

use crate::storage::{
    AccessReason, AccessSpan, DocumentRow, HeldEnvelope, LoadedSubject, StoredEntry, SubjectRow,
};

/// A document's audience and name.
pub(super) type DocumentName = (String, String);

/// One subject while it is worked on.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub(super) id: SubjectId,
    pub(super) row: Option<SubjectRow>,
    /// Index of the last entry when it was loaded.
    pub(super) head: Option<u64>,
    pub(super) entries: Vec<Entry>,
    pub(super) statements: Vec<StatementEntry>,
    pub(super) state: OrderState,
    pub(super) documents: BTreeMap<DocumentName, DocumentRow>,
    /// Documents that were opened here, with the changes that are not examined to the end yet.
    pub(super) open: BTreeMap<DocumentName, Trial>,
    /// The bytes of open documents that were examined to the end, with every change in them.
    pub(super) kept: BTreeMap<DocumentName, Vec<u8>>,
    /// The open documents as the fold reads them.
    views: BTreeMap<DocumentName, DocumentView>,
    pub(super) changed: BTreeSet<DocumentName>,
    pub(super) access: Vec<AccessSpan>,
    pub(super) held: Vec<HeldEnvelope>,
    /// Headers whose bodies have not come.
    pub(super) awaited: Vec<(ChainId, u64)>,
    /// Subjects of which evidence was moved here.
    pub(super) moved_here: Vec<SubjectId>,
    pub(super) touched: bool,
    /// Entries that were here when the waiting envelopes were last looked at.
    looked_at: usize,
}

impl Desk {
    pub(super) fn new(id: SubjectId, loaded: LoadedSubject) -> Self {
        let mut desk = Self {
            id,
            row: loaded.row,
            head: loaded.head,
            entries: Vec::new(),
            statements: Vec::new(),
            state: OrderState::empty(id),
            documents: BTreeMap::new(),
            open: BTreeMap::new(),
            kept: BTreeMap::new(),
            views: BTreeMap::new(),
            changed: BTreeSet::new(),
            access: loaded.access,
            held: loaded.held,
            awaited: loaded.awaited,
            moved_here: loaded.moved_here,
            touched: false,
            looked_at: 0,
        };
        for entry in loaded.entries {
            match statement_entry(&entry) {
                Some(statement) => desk.statements.push(statement),
                None => desk.entries.extend(folded_entry(entry)),
            }
        }
        for row in loaded.documents {
            desk.documents.insert((row.audience.clone(), row.name.clone()), row);
        }
        desk.looked_at = desk.size();
        desk
    }

    fn size(&self) -> usize {
        self.entries.len() + self.statements.len()
    }

    /// Whether the order was erased: nothing is taken for it any more.
    pub(super) fn is_erased(&self) -> bool {
        self.statements.iter().any(|one| matches!(one.statement, Statement::Erased(_)))
    }

    /// Whether entries came since the waiting envelopes were last looked at; now they are.
    pub(super) fn news(&mut self) -> bool {
        let news = self.size() > self.looked_at;
        self.looked_at = self.size();
        news
    }

    /// The document's key in its present generation.
    pub(super) fn key(&self, (audience, name): &DocumentName, generation: u32) -> DocumentKey {
        let id = DocumentId { subject: self.id, audience: audience.clone(), name: name.clone() };
        DocumentKey { id, generation }
    }

    /// The documents as the fold reads them. Those that cannot be opened are left out; the hub saved them.
    pub(super) fn views(&mut self) -> Vec<DocumentView> {
        let names: Vec<DocumentName> = self.documents.keys().cloned().collect();
        for name in names {
            self.opened(&name);
            if !self.views.contains_key(&name) {
                self.read_again(&name);
            }
        }
        self.views.values().cloned().collect()
    }

    /// Notes that an open document was changed, and reads it anew. Its row is written when all is judged.
    pub(super) fn document_changed(&mut self, name: &DocumentName) {
        self.read_again(name);
        let Some(open) = self.open.get(name) else { return };
        let generation = open.document().key().generation;
        if self.documents.get(name).is_none_or(|row| row.generation != generation) {
            let row = DocumentRow {
                subject: self.id,
                audience: name.0.clone(),
                name: name.1.clone(),
                generation,
                heads: Vec::new(),
                saved: Vec::new(),
            };
            self.documents.insert(name.clone(), row);
        }
        self.changed.insert(name.clone());
    }

    fn read_again(&mut self, name: &DocumentName) {
        if let Some(open) = self.open.get(name) {
            let view = DocumentView::read(open.document(), &self.entries);
            self.views.insert(name.clone(), view);
        }
    }

    /// What an open document holds under paths of which the playbook says that corrected values leave.
    pub(super) fn to_forget(
        &self,
        name: &DocumentName,
        playbook: &Playbook,
    ) -> Vec<(String, FieldValue)> {
        let Some(view) = self.views.get(name) else { return Vec::new() };
        let beside = view
            .conflicts
            .iter()
            .flat_map(|one| one.candidates.iter().map(|candidate| (&one.path, &candidate.value)));
        let held = view.fields.iter().chain(beside);
        let forget = |path: &str| playbook.field(path).is_some_and(|rule| rule.forget);
        held.filter(|(path, _)| forget(path))
            .map(|(path, value)| (path.clone(), value.clone()))
            .collect()
    }

    /// Whether values stand against each other in a document: who wrote them is read from the entries.
    pub(super) fn contested(&self, name: &DocumentName) -> bool {
        self.views.get(name).is_some_and(|view| !view.conflicts.is_empty())
    }

    /// A document that is here, opened.
    pub(super) fn opened(&mut self, name: &DocumentName) -> Option<&Trial> {
        if !self.open.contains_key(name) {
            let row = self.documents.get(name)?;
            let key = self.key(name, row.generation);
            let document = Document::load(key, &row.saved).ok()?;
            self.open.insert(name.clone(), Trial::begin(document, Caps::default()));
        }
        self.open.get(name)
    }

    /// The stage as somebody saw it who had seen `size` entries, and the kind; `None` before it was founded.
    pub(super) fn stage_at(&self, size: u64) -> Option<&str> {
        let row = self.row.as_ref()?;
        if row.founded_at >= size {
            return None;
        }
        let own = self.entries.iter().filter_map(|entry| Some((entry.index?, &entry.decision)));
        let hub = self.statements.iter().map(|entry| (entry.index, &entry.decision));
        let stages = own.chain(hub).filter(|(index, _)| *index < size).filter_map(stage_of);
        let last = stages.max_by_key(|(index, _)| *index);
        last.map(|(_, stage)| stage)
    }

    /// Whether a person has access of his own now: assigned, holding, or founder.
    pub(super) fn owns(&self, person: PersonId) -> bool {
        self.access.iter().any(|span| span.person == person && span.to.is_none())
    }

    /// The same for somebody who had seen `size` entries.
    pub(super) fn owned_at(&self, person: PersonId, size: u64) -> bool {
        self.access.iter().any(|span| span.person == person && span.stood_at(size))
    }

    /// Whether a person said that he had the thing, and when he had seen `size` entries did not
    /// know yet what became of that.
    pub(super) fn went_through(&self, person: PersonId, size: u64) -> bool {
        self.state.standing().any(|(row, fact)| {
            let Fact::Custody(step) = fact else { return false };
            let entry = self.state.entry_of(row);
            let gets = matches!(step.act, CustodyAct::Taken | CustodyAct::Received);
            gets && entry.person == person && entry.index.is_some_and(|index| index >= size)
        })
    }

    /// Gives or takes access at an index; `true` if that changed anything.
    pub(super) fn set_access(
        &mut self,
        person: PersonId,
        reason: AccessReason,
        begins: bool,
        index: u64,
    ) -> bool {
        let mut spans = self.access.iter_mut();
        let open =
            spans.find(|span| span.person == person && span.reason == reason && span.to.is_none());
        match (open, begins) {
            (None, true) => {
                self.access.push(AccessSpan { person, reason, from: index, to: None });
                true
            }
            (Some(span), false) => {
                span.to = Some(index);
                true
            }
            _ => false,
        }
    }

    /// Those with open access for a reason.
    pub(super) fn holders_of(&self, reason: AccessReason) -> BTreeSet<PersonId> {
        let open = self.access.iter().filter(|span| span.reason == reason && span.to.is_none());
        open.map(|span| span.person).collect()
    }
}

fn stage_of((index, decision): (u64, &Option<Decision>)) -> Option<(u64, &str)> {
    let stage = decision.as_ref()?.stage.as_ref()?;
    Some((index, stage.stage.as_str()))
}

/// A stored envelope as the fold takes it.
pub(crate) fn folded_entry(entry: StoredEntry) -> Option<Entry> {
    let stored = entry.envelope?;
    let header = Header::from_bytes(&stored.header).ok()?;
    let branch = stored.branch(&header);
    Some(Entry {
        index: Some(entry.leaf.index),
        header,
        header_hash: Some(entry.leaf.hash),
        branch,
        body: stored.body.and_then(|body| Body::from_bytes(&body.bytes).ok()),
        verdict: entry.leaf.verdict.unwrap_or(Verdict::Accepted),
        said: None,
        decision: entry.leaf.decision,
        hub_time_ms: Some(entry.leaf.hub_time_ms),
    })
}

/// A stored statement as the fold takes it.
pub(crate) fn statement_entry(entry: &StoredEntry) -> Option<StatementEntry> {
    let statement: Statement = entry.statement.clone()?;
    Some(StatementEntry {
        index: entry.leaf.index,
        statement,
        decision: entry.leaf.decision.clone(),
        hub_time_ms: entry.leaf.hub_time_ms,
    })
}
