//! Manuals in SQLite.

use async_trait::async_trait;
use counterfoil_domain::ids::{Hash, SubjectId, TenantId};
use rusqlite::{Row, params};

use super::chains::all;
use super::rows::{get, hash, number, subject, unsigned};
use super::{SqliteStorage, engine};
use crate::storage::Stored;
use crate::storage::manuals::{ManualRow, ManualStorage, PinRow};

const MANUAL: &str = "SELECT manual, version, hash, size_bytes, media_type, title_zh, title_en,
    added_at_ms FROM manual WHERE tenant = ?1";

fn manual_row(row: &Row<'_>) -> Stored<ManualRow> {
    Ok(ManualRow {
        manual: subject(row, 0)?,
        version: get(row, 1)?,
        hash: hash(row, 2)?,
        size_bytes: unsigned(row, 3)?,
        media_type: get(row, 4)?,
        title_zh: get(row, 5)?,
        title_en: get(row, 6)?,
        added_at_ms: unsigned(row, 7)?,
    })
}

#[async_trait]
impl ManualStorage for SqliteStorage {
    async fn add_manual(&self, tenant: TenantId, row: ManualRow) -> Stored<()> {
        self.write(move |tx| {
            let values = params![
                tenant.0,
                row.manual.0,
                row.version,
                row.hash.0,
                number(row.size_bytes),
                row.media_type,
                row.title_zh,
                row.title_en,
                number(row.added_at_ms),
            ];
            let sql = "INSERT OR REPLACE INTO manual VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
            tx.execute(sql, values).map_err(engine)?;
            Ok(())
        })
        .await
    }

    async fn manuals(&self, tenant: TenantId) -> Stored<Vec<ManualRow>> {
        self.read(move |db| {
            let sql = format!("{MANUAL} ORDER BY manual, version");
            let mut query = db.prepare_cached(&sql).map_err(engine)?;
            all(query.query([tenant.0]).map_err(engine)?, manual_row)
        })
        .await
    }

    async fn manual(&self, tenant: TenantId, hash: Hash) -> Stored<Option<ManualRow>> {
        self.read(move |db| {
            let sql = format!("{MANUAL} AND hash = ?2 LIMIT 1");
            let mut query = db.prepare_cached(&sql).map_err(engine)?;
            let found = query.query(params![tenant.0, hash.0]).map_err(engine)?;
            Ok(all(found, manual_row)?.into_iter().next())
        })
        .await
    }

    async fn pin_manual(
        &self,
        tenant: TenantId,
        manual: SubjectId,
        pins: Vec<PinRow>,
    ) -> Stored<()> {
        self.write(move |tx| {
            let sql = "DELETE FROM manual_pin WHERE tenant = ?1 AND manual = ?2";
            tx.execute(sql, params![tenant.0, manual.0]).map_err(engine)?;
            for pin in &pins {
                let sql = "INSERT OR IGNORE INTO manual_pin VALUES (?1, ?2, ?3, ?4)";
                let values = params![tenant.0, manual.0, pin.kind, pin.model];
                tx.execute(sql, values).map_err(engine)?;
            }
            Ok(())
        })
        .await
    }

    async fn pins(&self, tenant: TenantId) -> Stored<Vec<PinRow>> {
        self.read(move |db| {
            let sql = "SELECT manual, kind, model FROM manual_pin WHERE tenant = ?1
                       ORDER BY manual, kind, model";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let row = |row: &Row<'_>| {
                Ok(PinRow { manual: subject(row, 0)?, kind: get(row, 1)?, model: get(row, 2)? })
            };
            all(query.query([tenant.0]).map_err(engine)?, row)
        })
        .await
    }
}
