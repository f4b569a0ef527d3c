//! Blobs in SQLite: rows and wraps; the bytes lie in the object store.

use std::collections::BTreeSet;

use async_trait::async_trait;
use counterfoil_domain::envelope::Body;
use counterfoil_domain::ids::{DeviceId, Hash, SubjectId, TenantId};
use counterfoil_domain::verdict::Verdict;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::rows::bytes;
use super::{SqliteStorage, engine};
use crate::storage::blobs::{BlobRow, BlobStorage, DerivativeRow, NamedBlobs};
use crate::storage::{OFF_DUTY, Stored};

#[async_trait]
impl BlobStorage for SqliteStorage {
    async fn blob(
        &self,
        tenant: TenantId,
        device: DeviceId,
        hash: Hash,
    ) -> Stored<Option<BlobRow>> {
        self.read(move |db| {
            let sql = "SELECT size_bytes, hashed_at_ms, arrived_at FROM blob
                       WHERE tenant = ?1 AND device = ?2 AND hash = ?3";
            db.query_row(sql, params![tenant.0, device.0, hash.0], |row| {
                let (size, hashed): (i64, i64) = (row.get(0)?, row.get(1)?);
                let arrived: Option<i64> = row.get(2)?;
                Ok(BlobRow {
                    device,
                    hash,
                    size_bytes: size as u64,
                    hashed_at_ms: hashed as u64,
                    arrived_at: arrived.map(|index| index as u64),
                })
            })
            .optional()
            .map_err(engine)
        })
        .await
    }

    async fn add_blob(
        &self,
        tenant: TenantId,
        blob: BlobRow,
        wraps: Vec<(SubjectId, Vec<u8>)>,
        derivative: Option<DerivativeRow>,
    ) -> Stored<()> {
        self.write(move |tx| {
            let sql =
                "INSERT INTO blob (tenant, device, hash, size_bytes, hashed_at_ms, arrived_at)
                       VALUES (?1,?2,?3,?4,?5,NULL) ON CONFLICT DO NOTHING";
            let (device, hash) = (blob.device, blob.hash);
            let (size, hashed) = (blob.size_bytes as i64, blob.hashed_at_ms as i64);
            tx.execute(sql, params![tenant.0, device.0, hash.0, size, hashed]).map_err(engine)?;
            for wrap in &wraps {
                insert_wrap(tx, tenant, device, hash, wrap)?;
            }
            if let Some(made) = &derivative {
                let sql = "INSERT INTO derivative (tenant, device, original, recipe, hash)
                           VALUES (?1,?2,?3,?4,?5)
                           ON CONFLICT DO UPDATE SET hash = excluded.hash";
                let row = params![tenant.0, device.0, made.original.0, made.recipe, made.hash.0];
                tx.execute(sql, row).map_err(engine)?;
            }
            Ok(())
        })
        .await
    }

    async fn blob_arrived(
        &self,
        tenant: TenantId,
        device: DeviceId,
        hash: Hash,
        index: u64,
    ) -> Stored<()> {
        self.write(move |tx| {
            let sql = "UPDATE blob SET arrived_at = ?4
                       WHERE tenant = ?1 AND device = ?2 AND hash = ?3 AND arrived_at IS NULL";
            tx.execute(sql, params![tenant.0, device.0, hash.0, index as i64]).map_err(engine)?;
            Ok(())
        })
        .await
    }

    async fn blob_hashed(
        &self,
        tenant: TenantId,
        device: DeviceId,
        hash: Hash,
        now_ms: u64,
    ) -> Stored<()> {
        self.write(move |tx| {
            let sql = "UPDATE blob SET hashed_at_ms = ?4
                       WHERE tenant = ?1 AND device = ?2 AND hash = ?3";
            tx.execute(sql, params![tenant.0, device.0, hash.0, now_ms as i64]).map_err(engine)?;
            Ok(())
        })
        .await
    }

    async fn wraps(
        &self,
        tenant: TenantId,
        device: DeviceId,
        hash: Hash,
    ) -> Stored<Vec<(SubjectId, Vec<u8>)>> {
        self.read(move |db| {
            let sql = "SELECT subject, wrapped FROM blob_wrap
                       WHERE tenant = ?1 AND device = ?2 AND hash = ?3";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let rows = query
                .query_map(params![tenant.0, device.0, hash.0], |row| {
                    Ok((SubjectId(row.get(0)?), row.get(1)?))
                })
                .map_err(engine)?;
            rows.collect::<Result<_, _>>().map_err(engine)
        })
        .await
    }

