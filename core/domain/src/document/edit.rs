//! What a person does to a document: set fields, settle a conflict, edit a shared note. One act,
//! one change.
//!
//! A person writes upon what they saw. If a field changed since, the change is written there, by
//! a fresh actor, so that both values stay.

use crate::sorting::SortSmall as _;
use std::collections::BTreeSet;
use std::num::NonZeroU64;

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::transaction::Transactable;
use automerge::{ActorId, Change, ExpandedChange, ObjId, ROOT, ReadDoc};

use super::caught::caught;
use super::frame;
use super::key::Author;
use super::open::{Document, change_hashes};
use super::scan::pre_scan;
use super::value::{FieldValue, path_is_sound};
use crate::ids::Hash;
use crate::limits;

/// Bytes that one operation may cost in a saved document beside its path and value.
const OP_OVERHEAD_BYTES: usize = 64;

/// A change that a person made, ready for an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The change as it travels.
    pub frame: Vec<u8>,
    /// Its hash.
    pub change: Hash,
    /// The document's heads after it.
    pub heads: Vec<Hash>,
    /// The author's `n` from now on: higher than before if the change went beside unseen ones.
    pub n: u32,
}

/// Why an edit was not made. The document is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Every field has its value already: this is no command.
    #[error("nothing would change")]
    NothingToDo,
    /// A path that is empty, too long or has control characters, or is named twice.
    #[error("a path that may not stand in a document")]
    BadPath,
    /// The path is a shared note's.
    #[error("a shared note is not a field")]
    NotAField,
    /// The document has no such shared note.
    #[error("no such shared note")]
    NotANote,
    /// A value longer than [`limits::FIELD_VALUE_BYTES_MAX`].
    #[error("a value that is too long")]
    ValueTooLong,
    /// More than one change may hold: do it in several.
    #[error("too much for one change")]
    TooMuch,
    /// A place in a note that does not exist.
    #[error("a place beyond the note's end")]
    BeyondEnd,
    /// Heads that this document does not know; show it anew.
    #[error("made upon a state that is not known here")]
    UnknownHeads,
    /// The document is full; the hub begins the next generation.
    #[error("the document is full")]
    DocumentFull,
    /// Too many concurrent heads; write upon the present state.
    #[error("too many concurrent heads")]
    TooManyHeads,
    /// automerge failed at what it should be able to do.
    #[error("the change could not be made")]
    Engine,
}

impl Document {
    /// Sets fields as one change, upon `seen_heads`: the heads of what the person was looking at.
    ///
    /// A field that the person leaves as they saw it, or sets to what it already is, is not
    /// written.
    pub fn edit(
        &mut self,
        author: Author,
        seen_heads: &[Hash],
        sets: &[(String, FieldValue)],
    ) -> Result<Edit, EditError> {
        self.check_sets(sets)?;
        let seen = self.seen(seen_heads).ok_or(EditError::UnknownHeads)?;
        let mut written: Vec<(&str, &FieldValue)> = Vec::new();
        let mut beside = false;
        for (path, value) in sets {
            let (then, now) = (self.ops_at(path, Some(&seen)), self.ops_at(path, None));
            let is = |ops: &[(OpId, FieldValue)]| matches!(ops, [(_, held)] if held == value);
            if !is(&then) && !is(&now) {
                beside |= then != now;
                written.push((path, value));
            }
        }
        self.write(author, if beside { seen } else { self.heads() }, written)
    }

    /// Gives a field one value in place of all that stand beside each other now.
    pub fn settle(
        &mut self,
        author: Author,
        path: &str,
        value: &FieldValue,
    ) -> Result<Edit, EditError> {
        self.check_sets(&[(path.to_owned(), value.clone())])?;
        let same = matches!(&self.ops_at(path, None)[..], [(_, held)] if held == value);
        let written = if same { Vec::new() } else { vec![(path, value)] };
        self.write(author, self.heads(), written)
    }

