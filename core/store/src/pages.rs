//! The acknowledged layer: pages of the hub's log, applied whole, with the cursor in one
//! transaction.

mod scope;

use counterfoil_domain::cbor;
use counterfoil_domain::decision::Decision;
use counterfoil_domain::envelope::SaltedBody;
use counterfoil_domain::ids::{Hash, Incarnation, SubjectId};
use counterfoil_domain::log::{Digest, EntryKind};
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

pub use self::scope::{
    doubt_everything, erase, has_left, in_scope, is_here, is_kept, keep, keep_no_more, purge_gone,
    settle_doubt, take_out,
};
use crate::columns::{self, decoded_or_null};
use crate::documents::{self, DocumentRow, Layer};
use crate::error::StoreError;
use crate::outbox;
use crate::progress::{self, Progress};

/// One entry of the hub's log as this person may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Its index in the log.
    pub index: u64,
    /// What it is.
    pub kind: EntryKind,
    /// Header hash, or hash of the statement.
    pub hash: Hash,
    /// The bytes of header or statement; absent when only the decision may be seen.
    pub content: Option<Vec<u8>>,
    /// The body with its salt; absent when it may not be seen or was erased.
    pub body: Option<SaltedBody>,
    /// The verdict, for envelopes.
    pub verdict: Option<Verdict>,
    /// What the hub decided.
    pub decision: Option<Decision>,
    /// The hub's time at commit, ms since 1970.
    pub hub_time_ms: u64,
    /// Of the second branch of a forked chain: the incarnation under which the hub files it.
    pub branch: Option<Incarnation>,
}

/// What a page holds about one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectPage {
    /// The subject.
    pub subject: Subject,
    /// A snapshot replaces the whole acknowledged layer of the subject; otherwise the entries
    /// follow those that are here.
    pub is_snapshot: bool,
    /// Entries, in any order; those that are here already change nothing.
    pub entries: Vec<EntryRow>,
    /// Documents as they stand after the entries, for [`Layer::Acknowledged`].
    pub documents: Vec<DocumentRow>,
    /// The digest that a snapshot carries, when it holds less than all entries.
    pub digest: Option<Digest>,
}

/// A page: a contiguous range of the log, grouped by subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What it holds.
    pub subjects: Vec<SubjectPage>,
    /// Subjects that left this person's scope.
    pub gone: Vec<SubjectId>,
    /// The new cursor.
    pub progress: Progress,
}

/// Applies a page: entries, documents, scope, cursor, and which of this store's own envelopes the
/// log now shows. Returns the digest of the scope; the caller compares it when no more is to come.
pub fn apply(tx: &Transaction<'_>, page: &Page) -> Result<Digest, StoreError> {
    let mut scope = progress::scope_digest(tx)?;
    for part in &page.subjects {
        let before = digest_of(tx, part.subject.id)?.unwrap_or_default();
        let after = apply_subject(tx, part)?;
        scope = Digest(scope.0.wrapping_sub(before.0).wrapping_add(after.0));
    }
    for subject in &page.gone {
        let left = take_out(tx, *subject)?;
        scope = Digest(scope.0.wrapping_sub(left.0));
    }
    progress::set_scope_digest(tx, scope)?;
    progress::set_progress(tx, &page.progress)?;
    outbox::mark_seen(tx, page.progress.seen.index)?;
    Ok(scope)
}

/// The acknowledged entries of a subject, in the order of the log.
pub fn entries(connection: &Connection, subject: SubjectId) -> Result<Vec<EntryRow>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM entry WHERE subject = ?1 ORDER BY log_index")?;
    let mut rows = statement.query([subject.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(entry_row(row)?);
    }
    Ok(found)
}

/// Every subject that has an acknowledged layer and has not left the scope.
pub fn subjects(connection: &Connection) -> Result<Vec<Subject>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT kind, subject FROM subject WHERE in_scope <> 0")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(columns::subject(row)?);
    }
    Ok(found)
}

/// The sum over a subject's acknowledged entries, while it is in scope.
pub fn digest_of(
    connection: &Connection,
    subject: SubjectId,
) -> Result<Option<Digest>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT digest FROM subject WHERE subject = ?1 AND in_scope = 1")?;
    let bytes = statement.query_row([subject.0], |row| row.get(0)).optional()?;
    Ok(bytes.map(Digest::from_bytes))
}

fn apply_subject(tx: &Transaction<'_>, part: &SubjectPage) -> Result<Digest, StoreError> {
    let id = part.subject.id;
    let was_gone = !in_scope(tx, id)?;
    if part.is_snapshot || was_gone {
        scope::drop_acknowledged(tx, id)?;
    }
    let mut digest = digest_of(tx, id)?.unwrap_or_default();
    for entry in &part.entries {
        if put_entry(tx, id, entry)? {
            digest.add(entry.index, &entry.hash, entry.decision.as_ref());
        }
    }
    for document in &part.documents {
        if document.name.subject != id || document.layer != Layer::Acknowledged {
            return Err(StoreError::Conflict { what: "a page brings documents of its subject" });
        }
        documents::put(tx, document)?;
    }
    let digest = part.digest.filter(|_| part.is_snapshot).unwrap_or(digest);
    tx.prepare_cached(
        "INSERT OR REPLACE INTO subject (subject, kind, digest, in_scope) VALUES (?1, ?2, ?3, 1)",
    )?
    .execute(params![id.0, columns::kind_code(part.subject.kind), digest.to_bytes()])?;
    Ok(digest)
}

/// True when the entry was not here yet.
fn put_entry(tx: &Transaction<'_>, id: SubjectId, entry: &EntryRow) -> Result<bool, StoreError> {
    let kind: u8 = match entry.kind {
        EntryKind::Envelope => 0,
        EntryKind::Statement => 1,
    };
    let added = tx
        .prepare_cached(
            "INSERT OR IGNORE INTO entry (subject, log_index, kind, hash, content, salt, body,
                 verdict, decision, hub_time_ms, branch)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            id.0,
            entry.index,
            kind,
            entry.hash.0,
            entry.content,
            entry.body.as_ref().map(|salted| salted.salt),
            entry.body.as_ref().map(|salted| &salted.bytes),
            entry.verdict.as_ref().map(cbor::encode),
            entry.decision.as_ref().map(cbor::encode),
            entry.hub_time_ms,
            entry.branch.map(|branch| branch.0),
        ])?;
    Ok(added == 1)
}

fn entry_row(row: &Row<'_>) -> Result<EntryRow, StoreError> {
    let salt: Option<_> = row.get("salt")?;
    let body: Option<Vec<u8>> = row.get("body")?;
    let kind: u8 = row.get("kind")?;
    Ok(EntryRow {
        index: row.get("log_index")?,
        kind: if kind == 0 { EntryKind::Envelope } else { EntryKind::Statement },
        hash: columns::hash(row, "hash")?,
        content: row.get("content")?,
        body: salt.zip(body).map(|(salt, bytes)| SaltedBody { salt, bytes }),
        verdict: decoded_or_null(row.get("verdict")?, "verdict")?,
        decision: decoded_or_null(row.get("decision")?, "decision")?,
        hub_time_ms: row.get("hub_time_ms")?,
        branch: row.get::<_, Option<[u8; 8]>>("branch")?.map(Incarnation),
    })
}
