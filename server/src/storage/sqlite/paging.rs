//! The operations behind a page on SQLite.

use async_trait::async_trait;
use counterfoil_domain::ids::{Hash, PersonId, SubjectId, TenantId};
use counterfoil_domain::playbook::bundle::SignedPlaybook;
use counterfoil_domain::subject::Key;
use rusqlite::params;

use super::chains::all;
use super::gating::{ENTRY, entry_row};
use super::rows::{get, number, subject, unsigned};
use super::{SqliteStorage, engine, gating, history, log, playbooks};
use crate::storage::{
    AccessSpan, DocumentRow, PageStorage, PlaybookRow, RoleSpan, Stored, StoredEntry, SubjectAt,
    Touched, ViewRow,
};

/// Days for which a view that nobody uses is remembered.
const VIEW_DAYS: u64 = 90;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

#[async_trait]
impl PageStorage for SqliteStorage {
    async fn roles(&self, tenant: TenantId, person: PersonId) -> Stored<Vec<RoleSpan>> {
        self.read(move |db| gating::role_spans(db, tenant, person)).await
    }

    async fn access(&self, tenant: TenantId, subject: SubjectId) -> Stored<Vec<AccessSpan>> {
        self.read(move |db| gating::access_rows(db, tenant, subject)).await
    }

    async fn subjects_at(
        &self,
        tenant: TenantId,
        person: PersonId,
        which: Touched,
        sizes: (u64, u64),
        after: Option<SubjectId>,
        limit: usize,
    ) -> Stored<Vec<SubjectAt>> {
        self.read(move |db| history::subjects_at(db, tenant, person, which, sizes, (after, limit)))
            .await
    }

    async fn entries(
        &self,
        tenant: TenantId,
        from: u64,
        to: u64,
        limit: usize,
    ) -> Stored<Vec<StoredEntry>> {
        self.read(move |db| {
            let sql = format!(
                "{ENTRY} WHERE e.tenant = ?1 AND e.idx >= ?2 AND e.idx < ?3 ORDER BY e.idx LIMIT ?4"
            );
            let mut query = db.prepare_cached(&sql).map_err(engine)?;
            let range = params![tenant.0, number(from), number(to), number(limit as u64)];
            all(query.query(range).map_err(engine)?, entry_row)
        })
        .await
    }

    async fn page_end(&self, tenant: TenantId, from: u64, to: u64, bytes: u64) -> Stored<u64> {
        self.read(move |db| {
            let mut query = db
                .prepare_cached(
                    "SELECT e.idx, ifnull(length(b.bytes), 0) FROM entry e
                     LEFT JOIN body b ON b.tenant = e.tenant AND b.hash = e.hash
                     WHERE e.tenant = ?1 AND e.idx >= ?2 AND e.idx < ?3 ORDER BY e.idx",
                )
                .map_err(engine)?;
            let range = params![tenant.0, number(from), number(to)];
            let mut found = query.query(range).map_err(engine)?;
            let mut sum = 0;
            while let Some(row) = found.next().map_err(engine)? {
                sum += unsigned(row, 1)?;
                let index = unsigned(row, 0)?;
                if sum > bytes && index > from {
                    return Ok(index);
                }
            }
            Ok(to)
        })
        .await
    }

    async fn entries_of(
        &self,
        tenant: TenantId,
        subject: SubjectId,
        from: u64,
        to: u64,
    ) -> Stored<Vec<StoredEntry>> {
        self.read(move |db| gating::entries_of(db, tenant, subject, from, to)).await
    }

    async fn documents(&self, tenant: TenantId, subject: SubjectId) -> Stored<Vec<DocumentRow>> {
        self.read(move |db| gating::documents(db, tenant, subject)).await
    }

    async fn size_at_time(&self, tenant: TenantId, time_ms: u64) -> Stored<u64> {
        self.read(move |db| {
            let index: Option<i64> = db
                .prepare_cached("SELECT max(idx) FROM entry WHERE tenant = ?1 AND hub_time_ms < ?2")
                .and_then(|mut query| {
                    query.query_row(params![tenant.0, number(time_ms)], |row| row.get(0))
                })
                .map_err(engine)?;
            Ok(index.map_or(0, |index| index.unsigned_abs() + 1))
        })
        .await
    }

    async fn keep_view(&self, tenant: TenantId, view: ViewRow, now_ms: u64) -> Stored<()> {
        self.write(move |tx| {
            tx.execute(
                "INSERT OR REPLACE INTO view VALUES (?1, ?2, ?3, ?4)",
                params![tenant.0, view.hash, view.definition, number(now_ms)],
            )
            .map_err(engine)?;
            let oldest = number(now_ms.saturating_sub(VIEW_DAYS * DAY_MS));
            tx.execute(
                "DELETE FROM view WHERE tenant = ?1 AND used_at_ms < ?2",
                params![tenant.0, oldest],
            )
            .map_err(engine)?;
            Ok(())
        })
        .await
    }

    async fn view(&self, tenant: TenantId, hash: [u8; 16]) -> Stored<Option<ViewRow>> {
        self.read(move |db| {
            let mut query = db
                .prepare_cached("SELECT definition FROM view WHERE tenant = ?1 AND hash = ?2")
                .map_err(engine)?;
            let found = query.query([tenant.0, hash]).map_err(engine)?;
            let rows = all(found, |row| Ok(ViewRow { hash, definition: get(row, 0)? }))?;
            Ok(rows.into_iter().next())
        })
        .await
    }

    async fn publish_playbook(
        &self,
        tenant: TenantId,
        version: u32,
        bytes: Vec<u8>,
        signed: Option<SignedPlaybook>,
        now_ms: u64,
    ) -> Stored<Option<u64>> {
        self.write(move |tx| playbooks::publish(tx, tenant, (version, bytes), signed, now_ms)).await
    }

    async fn playbooks(&self, tenant: TenantId, from: u64, to: u64) -> Stored<Vec<PlaybookRow>> {
        self.read(move |db| playbooks::list(db, tenant, "idx >= ?2 AND idx < ?3", (from, to))).await
    }

    async fn playbook(&self, tenant: TenantId, version: u32) -> Stored<Option<PlaybookRow>> {
        self.read(move |db| {
            let wanted = "version = ?2 AND ?3 = 0";
            Ok(playbooks::list(db, tenant, wanted, (version.into(), 0))?.into_iter().next())
        })
        .await
    }

    async fn cards(
        &self,
        tenant: TenantId,
        limit: usize,
    ) -> Stored<Vec<(SubjectId, u64, Vec<u8>)>> {
        self.read(move |db| {
            let mut query = db
                .prepare_cached(
                    "SELECT subject, card_at, card FROM subject
                     WHERE tenant = ?1 AND card IS NOT NULL ORDER BY card_at DESC LIMIT ?2",
                )
                .map_err(engine)?;
            let found = query.query(params![tenant.0, number(limit as u64)]).map_err(engine)?;
            all(found, |row| Ok((subject(row, 0)?, unsigned(row, 1)?, get(row, 2)?)))
        })
        .await
    }

    async fn subjects_with_key(&self, tenant: TenantId, key: Key) -> Stored<Vec<SubjectId>> {
        self.read(move |db| gating::holders(db, tenant, &key)).await
    }

    async fn leaf_hashes(&self, tenant: TenantId, from: u64, to: u64) -> Stored<Vec<Hash>> {
        self.read(move |db| log::leaf_hashes(db, tenant, from, to)).await
    }
}
