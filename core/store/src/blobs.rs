//! Rows about blobs: what the vault holds, who names it, how far its upload is.

use counterfoil_domain::ids::Hash;
use counterfoil_domain::proof::Derived;
use rusqlite::{Connection, Row, Transaction, params};

use crate::columns;
use crate::error::StoreError;
use crate::vault::SealedBlob;

/// How far a blob is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlobState {
    /// On this phone alone, perhaps partly uploaded.
    Local,
    /// The hub has opened and hashed it.
    Stored,
    /// It survives the loss of the hub's machine; it may leave the phone.
    Safe,
    /// Its file has left the phone.
    Gone,
}

/// A blob of this store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    /// Hashes and sizes, plain and sealed.
    pub sealed: SealedBlob,
    /// Media type.
    pub media_type: String,
    /// What it was made from, for thumbnails and stamped copies.
    pub derived: Option<Derived>,
    /// Lower goes first: signatures and thumbnails before originals.
    pub urgency: u8,
    /// Sealed bytes that the hub has.
    pub offset_bytes: u64,
    /// How far it is.
    pub state: BlobState,
    /// When it was made, ms since 1970.
    pub made_at_ms: i64,
}

/// A blob to upload, with an envelope at the hub that gives leave to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRow {
    /// The blob.
    pub blob: BlobRow,
    /// An envelope that names it or its original.
    pub envelope: Hash,
}

/// Notes a blob that the vault has sealed. The same blob again keeps its progress, unless the file
/// was sealed anew: then the upload begins again. What it is may be told later than that it is here.
pub fn put(tx: &Transaction<'_>, blob: &BlobRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO blob (hash, size_bytes, sealed_hash, sealed_bytes, media_type, derived_from,
             recipe, urgency, made_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (hash) DO UPDATE SET
             media_type = iif(excluded.media_type = 'application/octet-stream', media_type,
                 excluded.media_type),
             urgency = min(urgency, excluded.urgency),
             offset_bytes = iif(sealed_hash = excluded.sealed_hash, offset_bytes, 0),
             sealed_hash = excluded.sealed_hash, sealed_bytes = excluded.sealed_bytes,
             state = iif(state = 'gone', 'safe', state)",
    )?
    .execute(params![
        blob.sealed.hash.0,
        blob.sealed.size,
        blob.sealed.sealed_hash.0,
        blob.sealed.sealed_size,
        blob.media_type,
        blob.derived.as_ref().map(|derived| derived.original.0),
        blob.derived.as_ref().map(|derived| &derived.recipe),
        blob.urgency,
        blob.made_at_ms,
    ])?;
    Ok(())
}

/// One blob.
pub fn get(connection: &Connection, hash: Hash) -> Result<Option<BlobRow>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM blob WHERE hash = ?1")?;
    let mut rows = statement.query([hash.0])?;
    rows.next()?.map(blob_row).transpose()
}

/// What was made from an original and is a blob of this store, the smallest first.
pub fn copies(connection: &Connection, original: Hash) -> Result<Vec<BlobRow>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM blob WHERE derived_from = ?1 ORDER BY size_bytes, hash")?;
    let mut rows = statement.query([original.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(blob_row(row)?);
    }
    Ok(found)
}

/// Blobs to upload now, the urgent first: those of envelopes that the hub has, whatever its
/// verdict.
pub fn upload_queue(connection: &Connection, count: usize) -> Result<Vec<UploadRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT blob.*, min(envelope.envelope_id), envelope.header_hash FROM blob
         JOIN blob_use ON blob_use.hash IN (blob.hash, blob.derived_from)
         JOIN envelope USING (header_hash)
         WHERE blob.state = 'local' AND envelope.hub_index IS NOT NULL AND body IS NOT NULL
         GROUP BY blob.hash ORDER BY urgency, made_at_ms, blob.hash LIMIT ?1",
    )?;
    let mut rows = statement.query([count])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let envelope = columns::hash(row, "header_hash")?;
        found.push(UploadRow { blob: blob_row(row)?, envelope });
    }
    Ok(found)
}

/// Notes how many sealed bytes the hub has. It may be fewer than before: the hub's word counts.
pub fn note_offset(tx: &Transaction<'_>, sealed: Hash, bytes: u64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE blob SET offset_bytes = min(?2, sealed_bytes)
         WHERE sealed_hash = ?1 AND state = 'local'",
    )?
    .execute(params![sealed.0, bytes])?;
    Ok(())
}

