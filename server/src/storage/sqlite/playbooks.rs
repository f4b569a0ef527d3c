//! Playbook versions on SQLite: files in a table of their own, signatures in the log.

use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::TenantId;
use counterfoil_domain::log::{PlaybookPublished, Statement};
use counterfoil_domain::playbook::bundle::SignedPlaybook;
use rusqlite::{Connection, Row, Transaction, params};

use super::chains::all;
use super::rows::{get, number, unsigned};
use super::{append, engine, log};
use crate::storage::{PlaybookRow, Stored};

pub(super) fn publish(
    tx: &Transaction<'_>,
    tenant: TenantId,
    (version, bytes): (u32, Vec<u8>),
    signed: Option<SignedPlaybook>,
    now_ms: u64,
) -> Stored<Option<u64>> {
    let hash = sha256(&bytes);
    let not_older = list(tx, tenant, "version >= ?2 AND ?3 = 0", (version.into(), 0))?;
    match not_older.iter().find(|known| known.version == version && known.bytes == bytes) {
        Some(known) if known.signed.is_some() || signed.is_none() => {
            return Ok(Some(known.published_at));
        }
        Some(_) => {}
        None if !not_older.is_empty() => return Ok(None),
        None => {
            let row = params![tenant.0, version, hash.0, bytes];
            tx.execute("INSERT INTO playbook VALUES (?1, ?2, 0, ?3, ?4)", row).map_err(engine)?;
        }
    }
    let statement = Statement::Playbook(PlaybookPublished { version, hash, signed });
    let entries = [log::entry_of(statement)];
    let counter = append::counter(tx, tenant)?;
    Ok(Some(append::append(tx, tenant, counter, &entries, now_ms)?.first))
}

/// The versions that are wanted, ascending, each with the signature of the entry that published it.
pub(super) fn list(
    db: &Connection,
    tenant: TenantId,
    wanted: &str,
    (first, second): (u64, u64),
) -> Stored<Vec<PlaybookRow>> {
    let sql = format!(
        "SELECT version, idx, file, (SELECT statement FROM entry
            WHERE entry.tenant = playbook.tenant AND entry.idx = playbook.idx)
         FROM playbook WHERE tenant = ?1 AND {wanted} ORDER BY version"
    );
    let mut query = db.prepare_cached(&sql).map_err(engine)?;
    let found = query.query(params![tenant.0, number(first), number(second)]).map_err(engine)?;
    let row = |row: &Row<'_>| {
        let said: Option<Vec<u8>> = get(row, 3)?;
        Ok(PlaybookRow {
            version: get(row, 0)?,
            published_at: unsigned(row, 1)?,
            bytes: get(row, 2)?,
            signed: said.and_then(|bytes| signature(&bytes)),
        })
    };
    all(found, row)
}

fn signature(statement: &[u8]) -> Option<SignedPlaybook> {
    match cbor::decode(statement).ok()? {
        Statement::Playbook(published) => published.signed,
        _ => None,
    }
}
