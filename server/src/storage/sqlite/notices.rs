//! Notices in SQLite.

#[cfg(test)]
mod tests;
mod together;

use std::collections::BTreeMap;

use async_trait::async_trait;
use counterfoil_domain::ids::{SubjectId, TenantId};
use counterfoil_domain::order::DANGER;
use counterfoil_domain::sla::target::DueId;
use rusqlite::{Connection, Row, Transaction, params};

use super::chains::all;
use super::rows::{bytes, coded, get, number, unsigned, unsigned_or_null};
use super::{SqliteStorage, engine};
use crate::storage::Stored;
use crate::storage::notices::{NoticeRow, NoticeStorage};

/// The table, in full.
pub(super) const SCHEMA: &str = include_str!("notices.sql");

/// Danger that nobody has seen, latest first.
pub(super) const IN_DANGER: &str =
    "SELECT n.id, n.subject, n.at_ms, n.fired_at_ms, n.seen_at_ms, n.content
     FROM notice_danger d CROSS JOIN notice n ON n.tenant = d.tenant AND n.id = d.id
     WHERE d.tenant = ?1 ORDER BY d.at_ms DESC, d.id DESC LIMIT ?2";
/// Everything else that nobody has seen, latest first.
pub(super) const UNSEEN: &str =
    "SELECT n.id, n.subject, n.at_ms, n.fired_at_ms, n.seen_at_ms, n.content FROM notice n
     WHERE n.tenant = ?1 AND n.seen_at_ms IS NULL
       AND NOT EXISTS (SELECT 1 FROM notice_danger d
         WHERE d.tenant = n.tenant AND d.at_ms = n.at_ms AND d.id = n.id)
       AND NOT EXISTS (SELECT 1 FROM notice_together t
         WHERE t.tenant = n.tenant AND t.id = n.id AND t.head <> t.id)
     ORDER BY n.at_ms DESC, n.id DESC LIMIT ?2";
/// The same with what was seen.
pub(super) const ANY: &str =
    "SELECT n.id, n.subject, n.at_ms, n.fired_at_ms, n.seen_at_ms, n.content FROM notice n
     WHERE n.tenant = ?1
       AND NOT EXISTS (SELECT 1 FROM notice_danger d
         WHERE d.tenant = n.tenant AND d.at_ms = n.at_ms AND d.id = n.id)
       AND NOT EXISTS (SELECT 1 FROM notice_together t
         WHERE t.tenant = n.tenant AND t.id = n.id AND t.head <> t.id)
     ORDER BY n.at_ms DESC, n.id DESC LIMIT ?2";
/// What nothing outside has taken; of what one act told the first that is left stands for all.
pub(super) const UNSENT: &str =
    "SELECT n.id, n.subject, n.at_ms, n.fired_at_ms, n.seen_at_ms, n.content FROM notice n
     WHERE n.tenant = ?1 AND n.fired_at_ms >= ?2
       AND NOT EXISTS (SELECT 1 FROM notice_sent sent
         WHERE sent.tenant = n.tenant AND sent.id = n.id)
       AND NOT EXISTS (SELECT 1 FROM notice_together own
         CROSS JOIN notice_together other ON other.tenant = own.tenant
           AND other.head = own.head AND other.place < own.place
         CROSS JOIN notice earlier ON earlier.tenant = other.tenant AND earlier.id = other.id
         WHERE own.tenant = n.tenant AND own.id = n.id AND earlier.fired_at_ms >= ?2
           AND NOT EXISTS (SELECT 1 FROM notice_sent sent
             WHERE sent.tenant = other.tenant AND sent.id = other.id))
     ORDER BY n.fired_at_ms, n.at_ms, n.id LIMIT ?3";

fn notice_row(row: &Row<'_>) -> Stored<NoticeRow> {
    Ok(NoticeRow {
        id: DueId(get(row, 0)?),
        order: SubjectId(get(row, 1)?),
        at_ms: unsigned(row, 2)?,
        fired_at_ms: unsigned(row, 3)?,
        seen_at_ms: unsigned_or_null(row, 4)?,
        content: coded(row, 5, "a notice")?,
        orders: Vec::new(),
    })
}

