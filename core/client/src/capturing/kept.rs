//! What a change meant, kept beside its envelope until nobody can ask to write it once more.

use counterfoil_domain::cbor;
use counterfoil_domain::command::NoteEdit;
use counterfoil_domain::command::draft::ChangeDraft;
use counterfoil_domain::document::{Document, FieldValue};
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::order::value::Value;
use counterfoil_store::{Connection, Transaction, progress};
use minicbor::{Decode, Encode};

use crate::error::Caused;

#[derive(Encode, Decode)]
#[cbor(map)]
struct Kept {
    #[n(0)]
    document: String,
    #[n(1)]
    sets: Option<Vec<Set>>,
    #[n(2)]
    settle: Option<Set>,
    #[n(3)]
    note: Option<Note>,
    /// What stood in each field that is set when it was written.
    #[n(4)]
    seen: Option<Vec<Option<Value>>>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Set {
    #[n(0)]
    path: String,
    #[n(1)]
    value: Value,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Note {
    #[n(0)]
    path: String,
    #[n(1)]
    at: u64,
    #[n(2)]
    delete: u64,
    #[n(3)]
    insert: String,
}

fn place(subject: SubjectId, hash: Hash) -> String {
    format!("{}{hash}", prefix(subject))
}

fn prefix(subject: SubjectId) -> String {
    format!("change/{subject}/")
}

/// Keeps what a change meant.
pub(super) fn keep(
    tx: &Transaction<'_>,
    subject: SubjectId,
    hash: Hash,
    (document, change): &(String, ChangeDraft),
    seen: &Seen,
) -> Caused<()> {
    let seen = seen.iter().map(|value| value.as_ref().map(Value::from)).collect();
    let (document, seen) = (document.clone(), Some(seen));
    let mut kept = Kept { document, sets: None, settle: None, note: None, seen };
    let set = |path: &String, value| Set { path: path.clone(), value: Value::from(value) };
    match change {
        ChangeDraft::Sets(sets) => {
            kept.sets = Some(sets.iter().map(|(path, value)| set(path, value)).collect());
        }
        ChangeDraft::Settle { path, value } => kept.settle = Some(set(path, value)),
        ChangeDraft::Note(edit) => {
            kept.note = Some(Note {
                path: edit.path.clone(),
                at: edit.at as u64,
                delete: edit.delete as u64,
                insert: edit.insert.clone(),
            });
        }
    }
    Ok(progress::set_note(tx, &place(subject, hash), &cbor::encode(&kept))?)
}

/// What stood in the fields that a change sets, in their order, when it was written.
pub(super) type Seen = Vec<Option<FieldValue>>;

/// What a change meant.
pub(super) struct Meant {
    pub(super) document: String,
    pub(super) change: ChangeDraft,
    pub(super) seen: Seen,
}

impl Meant {
    /// Whether somebody has written meanwhile, in a field that it sets, what its author had not seen: then both
    /// values have to stand.
    pub(super) fn is_overtaken(&self, document: &Document) -> bool {
        let ChangeDraft::Sets(sets) = &self.change else { return false };
        sets.iter().zip(&self.seen).any(|((path, value), seen)| {
            let now = document.get(path);
            now != *seen && now.as_ref() != Some(value)
        })
    }
}

/// What a change meant.
pub(super) fn recall(
    connection: &Connection,
    subject: SubjectId,
    hash: Hash,
) -> Caused<Option<Meant>> {
    let bytes = progress::note(connection, &place(subject, hash))?;
    Ok(bytes.and_then(|bytes| cbor::decode(&bytes).ok()).and_then(read))
}

fn read(kept: Kept) -> Option<Meant> {
    let pair = |set: Set| (set.path, (&set.value).into());
    let seen = kept.seen.unwrap_or_default();
    let seen = seen.iter().map(|value| value.as_ref().map(Into::into)).collect();
    let change = match (kept.sets, kept.settle, kept.note) {
        (Some(sets), _, _) => ChangeDraft::Sets(sets.into_iter().map(pair).collect()),
        (_, Some(set), _) => ChangeDraft::Settle { value: (&set.value).into(), path: set.path },
        (_, _, Some(note)) => ChangeDraft::Note(NoteEdit {
            path: note.path,
            at: usize::try_from(note.at).ok()?,
            delete: usize::try_from(note.delete).ok()?,
            insert: note.insert,
        }),
        _ => return None,
    };
    Some(Meant { document: kept.document, change, seen })
}

/// Forgets one.
pub(crate) fn forget(tx: &Transaction<'_>, subject: SubjectId, hash: Hash) -> Caused<()> {
    Ok(progress::clear_note(tx, &place(subject, hash))?)
}

/// Forgets everything of a subject: it was erased, or left the phone.
pub(crate) fn forget_subject(tx: &Transaction<'_>, subject: SubjectId) -> Caused<()> {
    for (name, _) in progress::notes(tx, &prefix(subject))? {
        progress::clear_note(tx, &name)?;
    }
    Ok(())
}
