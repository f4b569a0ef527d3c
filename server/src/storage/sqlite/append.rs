//! Appending to the log: index, leaf and root, and at last the counter row.

use std::collections::BTreeMap;

use counterfoil_domain::ids::{Hash, LineageId, SubjectId, TenantId};
use counterfoil_domain::log::{Digest, EntryKind, Leaf, Statement};
use counterfoil_domain::merkle::Frontier;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::rows::{bytes, coded, get, hash, number, unsigned};
use super::{derive, engine};
use crate::storage::{Committed, EntryOf, NewEntry, StorageError, Stored, Tip};

/// The counter row, as it was read.
pub(super) struct Counter {
    pub(super) tip: Tip,
    pub(super) edge: Frontier,
}

pub(super) fn counter(db: &Connection, tenant: TenantId) -> Stored<Counter> {
    let mut query = db
        .prepare_cached("SELECT lineage, size, rules, edge, root FROM tenant WHERE tenant = ?1")
        .map_err(engine)?;
    let mut rows = query.query([tenant.0]).map_err(engine)?;
    let row = rows.next().map_err(engine)?.ok_or(StorageError::NoTenant)?;
    let edge: Frontier = coded(row, 3, "the log's edge")?;
    let tip = Tip {
        lineage: LineageId(get(row, 0)?),
        size: unsigned(row, 1)?,
        rules: unsigned(row, 2)?,
        root: hash(row, 4)?,
    };
    if !edge.is_whole() || edge.size() != tip.size {
        return Err(StorageError::Damaged("the log's edge"));
    }
    Ok(Counter { tip, edge })
}

/// Appends entries and what follows from them; writes the counter row last.
pub(super) fn append(
    tx: &Transaction<'_>,
    tenant: TenantId,
    mut counter: Counter,
    entries: &[NewEntry],
    now_ms: u64,
) -> Stored<Committed> {
    let first = counter.tip.size;
    let mut digests = Digests { tx, tenant, sums: BTreeMap::new() };
    for entry in entries {
        let index = counter.edge.size();
        let leaf = leaf_of(entry, index, now_ms);
        let leaf_hash = leaf.hash();
        counter.edge.push(leaf_hash);
        write_entry(tx, tenant, entry, (&leaf, leaf_hash), counter.edge.root())?;
        for subject in &entry.subjects {
            write_about(tx, tenant, *subject, index)?;
            digests.add(*subject, entry, &leaf)?;
        }
        for effect in &entry.effects {
            derive::effect(tx, tenant, index, effect)?;
        }
        if let EntryOf::Statement(statement) = &entry.of
            && derive::statement(tx, tenant, index, statement)?
        {
            counter.tip.rules = index + 1;
            if let Statement::Lineage(begun) = statement {
                counter.tip.lineage = begun.lineage;
            }
        }
    }
    digests.write()?;
    write_counter(tx, tenant, &counter)?;
    Ok(Committed { first, size: counter.edge.size(), root: counter.edge.root() })
}

fn leaf_of(entry: &NewEntry, index: u64, hub_time_ms: u64) -> Leaf {
    let (kind, hash, verdict) = match &entry.of {
        EntryOf::Envelope { hash, verdict, .. } => {
            (EntryKind::Envelope, *hash, Some(verdict.clone()))
        }
        EntryOf::Statement(statement) => (EntryKind::Statement, statement.hash(), None),
    };
    let decision = entry.decision.clone();
    Leaf { version: 1, index, kind, hash, verdict, decision, hub_time_ms }
}

