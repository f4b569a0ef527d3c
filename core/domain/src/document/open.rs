//! A document in memory: made, loaded, saved, and one change put into it.

use crate::sorting::{CollectSmall as _, SortSmall as _};
use std::collections::{BTreeMap, BTreeSet};

use automerge::{
    ActorId, Automerge, Change, ChangeHash, LoadOptions, ObjId, ObjType, ROOT, ReadDoc,
    TextEncoding, ValueRef,
};

use super::caught::caught;
use super::frame::{self, Following, Rebuilt};
use super::genesis;
use super::graph::Graph;
use super::key::{ActorBytes, DocumentKey, GENESIS_ACTOR};
use super::leb::Reader;
use super::refusal::GateRefusal;
use super::scan::{Scanned, pre_scan};
use super::value::{FieldValue, Write, path_is_sound};
use crate::ids::{ChainId, Hash};
use crate::limits;

/// One generation of one document, loaded.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) key: DocumentKey,
    pub(super) doc: Automerge,
    pub(super) graph: Graph,
    pub(super) notes: BTreeMap<String, ObjId>,
    /// At least the bytes that [`Document::save`] would give, see [`Document::bytes_at_most`].
    pub(super) bytes_at_most: usize,
}

/// Why a document cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Larger than any document that was ever saved.
    #[error("the saved document is too large")]
    TooLarge,
    /// Not exactly one saved document.
    #[error("the bytes are not one saved document")]
    NotADocument,
    /// automerge cannot load it.
    #[error("the saved document is damaged")]
    Damaged,
    /// It holds something else than scalars and the genesis change's notes.
    #[error("the saved document is not flat")]
    NotFlat,
    /// A note path that may not stand in a document.
    #[error("a path that may not stand in a document")]
    BadPath,
}

/// What [`Document::apply`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The change.
    pub change: Hash,
    /// `false` if the document held it already.
    pub new: bool,
    /// What it wrote; empty if it was known.
    pub writes: Vec<Write>,
}

impl Document {
    /// A new document that holds nothing but the genesis change.
    pub fn genesis(key: DocumentKey, note_paths: &[String]) -> Result<Self, DocumentError> {
        let paths: BTreeSet<&str> = note_paths.iter().map(String::as_str).collect_set();
        if !paths.iter().all(|path| path_is_sound(path)) {
            return Err(DocumentError::BadPath);
        }
        let made = caught(|| {
            let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
            doc.set_actor(ActorId::from(&GENESIS_ACTOR[..]));
            match genesis::change(&paths) {
                Some(change) => doc.apply_changes([change]).map(|()| doc),
                None => Ok(doc),
            }
        });
        let doc = made.and_then(Result::ok).ok_or(DocumentError::Damaged)?;
        Self::around(key, doc, 0)
    }

    /// Opens what [`Document::save`] gave: own storage, or a snapshot that the hub signed.
    pub fn load(key: DocumentKey, saved: &[u8]) -> Result<Self, DocumentError> {
        check_chunk(saved)?;
        let options = LoadOptions::new().text_encoding(TextEncoding::UnicodeCodePoint);
        let loaded = caught(|| Automerge::load_with_options(saved, options));
        let doc = loaded.and_then(Result::ok).ok_or(DocumentError::Damaged)?;
        Self::around(key, doc, saved.len())
    }

    fn around(key: DocumentKey, doc: Automerge, bytes: usize) -> Result<Self, DocumentError> {
        let read = caught(|| Some((graph_of(&doc)?, notes_of(&doc)?)));
        let (graph, notes) = read.flatten().ok_or(DocumentError::NotFlat)?;
        let bytes_at_most = bytes.max(notes.len() * limits::PATH_BYTES_MAX);
        Ok(Self { key, doc, graph, notes, bytes_at_most })
    }