/// Notes that the hub has opened a blob and found the promised bytes.
pub fn note_arrived(tx: &Transaction<'_>, hash: Hash, index: u64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE blob SET state = 'stored', hub_index = ?2, offset_bytes = sealed_bytes
         WHERE hash = ?1 AND state = 'local'",
    )?
    .execute(params![hash.0, index])?;
    Ok(())
}

/// An arrival whose entry is not known yet: it lies below the tip of the next answer.
pub const ARRIVED_BEFORE_NEXT_ANSWER: u64 = i64::MAX as u64;

/// An answer whose tip is `size` came after these arrivals: their entries lie below it.
pub fn place_arrivals(tx: &Transaction<'_>, size: u64) -> Result<usize, StoreError> {
    let sql = "UPDATE blob SET hub_index = ?2 WHERE state = 'stored' AND hub_index = ?1";
    let last = size.saturating_sub(1);
    Ok(tx.prepare_cached(sql)?.execute(params![ARRIVED_BEFORE_NEXT_ANSWER, last])?)
}

/// Blobs that arrived below the safe horizon `size` by what is known here, the first of them: the hub is asked whether
/// it has them still.
pub fn perhaps_safe(c: &Connection, size: u64, count: usize) -> Result<Vec<Hash>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT hash FROM blob WHERE state = 'stored' AND hub_index < ?1 ORDER BY hub_index, hash LIMIT ?2",
    )?;
    let rows = statement.query_map(params![size, count], |row| row.get(0).map(Hash))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The hub's word on a blob that had arrived: it is safe.
pub fn note_safe(tx: &Transaction<'_>, hash: Hash) -> Result<(), StoreError> {
    let sql = "UPDATE blob SET state = 'safe' WHERE hash = ?1 AND state = 'stored'";
    tx.prepare_cached(sql)?.execute([hash.0])?;
    Ok(())
}

/// The hub's word: it is there, and below no horizon yet. Its entry lies below the tip of this answer.
pub fn note_stored(tx: &Transaction<'_>, hash: Hash, size: u64) -> Result<(), StoreError> {
    let sql = "UPDATE blob SET hub_index = ?2 WHERE hash = ?1 AND state = 'stored'";
    tx.prepare_cached(sql)?.execute(params![hash.0, size.saturating_sub(1)])?;
    Ok(())
}

/// The hub's word: it is not there. It is uploaded again.
pub fn note_missing(tx: &Transaction<'_>, hash: Hash) -> Result<(), StoreError> {
    let sql = "UPDATE blob SET state = 'local', hub_index = NULL, offset_bytes = 0
               WHERE hash = ?1 AND state = 'stored'";
    tx.prepare_cached(sql)?.execute([hash.0])?;
    Ok(())
}

/// The hub lost every entry from `kept` on: blobs that arrived there are uploaded again, if they
/// are still here.
pub fn offer_again(tx: &Transaction<'_>, kept: u64) -> Result<usize, StoreError> {
    let sql = "UPDATE blob SET state = 'local', hub_index = NULL, offset_bytes = 0
               WHERE hub_index >= ?1 AND state <> 'gone'";
    Ok(tx.prepare_cached(sql)?.execute([kept])?)
}

/// Safe blobs that were made before `made_before_ms` and may leave the phone.
pub fn may_leave(
    connection: &Connection,
    made_before_ms: i64,
    count: usize,
) -> Result<Vec<Hash>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT hash FROM blob WHERE state = 'safe' AND made_at_ms < ?1
         ORDER BY made_at_ms LIMIT ?2",
    )?;
    let rows = statement.query_map(params![made_before_ms, count], |row| row.get(0).map(Hash))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that a safe blob's file has left the phone. True when it was safe.
pub fn note_gone(tx: &Transaction<'_>, hash: Hash) -> Result<bool, StoreError> {
    let sql = "UPDATE blob SET state = 'gone' WHERE hash = ?1 AND state = 'safe'";
    Ok(tx.prepare_cached(sql)?.execute([hash.0])? == 1)
}

/// Blobs that were named, and of whose envelopes none is here with its body any more: they were erased, or have left.
pub fn unnamed(connection: &Connection) -> Result<Vec<Hash>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT hash FROM blob WHERE state <> 'gone' AND EXISTS
             (SELECT 1 FROM blob_use WHERE blob_use.hash IN (blob.hash, blob.derived_from))
         AND NOT EXISTS (SELECT 1 FROM blob_use JOIN envelope USING (header_hash)
             WHERE blob_use.hash IN (blob.hash, blob.derived_from) AND body IS NOT NULL)",
    )?;
    let rows = statement.query_map([], |row| row.get(0).map(Hash))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that the file of an erased order's blob is gone, however far its upload was.