    /// Takes `delete` characters out of a shared note at character `at` and puts `insert` there,
    /// as one change. Places are those of the note as it stood at `seen_heads`.
    pub fn splice_note(
        &mut self,
        author: Author,
        seen_heads: &[Hash],
        path: &str,
        (at, delete): (usize, usize),
        insert: &str,
    ) -> Result<Edit, EditError> {
        let note = self.notes.get(path).cloned().ok_or(EditError::NotANote)?;
        let seen = self.seen(seen_heads).ok_or(EditError::UnknownHeads)?;
        let inserted = insert.chars().count();
        if delete == 0 && inserted == 0 {
            return Err(EditError::NothingToDo);
        }
        let one_run = delete == 0 && inserted <= limits::CHANGE_TEXT_RUN_CHARS_MAX;
        if !one_run && inserted.saturating_add(delete) > limits::CHANGE_OPS_MAX {
            return Err(EditError::TooMuch);
        }
        let then = self.doc.text_at(&note, &change_hashes(&seen)).map_err(|_| EditError::Engine)?;
        if at.checked_add(delete).is_none_or(|end| end > then.chars().count()) {
            return Err(EditError::BeyondEnd);
        }
        let beside = self.note(path).as_ref() != Some(&then);
        let (author, deps) = self.hand(author, if beside { seen } else { self.heads() })?;
        self.check_room(inserted + delete, insert.len())?;
        let splice = Splice { at, delete, insert };
        let change = self.note_change(author, &deps, &note, splice).ok_or(EditError::Engine)?;
        self.take(author, change)
    }

    fn check_sets(&self, sets: &[(String, FieldValue)]) -> Result<(), EditError> {
        if sets.len() > limits::CHANGE_OPS_MAX {
            return Err(EditError::TooMuch);
        }
        let mut paths = BTreeSet::new();
        for (path, value) in sets {
            if !path_is_sound(path) || !paths.insert(path) {
                return Err(EditError::BadPath);
            }
            if self.notes.contains_key(path) {
                return Err(EditError::NotAField);
            }
            if value.weight_bytes() > limits::FIELD_VALUE_BYTES_MAX {
                return Err(EditError::ValueTooLong);
            }
        }
        Ok(())
    }

    /// The operations that stand for a field, now or behind `heads`.
    fn ops_at(&self, path: &str, heads: Option<&[Hash]>) -> Vec<(OpId, FieldValue)> {
        let found = match heads {
            Some(heads) if heads != self.graph.heads() => {
                self.doc.get_all_at(ROOT, path, &change_hashes(heads))
            }
            _ => self.doc.get_all(ROOT, path),
        };
        let named = |(value, id): (automerge::Value<'_>, ObjId)| match id {
            ObjId::Id(counter, actor, _) => {
                Some((OpId(counter, actor), FieldValue::from_value(&value)?))
            }
            ObjId::Root => None,
        };
        found.unwrap_or_default().into_iter().filter_map(named).collect()
    }

    /// One change upon `deps` that puts each value in place of what stands there behind `deps`.
    fn write(
        &mut self,
        author: Author,
        deps: Vec<Hash>,
        mut sets: Vec<(&str, &FieldValue)>,
    ) -> Result<Edit, EditError> {
        if sets.is_empty() {
            return Err(EditError::NothingToDo);
        }
        sets.sort_small_by_key(|(path, _)| *path);
        let (author, deps) = self.hand(author, deps)?;
        let bytes = sets.iter().map(|(path, value)| path.len() + value.weight_bytes()).sum();
        self.check_room(sets.len(), bytes)?;
        let put = |(path, value): (&str, &FieldValue)| {
            let replaced = self.ops_at(path, Some(&deps)).into_iter().map(|(id, _)| id);
            Op {
                action: OpType::Put(value.to_scalar()),
                obj: ObjectId::Root,
                key: Key::Map(path.into()),
                pred: replaced.collect(),
                insert: false,
            }
        };
        let operations = sets.into_iter().map(put).collect();
        let change = self.change(author, &deps, operations).ok_or(EditError::Engine)?;
        self.take(author, change)
    }

