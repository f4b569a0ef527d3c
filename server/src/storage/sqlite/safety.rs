//! The safe horizon, copies of the database and the desk's numbers in SQLite.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use counterfoil_domain::cbor;
use counterfoil_domain::ids::{DeviceId, Hash, LineageId, SubjectId, TenantId};
use counterfoil_domain::receipt::LogPoint;
use counterfoil_domain::verdict::Verdict;
use rusqlite::backup::Backup;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{SqliteStorage, engine};
use crate::private_file;
use crate::storage::safety::{HorizonRow, SafetyStorage, Sums, WaitingRow};
use crate::storage::{StorageError, Stored};

/// Pages copied at once; between two steps writers may go on.
const BACKUP_PAGES: i32 = 1_024;
const DAY_MS: i64 = 24 * 3_600 * 1_000;

#[async_trait]
impl SafetyStorage for SqliteStorage {
    async fn horizon(&self, tenant: TenantId) -> Stored<Option<HorizonRow>> {
        self.read(move |db| {
            let sql = "SELECT lineage, size, root, reached_at_ms FROM horizon WHERE tenant = ?1";
            db.query_row(sql, params![tenant.0], |row| {
                let (size, reached): (i64, i64) = (row.get(1)?, row.get(3)?);
                let (lineage, root) = (LineageId(row.get(0)?), Hash(row.get(2)?));
                let point = LogPoint { lineage, size: size as u64, root };
                Ok(HorizonRow { point, reached_at_ms: reached as u64 })
            })
            .optional()
            .map_err(engine)
        })
        .await
    }

    async fn set_horizon(&self, tenant: TenantId, horizon: HorizonRow) -> Stored<()> {
        self.write(move |tx| {
            let sql = "INSERT INTO horizon (tenant, lineage, size, root, reached_at_ms)
                       VALUES (?1,?2,?3,?4,?5) ON CONFLICT DO UPDATE SET
                       lineage = excluded.lineage, size = excluded.size, root = excluded.root,
                       reached_at_ms = excluded.reached_at_ms";
            let point = horizon.point;
            let (size, reached) = (point.size as i64, horizon.reached_at_ms as i64);
            tx.execute(sql, params![tenant.0, point.lineage.0, size, point.root.0, reached])
                .map_err(engine)?;
            Ok(())
        })
        .await
    }

    async fn copy_to(&self, tenant: TenantId, path: PathBuf) -> Stored<LogPoint> {
        self.read(move |db| {
            let point = tip_of(db, tenant)?;
            copy(db, &path)?;
            Ok(point)
        })
        .await
    }

    async fn entries_of_device(
        &self,
        tenant: TenantId,
        device: DeviceId,
        from: u64,
    ) -> Stored<u64> {
        self.read(move |db| {
            // Statements name the store by its 16 random bytes; the tail beyond the horizon is short.
            let sql = "SELECT count(*) FROM entry WHERE tenant = ?1 AND idx >= ?2
                       AND (device = ?3 OR instr(statement, ?3) > 0)";
            let row = params![tenant.0, from as i64, device.0];
            let count: i64 = db.query_row(sql, row, |row| row.get(0)).map_err(engine)?;
            Ok(count as u64)
        })
        .await
    }

    async fn waiting(&self, tenant: TenantId, limit: usize) -> Stored<Vec<WaitingRow>> {
        self.read(move |db| {
            let sql = "SELECT device, hash, subject, held, received_at_ms FROM envelope
                       WHERE tenant = ?1 AND idx IS NULL ORDER BY received_at_ms, hash LIMIT ?2";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = query
                .query_map(params![tenant.0, limit], |row| {
                    let received: i64 = row.get(4)?;
                    Ok(WaitingRow {
                        device: DeviceId(row.get(0)?),
                        hash: Hash(row.get(1)?),
                        subject: SubjectId(row.get(2)?),
                        why: row.get(3)?,
                        received_at_ms: received as u64,
                    })
                })
                .map_err(engine)?;
            rows.collect::<Result<_, _>>().map_err(engine)
        })
        .await
    }

