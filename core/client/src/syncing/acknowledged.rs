//! A page from the wire as the store takes it: entries byte for byte, documents with the changes in them. A bad
//! item is set apart and blocks only itself.

use std::collections::BTreeMap;

use counterfoil_domain::cbor;
use counterfoil_domain::document::Document;
use counterfoil_domain::envelope::{Body, Envelope, Header, SaltedBody};
use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::{Hash, PersonId, SubjectId};
use counterfoil_domain::log::{EntryKind, Statement};
use counterfoil_domain::playbook::Playbook;
use counterfoil_store::documents::{self, DocumentName, DocumentRow, Layer};
use counterfoil_store::pages::{self, EntryRow, SubjectPage};
use counterfoil_store::{Transaction, chain, outbox, quarantine};
use counterfoil_sync::phone::Commit;
use counterfoil_sync::wire::{Content, Group, GroupMode, KeysRow, Row};

use super::branches::Branches;
use super::playbooks;
use crate::error::Caused;
use crate::layers::documents::{begin, load, row_of};
use crate::layers::{name_of, read_header};
use crate::phone::core::Core;

/// A page as the store takes it.
#[derive(Default)]
pub(super) struct Pulled {
    pub(super) subjects: Vec<SubjectPage>,
    pub(super) gone: Vec<SubjectId>,
    /// Evidence that was moved, from which subject to which.
    pub(super) moved: Vec<(SubjectId, SubjectId)>,
    /// The person's roles, if they were changed.
    pub(super) roles: Option<Vec<String>>,
    pub(super) keys: Vec<KeysRow>,
    pub(super) keys_gone: Vec<SubjectId>,
}

/// Converts the page of an answer; playbooks are kept first, as the rest may pin them.
pub(super) fn convert(core: &Core, tx: &Transaction<'_>, commit: &Commit) -> Caused<Pulled> {
    let page = &commit.payload.page;
    for file in &page.playbooks {
        playbooks::keep(core, tx, file)?;
    }
    let mut pulled = Pulled {
        gone: page.gone.clone(),
        keys: page.keys.clone(),
        keys_gone: page.keys_gone.clone(),
        ..Pulled::default()
    };
    let (me, branches) = (core.person()?, Branches::of(tx)?);
    for group in &page.groups {
        let mut desk = Desk { core, tx, group, branches: &branches, open: BTreeMap::new() };
        let part = desk.subject_page()?;
        for entry in &part.entries {
            note_entry(entry, part.subject.id, me, &mut pulled);
        }
        pulled.subjects.push(part);
    }
    Ok(pulled)
}

/// What an entry says beyond its subject.
fn note_entry(entry: &EntryRow, subject: SubjectId, me: PersonId, pulled: &mut Pulled) {
    if entry.kind == EntryKind::Statement {
        let statement = entry.content.as_deref().map(cbor::decode::<Statement>);
        if let Some(Ok(Statement::Granted(granted))) = statement
            && granted.person == me
        {
            pulled.roles = Some(granted.roles);
        }
        return;
    }
    let body = entry.body.as_ref().and_then(|salted| Body::from_bytes(&salted.bytes).ok());
    for record in body.iter().flat_map(|body| body.facts()) {
        if let Ok(Some(Fact::Moved(moved))) = record.fact() {
            pulled.moved.push((subject, moved.to));
        }
    }
}

/// One group being converted.
struct Desk<'a> {
    core: &'a Core,
    tx: &'a Transaction<'a>,
    group: &'a Group,
    branches: &'a Branches,
    /// Documents that changes are put into; those that were touched are written.
    open: BTreeMap<DocumentName, (Document, bool)>,
}

