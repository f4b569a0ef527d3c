//! Who this store is and how far it has come.

use counterfoil_domain::cbor;
use counterfoil_domain::envelope::Seen;
use counterfoil_domain::ids::{DeviceId, PersonId, TenantId};
use counterfoil_domain::log::Digest;
use rusqlite::types::{FromSql, ToSql};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::columns::decoded_or_null;
use crate::error::StoreError;

const OWNER: &str = "owner";
const INSTALL_MARKER: &str = "install_marker";
const SEEN: &str = "seen";
const CURSOR: &str = "cursor";
const SCOPE_DIGEST: &str = "scope_digest";

/// Whose store this is. Set at enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Owner {
    /// The tenant.
    #[n(0)]
    pub tenant: TenantId,
    /// This store.
    #[n(1)]
    pub device: DeviceId,
    /// Its person.
    #[n(2)]
    pub person: PersonId,
}

/// How far the hub's log is known here. Saved in the transaction that applies a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Entries with a lower index have been applied.
    pub seen: Seen,
    /// The cursor as the protocol wrote it; this crate does not look inside.
    pub cursor: Vec<u8>,
}

/// Whose store this is, if it was enrolled.
pub fn owner(connection: &Connection) -> Result<Option<Owner>, StoreError> {
    decoded_or_null(value(connection, OWNER)?, "owner")
}

/// Notes whose store this is.
pub fn set_owner(tx: &Transaction<'_>, owner: &Owner) -> Result<(), StoreError> {
    set_value(tx, OWNER, &cbor::encode(owner))
}

/// The marker of this installation; another one in the secret store means a restored copy.
pub fn install_marker(connection: &Connection) -> Result<Option<[u8; 16]>, StoreError> {
    value(connection, INSTALL_MARKER)
}

/// Notes the marker of this installation.
pub fn set_install_marker(tx: &Transaction<'_>, marker: &[u8; 16]) -> Result<(), StoreError> {
    set_value(tx, INSTALL_MARKER, marker)
}

/// How far the hub's log is known here; nothing before the first page.
pub fn progress(connection: &Connection) -> Result<Option<Progress>, StoreError> {
    let cursor = value(connection, CURSOR)?;
    Ok(seen(connection)?.zip(cursor).map(|(seen, cursor)| Progress { seen, cursor }))
}

/// What the author of an envelope has seen. It stays while a lost cursor is found again: within a chain
/// it never falls.
pub fn seen(connection: &Connection) -> Result<Option<Seen>, StoreError> {
    decoded_or_null(value(connection, SEEN)?, "seen")
}

/// The log that was seen is no more: another one counts from the beginning.
pub fn forget_seen(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM meta WHERE key = ?1")?.execute([SEEN])?;
    Ok(())
}

/// Notes how far the hub's log is known here.
pub(crate) fn set_progress(tx: &Transaction<'_>, progress: &Progress) -> Result<(), StoreError> {
    set_value(tx, SEEN, &cbor::encode(&progress.seen))?;
    set_value(tx, CURSOR, progress.cursor.as_slice())
}

/// The sum over all acknowledged entries in scope.
pub fn scope_digest(connection: &Connection) -> Result<Digest, StoreError> {
    let bytes: Option<[u8; 16]> = value(connection, SCOPE_DIGEST)?;
    Ok(bytes.map(Digest::from_bytes).unwrap_or_default())
}

pub(crate) fn set_scope_digest(tx: &Transaction<'_>, digest: Digest) -> Result<(), StoreError> {
    set_value(tx, SCOPE_DIGEST, &digest.to_bytes())
}

/// A small value that a floor above keeps here under a name of its own, `desk/name`.
pub fn note(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    value(connection, &format!("note/{name}"))
}

/// Keeps a small value for a floor above.
pub fn set_note(tx: &Transaction<'_>, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    set_value(tx, &format!("note/{name}"), bytes)
}

/// Every such value whose name begins with `prefix`, by name.
pub fn notes(connection: &Connection, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT substr(key, 6), value FROM meta WHERE key >= ?1 AND key < ?2 ORDER BY key",
    )?;
    let (from, to) = (format!("note/{prefix}"), format!("note/{prefix}\u{10FFFF}"));
    let rows = statement.query_map([from, to], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes such a value away.
pub fn clear_note(tx: &Transaction<'_>, name: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM meta WHERE key = ?1")?.execute([format!("note/{name}")])?;
    Ok(())
}

fn value<T: FromSql>(connection: &Connection, key: &str) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

fn set_value<T: ToSql + ?Sized>(
    tx: &Transaction<'_>,
    key: &str,
    value: &T,
) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
        .execute(params![key, value])?;
    Ok(())
}