/// The notices that a query finds, each with the orders for which it stands.
fn listed(
    db: &Connection,
    tenant: TenantId,
    sql: &str,
    values: impl rusqlite::Params,
) -> Stored<Vec<NoticeRow>> {
    let mut query = db.prepare_cached(sql).map_err(engine)?;
    let mut rows = all(query.query(values).map_err(engine)?, notice_row)?;
    for row in rows.iter_mut().filter(|row| row.content.together.is_some()) {
        let mut known = std::collections::BTreeSet::new();
        let orders = together::told_with(db, tenant, row.id)?.into_iter().map(|one| one.order);
        row.orders = orders.filter(|order| known.insert(*order)).collect();
        if row.orders.len() < 2 {
            row.orders.clear();
        }
    }
    Ok(rows)
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
    if !insert(tx, tenant, one)? {
        return Ok(());
    }
    let sql = "INSERT INTO notice_unread (tenant, subject, id) VALUES (?1, ?2, ?3)";
    tx.prepare_cached(sql)
        .and_then(|mut ready| ready.execute(params![tenant.0, one.order.0, one.id.0]))
        .map_err(engine)?;
    let stands_alone = together::join(tx, tenant, one)?;
    if stands_alone && one.content.level >= DANGER {
        let sql = "INSERT INTO notice_danger (tenant, at_ms, id) VALUES (?1, ?2, ?3)";
        tx.prepare_cached(sql)
            .and_then(|mut ready| ready.execute(params![tenant.0, number(one.at_ms), one.id.0]))
            .map_err(engine)?;
    }
    Ok(())
}

/// As [`together::behead`].
pub(super) fn behead(tx: &Transaction<'_>, tenant: TenantId, order: SubjectId) -> Stored<()> {
    together::behead(tx, tenant, order)
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
            let mut rows = listed(db, tenant, IN_DANGER, params![tenant.0, number(limit as u64)])?;
            let rest = number(limit.saturating_sub(rows.len()) as u64);
            let others = if unseen { UNSEEN } else { ANY };
            rows.extend(listed(db, tenant, others, params![tenant.0, rest])?);
            Ok(rows)
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
            let values = params![tenant.0, number(since_ms), number(limit as u64)];
            listed(db, tenant, UNSENT, values)
        })
        .await
    }

    async fn notice_sent(&self, tenant: TenantId, id: DueId, now_ms: u64) -> Stored<()> {
        self.write(move |tx| {
            let sql = "INSERT INTO notice_sent (tenant, id, sent_at_ms) VALUES (?1, ?2, ?3)
                       ON CONFLICT DO NOTHING";
            for one in together::or_alone(tx, tenant, id)? {
                tx.prepare_cached(sql)
                    .and_then(|mut ready| ready.execute(params![tenant.0, one.0, number(now_ms)]))
                    .map_err(engine)?;
            }
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

    async fn told_with(&self, tenant: TenantId) -> Stored<BTreeMap<SubjectId, SubjectId>> {
        self.read(move |db| together::only_with_others(db, tenant)).await
    }

    async fn see_notice(&self, tenant: TenantId, id: DueId, now_ms: u64) -> Stored<bool> {
        self.write(move |tx| {
            let mut known = false;
            for one in together::or_alone(tx, tenant, id)? {
                known |= see(tx, tenant, one, now_ms)?;
            }
            Ok(known)
        })
        .await
    }
}

/// Notes that one was seen; false if there is no such notice.
fn see(tx: &Transaction<'_>, tenant: TenantId, id: DueId, now_ms: u64) -> Stored<bool> {
    let forgotten = [
        "DELETE FROM notice_unread WHERE tenant = ?1 AND id = ?2
         AND subject = (SELECT subject FROM notice WHERE tenant = ?1 AND id = ?2)",
        "DELETE FROM notice_danger WHERE tenant = ?1 AND id = ?2
         AND at_ms = (SELECT at_ms FROM notice WHERE tenant = ?1 AND id = ?2)",
    ];
    for sql in forgotten {
        tx.prepare_cached(sql)
            .and_then(|mut ready| ready.execute(params![tenant.0, id.0]))
            .map_err(engine)?;
    }
    let sql = "UPDATE notice SET seen_at_ms = ifnull(seen_at_ms, ?3)
               WHERE tenant = ?1 AND id = ?2";
    tx.prepare_cached(sql)
        .and_then(|mut ready| ready.execute(params![tenant.0, id.0, number(now_ms)]))
        .map(|count| count == 1)
        .map_err(engine)
}
