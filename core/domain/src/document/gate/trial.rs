//! The last step of the gate: changes on a copy of the document, which is then saved, loaded and
//! compared.

use automerge::{Automerge, ChangeHash, ROOT, ReadDoc};

use super::{Caps, Examined};
use crate::document::caught::caught;
use crate::document::open::{Document, change_hashes};
use crate::document::refusal::GateRefusal;
use crate::document::scan::pre_scan;
use crate::document::value::{FieldValue, Write};
use crate::ids::{ChainId, Hash};

/// A document with changes that nobody has accepted yet. Several of one request cost one save and
/// one load.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The document before the first change, once there is one.
    base: Option<Box<Document>>,
    doc: Document,
    caps: Caps,
    taken: Vec<(Hash, Vec<u8>)>,
    writes: Vec<Write>,
}

/// What passed the gate.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The document with the changes; loaded from `saved`.
    pub document: Document,
    /// The document's bytes: they were loaded once, so they may be kept and sent.
    pub saved: Vec<u8>,
    /// The changes, in the order in which they were applied.
    pub changes: Vec<Hash>,
    /// All that they write.
    pub writes: Vec<Write>,
}

impl Trial {
    /// Begins upon `doc`, which is copied with the first change.
    #[must_use]
    pub fn begin(doc: Document, caps: Caps) -> Self {
        Self { base: None, doc, caps, taken: Vec::new(), writes: Vec::new() }
    }

    /// A trial as another one stands: its base, and the changes that it took, which are put in again.
    pub fn resume(base: Document, caps: Caps, taken: &[&[u8]]) -> Result<Self, GateRefusal> {
        let mut trial = Self::begin(base, caps);
        trial.base = Some(Box::new(trial.doc.clone()));
        for raw in taken {
            let (scanned, change) = (pre_scan(raw)?, super::decode(raw)?);
            trial.writes.extend(super::writes(&change, &trial.doc)?);
            trial.doc.put_in(&scanned, change, raw.len())?;
            trial.taken.push((scanned.hash, raw.to_vec()));
        }
        Ok(trial)
    }

    /// The document before the first change that was taken.
    #[must_use]
    pub fn base(&self) -> &Document {
        self.base.as_deref().unwrap_or(&self.doc)
    }

    /// The changes that were taken, whole, in their order.
    pub fn taken(&self) -> impl Iterator<Item = &[u8]> {
        self.taken.iter().map(|(_, raw)| raw.as_slice())
    }

    /// Whether a change was applied.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !self.taken.is_empty()
    }

    /// The document as it is so far: what the next change is examined against.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.doc
    }

    /// Examines the next frame against what was taken so far.
    pub fn examine(&self, chain: ChainId, frame: &[u8]) -> Result<Examined, GateRefusal> {
        super::examine(&self.doc, chain, frame)
    }

    /// Applies a change. After a refusal the trial is as it was before, and may go on.
    pub fn apply(&mut self, examined: Examined) -> Result<Hash, GateRefusal> {
        let Examined { rebuilt, writes, change } = examined;
        let scanned = pre_scan(&rebuilt.raw)?;
        let ops = self.doc.ops_since_genesis() + scanned.op_count();
        if ops > self.caps.ops {
            return Err(GateRefusal::DocumentFull);
        }
        if self.doc.graph.heads_with(scanned.hash, &scanned.deps).len() > self.caps.heads {
            return Err(GateRefusal::TooManyHeads);
        }
        if self.base.is_none() {
            self.base = Some(Box::new(self.doc.clone()));
        }
        if let Err(refusal) = self.doc.put_in(&scanned, change, rebuilt.raw.len()) {
            self.begin_again()?;
            return Err(refusal);
        }
        self.taken.push((rebuilt.hash, rebuilt.raw));
        self.writes.extend(writes);
        Ok(rebuilt.hash)
    }

    /// Throws the copy away that a change broke, and makes it once more.
    fn begin_again(&mut self) -> Result<(), GateRefusal> {
        let Some(base) = &self.base else { return Ok(()) };
        self.doc = base.as_ref().clone();
        for (_, raw) in &self.taken {
            self.doc.put_in(&pre_scan(raw)?, super::decode(raw)?, raw.len())?;
        }
        Ok(())
    }

    /// Saves the copy, loads it, and requires the same heads, the same changes byte for byte, and
    /// the same values. On a refusal none of the changes is accepted; judge them one by one to
    /// learn which it was.
    pub fn finish(self) -> Result<Accepted, GateRefusal> {
        let saved = caught(|| self.doc.save()).ok_or(GateRefusal::EnginePanicked)?;
        if saved.len() > self.caps.bytes {
            return Err(GateRefusal::DocumentFull);
        }
        let loaded = Document::load(self.doc.key.clone(), &saved);
        let document = loaded.map_err(|_| GateRefusal::NotCanonical)?;
        let same = caught(|| self.is_same(&document)).ok_or(GateRefusal::EnginePanicked)?;
        if !same {
            return Err(GateRefusal::NotCanonical);
        }
        let changes = self.taken.into_iter().map(|(hash, _)| hash).collect();
        Ok(Accepted { document, saved, changes, writes: self.writes })
    }

    fn is_same(&self, loaded: &Document) -> bool {
        loaded.heads() == self.doc.heads()
            && self.taken.iter().all(|(hash, raw)| encodes_as(&loaded.doc, hash, raw))
            && shows_the_same(&loaded.doc, &self.doc.doc)
            && self
                .writes
                .iter()
                .all(|write| loaded.note(&write.path) == self.doc.note(&write.path))
    }
}

/// The same values under the same paths, by the same operations, with others beside them or not.
fn shows_the_same(one: &Automerge, other: &Automerge) -> bool {
    let shown = |doc: &Automerge| -> Vec<_> {
        let items = doc.map_range(ROOT, ..).map(|item| {
            let (id, conflict) = (item.id(), item.conflict);
            (item.key.into_owned(), id, conflict, FieldValue::from_ref(item.value))
        });
        items.collect()
    };
    shown(one) == shown(other)
}

fn encodes_as(doc: &Automerge, hash: &Hash, raw: &[u8]) -> bool {
    let wanted: Vec<ChangeHash> = change_hashes(&[*hash]);
    let change = wanted.first().and_then(|hash| doc.get_change_by_hash(hash));
    change.is_some_and(|change| change.raw_bytes() == raw)
}