    async fn remarkable(
        &self,
        tenant: TenantId,
        limit: usize,
    ) -> Stored<Vec<(WaitingRow, Verdict)>> {
        self.read(move |db| {
            // A verdict is `[code, …]`: its second byte is the code, 1 to 4 for what is not simply accepted.
            let sql = "SELECT device, hash, subject, received_at_ms, verdict FROM envelope
                       WHERE tenant = ?1 AND idx IS NOT NULL AND substr(verdict, 2, 1) <> x'00'
                       ORDER BY idx DESC LIMIT ?2";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let mut rows = query.query(params![tenant.0, limit]).map_err(engine)?;
            let mut found = Vec::new();
            while let Some(row) = rows.next().map_err(engine)? {
                let verdict: Vec<u8> = row.get(4).map_err(engine)?;
                let verdict = cbor::decode(&verdict)
                    .map_err(|_| StorageError::Damaged("the verdict of an envelope"))?;
                let received: i64 = row.get(3).map_err(engine)?;
                let waiting = WaitingRow {
                    device: DeviceId(row.get(0).map_err(engine)?),
                    hash: Hash(row.get(1).map_err(engine)?),
                    subject: SubjectId(row.get(2).map_err(engine)?),
                    why: None,
                    received_at_ms: received as u64,
                };
                found.push((waiting, verdict));
            }
            Ok(found)
        })
        .await
    }

    async fn sums(&self, tenant: TenantId) -> Stored<Sums> {
        self.read(move |db| {
            let count = |sql: &str| -> Stored<u64> {
                let count: i64 =
                    db.query_row(sql, params![tenant.0], |row| row.get(0)).map_err(engine)?;
                Ok(count as u64)
            };
            Ok(Sums {
                envelopes: count("SELECT count(*) FROM envelope WHERE tenant = ?1")?,
                held: count("SELECT count(*) FROM envelope WHERE tenant = ?1 AND idx IS NULL")?,
                subjects: count("SELECT count(*) FROM subject WHERE tenant = ?1")?,
                devices: count(
                    "SELECT count(*) FROM device WHERE tenant = ?1 AND revoked_at IS NULL",
                )?,
            })
        })
        .await
    }

    async fn given(&self, tenant: TenantId, key: String) -> Stored<Option<(Hash, Vec<u8>)>> {
        self.read(move |db| {
            let sql = "SELECT request, answer FROM given WHERE tenant = ?1 AND key = ?2";
            db.query_row(sql, params![tenant.0, key], |row| Ok((Hash(row.get(0)?), row.get(1)?)))
                .optional()
                .map_err(engine)
        })
        .await
    }

    async fn keep_given(
        &self,
        tenant: TenantId,
        key: String,
        request: Hash,
        answer: Vec<u8>,
        now_ms: u64,
    ) -> Stored<()> {
        self.write(move |tx| {
            let old = "DELETE FROM given WHERE tenant = ?1 AND given_at_ms < ?2";
            tx.execute(old, params![tenant.0, now_ms as i64 - DAY_MS]).map_err(engine)?;
            let sql = "INSERT INTO given (tenant, key, request, answer, given_at_ms)
                       VALUES (?1,?2,?3,?4,?5)
                       ON CONFLICT DO UPDATE SET answer = excluded.answer";
            tx.execute(sql, params![tenant.0, key, request.0, answer, now_ms as i64])
                .map_err(engine)?;
            Ok(())
        })
        .await
    }
}

fn tip_of(db: &Connection, tenant: TenantId) -> Stored<LogPoint> {
    let sql = "SELECT lineage, size, root FROM tenant WHERE tenant = ?1";
    let found = db.query_row(sql, params![tenant.0], |row| {
        let size: i64 = row.get(1)?;
        let (lineage, root) = (LineageId(row.get(0)?), Hash(row.get(2)?));
        Ok(LogPoint { lineage, size: size as u64, root })
    });
    found.optional().map_err(engine)?.ok_or(StorageError::NoTenant)
}

/// Copies through SQLite's backup API to a new file, which replaces an older copy once it is on disk. The
/// reading transaction is open, so every page is of the instant at which the tip was read.
fn copy(db: &Connection, path: &Path) -> Stored<()> {
    let failed = |error: std::io::Error| StorageError::Engine(Box::new(error));
    let new = path.with_extension("new");
    let _ = std::fs::remove_file(&new); // of an attempt that was cut off
    {
        let mut target = Connection::open(&new).map_err(engine)?;
        target.pragma_update(None, "synchronous", "full").map_err(engine)?;
        let backup = Backup::new(db, &mut target).map_err(engine)?;
        backup.run_to_completion(BACKUP_PAGES, Duration::ZERO, None).map_err(engine)?;
    }
    File::open(&new).and_then(|file| file.sync_all()).map_err(failed)?;
    std::fs::rename(&new, path).map_err(failed)?;
    private_file::sync_folder(private_file::folder_of(path)).map_err(failed)
}
