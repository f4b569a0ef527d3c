//! The office's chain, and how a command becomes sealed envelopes of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;
use counterfoil_domain::command::draft::ChangeDraft;
use counterfoil_domain::command::{AuthorContext, ChangeFrame, EnvelopeDraft, build_envelope};
use counterfoil_domain::document::{Author, Document, DocumentId, DocumentKey, Edit, EditError};
use counterfoil_domain::envelope::{Envelope, Seen};
use counterfoil_domain::ids::{ActId, ChainId, Incarnation, SubjectId};
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::moment::{Anchor, Clocks, Moment};
use counterfoil_domain::seal::{Seal, SealStatement};

use super::reading::OrderRead;
use crate::keyring::random;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// The office's chain. Each opening of the hub begins a new one: a restored hub must not write a second
/// envelope under a place that phones have seen.
pub struct OfficeChain {
    incarnation: Incarnation,
    boot: [u8; 8],
    opened: std::time::Instant,
    /// One command at a time; the lock also orders what the office does.
    pub(super) hand: tokio::sync::Mutex<Hand>,
    /// One lock for each idempotency key that is in use: a request's twin waits and then finds the answer.
    keyed: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// Held while a table is imported or an import undone: its twin waits and then finds the orders.
    pub(super) importing: tokio::sync::Mutex<()>,
}

/// What the office remembers of its chain between two commands. Everything else is read from the storage.
#[derive(Debug, Default)]
pub(super) struct Hand {
    /// k of the chain on a subject and audience, once a body there carried it.
    salt_keys: HashMap<(SubjectId, String), [u8; 16]>,
    /// Fresh starts on a document.
    fresh_starts: HashMap<DocumentKey, u32>,
}

/// Envelopes that are ready, with what to remember when the hub has filed them.
pub(super) struct Sealed {
    /// Place of the first.
    pub(super) from: u64,
    /// The envelopes.
    pub(super) envelopes: Vec<Envelope>,
    /// Over the chain after the last.
    pub(super) seal: Seal,
    salt_keys: Vec<((SubjectId, String), [u8; 16])>,
    changed: Vec<(DocumentKey, u32)>,
}

impl OfficeChain {
    /// A chain that nobody has seen.
    pub fn new() -> Result<Self, getrandom::Error> {
        Ok(Self {
            incarnation: Incarnation(random()?),
            boot: random()?,
            opened: std::time::Instant::now(),
            hand: tokio::sync::Mutex::default(),
            keyed: Mutex::default(),
            importing: tokio::sync::Mutex::default(),
        })
    }

    /// The lock of an idempotency key.
    pub(crate) fn keyed(&self, key: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.keyed.lock().unwrap_or_else(PoisonError::into_inner);
        locks.retain(|_, lock| Arc::strong_count(lock) > 1);
        locks.entry(key.to_owned()).or_default().clone()
    }

    /// Milliseconds since the hub was opened.
    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Hand {
    /// Remembers what the hub has filed. `standing` says of a subject whether its changes were taken: one that
    /// was not is followed by a fresh start; `None` is for what was not filed at all.
    pub(super) fn remember(
        &mut self,
        sealed: Sealed,
        standing: impl Fn(SubjectId) -> Option<bool>,
    ) {
        let filed = sealed.salt_keys.into_iter().filter(|((id, _), _)| standing(*id).is_some());
        self.salt_keys.extend(filed);
        for (key, n) in sealed.changed {
            let n = match standing(key.id.subject) {
                Some(true) => n,
                Some(false) => n.saturating_add(1),
                None => continue,
            };
            self.fresh_starts.insert(key, n);
        }
    }
}

impl Server {
    /// The chain in which the office writes.
    #[must_use]
    pub fn office_chain(&self) -> ChainId {
        let incarnation = self.office.incarnation;
        ChainId { device: self.keyring.office_device(), incarnation }
    }

    /// The office's moment: its clock is the hub's, so the anchor is now.
    pub(super) fn office_moment(&self, read: &OrderRead) -> Moment {
        let (now_ms, monotonic_ms) = (self.now_ms(), self.office.monotonic_ms());
        let boot = self.office.boot;
        let wall_ms = i64::try_from(now_ms).unwrap_or(i64::MAX);
        let anchor = Anchor {
            hub_time_ms: now_ms,
            log_size: read.tip.size,
            log_root: read.tip.root.short(),
            boot,
            sent_ms: monotonic_ms,
            received_ms: monotonic_ms,
        };
        Moment { clocks: Clocks { wall_ms, boot, monotonic_ms }, anchor: Some(anchor) }
    }

    /// Makes the envelopes of a command and seals the chain after them.
    pub(super) async fn seal_drafts(
        &self,
        hand: &Hand,
        read: &OrderRead,
        drafts: &[EnvelopeDraft],
        moment: Moment,
    ) -> Answer<Sealed> {
        let edge = self.office_edge().await?;
        self.seal_acts(hand, edge, &[(read, drafts)], moment)
    }

    /// The office's chain as the storage has it.
    pub(super) async fn office_edge(&self) -> Answer<Frontier> {
        let known = self.storage.chain(self.tenant(), self.office_chain()).await?;
        Ok(known.map(|row| row.edge).unwrap_or_default())
    }

