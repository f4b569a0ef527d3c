//! Documents as an order's reader sees them: values, notes, and conflicts with who wrote each value
//! and when.

use crate::sorting::CollectSmall as _;
use std::collections::BTreeMap;

use super::entry::Entry;
use crate::document::{Document, FieldValue};
use crate::ids::{ChainId, Hash, PersonId, SubjectId};
use crate::moment::Interval;

/// One document, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentView {
    /// The order, shift, place or asset.
    pub subject: SubjectId,
    /// The audience.
    pub audience: String,
    /// `""` for the audience's main document.
    pub name: String,
    /// The generation.
    pub generation: u32,
    /// Fields by path.
    pub fields: BTreeMap<String, FieldValue>,
    /// Shared notes by path.
    pub notes: BTreeMap<String, String>,
    /// Paths with values that stand beside each other.
    pub conflicts: Vec<FieldConflict>,
}

/// One path with concurrent values that differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldConflict {
    /// The path.
    pub path: String,
    /// The values; the last is the one that is shown.
    pub candidates: Vec<FieldCandidate>,
}

/// One of several values, with who wrote it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldCandidate {
    /// The value.
    pub value: FieldValue,
    /// The change that wrote it, by which `settle` names it.
    pub change: Hash,
    /// Who wrote it; `None` if the entry that carried it is not here (a new generation's
    /// beginning).
    pub person: Option<PersonId>,
    /// Place of that entry in the log.
    pub index: Option<u64>,
    /// When it was written.
    pub believed: Interval,
}

impl DocumentView {
    /// Reads a document. `entries` are those that carried its changes; they tell who wrote a
    /// contested value.
    #[must_use]
    pub fn read(document: &Document, entries: &[Entry]) -> Self {
        let key = document.key();
        let conflicts = document.conflicts();
        let carriers =
            if conflicts.is_empty() { BTreeMap::new() } else { carriers(document, entries) };
        let candidate = |one: crate::document::Candidate| {
            let entry = carriers.get(&one.change);
            FieldCandidate {
                value: one.value,
                change: one.change,
                person: entry.map(|entry| entry.header.person),
                index: entry.and_then(|entry| entry.index),
                believed: entry.map(|entry| entry.believed()).unwrap_or_default(),
            }
        };
        let conflict = |one: crate::document::Conflict| FieldConflict {
            path: one.path,
            candidates: one.values.into_iter().map(candidate).collect(),
        };
        let note = |path: &str| document.note(path).map(|text| (path.to_owned(), text));
        Self {
            subject: key.id.subject,
            audience: key.id.audience.clone(),
            name: key.id.name.clone(),
            generation: key.generation,
            fields: document.fields(),
            notes: document.note_paths().filter_map(note).collect_map(),
            conflicts: conflicts.into_iter().map(conflict).collect(),
        }
    }
}

/// Which entry carried which change of a document.
fn carriers<'a>(document: &Document, entries: &'a [Entry]) -> BTreeMap<Hash, &'a Entry> {
    let key = document.key();
    let mine = |entry: &&Entry| {
        let header = &entry.header;
        header.subject.id == key.id.subject
            && header.audience == key.id.audience
            && header.document.as_ref() == Some(&key.id.name)
            && header.generation == Some(key.generation)
    };
    let carried = |entry: &'a Entry| {
        let frame = entry.body.as_ref()?.change.as_ref()?;
        let chain: ChainId = entry.header.chain();
        let rebuilt = document.rebuild(chain, frame).ok()?;
        Some((rebuilt.hash, entry))
    };
    entries.iter().filter(mine).filter_map(carried).collect_map()
}
