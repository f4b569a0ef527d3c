//! The chains of this store: one for each of its lives, the last one is written now.

use counterfoil_domain::cbor;
use counterfoil_domain::envelope::Predecessor;
use counterfoil_domain::ids::{Hash, Incarnation, SubjectId};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::seal::Seal;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::columns::{decoded, decoded_or_null};
use crate::error::StoreError;

/// One life of this store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    pub(crate) row: i64,
    /// Names the chain together with the device.
    pub incarnation: Incarnation,
    /// The life before, as the first header names it.
    pub predecessor: Option<Predecessor>,
    /// Size and root.
    pub frontier: Frontier,
    /// Headers that the hub says it holds.
    pub hub_size: u64,
    /// Headers that the newest seal covers.
    pub sealed_size: u64,
}

/// Begins a new life: at enrolment, after a restore, a salvage or a fork. What was not sent in the
/// old one stays there to be sent.
pub fn begin(
    tx: &Transaction<'_>,
    incarnation: Incarnation,
    predecessor: Option<Predecessor>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO chain (incarnation, predecessor, frontier) VALUES (?1, ?2, ?3)",
        params![
            incarnation.0,
            predecessor.as_ref().map(cbor::encode),
            cbor::encode(&Frontier::new())
        ],
    )?;
    Ok(())
}

/// The chain that is written now.
///
/// # Errors
/// [`StoreError::NotFound`] before the first [`begin`].
pub fn current(connection: &Connection) -> Result<Chain, StoreError> {
    all(connection)?.pop().ok_or(StoreError::NotFound { what: "chain" })
}

/// One chain by its name.
pub fn named(connection: &Connection, incarnation: Incarnation) -> Result<Chain, StoreError> {
    let mut chains = all(connection)?.into_iter();
    chains
        .find(|chain| chain.incarnation == incarnation)
        .ok_or(StoreError::NotFound { what: "chain" })
}

/// Every life of this store, the oldest first.
pub fn all(connection: &Connection) -> Result<Vec<Chain>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM chain ORDER BY chain_id")?;
    let mut rows = statement.query([])?;
    let mut chains = Vec::new();
    while let Some(row) = rows.next()? {
        chains.push(chain(row)?);
    }
    Ok(chains)
}

/// The header hashes of a chain from `from` on, at most `limit`: for seals, proofs and repair.
pub fn leaves(
    connection: &Connection,
    incarnation: Incarnation,
    from: u64,
    limit: u64,
) -> Result<Vec<Hash>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT leaf.hash FROM leaf JOIN chain USING (chain_id)
         WHERE incarnation = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3",
    )?;
    let limit = limit.min(i64::MAX as u64);
    let hashes = statement
        .query_map(params![incarnation.0, from, limit], |row| row.get(0).map(Hash))?
        .collect::<Result<_, _>>()?;
    Ok(hashes)
}

/// Notes how many headers of a chain the hub holds. It may be fewer than before: a hub that was
/// restored says so, and gets them again.
pub fn note_hub_size(
    tx: &Transaction<'_>,
    incarnation: Incarnation,
    size: u64,
) -> Result<(), StoreError> {
    let chain = named(tx, incarnation)?;
    if size > chain.frontier.size() {
        return Err(StoreError::Conflict {
            what: "the hub holds more of a chain than was written",
        });
    }
    tx.execute("UPDATE chain SET hub_size = ?2 WHERE chain_id = ?1", params![chain.row, size])?;
    Ok(())
}

/// Keeps a seal, after comparing it with the chain.
///
/// # Errors
/// [`StoreError::Conflict`] when it is not a seal of this chain at the size that it names.
pub fn put_seal(tx: &Transaction<'_>, seal: &Seal) -> Result<(), StoreError> {
    let statement = &seal.statement;
    let chain = named(tx, statement.incarnation)?;
    let root = match statement.size == chain.frontier.size() {
        true => chain.frontier.root(),
        false => {
            let leaves = leaves(tx, statement.incarnation, 0, statement.size)?;
            counterfoil_domain::merkle::root(&leaves)
        }
    };
    if statement.size > chain.frontier.size() || root != statement.root {
        return Err(StoreError::Conflict { what: "the seal is not of this chain" });
    }
    tx.execute(
        "INSERT OR REPLACE INTO seal (chain_id, size, seal) VALUES (?1, ?2, ?3)",
        params![chain.row, statement.size, cbor::encode(seal)],
    )?;
    tx.execute(
        "UPDATE chain SET sealed_size = max(sealed_size, ?2) WHERE chain_id = ?1",
        params![chain.row, statement.size],
    )?;
    Ok(())
}

/// The first seal that covers the envelope at `seq`, if there is one.
pub fn seal_over(
    connection: &Connection,
    incarnation: Incarnation,
    seq: u64,
) -> Result<Option<Seal>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seal FROM seal JOIN chain USING (chain_id)
         WHERE incarnation = ?1 AND size > ?2 ORDER BY size LIMIT 1",
    )?;
    let bytes = statement.query_row(params![incarnation.0, seq], |row| row.get(0)).optional()?;
    decoded_or_null(bytes, "seal")
}

/// The random bytes from which a chain's salts on one subject and audience follow, if it wrote
/// there.
pub fn salt_root(
    connection: &Connection,
    chain: &Chain,
    subject: SubjectId,
    audience: &str,
) -> Result<Option<[u8; 16]>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT k FROM salt_root WHERE chain_id = ?1 AND subject = ?2 AND audience = ?3",
    )?;
    Ok(statement.query_row(params![chain.row, subject.0, audience], |row| row.get(0)).optional()?)
}

fn chain(row: &Row<'_>) -> Result<Chain, StoreError> {
    let frontier: Vec<u8> = row.get("frontier")?;
    let frontier: Frontier = decoded(&frontier, "chain")?;
    if !frontier.is_whole() {
        return Err(StoreError::Damaged { what: "chain" });
    }
    Ok(Chain {
        row: row.get("chain_id")?,
        incarnation: Incarnation(row.get("incarnation")?),
        predecessor: decoded_or_null(row.get("predecessor")?, "predecessor")?,
        frontier,
        hub_size: row.get("hub_size")?,
        sealed_size: row.get("sealed_size")?,
    })
}
