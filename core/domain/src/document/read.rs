//! Reading a document: values, notes, and values that stand beside each other.

use crate::sorting::{CollectSmall as _, SortSmall as _};
use std::collections::{BTreeMap, BTreeSet};

use automerge::{ObjId, ROOT, ReadDoc};

use super::caught::caught;
use super::open::{Document, change_hashes};
use super::scan::OpName;
use super::value::{Candidate, Conflict, FieldValue};
use crate::ids::Hash;

impl Document {
    /// Every field with the value that is shown for it: the same on every device that holds these
    /// heads.
    #[must_use]
    pub fn fields(&self) -> BTreeMap<String, FieldValue> {
        let field = |item: automerge::iter::MapRangeItem<'_>| {
            FieldValue::from_ref(item.value).map(|value| (item.key.into_owned(), value))
        };
        self.doc.map_range(ROOT, ..).filter_map(field).collect_map()
    }

    /// The fields as somebody saw them who knew only what lies behind `heads`; `None` if one is
    /// unknown.
    #[must_use]
    pub fn fields_at(&self, heads: &[Hash]) -> Option<BTreeMap<String, FieldValue>> {
        let heads = self.seen(heads)?;
        let field = |item: automerge::iter::MapRangeItem<'_>| {
            FieldValue::from_ref(item.value).map(|value| (item.key.into_owned(), value))
        };
        let items = self.doc.map_range_at(ROOT, .., &change_hashes(&heads));
        Some(items.filter_map(field).collect_map())
    }

    /// The value that is shown for a field; `None` if nobody ever wrote it.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<FieldValue> {
        let (value, _) = self.doc.get(ROOT, path).ok().flatten()?;
        FieldValue::from_value(&value)
    }

    /// The paths of the shared notes, ascending.
    pub fn note_paths(&self) -> impl Iterator<Item = &str> {
        self.notes.keys().map(String::as_str)
    }

    /// The text of a shared note; `None` if the document has no such note.
    #[must_use]
    pub fn note(&self, path: &str) -> Option<String> {
        self.doc.text(self.notes.get(path)?).ok()
    }

    /// The fields for which people wrote different values without seeing each other.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict> {
        let contested = self.doc.map_range(ROOT, ..).filter(|item| item.conflict);
        let paths: Vec<String> = contested.map(|item| item.key.into_owned()).collect();
        paths.into_iter().filter_map(|path| self.conflict(path)).collect()
    }

    fn conflict(&self, path: String) -> Option<Conflict> {
        let values = self.candidates(&path);
        let distinct: BTreeSet<&FieldValue> = values.iter().map(|one| &one.value).collect_set();
        (distinct.len() > 1).then_some(Conflict { path, values })
    }

    fn candidates(&self, path: &str) -> Vec<Candidate> {
        let all = self.doc.get_all(ROOT, path).unwrap_or_default();
        let candidate = |(value, id): (automerge::Value<'_>, ObjId)| {
            let change = self.doc.hash_for_opid(&id)?;
            let ObjId::Id(_, actor, _) = id else { return None };
            Some(Candidate {
                value: FieldValue::from_value(&value)?,
                actor: actor.to_bytes().try_into().ok()?,
                change: Hash(change.0),
            })
        };
        all.into_iter().filter_map(candidate).collect()
    }

    /// The operations whose values stand for a field behind `heads`, all of which are known here.
    pub(super) fn standing(&self, path: &str, heads: &[Hash]) -> Option<Vec<OpName>> {
        let found = caught(|| {
            if heads == self.heads() {
                self.doc.get_all(ROOT, path)
            } else {
                self.doc.get_all_at(ROOT, path, &change_hashes(heads))
            }
        });
        let name = |(_, id): (automerge::Value<'_>, ObjId)| match id {
            ObjId::Id(counter, actor, _) => Some((counter, actor.to_bytes().try_into().ok()?)),
            ObjId::Root => None,
        };
        found?.ok()?.into_iter().map(name).collect()
    }

    /// Heads that somebody saw: sorted; for none the genesis change of the first generation, which holds no
    /// value, and nothing at all of a later one. `None` if one is unknown here.
    pub(super) fn seen(&self, heads: &[Hash]) -> Option<Vec<Hash>> {
        if !heads.iter().all(|head| self.graph.contains(head)) {
            return None;
        }
        let mut seen: Vec<Hash> = heads.to_vec();
        if seen.is_empty() && self.key.generation == 0 {
            seen.extend(self.graph.genesis());
        }
        seen.sort_small_by(Ord::cmp);
        seen.dedup();
        Some(seen)
    }
}
