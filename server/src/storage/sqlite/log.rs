//! The log's operations on SQLite.

use async_trait::async_trait;
use counterfoil_domain::ids::{Hash, LineageId, TenantId};
use counterfoil_domain::log::{LineageBegun, Statement};
use counterfoil_domain::merkle::{self, Frontier};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::rows::{bytes, number};
use super::{SqliteStorage, append, engine};
use crate::storage::{
    Committed, EntryOf, Inclusion, LogStorage, NewEntry, StorageError, Stored, Tip,
};

#[async_trait]
impl LogStorage for SqliteStorage {
    async fn begin_tenant(
        &self,
        tenant: TenantId,
        lineage: LineageId,
        now_ms: u64,
    ) -> Stored<bool> {
        self.write(move |tx| {
            let (edge, root) = (Frontier::new(), Frontier::new().root());
            let row = params![tenant.0, lineage.0, bytes(&edge), root.0];
            let made = tx
                .execute("INSERT OR IGNORE INTO tenant VALUES (?1, ?2, 0, 0, ?3, ?4)", row)
                .map_err(engine)?;
            if made == 0 {
                return Ok(false);
            }
            let begun = LineageBegun { lineage, parent: None, size: 0, root };
            let entries = [entry_of(Statement::Lineage(begun))];
            append::append(tx, tenant, append::counter(tx, tenant)?, &entries, now_ms)?;
            Ok(true)
        })
        .await
    }

    async fn tenants(&self) -> Stored<Vec<TenantId>> {
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT tenant FROM tenant").map_err(engine)?;
            let rows = query.query_map([], |row| row.get(0).map(TenantId)).map_err(engine)?;
            rows.collect::<Result<_, _>>().map_err(engine)
        })
        .await
    }

    async fn tip(&self, tenant: TenantId) -> Stored<Tip> {
        self.read(move |db| Ok(append::counter(db, tenant)?.tip)).await
    }

    async fn root_at(&self, tenant: TenantId, size: u64) -> Stored<Option<Hash>> {
        self.read(move |db| root_at(db, tenant, size)).await
    }

    async fn append(
        &self,
        tenant: TenantId,
        statements: Vec<Statement>,
        now_ms: u64,
    ) -> Stored<Committed> {
        self.write(move |tx| {
            let entries: Vec<NewEntry> = statements.into_iter().map(entry_of).collect();
            append::append(tx, tenant, append::counter(tx, tenant)?, &entries, now_ms)
        })
        .await
    }

    async fn inclusion(
        &self,
        tenant: TenantId,
        index: u64,
        size: u64,
    ) -> Stored<Option<Inclusion>> {
        self.read(move |db| inclusion(db, tenant, index, size)).await
    }
}

/// A statement as an entry.
pub(super) fn entry_of(statement: Statement) -> NewEntry {
    let subjects = statement.subjects();
    NewEntry { of: EntryOf::Statement(statement), subjects, decision: None, effects: Vec::new() }
}

pub(super) fn root_at(db: &Connection, tenant: TenantId, size: u64) -> Stored<Option<Hash>> {
    let Some(last) = size.checked_sub(1) else { return Ok(Some(merkle::root(&[]))) };
    db.prepare_cached("SELECT root FROM entry WHERE tenant = ?1 AND idx = ?2")
        .and_then(|mut query| {
            query.query_row(params![tenant.0, number(last)], |row| row.get(0).map(Hash)).optional()
        })
        .map_err(engine)
}

pub(super) fn leaf_hashes(
    db: &Connection,
    tenant: TenantId,
    from: u64,
    to: u64,
) -> Stored<Vec<Hash>> {
    let mut query = db
        .prepare_cached(
            "SELECT leaf_hash FROM entry WHERE tenant = ?1 AND idx >= ?2 AND idx < ?3 ORDER BY idx",
        )
        .map_err(engine)?;
    let range = params![tenant.0, number(from), number(to)];
    let rows = query.query_map(range, |row| row.get(0).map(Hash)).map_err(engine)?;
    rows.collect::<Result<_, _>>().map_err(engine)
}

fn inclusion(
    db: &Connection,
    tenant: TenantId,
    index: u64,
    size: u64,
) -> Stored<Option<Inclusion>> {
    if index >= size {
        return Ok(None);
    }
    let Some(root) = root_at(db, tenant, size)? else { return Ok(None) };
    let hashes = leaf_hashes(db, tenant, 0, size)?;
    let path = merkle::inclusion_proof(&hashes, index);
    let path = path.ok_or(StorageError::Damaged("the log has a gap"))?;
    let leaf = db
        .prepare_cached("SELECT leaf FROM entry WHERE tenant = ?1 AND idx = ?2")
        .and_then(|mut query| query.query_row(params![tenant.0, number(index)], |row| row.get(0)))
        .map_err(engine)?;
    Ok(Some(Inclusion { leaf, path, size, root }))
}
