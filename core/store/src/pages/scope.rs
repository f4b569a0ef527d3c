//! What enters and leaves the phone: scope, erasure, and the whole layer when a hub starts over.

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::log::Digest;
use rusqlite::{Connection, Transaction, params};

use super::digest_of;
use crate::cards;
use crate::documents::{self, Layer};
use crate::error::StoreError;
use crate::progress;

/// Subjects that stay although they left the scope.
const KEPT: &str = "kept/subject/";

/// True when the subject has an acknowledged layer that neither left the scope nor is in doubt.
pub fn in_scope(connection: &Connection, subject: SubjectId) -> Result<bool, StoreError> {
    Ok(digest_of(connection, subject)?.is_some())
}

/// True when the subject has an acknowledged layer, even one that is in doubt or on its way out.
pub fn is_here(connection: &Connection, subject: SubjectId) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM subject WHERE subject = ?1")?;
    Ok(statement.exists([subject.0])?)
}

/// True when the subject left the scope and its rows are still here.
pub fn has_left(connection: &Connection, subject: SubjectId) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT 1 FROM subject WHERE subject = ?1 AND in_scope = 0")?;
    Ok(statement.exists([subject.0])?)
}

/// Keeps a subject from [`purge_gone`] until [`keep_no_more`].
pub fn keep(tx: &Transaction<'_>, subject: SubjectId) -> Result<(), StoreError> {
    progress::set_note(tx, &format!("{KEPT}{subject}"), &[])
}

/// Whether a subject is kept.
pub fn is_kept(connection: &Connection, subject: SubjectId) -> Result<bool, StoreError> {
    Ok(progress::note(connection, &format!("{KEPT}{subject}"))?.is_some())
}

/// Lets go of every subject that was to be kept.
pub fn keep_no_more(tx: &Transaction<'_>) -> Result<(), StoreError> {
    for (name, _) in progress::notes(tx, KEPT)? {
        progress::clear_note(tx, &name)?;
    }
    Ok(())
}

/// Notes that a subject left the scope, and returns what its entries were in the digest. Its rows
/// stay until [`purge_gone`]: unsent work on it is pushed first.
pub fn take_out(tx: &Transaction<'_>, subject: SubjectId) -> Result<Digest, StoreError> {
    let digest = digest_of(tx, subject)?.unwrap_or_default();
    tx.prepare_cached("UPDATE subject SET in_scope = 0 WHERE subject = ?1")?
        .execute([subject.0])?;
    Ok(digest)
}

/// Removes what left the scope and has nothing on its way to safety any more, no envelope and no
/// blob: entries, documents, cards and own envelopes. Returns the subjects.
pub fn purge_gone(tx: &Transaction<'_>) -> Result<Vec<SubjectId>, StoreError> {
    let gone: Vec<SubjectId> = tx
        .prepare_cached(
            "SELECT subject FROM subject WHERE in_scope = 0
             AND NOT EXISTS (SELECT 1 FROM meta
                 WHERE key = 'note/kept/subject/' || lower(hex(subject.subject)))
             AND NOT EXISTS
                 (SELECT 1 FROM envelope WHERE envelope.subject = subject.subject
                  AND (state <> 'safe' OR verdict_code IN (5, 6) OR EXISTS
                      (SELECT 1 FROM blob_use JOIN blob
                           ON blob_use.hash IN (blob.hash, blob.derived_from)
                       WHERE header_hash = envelope.header_hash
                         AND blob.state IN ('local', 'stored'))))",
        )?
        .query_map([], crate::columns::subject_id)?
        .collect::<Result<_, _>>()?;
    for subject in &gone {
        drop_acknowledged(tx, *subject)?;
        documents::drop_layer(tx, *subject, Layer::Overlay)?;
        cards::remove(tx, *subject)?;
        tx.execute("DELETE FROM envelope WHERE subject = ?1", [subject.0])?;
        tx.execute("DELETE FROM subject WHERE subject = ?1", [subject.0])?;
    }
    Ok(gone)
}

/// Erases a subject on the hub's order: bodies, documents, cards, drafts and salts go, header hashes stay
/// so that the chain still verifies. Bodies of unsent work stay. The caller truncates the
/// write-ahead log after the commit. Returns how many bodies of own envelopes went.
pub fn erase(tx: &Transaction<'_>, subject: SubjectId) -> Result<usize, StoreError> {
    let digest = take_out(tx, subject)?;
    let scope = progress::scope_digest(tx)?;
    progress::set_scope_digest(tx, Digest(scope.0.wrapping_sub(digest.0)))?;
    drop_acknowledged(tx, subject)?;
    documents::drop_layer(tx, subject, Layer::Overlay)?;
    cards::remove(tx, subject)?;
    let erased = tx.execute(
        "UPDATE envelope SET body = NULL, salt = x'00000000000000000000000000000000'
         WHERE subject = ?1 AND state NOT IN ('unsent', 'sent') AND body IS NOT NULL",
        [subject.0],
    )?;
    let unsent: i64 = tx.query_row(
        "SELECT count(*) FROM envelope WHERE subject = ?1 AND state IN ('unsent', 'sent')",
        [subject.0],
        |row| row.get(0),
    )?;
    // Items that could not be applied, and notes of the rooms above: by the subject's name, or with it in a draft's.
    tx.execute("DELETE FROM quarantine WHERE subject = ?1", [subject.0])?;
    tx.execute(
        "DELETE FROM meta WHERE key LIKE 'note/%' AND (instr(key, lower(hex(?1))) > 0
             OR (key LIKE 'note/draft/%' AND instr(value, ?1) > 0))",
        [subject.0],
    )?;
    cards::forget_words(tx)?;
    // A k opens every body of its chain on that subject: it goes once none is needed.
    if unsent == 0 {
        tx.execute("DELETE FROM salt_root WHERE subject = ?1", params![subject.0])?;
    }
    Ok(erased)
}

/// Doubts the whole acknowledged layer and drops the cursor: the hub's copy is to replace it. Until a
/// subject's copy has come, what is here stays readable and counts in no digest. What this store wrote
/// itself is not touched, and what it had seen it still has.
pub fn doubt_everything(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute_batch(
        "UPDATE subject SET in_scope = 2 WHERE in_scope = 1;
         DELETE FROM meta WHERE key IN ('cursor', 'scope_digest');",
    )?;
    Ok(())
}

/// The hub's copy has come whole: what it did not bring has left the scope. [`purge_gone`] removes it.
pub fn settle_doubt(tx: &Transaction<'_>) -> Result<usize, StoreError> {
    Ok(tx.prepare_cached("UPDATE subject SET in_scope = 0 WHERE in_scope = 2")?.execute([])?)
}

pub(super) fn drop_acknowledged(
    tx: &Transaction<'_>,
    subject: SubjectId,
) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM entry WHERE subject = ?1")?.execute([subject.0])?;
    tx.prepare_cached("DELETE FROM subject WHERE subject = ?1")?.execute([subject.0])?;
    documents::drop_layer(tx, subject, Layer::Acknowledged)?;
    Ok(())
}
