//! Erasures in SQLite: entered in one transaction, deleted in another, both as often as anybody asks.

use async_trait::async_trait;
use counterfoil_domain::erasure::Erasure;
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, SubjectId, TenantId};
use counterfoil_domain::log::{Erased, ErasedSaid, LegalHold, Statement};
use rusqlite::{Connection, OptionalExtension as _, Params, Row, Transaction, params};

use super::chains::all;
use super::rows::{access_reason, bytes, coded, get, number, subject, unsigned};
use super::{SqliteStorage, append, engine, notices, off_thread, quarantine};
use crate::storage::erasures::{ERASED_STAGE, ErasingStore, ErasureRow, ErasureStorage, HoldRow};
use crate::storage::{Committed, Effect, EntryOf, NewEntry, StorageError, Stored};

/// The tables, in full.
pub(super) const SCHEMA: &str = include_str!("erasing.sql");

/// What goes of an erased order, table by table; headers, leaves, ids and indexes stay.
const GOES: [&str; 14] = [
    "DELETE FROM body WHERE tenant = ?1 AND subject = ?2",
    "DELETE FROM salt_key WHERE tenant = ?1 AND subject = ?2",
    "DELETE FROM document WHERE tenant = ?1 AND subject = ?2",
    "DELETE FROM leaving WHERE tenant = ?1 AND subject = ?2",
    "DELETE FROM key WHERE tenant = ?1 AND subject = ?2",
    "DELETE FROM blob_wrap WHERE tenant = ?1 AND subject = ?2",
    "DELETE FROM stocked WHERE tenant = ?1 AND subject = ?2",
    "DELETE FROM notice_sent WHERE tenant = ?1 AND id IN
       (SELECT id FROM notice WHERE tenant = ?1 AND subject = ?2)",
    "DELETE FROM notice_danger WHERE tenant = ?1 AND id IN
       (SELECT id FROM notice WHERE tenant = ?1 AND subject = ?2)",
    "DELETE FROM notice_together WHERE tenant = ?1 AND subject = ?2",
    "DELETE FROM notice_unread WHERE tenant = ?1 AND subject = ?2",
    "DELETE FROM notice WHERE tenant = ?1 AND subject = ?2",
    "DELETE FROM import_row WHERE tenant = ?1 AND subject = ?2",
    "UPDATE subject SET card = NULL, keys = NULL WHERE tenant = ?1 AND subject = ?2",
];

fn run<P: Params>(tx: &Connection, sql: &str, params: P) -> Stored<()> {
    tx.prepare_cached(sql).and_then(|mut ready| ready.execute(params)).map_err(engine)?;
    Ok(())
}

/// An erasure was entered.
pub(super) fn entered(
    tx: &Transaction<'_>,
    tenant: TenantId,
    index: u64,
    said: &Erased,
) -> Stored<()> {
    let order = said.erasure.statement.order;
    let row = params![tenant.0, number(index), order.0, bytes(&said.erasure)];
    run(tx, "INSERT OR IGNORE INTO erasure VALUES (?1, ?2, ?3, ?4, 0)", row)
}

/// A store said how far it is.
pub(super) fn said(tx: &Transaction<'_>, tenant: TenantId, said: &ErasedSaid) -> Stored<()> {
    let row = params![tenant.0, said.device.0, number(said.through)];
    let sql = "INSERT INTO erasing VALUES (?1, ?2, 0, ?3)
               ON CONFLICT DO UPDATE SET through = max(through, excluded.through)";
    run(tx, sql, row)
}

/// A store was enrolled: for the first time, it never held what was erased before.
pub(super) fn enrolled(
    tx: &Transaction<'_>,
    tenant: TenantId,
    index: u64,
    device: DeviceId,
) -> Stored<()> {
    let known = "SELECT 1 FROM device WHERE tenant = ?1 AND device = ?2";
    let mut known = tx.prepare_cached(known).map_err(engine)?;
    if known.exists([tenant.0, device.0]).map_err(engine)? {
        return Ok(());
    }
    let row = params![tenant.0, device.0, number(index)];
    run(tx, "INSERT OR IGNORE INTO erasing VALUES (?1, ?2, ?3, ?3)", row)
}

/// A hold was put on an order, or lifted.
pub(super) fn held(
    tx: &Transaction<'_>,
    tenant: TenantId,
    index: u64,
    said: &LegalHold,
) -> Stored<()> {
    let order = said.order;
    if said.held {
        let row = params![tenant.0, order.0, said.basis, number(index)];
        return run(tx, "INSERT OR REPLACE INTO legal_hold VALUES (?1, ?2, ?3, ?4)", row);
    }
    let lifted = "DELETE FROM legal_hold WHERE tenant = ?1 AND subject = ?2";
    run(tx, lifted, params![tenant.0, order.0])
}