    async fn add_wrap(
        &self,
        tenant: TenantId,
        device: DeviceId,
        hash: Hash,
        wrap: (SubjectId, Vec<u8>),
    ) -> Stored<()> {
        self.write(move |tx| insert_wrap(tx, tenant, device, hash, &wrap)).await
    }

    async fn derivatives(
        &self,
        tenant: TenantId,
        device: DeviceId,
        original: Hash,
    ) -> Stored<Vec<DerivativeRow>> {
        self.read(move |db| {
            let sql = "SELECT recipe, hash FROM derivative
                       WHERE tenant = ?1 AND device = ?2 AND original = ?3 ORDER BY recipe";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let rows = query
                .query_map(params![tenant.0, device.0, original.0], |row| {
                    Ok(DerivativeRow { original, recipe: row.get(0)?, hash: Hash(row.get(1)?) })
                })
                .map_err(engine)?;
            rows.collect::<Result<_, _>>().map_err(engine)
        })
        .await
    }

    async fn named_blobs(
        &self,
        tenant: TenantId,
        device: DeviceId,
        hash: Option<Hash>,
    ) -> Stored<NamedBlobs> {
        self.read(move |db| named_blobs(db, tenant, device, hash)).await
    }

    async fn blob_sums(&self, tenant: TenantId) -> Stored<(u64, u64)> {
        self.read(move |db| {
            let sql = "SELECT count(*), coalesce(sum(size_bytes), 0) FROM blob WHERE tenant = ?1";
            let sums: (i64, i64) = db
                .query_row(sql, params![tenant.0], |row| Ok((row.get(0)?, row.get(1)?)))
                .map_err(engine)?;
            Ok((sums.0 as u64, sums.1 as u64))
        })
        .await
    }
}

fn insert_wrap(
    tx: &Connection,
    tenant: TenantId,
    device: DeviceId,
    hash: Hash,
    wrap: &(SubjectId, Vec<u8>),
) -> Stored<()> {
    let sql = "INSERT OR IGNORE INTO blob_wrap (tenant, device, hash, subject, wrapped)
               SELECT ?1,?2,?3,?4,?5 WHERE NOT EXISTS
                 (SELECT 1 FROM erasure WHERE tenant = ?1 AND subject = ?4)";
    tx.execute(sql, params![tenant.0, device.0, hash.0, wrap.0.0, wrap.1]).map_err(engine)?;
    Ok(())
}

/// Reads the bodies themselves: what they name is in no table of its own, so it cannot disagree with them.
fn named_blobs(
    db: &Connection,
    tenant: TenantId,
    device: DeviceId,
    hash: Option<Hash>,
) -> Stored<NamedBlobs> {
    // A position from outside a shift has no body on purpose.
    let let_go = bytes(&Verdict::Refused { code: OFF_DUTY.to_owned() });
    let sql = "SELECT e.subject, b.bytes FROM envelope e
               LEFT JOIN body b ON b.tenant = e.tenant AND b.hash = e.hash
               WHERE e.tenant = ?1 AND e.device = ?2
                 AND NOT EXISTS (SELECT 1 FROM erasure x
                   WHERE x.tenant = e.tenant AND x.subject = e.subject)
                 AND (b.bytes IS NOT NULL OR e.verdict IS NOT ?4)
                 AND (?3 IS NULL OR instr(b.bytes, ?3) > 0)";
    let mut query = db.prepare_cached(sql).map_err(engine)?;
    let wanted = hash.map(|hash| hash.0);
    let mut rows = query.query(params![tenant.0, device.0, wanted, let_go]).map_err(engine)?;
    let mut named = BTreeSet::new();
    let mut without_body = 0;
    while let Some(row) = rows.next().map_err(engine)? {
        let subject = SubjectId(row.get(0).map_err(engine)?);
        let bytes: Option<Vec<u8>> = row.get(1).map_err(engine)?;
        let Some(bytes) = bytes else {
            without_body += 1;
            continue;
        };
        // A body that cannot be read names nothing that could be uploaded.
        let body = Body::from_bytes(&bytes).unwrap_or_default();
        for blob in body.blobs() {
            if hash.is_none_or(|hash| hash == blob.hash) {
                named.insert((blob.hash, blob.size_bytes, subject));
            }
        }
    }
    Ok(NamedBlobs { named: named.into_iter().collect(), without_body })
}
