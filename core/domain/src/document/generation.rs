//! The next generation of a document: the values of now, without the history that made it full.
//!
//! It is made by fixed changes, computed alike from the same document everywhere, of actors that no author has:
//! first one change of the genesis actor that makes the notes, puts their characters into them and sets every
//! field; then, for a field with several values beside each other, one change for each value, upon the first,
//! so that they stand beside each other again and the same one is shown; then, if there were such, an empty one
//! upon all of those. Nobody settles a conflict by filling a document.

use crate::sorting::SortSmall as _;
use std::num::NonZeroU64;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Automerge, Change, ChangeHash, ExpandedChange, ObjType, TextEncoding};

use super::caught::caught;
use super::key::{ActorBytes, DocumentKey, GENESIS_ACTOR};
use super::open::{Document, DocumentError};
use super::value::{Candidate, FieldValue};
use crate::limits;

impl Document {
    /// Whether one more change of the largest size might not fit: the hub begins the next generation then, so
    /// that whatever comes next has room.
    #[must_use]
    pub fn is_nearly_full(&self) -> bool {
        let ops = self.ops_since_genesis() + limits::CHANGE_OPS_MAX;
        ops > limits::DOCUMENT_OPS_MAX
            || self.bytes_at_most + limits::CHANGE_BYTES_MAX > limits::DOCUMENT_BYTES_MAX
                && self.save().len() + limits::CHANGE_BYTES_MAX > limits::DOCUMENT_BYTES_MAX
    }

    /// At least the bytes that [`Document::save`] would give; known without saving.
    #[must_use]
    pub fn bytes_at_most(&self) -> usize {
        self.bytes_at_most
    }

    /// The next generation, with every value, note and conflict of this one and none of its history.
    ///
    /// # Errors
    /// [`DocumentError::TooLarge`] if the values alone leave no room for new ones.
    pub fn next_generation(&self) -> Result<Self, DocumentError> {
        let generation = self.key.generation.checked_add(1).ok_or(DocumentError::TooLarge)?;
        let key = DocumentKey { id: self.key.id.clone(), generation };
        let made = caught(|| {
            let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
            doc.set_actor(ActorId::from(&GENESIS_ACTOR[..]));
            doc.apply_changes(self.carried()).map(|()| doc.save_nocompress())
        });
        let saved = made.and_then(Result::ok).ok_or(DocumentError::Damaged)?;
        if saved.len() > limits::CARRIED_BYTES_MAX {
            return Err(DocumentError::TooLarge);
        }
        let next = Self::load(key, &saved)?;
        let same =
            next.fields() == self.fields() && next.shown_conflicts() == self.shown_conflicts();
        let notes = self.note_paths().all(|path| next.note(path) == self.note(path));
        if same && notes { Ok(next) } else { Err(DocumentError::Damaged) }
    }

    /// What stands beside each other, the shown one last, without who wrote it.
    fn shown_conflicts(&self) -> Vec<(String, Vec<FieldValue>)> {
        let values = |one: Vec<Candidate>| distinct(one.into_iter().map(|one| one.value).collect());
        self.conflicts().into_iter().map(|one| (one.path, values(one.values))).collect()
    }

    fn carried(&self) -> Vec<Change> {
        let contested = self.shown_conflicts();
        let is_contested = |path: &str| contested.iter().any(|(known, _)| known == path);
        let plain = self.fields().into_iter().filter(|(path, _)| !is_contested(path));
        let mut first = Writer::default();
        for path in self.note_paths() {
            first.note(path, &self.note(path).unwrap_or_default());
        }
        plain.for_each(|(path, value)| first.field(&path, &value));
        let mut changes: Vec<Change> = Vec::new();
        let base = (!first.operations.is_empty()).then(|| first.change(GENESIS_ACTOR, 1, 1, &[]));
        let behind: Vec<ChangeHash> = base.iter().map(Change::hash).collect();
        let start = base.as_ref().map_or(1, |change| change.max_op() + 1);
        changes.extend(base);
        for (number, (path, values)) in contested.iter().enumerate() {
            for (rank, value) in values.iter().enumerate() {
                let mut one = Writer::default();
                one.field(path, value);
                changes.push(one.change(candidate_actor(number, rank), 1, start, &behind));
            }
        }
        if !contested.is_empty() {
            let seq = 1 + behind.len() as u64;
            let mut deps: Vec<ChangeHash> =
                changes.iter().skip(behind.len()).map(Change::hash).collect();
            deps.sort_small_by(Ord::cmp);
            changes.push(Writer::default().change(GENESIS_ACTOR, seq, start + 1, &deps));
        }
        changes
    }
}

/// Equal values once, at the place of the last of them: that is the one that is shown.
fn distinct(values: Vec<FieldValue>) -> Vec<FieldValue> {
    let mut kept: Vec<FieldValue> = Vec::new();
    for value in values.into_iter().rev() {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept.reverse();
    kept
}

/// The actor of one of several values: 12 zero bytes, the field's number and the value's rank from 1, 2 bytes
/// big-endian each. The later value has the higher actor and is shown.
fn candidate_actor(number: usize, rank: usize) -> ActorBytes {
    let mut actor = GENESIS_ACTOR;
    let two = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_be_bytes();
    actor[12..14].copy_from_slice(&two(number));
    actor[14..].copy_from_slice(&two(rank + 1));
    actor
}

/// Operations of one change, numbered from its start.
#[derive(Default)]
struct Writer {
    operations: Vec<Op>,
}

impl Writer {
    fn push(&mut self, action: OpType, obj: ObjectId, key: Key, insert: bool) -> OpId {
        let pred = Vec::new().into();
        self.operations.push(Op { action, obj, key, pred, insert });
        // Only the first change names its own operations, and that one begins at 1.
        OpId::new(self.operations.len() as u64, &ActorId::from(&GENESIS_ACTOR[..]))
    }

    fn note(&mut self, path: &str, text: &str) {
        let key = Key::Map(path.into());
        let note = self.push(OpType::Make(ObjType::Text), ObjectId::Root, key, false);
        let mut after = ElementId::Head;
        for character in text.chars() {
            let put = OpType::Put(character.to_string().as_str().into());
            let id = self.push(put, ObjectId::Id(note.clone()), Key::Seq(after), true);
            after = ElementId::Id(id);
        }
    }

    fn field(&mut self, path: &str, value: &FieldValue) {
        self.push(OpType::Put(value.to_scalar()), ObjectId::Root, Key::Map(path.into()), false);
    }

    fn change(self, actor: ActorBytes, seq: u64, start: u64, deps: &[ChangeHash]) -> Change {
        Change::from(ExpandedChange {
            operations: self.operations,
            actor_id: ActorId::from(&actor[..]),
            hash: None,
            seq,
            start_op: NonZeroU64::new(start).unwrap_or(NonZeroU64::MIN),
            time: 0,
            message: None,
            deps: deps.to_vec(),
            extra_bytes: Vec::new(),
            author: None,
        })
    }
}