/// Whether nothing of a subject may be kept.
pub(super) fn is_erased(db: &Connection, tenant: TenantId, order: SubjectId) -> Stored<bool> {
    let sql = "SELECT 1 FROM erasure WHERE tenant = ?1 AND subject = ?2";
    let mut found = db.prepare_cached(sql).map_err(engine)?;
    found.exists([tenant.0, order.0]).map_err(engine)
}

/// What an erasure changes at its index: the order is over, nobody has it, and it lies nowhere.
fn effects(db: &Connection, tenant: TenantId, order: SubjectId) -> Stored<Vec<Effect>> {
    let stage = ERASED_STAGE.to_owned();
    let mut effects = vec![
        Effect::Stage { subject: order, stage, closed: true },
        Effect::Sites { order, places: Vec::new() },
    ];
    let sql = "SELECT person, reason FROM access
               WHERE tenant = ?1 AND subject = ?2 AND to_idx IS NULL";
    let mut query = db.prepare_cached(sql).map_err(engine)?;
    let open = all(query.query([tenant.0, order.0]).map_err(engine)?, |row| {
        Ok((PersonId(get(row, 0)?), access_reason(row, 1)?))
    })?;
    let ended = |(person, reason)| Effect::Access { subject: order, person, reason, begins: false };
    effects.extend(open.into_iter().map(ended));
    Ok(effects)
}

fn enter(
    tx: &Transaction<'_>,
    tenant: TenantId,
    erasure: Erasure,
    now_ms: u64,
) -> Stored<Committed> {
    let counter = append::counter(tx, tenant)?;
    let order = erasure.statement.order;
    if is_erased(tx, tenant, order)? {
        let tip = counter.tip;
        return Ok(Committed { first: tip.size, size: tip.size, root: tip.root });
    }
    let effects = effects(tx, tenant, order)?;
    let of = EntryOf::Statement(Statement::Erased(Erased { erasure }));
    let entry = NewEntry { of, subjects: vec![order], decision: None, effects };
    append::append(tx, tenant, counter, &[entry], now_ms)
}

fn purge(tx: &Transaction<'_>, tenant: TenantId, order: SubjectId) -> Stored<()> {
    unname_in_imports(tx, tenant, order)?;
    quarantine::erase(tx, tenant, order)?;
    notices::behead(tx, tenant, order)?;
    for sql in GOES {
        run(tx, sql, [tenant.0, order.0])?;
    }
    // Answers of the office API that were kept to be given again.
    let named = params![tenant.0, order.to_string().into_bytes()];
    run(tx, "DELETE FROM given WHERE tenant = ?1 AND instr(answer, ?2) > 0", named)?;
    let purged = "UPDATE erasure SET purged = 1 WHERE tenant = ?1 AND subject = ?2";
    run(tx, purged, [tenant.0, order.0])
}

/// Takes what was said of an order's row out of the reports of imports.
fn unname_in_imports(tx: &Transaction<'_>, tenant: TenantId, order: SubjectId) -> Stored<()> {
    let sql = "SELECT import, report FROM import WHERE tenant = ?1 AND import IN
                 (SELECT import FROM import_row WHERE tenant = ?1 AND subject = ?2)";
    let mut query = tx.prepare_cached(sql).map_err(engine)?;
    let found = all(query.query([tenant.0, order.0]).map_err(engine)?, |row| {
        Ok((get::<[u8; 16]>(row, 0)?, get::<Vec<u8>>(row, 1)?))
    })?;
    for (import, report) in found {
        let damaged = |_| StorageError::Damaged("a report of an import");
        let mut report: serde_json::Value = serde_json::from_slice(&report).map_err(damaged)?;
        let rows = report.get_mut("rows").and_then(serde_json::Value::as_array_mut);
        let name = order.to_string();
        for row in rows.into_iter().flatten() {
            if row["order"] == name.as_str() {
                row["key"] = serde_json::Value::Null;
                row["remarks"] = serde_json::json!([]);
            }
        }
        let row = params![tenant.0, import, report.to_string().into_bytes()];
        run(tx, "UPDATE import SET report = ?3 WHERE tenant = ?1 AND import = ?2", row)?;
    }
    Ok(())
}

fn erasure_row(row: &Row<'_>) -> Stored<ErasureRow> {
    Ok(ErasureRow {
        erasure: coded(row, 0, "an erasure")?,
        erased_at: unsigned(row, 1)?,
        purged: get(row, 2)?,
    })
}

#[async_trait]
impl ErasureStorage for SqliteStorage {
    async fn enter_erasure(
        &self,
        tenant: TenantId,
        erasure: Erasure,
        now_ms: u64,
    ) -> Stored<Committed> {
        self.write(move |tx| enter(tx, tenant, erasure, now_ms)).await
    }

