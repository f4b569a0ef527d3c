//! The office's lists in SQLite.

use async_trait::async_trait;
use counterfoil_domain::ids::{DeviceId, PersonId, SubjectId, TenantId};
use counterfoil_domain::subject::SubjectKind;
use rusqlite::{Connection, Params, params};

use super::rows::{get, number, subject, subject_kind_number, unsigned};
use super::{SqliteStorage, append, engine};
use crate::storage::Stored;
use crate::storage::office::{CardsSince, ContactRow, OfficeStorage};

/// The subjects in the first column of a query.
fn subjects(db: &Connection, sql: &str, wanted: impl Params) -> Stored<Vec<SubjectId>> {
    let mut query = db.prepare_cached(sql).map_err(engine)?;
    let mut found = query.query(wanted).map_err(engine)?;
    let mut subjects = Vec::new();
    while let Some(row) = found.next().map_err(engine)? {
        subjects.push(subject(row, 0)?);
    }
    Ok(subjects)
}

#[async_trait]
impl OfficeStorage for SqliteStorage {
    async fn cards_since(&self, tenant: TenantId, after: u64, limit: usize) -> Stored<CardsSince> {
        self.read(move |db| {
            let size = append::counter(db, tenant)?.tip.size;
            let mut query = db
                .prepare_cached(
                    "SELECT subject, card_at, card FROM subject
                     WHERE tenant = ?1 AND card IS NOT NULL AND card_at > ?2
                     ORDER BY card_at DESC LIMIT ?3",
                )
                .map_err(engine)?;
            let wanted = params![tenant.0, number(after), number(limit as u64)];
            let mut found = query.query(wanted).map_err(engine)?;
            let mut cards = Vec::new();
            while let Some(row) = found.next().map_err(engine)? {
                cards.push((subject(row, 0)?, unsigned(row, 1)?, get(row, 2)?));
            }
            Ok(CardsSince { size, cards })
        })
        .await
    }

    async fn subjects_changed(
        &self,
        tenant: TenantId,
        from: u64,
        to: u64,
        limit: usize,
    ) -> Stored<Vec<SubjectId>> {
        self.read(move |db| {
            let sql = "SELECT subject FROM about WHERE tenant = ?1 AND idx >= ?2 AND idx < ?3
                 UNION
                 SELECT wrap.subject FROM blob JOIN blob_wrap AS wrap
                   ON wrap.tenant = blob.tenant AND wrap.device = blob.device
                   AND wrap.hash = blob.hash
                 WHERE blob.tenant = ?1 AND blob.arrived_at >= ?2 AND blob.arrived_at < ?3
                 LIMIT ?4";
            let wanted = params![tenant.0, number(from), number(to), number(limit as u64)];
            subjects(db, sql, wanted)
        })
        .await
    }

    async fn heard_since(
        &self,
        tenant: TenantId,
        kind: SubjectKind,
        from_ms: u64,
        limit: usize,
    ) -> Stored<Vec<SubjectId>> {
        self.read(move |db| {
            let sql = "SELECT DISTINCT about.subject FROM entry
                 JOIN about ON about.tenant = entry.tenant AND about.idx = entry.idx
                 JOIN subject ON subject.tenant = about.tenant
                   AND subject.subject = about.subject AND subject.type = ?4
                 WHERE entry.tenant = ?1 AND entry.hub_time_ms >= ?2 LIMIT ?3";
            let kind = subject_kind_number(kind);
            let wanted = params![tenant.0, number(from_ms), number(limit as u64), kind];
            subjects(db, sql, wanted)
        })
        .await
    }

    async fn orders_of_person(
        &self,
        tenant: TenantId,
        person: PersonId,
        from: u64,
        limit: usize,
    ) -> Stored<Vec<SubjectId>> {
        self.read(move |db| {
            let sql = "SELECT DISTINCT own.subject FROM access AS own
                 JOIN subject ON subject.tenant = own.tenant
                   AND subject.subject = own.subject AND subject.type = ?5
                 WHERE own.tenant = ?1 AND own.person = ?2
                   AND (subject.closed_at IS NULL OR subject.closed_at >= ?3 OR EXISTS
                     (SELECT 1 FROM about WHERE about.tenant = own.tenant
                      AND about.subject = own.subject AND about.idx >= ?3))
                 LIMIT ?4";
            let order = subject_kind_number(SubjectKind::Order);
            let wanted = params![tenant.0, person.0, number(from), number(limit as u64), order];
            subjects(db, sql, wanted)
        })
        .await
    }

    async fn keep_contacts(
        &self,
        tenant: TenantId,
        contacts: Vec<ContactRow>,
        oldest_ms: u64,
    ) -> Stored<()> {
        self.write(move |tx| {
            let mut insert = tx
                .prepare_cached(
                    "INSERT INTO contact VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT DO UPDATE SET last_ms = max(last_ms, excluded.last_ms)",
                )
                .map_err(engine)?;
            for row in &contacts {
                let (size, first, last) =
                    (number(row.size), number(row.first_ms), number(row.last_ms));
                insert
                    .execute(params![tenant.0, row.device.0, size, first, last])
                    .map_err(engine)?;
            }
            tx.prepare_cached(
                "DELETE FROM contact WHERE tenant = ?1 AND last_ms < ?2 AND last_ms <
                   (SELECT max(last_ms) FROM contact AS own
                    WHERE own.tenant = contact.tenant AND own.device = contact.device)",
            )
            .and_then(|mut delete| delete.execute(params![tenant.0, number(oldest_ms)]))
            .map_err(engine)?;
            Ok(())
        })
        .await
    }

    async fn contacts(&self, tenant: TenantId) -> Stored<Vec<ContactRow>> {
        self.read(move |db| {
            let mut query = db
                .prepare_cached(
                    "SELECT device, size, first_ms, last_ms FROM contact
                     WHERE tenant = ?1 ORDER BY device, size",
                )
                .map_err(engine)?;
            let mut found = query.query([tenant.0]).map_err(engine)?;
            let mut rows = Vec::new();
            while let Some(row) = found.next().map_err(engine)? {
                rows.push(ContactRow {
                    device: DeviceId(get(row, 0)?),
                    size: unsigned(row, 1)?,
                    first_ms: unsigned(row, 2)?,
                    last_ms: unsigned(row, 3)?,
                });
            }
            Ok(rows)
        })
        .await
    }
}
