//! Quarantined runs on SQLite.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use counterfoil_domain::ids::{ChainId, DeviceId, SubjectId, TenantId};
use counterfoil_domain::limits::{
    QUARANTINE_BYTES_PER_CARRIER_MAX, QUARANTINE_RUNS_PER_CARRIER_MAX,
};
use counterfoil_domain::receipt::KeptRun;
use counterfoil_sync::wire::{Carrier, OpenedSection};
use rusqlite::{Row, Transaction, params};

use super::chains::all;
use super::rows::{self, get, number, unsigned};
use super::{SqliteStorage, engine, erasing};
use crate::storage::{QuarantineStorage, QuarantinedRun, RunRow, Stored};

#[async_trait]
impl QuarantineStorage for SqliteStorage {
    async fn quarantine(&self, tenant: TenantId, run: QuarantinedRun, now_ms: u64) -> Stored<bool> {
        self.write(move |tx| {
            let here = "SELECT 1 FROM quarantine WHERE tenant = ?1 AND carrier = ?2 AND hash = ?3";
            let key = params![tenant.0, run.carrier.0, run.hash.0];
            if tx.prepare_cached(here).and_then(|mut query| query.exists(key)).map_err(engine)? {
                return Ok(true);
            }
            if !has_room(tx, tenant, &run)? {
                return Ok(false);
            }
            let Some(section) = bare(tx, tenant, &run)? else { return Ok(false) };
            let row = params![
                tenant.0,
                run.carrier.0,
                run.hash.0,
                run.chain.device.0,
                run.chain.incarnation.0,
                number(run.from),
                number(run.to),
                section,
                number(now_ms),
            ];
            let sql = "INSERT INTO quarantine VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9)";
            tx.execute(sql, row).map_err(engine)?;
            Ok(true)
        })
        .await
    }

    async fn next_quarantined(
        &self,
        tenant: TenantId,
        chain: ChainId,
        size: u64,
    ) -> Stored<Option<QuarantinedRun>> {
        self.read(move |db| {
            let sql = "SELECT device, incarnation, carrier, from_seq, to_seq, hash, section
                 FROM quarantine WHERE tenant = ?1 AND device = ?2 AND incarnation = ?3
                 AND from_seq <= ?4 AND tried = 0
                 ORDER BY from_seq LIMIT 1";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let key = params![tenant.0, chain.device.0, chain.incarnation.0, number(size)];
            let found = all(query.query(key).map_err(engine)?, run_row)?;
            Ok(found.into_iter().next())
        })
        .await
    }

    async fn quarantine_tried(&self, tenant: TenantId, run: QuarantinedRun) -> Stored<()> {
        self.write(move |tx| {
            let sql = "UPDATE quarantine SET tried = 1
                       WHERE tenant = ?1 AND carrier = ?2 AND hash = ?3";
            let row = params![tenant.0, run.carrier.0, run.hash.0];
            tx.execute(sql, row).map(drop).map_err(engine)
        })
        .await
    }

    async fn unquarantine(&self, tenant: TenantId, run: QuarantinedRun) -> Stored<()> {
        self.write(move |tx| {
            let sql = "DELETE FROM quarantine WHERE tenant = ?1 AND carrier = ?2 AND hash = ?3";
            let key = params![tenant.0, run.carrier.0, run.hash.0];
            tx.execute(sql, key).map(drop).map_err(engine)
        })
        .await
    }

    async fn quarantined_by(
        &self,
        tenant: TenantId,
        carrier: DeviceId,
        chain: ChainId,
    ) -> Stored<Vec<KeptRun>> {
        self.read(move |db| {
            let sql = "SELECT from_seq, to_seq, hash FROM quarantine WHERE tenant = ?1
                 AND device = ?2 AND incarnation = ?3 AND carrier = ?4 ORDER BY from_seq";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let key = params![tenant.0, chain.device.0, chain.incarnation.0, carrier.0];
            all(query.query(key).map_err(engine)?, kept_row)
        })
        .await
    }

    async fn quarantined(&self, tenant: TenantId, limit: usize) -> Stored<Vec<RunRow>> {
        self.read(move |db| {
            let sql =
                "SELECT device, incarnation, carrier, from_seq, to_seq, length(section), tried,
                 kept_at_ms FROM quarantine WHERE tenant = ?1
                 ORDER BY kept_at_ms, device, from_seq LIMIT ?2";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let wanted = params![tenant.0, number(limit as u64)];
            all(query.query(wanted).map_err(engine)?, |row| {
                Ok(RunRow {
                    chain: rows::chain(row, 0)?,
                    carrier: DeviceId(get(row, 2)?),
                    from: unsigned(row, 3)?,
                    to: unsigned(row, 4)?,
                    size_bytes: unsigned(row, 5)?,
                    tried: get(row, 6)?,
                    kept_at_ms: unsigned(row, 7)?,
                })
            })
        })
        .await
    }

