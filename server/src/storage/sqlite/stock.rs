//! Shelves in SQLite.

use async_trait::async_trait;
use counterfoil_domain::ids::{SubjectId, TenantId};
use rusqlite::params;

use super::chains::all;
use super::rows::{number, subject, unsigned};
use super::{SqliteStorage, engine};
use crate::storage::Stored;
use crate::storage::stock::StockStorage;

/// The table, in full.
pub(super) const SCHEMA: &str = include_str!("stock.sql");

#[async_trait]
impl StockStorage for SqliteStorage {
    async fn shelves(&self, tenant: TenantId, from: u64) -> Stored<Vec<(SubjectId, u64)>> {
        self.read(move |db| {
            let sql = "SELECT place, max(idx) FROM stocked WHERE tenant = ?1 AND idx >= ?2
                       GROUP BY place ORDER BY 2";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let rows = query.query(params![tenant.0, number(from)]).map_err(engine)?;
            all(rows, |row| Ok((subject(row, 0)?, unsigned(row, 1)?)))
        })
        .await
    }

    async fn stocked(&self, tenant: TenantId, place: SubjectId) -> Stored<Vec<SubjectId>> {
        self.read(move |db| {
            let sql = "SELECT subject FROM stocked WHERE tenant = ?1 AND place = ?2";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let rows = query.query(params![tenant.0, place.0]).map_err(engine)?;
            all(rows, |row| subject(row, 0))
        })
        .await
    }
}