pub fn let_go(tx: &Transaction<'_>, hash: Hash) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE blob SET state = 'gone' WHERE hash = ?1")?.execute([hash.0])?;
    Ok(())
}

/// Blobs that no envelope names, directly or as an original: drafts.
pub fn drafts(connection: &Connection) -> Result<Vec<BlobRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM blob WHERE NOT EXISTS
             (SELECT 1 FROM blob_use WHERE blob_use.hash IN (blob.hash, blob.derived_from))
         ORDER BY made_at_ms, hash",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(blob_row(row)?);
    }
    Ok(found)
}

/// Takes out the row of a draft. False, and nothing happens, when an envelope names the blob.
pub fn discard_draft(tx: &Transaction<'_>, hash: Hash) -> Result<bool, StoreError> {
    let sql = "DELETE FROM blob WHERE hash = ?1 AND NOT EXISTS
                   (SELECT 1 FROM blob_use WHERE blob_use.hash IN (blob.hash, blob.derived_from))";
    Ok(tx.prepare_cached(sql)?.execute([hash.0])? == 1)
}

/// Every blob that an envelope of this store names, by its plain hash, sorted.
pub fn named(connection: &Connection) -> Result<Vec<Hash>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT hash FROM blob_use ORDER BY hash")?;
    Ok(statement.query_map([], |row| row.get(0).map(Hash))?.collect::<Result<_, _>>()?)
}

/// Whether a blob is at the hub and not safe yet.
pub fn some_stored(connection: &Connection) -> Result<bool, StoreError> {
    let mut asked =
        connection.prepare_cached("SELECT 1 FROM blob WHERE state = 'stored' LIMIT 1")?;
    Ok(asked.exists([])?)
}

/// Blobs that are not safe at the hub.
#[derive(Debug, Clone, Default)]
pub struct NotSafe {
    /// By their plain hashes, drafts included.
    pub hashes: Vec<Hash>,
    /// How many of them an envelope names, directly or as an original.
    pub named: u64,
}

/// What would be lost with this phone.
pub fn not_safe(connection: &Connection) -> Result<NotSafe, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT hash, EXISTS
             (SELECT 1 FROM blob_use WHERE blob_use.hash IN (blob.hash, blob.derived_from)) AS named
         FROM blob WHERE state IN ('local', 'stored') ORDER BY hash",
    )?;
    let mut rows = statement.query([])?;
    let mut found = NotSafe::default();
    while let Some(row) = rows.next()? {
        found.named += u64::from(row.get::<_, bool>("named")?);
        found.hashes.push(columns::hash(row, "hash")?);
    }
    Ok(found)
}

/// How many blobs that an envelope names have not arrived at the hub, and their sealed bytes that are still to go.
pub fn waiting(connection: &Connection) -> Result<(u64, u64), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*), coalesce(sum(sealed_bytes - offset_bytes), 0)
         FROM blob WHERE state = 'local' AND EXISTS
             (SELECT 1 FROM blob_use WHERE blob_use.hash IN (blob.hash, blob.derived_from))",
    )?;
    Ok(statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn blob_row(row: &Row<'_>) -> Result<BlobRow, StoreError> {
    let state: String = row.get("state")?;
    let original = columns::hash_or_null(row, "derived_from")?;
    let recipe: Option<String> = row.get("recipe")?;
    Ok(BlobRow {
        sealed: SealedBlob {
            hash: columns::hash(row, "hash")?,
            size: row.get("size_bytes")?,
            sealed_hash: columns::hash(row, "sealed_hash")?,
            sealed_size: row.get("sealed_bytes")?,
        },
        media_type: row.get("media_type")?,
        derived: original.zip(recipe).map(|(original, recipe)| Derived { original, recipe }),
        urgency: row.get("urgency")?,
        offset_bytes: row.get("offset_bytes")?,
        state: state_of(&state)?,
        made_at_ms: row.get("made_at_ms")?,
    })
}

fn state_of(name: &str) -> Result<BlobState, StoreError> {
    match name {
        "local" => Ok(BlobState::Local),
        "stored" => Ok(BlobState::Stored),
        "safe" => Ok(BlobState::Safe),
        "gone" => Ok(BlobState::Gone),
        _ => Err(StoreError::Damaged { what: "state of a blob" }),
    }
}