fn write_entry(
    tx: &Transaction<'_>,
    tenant: TenantId,
    entry: &NewEntry,
    (leaf, leaf_hash): (&Leaf, Hash),
    root: Hash,
) -> Stored<()> {
    let mut insert = tx
        .prepare_cached(
            "INSERT INTO entry (tenant, idx, hash, leaf, leaf_hash, root, hub_time_ms, statement,
                                device, incarnation, seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )
        .map_err(engine)?;
    let (statement, device, incarnation, seq) = match &entry.of {
        EntryOf::Envelope { chain, seq, .. } => {
            (None, Some(chain.device.0), Some(chain.incarnation.0), Some(number(*seq)))
        }
        EntryOf::Statement(statement) => (Some(statement.to_bytes()), None, None, None),
    };
    insert
        .execute(params![
            tenant.0,
            number(leaf.index),
            leaf.hash.0,
            leaf.to_bytes(),
            leaf_hash.0,
            root.0,
            number(leaf.hub_time_ms),
            statement,
            device,
            incarnation,
            seq,
        ])
        .map_err(engine)?;
    Ok(())
}

fn write_about(
    tx: &Transaction<'_>,
    tenant: TenantId,
    subject: SubjectId,
    index: u64,
) -> Stored<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO about (tenant, subject, idx) VALUES (?1, ?2, ?3)")
        .and_then(|mut insert| insert.execute(params![tenant.0, subject.0, number(index)]))
        .map_err(engine)?;
    Ok(())
}

/// The sums that a batch moves, each read once and written once.
struct Digests<'tx> {
    tx: &'tx Transaction<'tx>,
    tenant: TenantId,
    sums: BTreeMap<(SubjectId, String), (Digest, Digest)>,
}

impl Digests<'_> {
    fn add(&mut self, subject: SubjectId, entry: &NewEntry, leaf: &Leaf) -> Stored<()> {
        let audience = match &entry.of {
            EntryOf::Envelope { audience, .. } => audience.as_str(),
            EntryOf::Statement(_) => "",
        };
        let place = (subject, audience.to_owned());
        if !self.sums.contains_key(&place) {
            let found = self.read(subject, audience)?;
            self.sums.insert(place.clone(), found);
        }
        let Some((plain, decided)) = self.sums.get_mut(&place) else { return Ok(()) };
        let decision = entry.decision.as_ref();
        // What everybody gets who sees the subject: decisions, and the hub's statements.
        let shared = decision.is_some() || audience.is_empty();
        if shared { decided } else { plain }.add(leaf.index, &leaf.hash, decision);
        Ok(())
    }

    fn read(&self, subject: SubjectId, audience: &str) -> Stored<(Digest, Digest)> {
        let key = params![self.tenant.0, subject.0, audience];
        let found: Option<([u8; 16], [u8; 16])> = self
            .tx
            .prepare_cached(
                "SELECT plain, decided FROM digest
                 WHERE tenant = ?1 AND subject = ?2 AND audience = ?3",
            )
            .and_then(|mut query| {
                query.query_row(key, |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .map_err(engine)?;
        let (plain, decided) = found.unwrap_or_default();
        Ok((Digest::from_bytes(plain), Digest::from_bytes(decided)))
    }

    fn write(self) -> Stored<()> {
        let mut insert = self
            .tx
            .prepare_cached("INSERT OR REPLACE INTO digest VALUES (?1, ?2, ?3, ?4, ?5)")
            .map_err(engine)?;
        for ((subject, audience), (plain, decided)) in self.sums {
            let sums = (plain.to_bytes(), decided.to_bytes());
            insert
                .execute(params![self.tenant.0, subject.0, audience, sums.0, sums.1])
                .map_err(engine)?;
        }
        Ok(())
    }
}

fn write_counter(tx: &Transaction<'_>, tenant: TenantId, counter: &Counter) -> Stored<()> {
    tx.prepare_cached(
        "UPDATE tenant SET lineage = ?2, size = ?3, rules = ?4, edge = ?5, root = ?6
         WHERE tenant = ?1",
    )
    .and_then(|mut update| {
        update.execute(params![
            tenant.0,
            counter.tip.lineage.0,
            number(counter.edge.size()),
            number(counter.tip.rules),
            bytes(&counter.edge),
            counter.edge.root().0,
        ])
    })
    .map_err(engine)?;
    Ok(())
}
