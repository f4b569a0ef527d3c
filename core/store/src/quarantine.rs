//! Items of a page that could not be applied: kept raw with the reason, in nobody's way.

use counterfoil_domain::ids::SubjectId;
use rusqlite::{Connection, Transaction, params};

use crate::error::StoreError;

/// An item that was set apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedItem {
    /// Names it here.
    pub id: i64,
    /// Its subject, if that much could be read.
    pub subject: Option<SubjectId>,
    /// Its index in the log, if that much could be read.
    pub index: Option<u64>,
    /// Why it could not be applied, as a code.
    pub reason: String,
    /// Its bytes as they came.
    pub bytes: Vec<u8>,
}

/// Sets an item apart. The same bytes for the same reason are kept once.
pub fn put(
    tx: &Transaction<'_>,
    subject: Option<SubjectId>,
    index: Option<u64>,
    reason: &str,
    bytes: &[u8],
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO quarantine (subject, log_index, reason, bytes, noted_at_ms)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS
             (SELECT 1 FROM quarantine WHERE bytes = ?4 AND reason = ?3)",
    )?
    .execute(params![subject.map(|subject| subject.0), index, reason, bytes, now_ms])?;
    Ok(())
}

/// Everything that was set apart, the oldest first.
pub fn list(connection: &Connection) -> Result<Vec<QuarantinedItem>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM quarantine ORDER BY quarantine_id")?;
    let rows = statement.query_map([], |row| {
        Ok(QuarantinedItem {
            id: row.get("quarantine_id")?,
            subject: row.get::<_, Option<[u8; 16]>>("subject")?.map(SubjectId),
            index: row.get("log_index")?,
            reason: row.get("reason")?,
            bytes: row.get("bytes")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes an item out, after it could be applied or a snapshot replaced it.
pub fn release(tx: &Transaction<'_>, id: i64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM quarantine WHERE quarantine_id = ?1", [id])?;
    Ok(())
}