    /// The hand that writes upon `deps`: the author's own at the present heads, else a fresh one.
    fn hand(&self, author: Author, deps: Vec<Hash>) -> Result<(Author, Vec<Hash>), EditError> {
        let heads = self.heads();
        if deps == heads {
            return Ok((author, deps));
        }
        let after = heads.iter().filter(|head| !deps.contains(head)).count() + 1;
        if after > limits::DOCUMENT_HEADS_MAX {
            return Err(EditError::TooManyHeads);
        }
        let fresh = (author.n.saturating_add(1)..=u32::MAX)
            .map(|n| Author { n, ..author })
            .find(|author| self.graph.count_of(&author.actor(&self.key)) == 0);
        fresh.map(|author| (author, deps)).ok_or(EditError::Engine)
    }

    fn change(&self, author: Author, deps: &[Hash], operations: Vec<Op>) -> Option<Change> {
        let actor = author.actor(&self.key);
        let past = self.graph.past(deps)?;
        let expanded = ExpandedChange {
            operations,
            actor_id: ActorId::from(&actor[..]),
            hash: None,
            seq: past.actors.get(&actor).copied().unwrap_or(0) + 1,
            start_op: NonZeroU64::new(past.max_op + 1)?,
            time: 0,
            message: None,
            deps: change_hashes(deps),
            extra_bytes: Vec::new(),
            author: None,
        };
        caught(|| Change::from(expanded))
    }

    fn note_change(
        &self,
        author: Author,
        deps: &[Hash],
        note: &ObjId,
        splice: Splice<'_>,
    ) -> Option<Change> {
        caught(|| {
            let mut side = if deps == self.heads() {
                self.doc.clone()
            } else {
                self.doc.fork_at(&change_hashes(deps)).ok()?
            };
            side.set_actor(ActorId::from(&author.actor(&self.key)[..]));
            let mut transaction = side.transaction();
            let delete = isize::try_from(splice.delete).ok()?;
            transaction.splice_text(note, splice.at, delete, splice.insert).ok()?;
            let (hash, _) = transaction.commit();
            side.get_change_by_hash(&hash?)
        })
        .flatten()
    }

    /// Puts the change into this document and thins it, after the same pre-scan that the hub will
    /// make.
    fn take(&mut self, author: Author, change: Change) -> Result<Edit, EditError> {
        let raw = change.raw_bytes().to_vec();
        if raw.len() > limits::CHANGE_BYTES_MAX {
            return Err(EditError::TooMuch);
        }
        let scanned = pre_scan(&raw).map_err(|_| EditError::Engine)?;
        let frame = frame::thin(&raw, author.n, &self.graph).map_err(|_| EditError::Engine)?;
        let next = self.with_change(&scanned, change, raw.len()).map_err(|_| EditError::Engine)?;
        let change = scanned.hash;
        *self = next;
        Ok(Edit { frame, change, heads: self.heads(), n: author.n })
    }

    /// Whether the document may grow by so many operations and bytes.
    fn check_room(&mut self, ops: usize, bytes: usize) -> Result<(), EditError> {
        let more = bytes + ops * OP_OVERHEAD_BYTES;
        if self.bytes_at_most + more > limits::DOCUMENT_BYTES_MAX {
            self.bytes_at_most = self.save().len();
        }
        let full = self.ops_since_genesis() + ops > limits::DOCUMENT_OPS_MAX
            || self.bytes_at_most + more > limits::DOCUMENT_BYTES_MAX;
        if full { Err(EditError::DocumentFull) } else { Ok(()) }
    }
}

/// What happens to a note.
struct Splice<'a> {
    at: usize,
    delete: usize,
    insert: &'a str,
}
