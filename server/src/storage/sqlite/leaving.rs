//! Documents of which a value has to leave every phone, until their next generation begins.

use counterfoil_domain::ids::{SubjectId, TenantId};
use rusqlite::{Connection, Row, Transaction, params};

use super::chains::all;
use super::engine;
use super::rows::{get, number};
use crate::storage::{Batch, DocumentRow, LeavingRow, Stored};

/// The table, in full.
pub(super) const SCHEMA: &str = include_str!("leaving.sql");

/// Notes what a batch found, and forgets what its new generations have done.
pub(super) fn note(tx: &Transaction<'_>, tenant: TenantId, batch: &Batch) -> Stored<()> {
    for document in batch.documents.iter().filter(|one| one.generation > 0) {
        begun(tx, tenant, document)?;
    }
    for row in &batch.leaving {
        let (subject, generation) = (row.subject.0, row.generation);
        let values = params![tenant.0, subject, row.audience, row.name, generation];
        tx.prepare_cached("INSERT OR REPLACE INTO leaving VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut ready| ready.execute(values))
            .map_err(engine)?;
    }
    Ok(())
}

fn begun(tx: &Transaction<'_>, tenant: TenantId, now: &DocumentRow) -> Stored<()> {
    let sql = "DELETE FROM leaving WHERE tenant = ?1 AND subject = ?2 AND audience = ?3
               AND name = ?4 AND generation < ?5";
    let values = params![tenant.0, now.subject.0, now.audience, now.name, now.generation];
    tx.prepare_cached(sql).and_then(|mut ready| ready.execute(values)).map(drop).map_err(engine)
}

/// The documents, at most `limit`.
pub(super) fn rows(db: &Connection, tenant: TenantId, limit: usize) -> Stored<Vec<LeavingRow>> {
    let sql = "SELECT subject, audience, name, generation FROM leaving WHERE tenant = ?1 LIMIT ?2";
    let read = |row: &Row<'_>| {
        Ok(LeavingRow {
            subject: SubjectId(get(row, 0)?),
            audience: get(row, 1)?,
            name: get(row, 2)?,
            generation: get(row, 3)?,
        })
    };
    let mut query = db.prepare_cached(sql).map_err(engine)?;
    all(query.query(params![tenant.0, number(limit as u64)]).map_err(engine)?, read)
}
