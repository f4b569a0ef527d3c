//! What of the database belongs into the outbox file, and what of the outbox file the database knows.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::envelope::{Body, Header, header_hash};
use counterfoil_domain::ids::{DeviceId, Hash, Incarnation, TenantId};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::seal::Seal;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::frame::{Record, SealedFile};
use crate::columns::decoded;
use crate::error::StoreError;

/// Records of one chain that belong together.
pub(super) struct Batch {
    pub(super) incarnation: Incarnation,
    pub(super) records: Vec<Record>,
    /// How far the chain is copied once they are.
    pub(super) place: Place,
}

/// How far a chain is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    chain_id: i64,
    next_seq: u64,
    sealed_size: u64,
    hub_size: u64,
}

/// An envelope in a segment: its place in its chain, and its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FrameId {
    pub(super) incarnation: Incarnation,
    pub(super) seq: u64,
    pub(super) hash: Hash,
}

/// What was noted of each chain: its longest edge, and what the hub last said that it holds.
#[derive(Debug, Default)]
pub(crate) struct Edges(BTreeMap<Incarnation, (Frontier, u64)>);

/// What was written since the last look.
pub(super) enum Since {
    Nothing,
    Batch(Batch),
    /// Another chain is written now.
    AnotherChain,
}

/// Which envelopes are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Those that the hub has not confirmed.
    Unsent,
    /// Those that are not safe.
    NotSafe,
}

struct ChainRow {
    chain_id: i64,
    incarnation: Incarnation,
    frontier: Vec<u8>,
    sealed_size: u64,
    hub_size: u64,
}

const UNSENT: &str = "SELECT * FROM envelope WHERE chain_id = ?1 AND seq >= ?2
    AND state IN ('unsent', 'sent') ORDER BY seq";
const NOT_SAFE: &str = "SELECT * FROM envelope WHERE chain_id = ?1 AND seq >= ?2
    AND state <> 'safe' AND body IS NOT NULL ORDER BY seq";

/// What the chain that is written now has beyond `copied`.
pub(super) fn since(connection: &Connection, copied: &Place) -> Result<Since, StoreError> {
    let sql = "SELECT * FROM chain ORDER BY chain_id DESC LIMIT 1";
    let chain = connection.prepare_cached(sql)?.query_row([], chain_row).optional()?;
    let Some(chain) = chain.filter(|chain| chain.chain_id == copied.chain_id) else {
        return Ok(Since::AnotherChain);
    };
    let records = records(connection, UNSENT, (chain.chain_id, copied.next_seq), &BTreeSet::new())?;
    let mut batch = batch(connection, &chain, records, copied)?;
    if batch.records.is_empty() {
        return Ok(Since::Nothing);
    }
    batch.place.next_seq = next_seq(connection, chain.chain_id)?;
    Ok(Since::Batch(batch))
}

/// Everything of every chain that is not `held`, and how far the chain that is written now is copied then.
pub(super) fn waiting(
    connection: &Connection,
    which: Which,
    held: &BTreeSet<Hash>,
) -> Result<(Vec<Batch>, Option<Place>), StoreError> {
    let sql = match which {
        Which::Unsent => UNSENT,
        Which::NotSafe => NOT_SAFE,
    };
    let mut statement = connection.prepare_cached("SELECT * FROM chain ORDER BY chain_id")?;
    let chains = statement.query_map([], chain_row)?.collect::<Result<Vec<_>, _>>()?;
    let (mut batches, mut place) = (Vec::new(), None);
    for chain in chains {
        let records = records(connection, sql, (chain.chain_id, 0), held)?;
        let next_seq = next_seq(connection, chain.chain_id)?;
        let here = chain.place(next_seq);
        place = Some(here);
        if !records.is_empty() {
            // A seal that was copied before is copied once more: which one is in which segment, nobody remembers.
            let before = Place { sealed_size: 0, ..here };
            batches.push(Batch { place: here, ..batch(connection, &chain, records, &before)? });
        }
    }
    Ok((batches, place))
}

/// True when the store holds this envelope, or held it until it was safe.
pub(super) fn is_known(connection: &Connection, id: &FrameId) -> Result<bool, StoreError> {
    let mut held = connection.prepare_cached("SELECT 1 FROM envelope WHERE header_hash = ?1")?;
    Ok(held.exists([id.hash.0])? || left_as_safe(connection, id)?)
}

/// True when the second copy of this envelope is needed no more: it is safe, or erased.
pub(super) fn may_leave(connection: &Connection, id: &FrameId) -> Result<bool, StoreError> {
    let sql = "SELECT state = 'safe' OR body IS NULL FROM envelope WHERE header_hash = ?1";
    let row =
        connection.prepare_cached(sql)?.query_row([id.hash.0], |row| row.get(0)).optional()?;
    row.map_or_else(|| left_as_safe(connection, id), Ok)
}

/// Its leaf is here, the hub has it, and its row is gone: rows leave when they are safe.
fn left_as_safe(connection: &Connection, id: &FrameId) -> Result<bool, StoreError> {
    let mut leaf = connection.prepare_cached(
        "SELECT 1 FROM leaf JOIN chain USING (chain_id)
         WHERE incarnation = ?1 AND seq = ?2 AND hash = ?3 AND hub_size > ?2",
    )?;
    Ok(leaf.exists(params![id.incarnation.0, id.seq, id.hash.0])?)
}

