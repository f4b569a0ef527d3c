//! What the hub signed and this phone keeps: playbooks, receipts, answers, certificates.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::Hash;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::error::StoreError;

/// What kind of signed statement a receipt row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedKind {
    /// An answer that carried receipts for pushed envelopes.
    Answer,
    /// A certificate that nothing is left on this phone.
    Certificate,
}

/// Keeps a playbook version; orders pin versions, so none is replaced. Returns its hash.
pub fn put_playbook(tx: &Transaction<'_>, version: u32, bytes: &[u8]) -> Result<Hash, StoreError> {
    let hash = sha256(bytes);
    tx.prepare_cached("INSERT OR IGNORE INTO playbook (version, hash, bytes) VALUES (?1, ?2, ?3)")?
        .execute(params![version, hash.0, bytes])?;
    Ok(hash)
}

/// A playbook version's bytes.
pub fn playbook(connection: &Connection, version: u32) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT bytes FROM playbook WHERE version = ?1")?;
    Ok(statement.query_row([version], |row| row.get(0)).optional()?)
}

/// The playbook versions that are here, the newest last.
pub fn playbook_versions(connection: &Connection) -> Result<Vec<u32>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT version FROM playbook ORDER BY version")?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Keeps a signed statement as it came, at the log size that it speaks of.
pub fn put(
    tx: &Transaction<'_>,
    kind: SignedKind,
    log_size: u64,
    bytes: &[u8],
) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO receipt (kind, hub_index, bytes) VALUES (?1, ?2, ?3)")?
        .execute(params![kind.name(), log_size, bytes])?;
    Ok(())
}

/// The newest signed statement of a kind.
pub fn newest(connection: &Connection, kind: SignedKind) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT bytes FROM receipt WHERE kind = ?1 ORDER BY receipt_id DESC LIMIT 1",
    )?;
    Ok(statement.query_row([kind.name()], |row| row.get(0)).optional()?)
}

impl SignedKind {
    fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Certificate => "certificate",
        }
    }
}
