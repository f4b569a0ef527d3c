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
use crate::storage::Tip;

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
    /// The chain's edge after the last.
    pub(super) edge: Frontier,
    /// Over the chain after the last.
    pub(super) seal: Seal,
    salt_keys: HashMap<(SubjectId, String), [u8; 16]>,
    changed: HashMap<DocumentKey, u32>,
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
    pub(super) fn office_moment(&self, tip: &Tip) -> Moment {
        let (now_ms, monotonic_ms) = (self.now_ms(), self.office.monotonic_ms());
        let boot = self.office.boot;
        let wall_ms = i64::try_from(now_ms).unwrap_or(i64::MAX);
        let anchor = Anchor {
            hub_time_ms: now_ms,
            log_size: tip.size,
            log_root: tip.root.short(),
            boot,
            sent_ms: monotonic_ms,
            received_ms: monotonic_ms,
        };
        Moment { clocks: Clocks { wall_ms, boot, monotonic_ms }, anchor: Some(anchor) }
    }

    /// The office's chain as the storage has it.
    pub(super) async fn office_edge(&self) -> Answer<Frontier> {
        let known = self.storage.chain(self.tenant(), self.office_chain()).await?;
        Ok(known.map(|row| row.edge).unwrap_or_default())
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

/// Writes envelopes of the office's chain, one command after the other, and seals the chain after the last.
pub(super) struct Pen<'a> {
    hub: &'a Server,
    hand: &'a Hand,
    moment: Moment,
    from: u64,
    edge: Frontier,
    envelopes: Vec<Envelope>,
    salt_keys: HashMap<(SubjectId, String), [u8; 16]>,
    changed: HashMap<DocumentKey, u32>,
    /// The act over several orders of which this is a part.
    act: Option<ActId>,
}

/// What a command became.
pub(super) struct Written {
    /// How many envelopes.
    pub(super) count: usize,
    /// The documents that it changed, as they are after it.
    pub(super) changed: Vec<Document>,
}

impl<'a> Pen<'a> {
    /// Begins at the chain's edge.
    pub(super) fn new(hub: &'a Server, hand: &'a Hand, edge: Frontier, moment: Moment) -> Self {
        let (from, envelopes) = (edge.size(), Vec::new());
        let (salt_keys, changed) = (HashMap::new(), HashMap::new());
        Self { hub, hand, moment, from, edge, envelopes, salt_keys, changed, act: None }
    }

    /// Writes as a part of an act over several orders.
    pub(super) fn part_of(self, act: Option<ActId>) -> Self {
        Self { act, ..self }
    }

    /// Writes one command. If it cannot be written, nothing of it is.
    pub(super) fn write(&mut self, read: &OrderRead, drafts: &[EnvelopeDraft]) -> Answer<Written> {
        let act = self.act.map_or_else(|| random().map(ActId), Ok)?;
        let (mut edge, mut written) = (self.edge.clone(), Vec::with_capacity(drafts.len()));
        let mut changed: Vec<(Document, u32)> = Vec::new();
        for draft in drafts {
            let frame = self.change(read, draft, &mut changed)?;
            let envelope = self.envelope(read, draft, (act, edge.size()), frame)?;
            edge.push(envelope.hash());
            written.push(envelope);
        }
        self.edge = edge;
        let count = written.len();
        self.envelopes.extend(written);
        self.changed.extend(changed.iter().map(|(document, n)| (document.key().clone(), *n)));
        Ok(Written { count, changed: changed.into_iter().map(|(document, _)| document).collect() })
    }

    /// The envelopes that the last commands became.
    pub(super) fn last(&self, count: usize) -> &[Envelope] {
        &self.envelopes[self.envelopes.len().saturating_sub(count)..]
    }

    /// Seals what was written; `None` if nothing was.
    pub(super) fn seal(self) -> Option<Sealed> {
        if self.envelopes.is_empty() {
            return None;
        }
        let seal = self.hub.seal_office(&self.edge, self.moment);
        let (from, edge, envelopes) = (self.from, self.edge, self.envelopes);
        let (salt_keys, changed) = (self.salt_keys, self.changed);
        Some(Sealed { from, edge, envelopes, seal, salt_keys, changed })
    }

    fn envelope(
        &mut self,
        read: &OrderRead,
        draft: &EnvelopeDraft,
        (act, seq): (ActId, u64),
        change: Option<ChangeFrame>,
    ) -> Answer<Envelope> {
        let (k, k_is_new) = self.salt_key(draft)?;
        let author = AuthorContext {
            tenant: self.hub.tenant(),
            chain: self.hub.office_chain(),
            seq,
            person: self.hub.office_person,
            moment: self.moment.clone(),
            seen: Some(Seen { lineage: read.tip.lineage, index: read.tip.size }),
            act: Some(act),
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
        let known = self.hand.salt_keys.get(&place).or_else(|| self.salt_keys.get(&place));
        if let Some(k) = known {
            return Ok((*k, false));
        }
        let k = random()?;
        self.salt_keys.insert(place, k);
        Ok((k, true))
    }

    fn change(
        &self,
        read: &OrderRead,
        draft: &EnvelopeDraft,
        changed: &mut Vec<(Document, u32)>,
    ) -> Answer<Option<ChangeFrame>> {
        let Some((name, change)) = &draft.change else { return Ok(None) };
        let id = DocumentId {
            subject: draft.subject.id,
            audience: draft.audience.clone(),
            name: name.clone(),
        };
        let place = match changed.iter().position(|(document, _)| document.key().id == id) {
            Some(place) => place,
            None => {
                let document = read.document(id)?;
                changed.push((document, 0));
                changed.len() - 1
            }
        };
        let (document, n) = &mut changed[place];
        let key = document.key().clone();
        let known = self.changed.get(&key).or_else(|| self.hand.fresh_starts.get(&key));
        *n = (*n).max(known.copied().unwrap_or(0));
        let author = Author { n: *n, ..Author::first(self.hub.office_chain()) };
        let edit = edit(document, author, change).map_err(edit_refused)?;
        *n = edit.n;
        Ok(Some(ChangeFrame { generation: key.generation, frame: edit.frame }))
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
