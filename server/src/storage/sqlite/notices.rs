//! Notices in SQLite.

use std::collections::BTreeMap;

use async_trait::async_trait;
use counterfoil_domain::ids::{SubjectId, TenantId};
use counterfoil_domain::sla::target::DueId;
use rusqlite::{Row, Transaction, params};

use super::chains::all;
use super::rows::{bytes, coded, get, number, unsigned, unsigned_or_null};
use super::{SqliteStorage, engine};
use crate::storage::Stored;
use crate::storage::notices::{NoticeRow, NoticeStorage};

/// The table, in full.
pub(super) const SCHEMA: &str = include_str!("notices.sql");

fn notice_row(row: &Row<'_>) -> Stored<NoticeRow> {
    Ok(NoticeRow {
        id: DueId(get(row, 0)?),
        order: SubjectId(get(row, 1)?),
        at_ms: unsigned(row, 2)?,
        fired_at_ms: unsigned(row, 3)?,
        seen_at_ms: unsigned_or_null(row, 4)?,
        content: coded(row, 5, "a notice")?,
    })
}

/// Keeps a notice unless it was kept before; whether it was not.
fn insert(tx: &Transaction<'_>, tenant: TenantId, one: &NoticeRow) -> Stored<bool> {
    let sql = "INSERT INTO notice (tenant, id, subject, at_ms, fired_at_ms, content)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
    let values = params![
        tenant.0,
        one.id.0,
        one.order.0,
        number(one.at_ms),
        number(one.fired_at_ms),
        bytes(&one.content),
    ];
    let mut ready = tx.prepare_cached(sql).map_err(engine)?;
    Ok(ready.execute(values).map_err(engine)? == 1)
}

/// The same for what an order tells at once: it is unread until somebody has seen it.
pub(super) fn insert_unread(tx: &Transaction<'_>, tenant: TenantId, one: &NoticeRow) -> Stored<()> {
    if insert(tx, tenant, one)? {
        let sql = "INSERT INTO notice_unread (tenant, subject, id) VALUES (?1, ?2, ?3)";
        tx.prepare_cached(sql)
            .and_then(|mut ready| ready.execute(params![tenant.0, one.order.0, one.id.0]))
            .map_err(engine)?;
    }
    Ok(())
}

#[async_trait]
impl NoticeStorage for SqliteStorage {
    async fn fire(&self, tenant: TenantId, notices: Vec<NoticeRow>) -> Stored<Vec<NoticeRow>> {
        self.write(move |tx| {
            let mut fresh = Vec::new();
            for one in notices {
                if insert(tx, tenant, &one)? {
                    fresh.push(one);
                }
            }
            Ok(fresh)
        })
        .await
    }

    async fn notices(
        &self,
        tenant: TenantId,
        unseen: bool,
        limit: usize,
    ) -> Stored<Vec<NoticeRow>> {
        self.read(move |db| {
            let sql = "SELECT id, subject, at_ms, fired_at_ms, seen_at_ms, content FROM notice
                       WHERE tenant = ?1 AND (?2 = 0 OR seen_at_ms IS NULL)
                       ORDER BY at_ms DESC, id DESC LIMIT ?3";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let values = params![tenant.0, unseen, number(limit as u64)];
            all(query.query(values).map_err(engine)?, notice_row)
        })
        .await
    }

    async fn notices_unsent(
        &self,
        tenant: TenantId,
        since_ms: u64,
        limit: usize,
    ) -> Stored<Vec<NoticeRow>> {
        self.read(move |db| {
            let sql = "SELECT id, subject, at_ms, fired_at_ms, seen_at_ms, content FROM notice
                       WHERE tenant = ?1 AND fired_at_ms >= ?2 AND NOT EXISTS
                         (SELECT 1 FROM notice_sent sent
                          WHERE sent.tenant = notice.tenant AND sent.id = notice.id)
                       ORDER BY fired_at_ms, at_ms, id LIMIT ?3";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let values = params![tenant.0, number(since_ms), number(limit as u64)];
            all(query.query(values).map_err(engine)?, notice_row)
        })
        .await
    }

    async fn notice_sent(&self, tenant: TenantId, id: DueId, now_ms: u64) -> Stored<()> {
        self.write(move |tx| {
            let sql = "INSERT INTO notice_sent (tenant, id, sent_at_ms) VALUES (?1, ?2, ?3)
                       ON CONFLICT DO NOTHING";
            tx.execute(sql, params![tenant.0, id.0, number(now_ms)]).map_err(engine)?;
            Ok(())
        })
        .await
    }

    async fn unread_notices(&self, tenant: TenantId) -> Stored<BTreeMap<SubjectId, u32>> {
        self.read(move |db| {
            let sql = "SELECT subject, count(*) FROM notice_unread WHERE tenant = ?1
                       GROUP BY subject";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let counted = |row: &Row<'_>| {
                let count = u32::try_from(unsigned(row, 1)?).unwrap_or(u32::MAX);
                Ok((SubjectId(get(row, 0)?), count))
            };
            let rows = all(query.query([tenant.0]).map_err(engine)?, counted)?;
            Ok(rows.into_iter().collect())
        })
        .await
    }

    async fn see_notice(&self, tenant: TenantId, id: DueId, now_ms: u64) -> Stored<bool> {
        self.write(move |tx| {
            let read = "DELETE FROM notice_unread WHERE tenant = ?1 AND id = ?2
                        AND subject = (SELECT subject FROM notice WHERE tenant = ?1 AND id = ?2)";
            tx.execute(read, params![tenant.0, id.0]).map_err(engine)?;
            let sql = "UPDATE notice SET seen_at_ms = ifnull(seen_at_ms, ?3)
                       WHERE tenant = ?1 AND id = ?2";
            Ok(tx.execute(sql, params![tenant.0, id.0, number(now_ms)]).map_err(engine)? == 1)
        })
        .await
    }
}