    async fn purge_erased(&self, tenant: TenantId, order: SubjectId) -> Stored<()> {
        self.write(move |tx| purge(tx, tenant, order)).await
    }

    async fn empty_log(&self) -> Stored<bool> {
        let shared = self.shared.clone();
        off_thread(move || {
            let writer = shared.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let busy: i64 = writer
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
                .map_err(engine)?;
            Ok(busy == 0)
        })
        .await
    }

    async fn erasure(&self, tenant: TenantId, order: SubjectId) -> Stored<Option<ErasureRow>> {
        self.read(move |db| {
            let sql = "SELECT erasure, idx, purged FROM erasure
                       WHERE tenant = ?1 AND subject = ?2";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let mut found = query.query([tenant.0, order.0]).map_err(engine)?;
            found.next().map_err(engine)?.map(erasure_row).transpose()
        })
        .await
    }

    async fn erasures_for(
        &self,
        tenant: TenantId,
        device: DeviceId,
        limit: usize,
    ) -> Stored<Vec<(u64, Erasure)>> {
        self.read(move |db| {
            let sql = "SELECT erasure, idx FROM erasure WHERE tenant = ?1 AND idx >= coalesce(
                         (SELECT through FROM erasing WHERE tenant = ?1 AND device = ?2), 0)
                       ORDER BY idx LIMIT ?3";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let asked = params![tenant.0, device.0, number(limit as u64)];
            all(query.query(asked).map_err(engine)?, |row| {
                Ok((unsigned(row, 1)?, coded(row, 0, "an erasure")?))
            })
        })
        .await
    }

    async fn erasing_stores(&self, tenant: TenantId) -> Stored<Vec<ErasingStore>> {
        self.read(move |db| {
            let sql = "SELECT d.device, coalesce(e.since, 0), coalesce(e.through, 0) FROM device d
                       LEFT JOIN erasing e ON e.tenant = d.tenant AND e.device = d.device
                       WHERE d.tenant = ?1 AND d.office = 0";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            all(query.query([tenant.0]).map_err(engine)?, |row| {
                let device = DeviceId(get(row, 0)?);
                Ok(ErasingStore { device, since: unsigned(row, 1)?, through: unsigned(row, 2)? })
            })
        })
        .await
    }

    async fn legal_hold(&self, tenant: TenantId, order: SubjectId) -> Stored<Option<HoldRow>> {
        self.read(move |db| {
            let sql = "SELECT basis, held_at FROM legal_hold WHERE tenant = ?1 AND subject = ?2";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let mut found = query.query([tenant.0, order.0]).map_err(engine)?;
            let Some(row) = found.next().map_err(engine)? else { return Ok(None) };
            Ok(Some(HoldRow { basis: get(row, 0)?, held_at: unsigned(row, 1)? }))
        })
        .await
    }

    async fn joined_with(&self, tenant: TenantId, order: SubjectId) -> Stored<Vec<SubjectId>> {
        self.read(move |db| {
            let lead: Option<Option<[u8; 16]>> = db
                .prepare_cached("SELECT lead FROM subject WHERE tenant = ?1 AND subject = ?2")
                .and_then(|mut query| {
                    query.query_row([tenant.0, order.0], |row| row.get(0)).optional()
                })
                .map_err(engine)?;
            let lead = lead.flatten().map_or(order, SubjectId);
            let sql = "SELECT subject FROM subject WHERE tenant = ?1 AND lead = ?2";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let rows = query.query([tenant.0, lead.0]).map_err(engine)?;
            let mut joined = all(rows, |row| subject(row, 0))?;
            joined.push(lead);
            Ok(joined)
        })
        .await
    }

    async fn unwrapped_blobs(&self, tenant: TenantId) -> Stored<Vec<(DeviceId, Hash)>> {
        self.read(move |db| {
            let sql = "SELECT b.device, b.hash FROM blob b WHERE b.tenant = ?1 AND NOT EXISTS
                         (SELECT 1 FROM blob_wrap w WHERE w.tenant = b.tenant
                          AND w.device = b.device AND w.hash = b.hash)";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            all(query.query([tenant.0]).map_err(engine)?, |row| {
                Ok((DeviceId(get(row, 0)?), Hash(get(row, 1)?)))
            })
        })
        .await
    }

    async fn forget_blob(&self, tenant: TenantId, device: DeviceId, hash: Hash) -> Stored<()> {
        self.write(move |tx| {
            for sql in [
                "DELETE FROM blob WHERE tenant = ?1 AND device = ?2 AND hash = ?3",
                "DELETE FROM derivative WHERE tenant = ?1 AND device = ?2
                 AND (original = ?3 OR hash = ?3)",
            ] {
                run(tx, sql, params![tenant.0, device.0, hash.0])?;
            }
            Ok(())
        })
        .await
    }
}