    /// Makes the envelopes of several commands, one after the other, and seals the chain after the last.
    pub(super) fn seal_acts(
        &self,
        hand: &Hand,
        mut edge: Frontier,
        acts: &[(&OrderRead, &[EnvelopeDraft])],
        moment: Moment,
    ) -> Answer<Sealed> {
        let from = edge.size();
        let (mut salt_keys, mut changed, mut envelopes) = (Vec::new(), Vec::new(), Vec::new());
        for (read, drafts) in acts {
            let mut writing = Writing {
                hub: self,
                hand,
                read,
                act: ActId(random()?),
                moment: moment.clone(),
                salt_keys: Vec::new(),
                changed: Vec::new(),
            };
            for draft in *drafts {
                let envelope = writing.envelope(draft, edge.size())?;
                edge.push(envelope.hash());
                envelopes.push(envelope);
            }
            salt_keys.extend(writing.salt_keys);
            changed.extend(writing.changed);
        }
        let seal = self.seal_office(&edge, moment);
        Ok(Sealed { from, envelopes, seal, salt_keys, changed })
    }

    fn seal_office(&self, edge: &Frontier, moment: Moment) -> Seal {
        let chain = self.office_chain();
        let statement = SealStatement {
            version: 1,
            tenant: self.tenant(),
            device: chain.device,
            incarnation: chain.incarnation,
            size: edge.size(),
            root: edge.root(),
            clocks: moment.clocks,
        };
        let signature = self.keyring.office.sign(Purpose::Seal, &statement.to_bytes());
        Seal { statement, signature }
    }
}

/// One command while its envelopes are made.
struct Writing<'a> {
    hub: &'a Server,
    hand: &'a Hand,
    read: &'a OrderRead,
    act: ActId,
    moment: Moment,
    salt_keys: Vec<((SubjectId, String), [u8; 16])>,
    changed: Vec<(DocumentKey, u32)>,
}

impl Writing<'_> {
    fn envelope(&mut self, draft: &EnvelopeDraft, seq: u64) -> Answer<Envelope> {
        let (k, k_is_new) = self.salt_key(draft)?;
        let change = self.change(draft)?;
        let tip = self.read.tip;
        let author = AuthorContext {
            tenant: self.hub.tenant(),
            chain: self.hub.office_chain(),
            seq,
            person: self.hub.office_person,
            moment: self.moment.clone(),
            seen: Some(Seen { lineage: tip.lineage, index: tip.size }),
            act: Some(self.act),
            instead_of: None,
            predecessor: None,
            k,
            k_is_new,
        };
        let built = build_envelope(draft, &author, change);
        built.map_err(|_| Problem::malformed("The command is out of bounds"))
    }

    fn salt_key(&mut self, draft: &EnvelopeDraft) -> Answer<([u8; 16], bool)> {
        let place = (draft.subject.id, draft.audience.clone());
        let made = self.salt_keys.iter().find(|(own, _)| *own == place).map(|(_, k)| *k);
        if let Some(k) = self.hand.salt_keys.get(&place).copied().or(made) {
            return Ok((k, false));
        }
        let k = random()?;
        self.salt_keys.push((place, k));
        Ok((k, true))
    }

    fn change(&mut self, draft: &EnvelopeDraft) -> Answer<Option<ChangeFrame>> {
        let Some((name, change)) = &draft.change else { return Ok(None) };
        let mut document = self.document(draft, name)?;
        let key = document.key().clone();
        let n = self.hand.fresh_starts.get(&key).copied().unwrap_or(0);
        let author = Author { n, ..Author::first(self.hub.office_chain()) };
        let edit = edit(&mut document, author, change).map_err(edit_refused)?;
        self.changed.push((key.clone(), edit.n));
        Ok(Some(ChangeFrame { generation: key.generation, frame: edit.frame }))
    }

    fn document(&self, draft: &EnvelopeDraft, name: &str) -> Answer<Document> {
        let id = DocumentId {
            subject: draft.subject.id,
            audience: draft.audience.clone(),
            name: name.to_owned(),
        };
        let failed = |error| Problem::internal("documents", &error);
        let rows = &self.read.documents;
        let row = rows.iter().find(|row| row.audience == draft.audience && row.name == name);
        if let Some(row) = row {
            let key = DocumentKey { id, generation: row.generation };
            return Document::load(key, &row.saved).map_err(failed);
        }
        // Shared notes stand in an audience's main document.
        let notes: Vec<String> = match name {
            "" => self.read.playbook.notes_of(&draft.audience).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        Document::genesis(DocumentKey { id, generation: 0 }, &notes).map_err(failed)
    }
}

fn edit(document: &mut Document, author: Author, change: &ChangeDraft) -> Result<Edit, EditError> {
    let heads = document.heads();
    match change {
        ChangeDraft::Sets(sets) => document.edit(author, &heads, sets),
        ChangeDraft::Settle { path, value } => document.settle(author, path, value),
        ChangeDraft::Note(note) => {
            let span = (note.at, note.delete);
            document.splice_note(author, &heads, &note.path, span, &note.insert)
        }
    }
}

/// The code of [`edit_refused`] for a document without room.
pub(super) const FULL: &str = "document_full";

fn edit_refused(error: EditError) -> Problem {
    tracing::debug!(%error, "an office edit was not made");
    if error == EditError::DocumentFull {
        let title = "These fields are full: clear what is not needed any more, then write again";
        let zh = "这张单的资料写满了:先清掉不用的内容,再填";
        return Problem::new(StatusCode::CONFLICT, FULL, title)
            .with("zh", vec![zh.to_owned()])
            .with("en", vec![title.to_owned()]);
    }
    Problem::malformed("The fields cannot be written so").with("why", error.to_string())
}