    async fn quarantined_chains(&self, tenant: TenantId, device: DeviceId) -> Stored<Vec<ChainId>> {
        self.read(move |db| {
            let sql = "SELECT DISTINCT device, incarnation FROM quarantine
                       WHERE tenant = ?1 AND device = ?2";
            let mut query = db.prepare_cached(sql).map_err(engine)?;
            let found = query.query([tenant.0, device.0]).map_err(engine)?;
            all(found, |row| rows::chain(row, 0))
        })
        .await
    }
}

/// Takes the bodies of an erased order out of the runs that wait: what else they bring still waits, under its hashes and
/// seals. To be called while every k on the order is still here.
pub(super) fn erase(tx: &Transaction<'_>, tenant: TenantId, order: SubjectId) -> Stored<()> {
    let sql = "SELECT device, incarnation, carrier, from_seq, to_seq, hash, section
               FROM quarantine WHERE tenant = ?1 AND instr(section, ?2) > 0";
    let mut query = tx.prepare_cached(sql).map_err(engine)?;
    for run in all(query.query([tenant.0, order.0]).map_err(engine)?, run_row)? {
        let place = (tenant.0, run.carrier.0, run.hash.0);
        let done = match bare(tx, tenant, &run)? {
            Some(section) => tx.execute(
                "UPDATE quarantine SET section = ?4 WHERE tenant = ?1 AND carrier = ?2 AND hash = ?3",
                params![place.0, place.1, place.2, section],
            ),
            None => tx.execute(
                "DELETE FROM quarantine WHERE tenant = ?1 AND carrier = ?2 AND hash = ?3",
                params![place.0, place.1, place.2],
            ),
        };
        done.map_err(engine)?;
    }
    Ok(())
}

/// A run's bytes without the bodies on erased orders. `None` for one whose hashes nobody could tell without them: a k
/// lies in the gap below it. Its store still has all of it, and sends it again from where the gap begins.
fn bare(tx: &Transaction<'_>, tenant: TenantId, run: &QuarantinedRun) -> Stored<Option<Vec<u8>>> {
    let carrier = Carrier { tenant, device: run.carrier };
    let Ok(section) = OpenedSection::from_bytes(&run.section, &carrier) else {
        return Ok(Some(run.section.clone())); // it names nothing
    };
    let named: BTreeSet<SubjectId> = section.envelopes.iter().map(|one| one.subject).collect();
    let (mut gone, mut keys) = (BTreeSet::new(), HashMap::new());
    for subject in named {
        if !erasing::is_erased(tx, tenant, subject)? {
            continue;
        }
        gone.insert(subject);
        let sql = "SELECT audience, k FROM salt_key
                   WHERE tenant = ?1 AND device = ?2 AND incarnation = ?3 AND subject = ?4";
        let mut query = tx.prepare_cached(sql).map_err(engine)?;
        let place = params![tenant.0, run.chain.device.0, run.chain.incarnation.0, subject.0];
        let known =
            all(query.query(place).map_err(engine)?, |row| Ok((get(row, 0)?, get(row, 1)?)))?;
        keys.extend(known.into_iter().map(|(audience, k)| ((subject, audience), k)));
    }
    if gone.is_empty() {
        return Ok(Some(run.section.clone()));
    }
    Ok(section.without_bodies(&carrier, |subject| gone.contains(&subject), &keys).unwrap_or(None))
}

fn has_room(tx: &Transaction<'_>, tenant: TenantId, run: &QuarantinedRun) -> Stored<bool> {
    let sql = "SELECT ifnull(sum(length(section)), 0), count(*) FROM quarantine
               WHERE tenant = ?1 AND carrier = ?2";
    let waiting: (i64, i64) = tx
        .query_row(sql, [tenant.0, run.carrier.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(engine)?;
    let bytes = waiting.0.saturating_add(number(run.section.len() as u64));
    Ok(bytes <= number(QUARANTINE_BYTES_PER_CARRIER_MAX)
        && waiting.1 < number(QUARANTINE_RUNS_PER_CARRIER_MAX))
}

fn run_row(row: &Row<'_>) -> Stored<QuarantinedRun> {
    Ok(QuarantinedRun {
        chain: rows::chain(row, 0)?,
        carrier: DeviceId(get(row, 2)?),
        from: unsigned(row, 3)?,
        to: unsigned(row, 4)?,
        hash: rows::hash(row, 5)?,
        section: get(row, 6)?,
    })
}

fn kept_row(row: &Row<'_>) -> Stored<KeptRun> {
    Ok(KeptRun { from: unsigned(row, 0)?, to: unsigned(row, 1)?, hash: rows::hash(row, 2)? })
}