impl FrameId {
    /// Of the envelope in a record, if there is one; its bytes are not looked into.
    pub(super) fn of(incarnation: Incarnation, record: &Record) -> Option<Self> {
        let (header, seq) = (record.header.as_deref()?, record.seq?);
        Some(Self { incarnation, seq, hash: header_hash(header) })
    }
}

impl Edges {
    /// Notes what a record says of its chain. Records come in the order of writing.
    pub(crate) fn note(&mut self, incarnation: Incarnation, record: &Record) {
        let known = self.0.entry(incarnation).or_default();
        if let Some(edge) = record.edge.as_ref().filter(|edge| edge.is_whole())
            && edge.size() > known.0.size()
        {
            known.0 = edge.clone();
        }
        known.1 = record.hub_size.unwrap_or(known.1);
    }

    /// The longest edge of a chain.
    pub(crate) fn of(&self, incarnation: Incarnation) -> Option<&Frontier> {
        self.0.get(&incarnation).map(|(edge, _)| edge)
    }

    /// True when the hub said that it holds the chain up to there.
    pub(crate) fn at_hub(&self, header: &Header) -> bool {
        self.0.get(&header.incarnation).is_some_and(|(_, size)| header.seq < *size)
    }
}

impl ChainRow {
    fn place(&self, next_seq: u64) -> Place {
        let (chain_id, sealed_size, hub_size) = (self.chain_id, self.sealed_size, self.hub_size);
        Place { chain_id, next_seq, sealed_size, hub_size }
    }
}

impl Batch {
    /// Whose records these are; `None` where they hold no envelope.
    pub(super) fn owner(&self) -> Option<(TenantId, DeviceId)> {
        let bytes = self.records.iter().find_map(|record| record.header.as_deref())?;
        let header = Header::from_bytes(bytes).ok()?;
        Some((header.tenant, header.device))
    }
}

/// The records, and on the last of them what became known of the chain: its edge, its newest seal if that is not copied
/// yet, and how much the hub holds.
fn batch(
    connection: &Connection,
    chain: &ChainRow,
    mut records: Vec<Record>,
    copied: &Place,
) -> Result<Batch, StoreError> {
    let seal = if chain.sealed_size > copied.sealed_size {
        let sql = "SELECT seal FROM seal WHERE chain_id = ?1 AND size = ?2";
        let key = params![chain.chain_id, chain.sealed_size];
        let found: Option<Vec<u8>> =
            connection.prepare_cached(sql)?.query_row(key, |row| row.get(0)).optional()?;
        found.map(|bytes| decoded::<Seal>(&bytes, "seal")).transpose()?
    } else {
        None
    };
    let is_news = seal.is_some() || chain.hub_size != copied.hub_size;
    if records.is_empty() && is_news {
        records.push(Record::default());
    }
    let edge = decoded(&chain.frontier, "chain")?;
    if let Some(last) = records.last_mut() {
        (last.edge, last.seal, last.hub_size) = (Some(edge), seal, Some(chain.hub_size));
    }
    let place = chain.place(copied.next_seq);
    Ok(Batch { incarnation: chain.incarnation, records, place })
}

fn records(
    connection: &Connection,
    sql: &str,
    (chain_id, from): (i64, u64),
    held: &BTreeSet<Hash>,
) -> Result<Vec<Record>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![chain_id, from])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        if !held.contains(&Hash(row.get("header_hash")?)) {
            records.push(record(connection, row)?);
        }
    }
    Ok(records)
}

fn record(connection: &Connection, row: &Row<'_>) -> Result<Record, StoreError> {
    let body: Vec<u8> = row.get("body")?;
    let mut blobs = Vec::new();
    for blob in Body::from_bytes(&body).map(|body| body.blobs().to_vec()).unwrap_or_default() {
        let sql = "SELECT sealed_hash, sealed_bytes FROM blob WHERE hash = ?1";
        let hash = blob.hash;
        let sealed = |row: &Row<'_>| {
            Ok(SealedFile { hash, sealed_hash: Hash(row.get(0)?), sealed_bytes: row.get(1)? })
        };
        let mut statement = connection.prepare_cached(sql)?;
        blobs.extend(statement.query_row([hash.0], sealed).optional()?);
    }
    Ok(Record {
        header: Some(row.get("header")?),
        salt: Some(row.get("salt")?),
        body: Some(body),
        seq: Some(row.get("seq")?),
        blobs: (!blobs.is_empty()).then_some(blobs),
        ..Record::default()
    })
}

fn next_seq(connection: &Connection, chain_id: i64) -> Result<u64, StoreError> {
    let sql = "SELECT coalesce(max(seq) + 1, 0) FROM envelope WHERE chain_id = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([chain_id], |row| row.get(0))?)
}

fn chain_row(row: &Row<'_>) -> rusqlite::Result<ChainRow> {
    Ok(ChainRow {
        chain_id: row.get("chain_id")?,
        incarnation: Incarnation(row.get("incarnation")?),
        frontier: row.get("frontier")?,
        sealed_size: row.get("sealed_size")?,
        hub_size: row.get("hub_size")?,
    })
}
