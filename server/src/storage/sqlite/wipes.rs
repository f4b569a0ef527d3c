//! Orders to wipe a store, in SQLite.

use async_trait::async_trait;
use counterfoil_domain::ids::{DeviceId, TenantId};
use counterfoil_domain::log::{WipeOrdered, WipedSaid};
use rusqlite::{Row, Transaction, params};

use super::rows::{bytes, coded, number, unsigned, unsigned_or_null};
use super::{SqliteStorage, engine};
use crate::storage::Stored;
use crate::storage::wipes::{WipeRow, WipeStorage};

/// The table, in full.
pub(super) const SCHEMA: &str = include_str!("wipes.sql");

/// An order was entered: it takes the place of an earlier one.
pub(super) fn ordered(
    tx: &Transaction<'_>,
    tenant: TenantId,
    index: u64,
    said: &WipeOrdered,
) -> Stored<()> {
    let device = said.order.statement.device;
    let row = params![tenant.0, device.0, bytes(&said.order), number(index)];
    tx.execute("INSERT OR REPLACE INTO wipe VALUES (?1, ?2, ?3, ?4, NULL)", row).map_err(engine)?;
    Ok(())
}

/// The store said that it was done.
pub(super) fn done(
    tx: &Transaction<'_>,
    tenant: TenantId,
    index: u64,
    said: &WipedSaid,
) -> Stored<()> {
    let device = said.wiped.statement.device;
    let sql = "UPDATE wipe SET done_at = ?3 WHERE tenant = ?1 AND device = ?2 AND done_at IS NULL";
    tx.execute(sql, params![tenant.0, device.0, number(index)]).map_err(engine)?;
    Ok(())
}

fn wipe_row(row: &Row<'_>) -> Stored<WipeRow> {
    Ok(WipeRow {
        order: coded(row, 0, "an order to wipe")?,
        ordered_at: unsigned(row, 1)?,
        done_at: unsigned_or_null(row, 2)?,
    })
}

#[async_trait]
impl WipeStorage for SqliteStorage {
    async fn wipe(&self, tenant: TenantId, device: DeviceId) -> Stored<Option<WipeRow>> {
        self.read(move |db| {
            let sql = "SELECT wipe_order, ordered_at, done_at FROM wipe
                       WHERE tenant = ?1 AND device = ?2";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let mut found = query.query([tenant.0, device.0]).map_err(engine)?;
            found.next().map_err(engine)?.map(wipe_row).transpose()
        })
        .await
    }
}