impl Desk<'_> {
    fn subject_page(&mut self) -> Caused<SubjectPage> {
        let group = self.group;
        let is_snapshot = group.mode == GroupMode::Snapshot;
        if is_snapshot {
            self.release_replaced()?;
        }
        self.take_documents()?;
        let mut entries = Vec::new();
        for row in &group.rows {
            let Some(entry) = self.entry(row)? else { continue };
            // A snapshot's rows hold the changes of documents with a short history; a change that is newer than
            // its rows comes again. One that a document has already changes nothing.
            self.take_change(&entry)?;
            entries.push(entry);
        }
        let touched = self.open.iter().filter(|(_, (_, touched))| *touched);
        let documents: Vec<DocumentRow> = touched
            .map(|(name, (document, _))| row_of(name, Layer::Acknowledged, document))
            .collect();
        let (subject, digest) = (group.subject, group.digest);
        Ok(SubjectPage { subject, is_snapshot, entries, documents, digest })
    }

    /// What was set apart on this subject is in the snapshot, or in nobody's sight any more.
    fn release_replaced(&self) -> Caused<()> {
        for item in quarantine::list(self.tx)? {
            if item.subject == Some(self.group.subject.id) {
                quarantine::release(self.tx, item.id)?;
            }
        }
        Ok(())
    }

    fn take_documents(&mut self) -> Caused<()> {
        for document in &self.group.documents {
            let name = DocumentName {
                subject: self.group.subject.id,
                audience: document.audience.clone(),
                name: document.name.clone(),
            };
            let row = DocumentRow {
                name: name.clone(),
                layer: Layer::Acknowledged,
                generation: document.generation,
                saved: document.saved.clone(),
                heads: Vec::new(),
            };
            match load(&row) {
                Ok(loaded) => drop(self.open.insert(name, (loaded, true))),
                Err(_) => self.set_apart(None, "document", &document.saved)?,
            }
        }
        Ok(())
    }

    fn entry(&self, row: &Row) -> Caused<Option<EntryRow>> {
        let own = EntryRow {
            index: row.index,
            kind: EntryKind::Envelope,
            hash: row.content.hash().unwrap_or(Hash::ZERO),
            content: None,
            body: None,
            verdict: row.verdict.clone(),
            decision: row.decision.clone(),
            hub_time_ms: row.hub_time_ms,
            branch: row.branch,
        };
        Ok(match &row.content {
            Content::Own { chain, seq } => match self.own(chain.incarnation, *seq)? {
                Some((hash, envelope)) => Some(whole(EntryRow { hash, ..own }, &envelope)),
                None => {
                    self.set_apart(Some(row.index), "own", &seq.to_be_bytes())?;
                    None
                }
            },
            Content::Envelope(envelope) => match read_header(&envelope.header_bytes) {
                Some(_) => Some(whole(own, envelope)),
                None => {
                    self.set_apart(Some(row.index), "header", &envelope.header_bytes)?;
                    None
                }
            },
            Content::Slim { header, body } => Some(self.slim(own, header, body.as_deref())?),
            Content::Hidden { .. } => Some(own),
            Content::Statement { bytes } => {
                Some(EntryRow { kind: EntryKind::Statement, content: Some(bytes.clone()), ..own })
            }
        })
    }

    /// An envelope of this store, which the hub names instead of sending it.
    fn own(
        &self,
        incarnation: counterfoil_domain::ids::Incarnation,
        seq: u64,
    ) -> Caused<Option<(Hash, Envelope)>> {
        let Some(own) = self.branches.own(incarnation, seq) else { return Ok(None) };
        let leaf = chain::leaves(self.tx, own, seq, 1)?.first().copied();
        let Some(hash) = leaf else { return Ok(None) };
        // What another phone wrote at that place, before this one knows that there is another, is not this one's.
        let here =
            outbox::by_hash(self.tx, hash)?.filter(|row| row.subject == self.group.subject.id);
        Ok(here.map(|row| (hash, row.envelope)))
    }

    /// In a snapshot: a header without commitment. What this store wrote itself is here whole.
    fn slim(&self, row: EntryRow, header: &Header, body: Option<&[u8]>) -> Caused<EntryRow> {
        let filed = row.branch.unwrap_or(header.incarnation);
        if header.device == self.core.keys.device()
            && let Some((hash, envelope)) = self.own(filed, header.seq)?
        {
            return Ok(whole(EntryRow { hash, ..row }, &envelope));
        }
        let salted = body.map(|bytes| SaltedBody { salt: [0; 16], bytes: bytes.to_vec() });
        Ok(EntryRow { content: Some(header.to_bytes()), body: salted, ..row })
    }

    /// Puts the change of an entry into its document.
    fn take_change(&mut self, entry: &EntryRow) -> Caused<()> {
        let taken = entry.verdict.as_ref().is_some_and(|verdict| verdict.takes_change());
        let header = entry.content.as_deref().filter(|_| taken).and_then(read_header);
        let body = entry.body.as_ref().and_then(|salted| Body::from_bytes(&salted.bytes).ok());
        let (Some(header), Some(frame)) = (header, body.and_then(|body| body.change)) else {
            return Ok(());
        };
        let Some(name) = name_of(&header) else { return Ok(()) };
        if !self.open.contains_key(&name) {
            let playbook = self.core.playbook(self.tx, header.playbook)?;
            let held = self.held(&name, &playbook)?;
            self.open.insert(name.clone(), (held, false));
        }
        let Some((document, touched)) = self.open.get_mut(&name) else { return Ok(()) };
        // The values of an earlier generation stand in the present one.
        if header.generation < Some(document.key().generation) {
            return Ok(());
        }
        match document.apply(header.chain(), &frame) {
            Ok(_) => *touched = true,
            Err(refusal) => {
                tracing::error!(code = refusal.code(), "an accepted change does not fit");
                self.set_apart(Some(entry.index), "change", &frame)?;
            }
        }
        Ok(())
    }

    fn held(&self, name: &DocumentName, playbook: &Playbook) -> Caused<Document> {
        // A snapshot replaces the old layer, and so does a subject that comes back into the scope.
        let is_snapshot = self.group.mode == GroupMode::Snapshot;
        let here = !is_snapshot && pages::in_scope(self.tx, name.subject)?;
        match documents::get(self.tx, name, Layer::Acknowledged)?.filter(|_| here) {
            Some(row) => load(&row),
            None => begin(name, playbook),
        }
    }

    fn set_apart(&self, index: Option<u64>, reason: &str, bytes: &[u8]) -> Caused<()> {
        let subject = Some(self.group.subject.id);
        let now_ms = self.core.wall_ms();
        Ok(quarantine::put(self.tx, subject, index, reason, bytes, now_ms)?)
    }
}

fn whole(row: EntryRow, envelope: &Envelope) -> EntryRow {
    let (content, body) = (envelope.header_bytes.clone(), envelope.body.clone());
    EntryRow { content: Some(content), body, ..row }
}
