//! Devices, chains and known envelopes on SQLite.

use async_trait::async_trait;
use counterfoil_domain::envelope::{Envelope, SaltedBody};
use counterfoil_domain::ids::{
    ChainId, DeviceId, Hash, Incarnation, PersonId, SubjectId, TenantId,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::rows::{self, coded, coded_or_null, get, number, unsigned, unsigned_or_null};
use super::{SqliteStorage, engine};
use crate::storage::{ChainRow, ChainStorage, DeviceRow, KnownEnvelope, Stored};

const DEVICE: &str = "SELECT device, person, seal_key, session_key, recipient, office,
    enrolled_at, revoked_at FROM device WHERE tenant = ?1";
const CHAIN: &str = "SELECT edge, sealed_size, fork_of, predecessor_device,
    predecessor_incarnation, counts, device, incarnation FROM chain WHERE tenant = ?1 AND device = ?2";
const KNOWN: &str =
    "SELECT device, incarnation, seq, hash, verdict, idx FROM envelope WHERE tenant = ?1";

type EnvelopeParts = (Vec<u8>, Option<[u8; 16]>, Option<Vec<u8>>);

#[async_trait]
impl ChainStorage for SqliteStorage {
    async fn device(&self, tenant: TenantId, device: DeviceId) -> Stored<Option<DeviceRow>> {
        self.read(move |db| {
            let sql = format!("{DEVICE} AND device = ?2");
            let mut query = db.prepare_cached(&sql).map_err(engine)?;
            let mut found = query.query([tenant.0, device.0]).map_err(engine)?;
            found.next().map_err(engine)?.map(device_row).transpose()
        })
        .await
    }

    async fn devices(&self, tenant: TenantId) -> Stored<Vec<DeviceRow>> {
        self.read(move |db| {
            let mut query = db.prepare_cached(DEVICE).map_err(engine)?;
            all(query.query([tenant.0]).map_err(engine)?, device_row)
        })
        .await
    }

    async fn chain(&self, tenant: TenantId, id: ChainId) -> Stored<Option<ChainRow>> {
        self.read(move |db| chain(db, tenant, id)).await
    }

    async fn chains(&self, tenant: TenantId, device: DeviceId) -> Stored<Vec<(ChainId, ChainRow)>> {
        self.read(move |db| {
            let mut query = db.prepare_cached(CHAIN).map_err(engine)?;
            let found = query.query([tenant.0, device.0]).map_err(engine)?;
            all(found, |row| Ok((rows::chain(row, 6)?, chain_row(row)?)))
        })
        .await
    }

    async fn envelopes(
        &self,
        tenant: TenantId,
        chain: ChainId,
        from: u64,
        limit: usize,
    ) -> Stored<Vec<KnownEnvelope>> {
        self.read(move |db| {
            let sql = format!(
                "{KNOWN} AND device = ?2 AND incarnation = ?3 AND seq >= ?4 ORDER BY seq LIMIT ?5"
            );
            let mut query = db.prepare_cached(&sql).map_err(engine)?;
            let (from, limit) = (number(from), number(limit as u64));
            let range = params![tenant.0, chain.device.0, chain.incarnation.0, from, limit];
            all(query.query(range).map_err(engine)?, known_row)
        })
        .await
    }

    async fn judged_since(
        &self,
        tenant: TenantId,
        chain: ChainId,
        since: u64,
        limit: usize,
    ) -> Stored<Vec<KnownEnvelope>> {
        self.read(move |db| {
            let sql = format!(
                "{KNOWN} AND device = ?2 AND incarnation = ?3 AND waited = 1 AND idx >= ?4
                 ORDER BY seq LIMIT ?5"
            );
            let mut query = db.prepare_cached(&sql).map_err(engine)?;
            let (since, limit) = (number(since), number(limit as u64));
            let range = params![tenant.0, chain.device.0, chain.incarnation.0, since, limit];
            all(query.query(range).map_err(engine)?, known_row)
        })
        .await
    }

    async fn received_at(&self, tenant: TenantId, chain: ChainId) -> Stored<Option<u64>> {
        self.read(move |db| {
            let mut query = db
                .prepare_cached(
                    "SELECT received_at FROM chain
                     WHERE tenant = ?1 AND device = ?2 AND incarnation = ?3",
                )
                .map_err(engine)?;
            let key = params![tenant.0, chain.device.0, chain.incarnation.0];
            let mut found = query.query(key).map_err(engine)?;
            match found.next().map_err(engine)? {
                Some(row) => unsigned_or_null(row, 0),
                None => Ok(None),
            }
        })
        .await
    }

    async fn salt_keys(
        &self,
        tenant: TenantId,
        chain: ChainId,
        places: Vec<(SubjectId, String)>,
    ) -> Stored<Vec<((SubjectId, String), [u8; 16])>> {
        self.read(move |db| {
            let mut query = db
                .prepare_cached(
                    "SELECT k FROM salt_key WHERE tenant = ?1 AND device = ?2 AND incarnation = ?3
                     AND subject = ?4 AND audience = ?5",
                )
                .map_err(engine)?;
            let mut found = Vec::new();
            for (subject, audience) in places {
                let (device, incarnation) = (chain.device.0, chain.incarnation.0);
                let key = params![tenant.0, device, incarnation, subject.0, audience];
                let k = query.query_row(key, |row| row.get(0)).optional().map_err(engine)?;
                found.extend(k.map(|k| ((subject, audience), k)));
            }
            Ok(found)
        })
        .await
    }

    async fn known(&self, tenant: TenantId, hashes: Vec<Hash>) -> Stored<Vec<KnownEnvelope>> {
        self.read(move |db| {
            let sql = format!("{KNOWN} AND hash = ?2 LIMIT 1");
            let mut query = db.prepare_cached(&sql).map_err(engine)?;
            let mut here = Vec::new();
            for hash in hashes {
                let found = query.query([&tenant.0[..], &hash.0]).map_err(engine)?;
                here.extend(all(found, known_row)?);
            }
            Ok(here)
        })
        .await
    }

    async fn envelope(&self, tenant: TenantId, hash: Hash) -> Stored<Option<Envelope>> {
        self.read(move |db| {
            let found: Option<EnvelopeParts> = db
                .prepare_cached(
                    "SELECT e.header, b.salt, b.bytes FROM envelope e
                     LEFT JOIN body b ON b.tenant = e.tenant AND b.hash = e.hash
                     WHERE e.tenant = ?1 AND e.hash = ?2 LIMIT 1",
                )
                .and_then(|mut query| {
                    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                    query.query_row([&tenant.0[..], &hash.0], row).optional()
                })
                .map_err(engine)?;
            Ok(found.map(|(header_bytes, salt, bytes)| {
                let body = salt.zip(bytes).map(|(salt, bytes)| SaltedBody { salt, bytes });
                Envelope { header_bytes, body }
            }))
        })
        .await
    }
}

pub(super) fn all<T>(
    mut found: rusqlite::Rows<'_>,
    read: impl Fn(&Row<'_>) -> Stored<T>,
) -> Stored<Vec<T>> {
    let mut out = Vec::new();
    while let Some(row) = found.next().map_err(engine)? {
        out.push(read(row)?);
    }
    Ok(out)
}

pub(super) fn chain(db: &Connection, tenant: TenantId, id: ChainId) -> Stored<Option<ChainRow>> {
    let sql = format!("{CHAIN} AND incarnation = ?3");
    let mut query = db.prepare_cached(&sql).map_err(engine)?;
    let key = params![tenant.0, id.device.0, id.incarnation.0];
    let mut found = query.query(key).map_err(engine)?;
    found.next().map_err(engine)?.map(chain_row).transpose()
}

fn chain_row(row: &Row<'_>) -> Stored<ChainRow> {
    let device = DeviceId(get(row, 6)?);
    let fork_of: Option<[u8; 8]> = get(row, 2)?;
    let predecessor: (Option<[u8; 16]>, Option<[u8; 8]>) = (get(row, 3)?, get(row, 4)?);
    Ok(ChainRow {
        edge: coded(row, 0, "a chain's edge")?,
        sealed_size: unsigned(row, 1)?,
        fork_of: fork_of.map(|inc| ChainId { device, incarnation: Incarnation(inc) }),
        predecessor: predecessor.0.zip(predecessor.1).map(|(device, incarnation)| ChainId {
            device: DeviceId(device),
            incarnation: Incarnation(incarnation),
        }),
        counts: coded(row, 5, "a chain's counts")?,
    })
}

/// The office's own stores.
pub(super) fn office(db: &Connection, tenant: TenantId) -> Stored<Vec<DeviceRow>> {
    let sql = format!("{DEVICE} AND office = 1");
    let mut query = db.prepare_cached(&sql).map_err(engine)?;
    all(query.query([tenant.0]).map_err(engine)?, device_row)
}

/// Every store that a person was ever enrolled on.
pub(super) fn stores_of(
    db: &Connection,
    tenant: TenantId,
    person: PersonId,
) -> Stored<Vec<DeviceRow>> {
    let sql = format!("{DEVICE} AND person = ?2");
    let mut query = db.prepare_cached(&sql).map_err(engine)?;
    all(query.query([tenant.0, person.0]).map_err(engine)?, device_row)
}

fn device_row(row: &Row<'_>) -> Stored<DeviceRow> {
    Ok(DeviceRow {
        device: DeviceId(get(row, 0)?),
        person: PersonId(get(row, 1)?),
        seal_key: coded(row, 2, "a key")?,
        session_key: coded(row, 3, "a key")?,
        recipient: get(row, 4)?,
        office: get(row, 5)?,
        enrolled_at: unsigned(row, 6)?,
        revoked_at: unsigned_or_null(row, 7)?,
    })
}

fn known_row(row: &Row<'_>) -> Stored<KnownEnvelope> {
    Ok(KnownEnvelope {
        chain: rows::chain(row, 0)?,
        seq: unsigned(row, 2)?,
        hash: rows::hash(row, 3)?,
        verdict: coded_or_null(row, 4, "a verdict")?,
        index: unsigned_or_null(row, 5)?,
    })
}