    /// The whole document with its history, not compressed, so that many under one frame shrink
    /// together.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        self.doc.save_nocompress()
    }

    /// Which document and generation this is.
    #[must_use]
    pub fn key(&self) -> &DocumentKey {
        &self.key
    }

    /// The hashes of the changes that no other change follows, ascending.
    #[must_use]
    pub fn heads(&self) -> Vec<Hash> {
        self.graph.heads()
    }

    /// Operations in all changes of this generation.
    #[must_use]
    pub fn op_count(&self) -> usize {
        self.graph.op_count()
    }

    /// Operations that people wrote since this generation began: what the cap counts.
    #[must_use]
    pub fn ops_since_genesis(&self) -> usize {
        self.graph.ops_since_genesis()
    }

    /// The hand that made a change, if the document holds it.
    #[must_use]
    pub fn change_author(&self, change: &Hash) -> Option<ActorBytes> {
        self.graph.get(change).map(|known| known.actor)
    }

    /// Whether the document holds a change.
    #[must_use]
    pub fn holds(&self, change: &Hash) -> bool {
        self.graph.contains(change)
    }

    /// Rebuilds a frame that is known to be good, as it stands in an accepted entry.
    pub fn rebuild(&self, chain: ChainId, frame: &[u8]) -> Result<Rebuilt, GateRefusal> {
        frame::rebuild(frame, chain, &self.key, &self.graph, Following::Any)
    }

    /// Puts in a change that the hub accepted. On an error the document is as it was.
    pub fn apply(&mut self, chain: ChainId, frame: &[u8]) -> Result<Applied, GateRefusal> {
        let rebuilt = self.rebuild(chain, frame)?;
        if self.holds(&rebuilt.hash) {
            return Ok(Applied { change: rebuilt.hash, new: false, writes: Vec::new() });
        }
        let scanned = pre_scan(&rebuilt.raw)?;
        let writes = super::gate::scanned_writes(&scanned, self)?;
        let change = super::gate::decode(&rebuilt.raw)?;
        *self = self.with_change(&scanned, change, rebuilt.raw.len())?;
        Ok(Applied { change: rebuilt.hash, new: true, writes })
    }

    /// A copy with one more change, whose heads are what they have to be.
    pub(super) fn with_change(
        &self,
        scanned: &Scanned<'_>,
        change: Change,
        raw_len: usize,
    ) -> Result<Self, GateRefusal> {
        let mut next = self.clone();
        next.put_in(scanned, change, raw_len)?;
        Ok(next)
    }

    /// Puts a change in. After an error the document is to be thrown away.
    pub(super) fn put_in(
        &mut self,
        scanned: &Scanned<'_>,
        change: Change,
        raw_len: usize,
    ) -> Result<(), GateRefusal> {
        let heads = self.graph.heads_with(scanned.hash, &scanned.deps);
        let applied =
            caught(|| self.doc.apply_changes([change]).map(|()| hashes(&self.doc.get_heads())));
        let got = applied.ok_or(GateRefusal::EnginePanicked)?;
        if got.map_err(|_| GateRefusal::NotApplicable)? != heads {
            return Err(GateRefusal::HeadsDidNotMove);
        }
        let (who, ops) = ((scanned.actor, scanned.seq), (scanned.start_op, scanned.max_op()));
        if !self.graph.add(scanned.hash, who, ops, &scanned.deps) {
            return Err(GateRefusal::UnknownDependency);
        }
        self.bytes_at_most += raw_len;
        Ok(())
    }
}

/// Exactly one chunk of a saved document.
fn check_chunk(saved: &[u8]) -> Result<(), DocumentError> {
    if saved.len() > limits::SAVED_BYTES_MAX {
        return Err(DocumentError::TooLarge);
    }
    let mut reader = Reader::new(saved);
    let whole = (|| {
        let (magic, _checksum) = (reader.array::<4>()?, reader.array::<4>()?);
        let kind = reader.byte()?;
        let len = reader.count(limits::SAVED_BYTES_MAX, GateRefusal::TooLarge)?;
        Ok::<_, GateRefusal>(
            magic == [0x85, 0x6f, 0x4a, 0x83] && kind == 0 && len == reader.rest().len(),
        )
    })();
    if whole == Ok(true) { Ok(()) } else { Err(DocumentError::NotADocument) }
}

fn graph_of(doc: &Automerge) -> Option<Graph> {
    let mut metas = doc.get_changes_meta(&[]);
    // A change starts after all that it depends on, so this order is one of dependencies. The empty one that may
    // begin a generation ends before it starts, so that it comes before what starts in the same place.
    metas.sort_small_by_key(|meta| (meta.start_op, meta.max_op, meta.seq));
    let mut graph = Graph::default();
    for meta in metas {
        let actor: ActorBytes = meta.actor.to_bytes().try_into().ok()?;
        let (who, ops) = ((actor, meta.seq), (meta.start_op, meta.max_op));
        if !graph.add(Hash(meta.hash.0), who, ops, &hashes(&meta.deps)) {
            return None;
        }
    }
    (graph.heads() == hashes(&doc.get_heads())).then_some(graph)
}

/// The text objects under the root, all of which the genesis change made; `None` if the document
/// is not flat.
fn notes_of(doc: &Automerge) -> Option<BTreeMap<String, ObjId>> {
    let mut notes = BTreeMap::new();
    for item in doc.map_range(ROOT, ..) {
        match item.value {
            ValueRef::Object(ObjType::Text) => {
                let id = item.id();
                let ObjId::Id(_, actor, _) = &id else { return None };
                if actor.to_bytes() != GENESIS_ACTOR {
                    return None;
                }
                notes.insert(item.key.into_owned(), id);
            }
            ValueRef::Object(_) => return None,
            scalar => {
                FieldValue::from_ref(scalar)?;
            }
        }
    }
    Some(notes)
}

pub(super) fn hashes(hashes: &[ChangeHash]) -> Vec<Hash> {
    hashes.iter().map(|hash| Hash(hash.0)).collect()
}

pub(super) fn change_hashes(hashes: &[Hash]) -> Vec<ChangeHash> {
    hashes.iter().map(|hash| ChangeHash(hash.0)).collect()
}
