//! Drafts: a capture that is under way stands in the store before its first file, so that a process that was
//! killed in the middle can go on with it, or sweep it.

use std::path::PathBuf;

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_store::blobs::{self, BlobRow};
use counterfoil_store::vault::SealedBlob;
use counterfoil_store::{Connection, Transaction, progress};
use minicbor::{Decode, Encode};

use super::photo::{self, PhotoSource};
use crate::error::Caused;
use crate::phone::core::Core;
use crate::phone::keys::random;

const PREFIX: &str = "draft/";

/// A photograph on its way into an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    id: String,
    pub(super) subject: SubjectId,
    role: String,
    /// Where the shell's file lies; it may be gone.
    path: String,
    preview: Option<String>,
    /// The sealed original, once it is here.
    original: Option<Hash>,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct DraftNote {
    #[n(0)]
    subject: SubjectId,
    #[n(1)]
    role: String,
    #[n(2)]
    path: String,
    #[n(3)]
    preview: Option<String>,
    #[n(4)]
    original: Option<Hash>,
}

impl Draft {
    fn note(&self) -> Vec<u8> {
        cbor::encode(&DraftNote {
            subject: self.subject,
            role: self.role.clone(),
            path: self.path.clone(),
            preview: self.preview.clone(),
            original: self.original,
        })
    }

    fn read(name: &str, bytes: &[u8]) -> Option<Self> {
        let note: DraftNote = cbor::decode(bytes).ok()?;
        let DraftNote { subject, role, path, preview, original } = note;
        let id = name.strip_prefix(PREFIX)?.to_owned();
        Some(Self { id, subject, role, path, preview, original })
    }

    fn source(&self) -> PhotoSource {
        PhotoSource {
            path: PathBuf::from(&self.path),
            preview: self.preview.as_ref().map(PathBuf::from),
            role: self.role.clone(),
        }
    }

    fn name(&self) -> String {
        format!("{PREFIX}{}", self.id)
    }
}

/// Notes that a photograph is being taken in.
pub(super) fn begin(core: &Core, subject: SubjectId, source: &PhotoSource) -> Caused<Draft> {
    let text = |path: &std::path::Path| path.to_string_lossy().into_owned();
    let draft = Draft {
        id: hex::encode(random::<8>()?),
        subject,
        role: source.role.clone(),
        path: text(&source.path),
        preview: source.preview.as_deref().map(text),
        original: None,
    };
    core.capture(|tx| Ok(progress::set_note(tx, &draft.name(), &draft.note())?))?;
    Ok(draft)
}

/// Notes that the original is sealed: from here on the shell's file is not needed any more.
pub(super) fn note_original(core: &Core, draft: &Draft, original: &SealedBlob) -> Caused<()> {
    let row =
        super::new_row(core, original, "application/octet-stream", None, super::URGENCY_ORIGINAL);
    let noted = Draft { original: Some(original.hash), ..draft.clone() };
    core.write(|tx| {
        if blobs::get(tx, original.hash)?.is_none() {
            blobs::put(tx, &row)?;
        }
        Ok(progress::set_note(tx, &noted.name(), &noted.note())?)
    })
}

/// The draft ends with its fact, in the fact's transaction.
pub(super) fn forget(tx: &Transaction<'_>, draft: &Draft) -> Caused<()> {
    Ok(progress::clear_note(tx, &draft.name())?)
}

/// The draft ends without one: a file that was sealed already goes at the next opening.
pub(super) fn end(core: &Core, draft: &Draft) -> Caused<()> {
    core.write(|tx| forget(tx, draft))
}

/// The draft ends without one: its files go, unless something else names them.
pub(super) fn discard(core: &Core, draft: &Draft, rows: &[BlobRow]) -> Caused<()> {
    core.write(|tx| forget(tx, draft))?;
    let store = core.store()?;
    for row in rows {
        store.vault().remove_if(row.sealed.hash, || {
            store.write(|tx| Ok(may_go(tx, row.sealed.hash)? && discard_row(tx, row.sealed.hash)?))
        })?;
    }
    Ok(())
}

/// Takes out the row, if there is one; true when nothing names the file.
fn discard_row(tx: &Transaction<'_>, hash: Hash) -> Result<bool, counterfoil_store::StoreError> {
    let known = blobs::get(tx, hash)?.is_some();
    Ok(!known || blobs::discard_draft(tx, hash)?)
}

/// No draft under way holds this file as its original.
fn may_go(connection: &Connection, hash: Hash) -> Result<bool, counterfoil_store::StoreError> {
    let drafts = progress::notes(connection, PREFIX)?;
    let drafts = drafts.iter().filter_map(|(name, bytes)| Draft::read(name, bytes));
    Ok(!drafts.into_iter().any(|draft| draft.original == Some(hash)))
}

/// Captures under way.
pub(crate) fn count(connection: &Connection) -> Caused<u32> {
    let drafts = progress::notes(connection, PREFIX)?.len();
    Ok(u32::try_from(drafts).unwrap_or(u32::MAX))
}

/// Goes on with what a killed process left, and sweeps what belongs to nothing. Gives how many drafts are whole
/// now, and how many still wait.
pub(crate) fn continue_drafts(core: &Core) -> Caused<(u32, u32)> {
    let notes = core.read(|connection| Ok(progress::notes(connection, PREFIX)?))?;
    let (mut continued, mut left) = (0, 0);
    for (name, bytes) in notes {
        let Some(draft) = Draft::read(&name, &bytes) else { continue };
        match go_on(core, &draft) {
            Ok(true) => continued += 1,
            Ok(false) => {}
            Err(cause) => {
                tracing::warn!(%cause, "a photograph whose capture was cut off still waits");
                left += 1;
            }
        }
    }
    sweep(core)?;
    Ok((continued, left))
}

/// True when the photograph is in its order now; false when nothing of it had been taken in.
fn go_on(core: &Core, draft: &Draft) -> Caused<bool> {
    let source = draft.source();
    let Some(original) = draft.original else {
        if !source.path.exists() {
            core.write(|tx| forget(tx, draft))?;
            return Ok(false);
        }
        let sealed = photo::seal_files(core, &source)?;
        return photo::write(core, draft, &sealed, true).map(|_| true);
    };
    let sealed = photo::seal_again(core, original, &source)?;
    photo::write(core, draft, &sealed, true).map(|_| true)
}

/// Removes sealed files that no row, no envelope and no draft names.
fn sweep(core: &Core) -> Caused<()> {
    let store = core.store()?;
    let rows = core.read(|connection| Ok(blobs::drafts(connection)?))?;
    for row in rows {
        discard_file(&store, row.sealed.hash)?;
    }
    for hash in store.vault().list()? {
        let known = store.read(|connection| blobs::get(connection, hash))?.is_some();
        if !known {
            discard_file(&store, hash)?;
        }
    }
    Ok(())
}

fn discard_file(store: &counterfoil_store::Store, hash: Hash) -> Caused<()> {
    store
        .vault()
        .remove_if(hash, || store.write(|tx| Ok(may_go(tx, hash)? && discard_row(tx, hash)?)))?;
    Ok(())
}

/// A capture as far as it had come when its process was killed.
#[cfg(test)]
pub(crate) fn begin_for_tests(
    core: &Core,
    subject: SubjectId,
    source: &PhotoSource,
    with_original: bool,
) -> Caused<String> {
    let draft = begin(core, subject, source)?;
    if with_original {
        let sealed = core.store()?.vault().put_file(&source.path)?;
        note_original(core, &draft, &sealed)?;
    }
    Ok(draft.id)
}
