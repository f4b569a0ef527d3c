//! Chains of envelopes that come back: their rows, their leaves, and how long they were.

use std::collections::BTreeMap;

use counterfoil_domain::cbor;
use counterfoil_domain::envelope::Header;
use counterfoil_domain::ids::{Hash, Incarnation};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::sorting::CollectSmall as _;
use rusqlite::{Transaction, params};

use super::wreck::Found;
use crate::chain;
use crate::error::StoreError;
use crate::outbox_file::Edges;

/// Makes the chains that the envelopes name, before those that are here: the chain that is written
/// now stays the last one. One that is here already, or whose leaves were read in part, grows by
/// what was found.
pub(super) fn adopt(
    tx: &Transaction<'_>,
    found: &[Found],
    leaves: &BTreeMap<Incarnation, Vec<Hash>>,
    edges: &Edges,
) -> Result<(), StoreError> {
    let mut incarnations: Vec<&Header> = Vec::new();
    for envelope in found.iter().rev() {
        if incarnations.iter().all(|known| known.incarnation != envelope.header.incarnation) {
            incarnations.push(&envelope.header);
        }
    }
    for header in incarnations {
        let incarnation = header.incarnation;
        let none = Vec::new();
        let leaves = leaves.get(&incarnation).unwrap_or(&none);
        let mut frontier = Frontier::new();
        leaves.iter().for_each(|leaf| frontier.push(*leaf));
        let first = found.iter().find(|envelope| {
            envelope.header.incarnation == incarnation && envelope.header.seq == 0
        });
        let predecessor = first.and_then(|first| first.header.predecessor);
        let added = tx.execute(
            "INSERT OR IGNORE INTO chain (chain_id, incarnation, predecessor, frontier)
             VALUES ((SELECT coalesce(min(chain_id), 1) - 1 FROM chain), ?1, ?2, ?3)",
            params![incarnation.0, predecessor.as_ref().map(cbor::encode), cbor::encode(&frontier)],
        )?;
        if added == 1 {
            let all = (0..).zip(leaves.iter().copied());
            adopt_leaves(tx, incarnation, all)?;
        }
        grow(tx, incarnation, found, edges.of(incarnation))?;
    }
    Ok(())
}

/// Extends a chain by the envelopes that continue it; where some are missing in between, its edge as it was noted
/// beside them stands for those.
fn grow(
    tx: &Transaction<'_>,
    incarnation: Incarnation,
    found: &[Found],
    noted: Option<&Frontier>,
) -> Result<(), StoreError> {
    let mut frontier = chain::named(tx, incarnation)?.frontier;
    let from = frontier.size();
    let of_chain = found.iter().filter(|envelope| envelope.header.incarnation == incarnation);
    let beyond = of_chain.filter(|envelope| envelope.header.seq >= from);
    let beyond: BTreeMap<u64, Hash> =
        beyond.map(|envelope| (envelope.header.seq, envelope.hash)).collect_map();
    while let Some(leaf) = beyond.get(&frontier.size()) {
        frontier.push(*leaf);
    }
    if let Some(noted) = noted.filter(|noted| noted.size() > frontier.size()) {
        frontier = noted.clone();
    }
    if frontier.size() == from {
        return Ok(());
    }
    let size = frontier.size();
    let below = beyond.into_iter().filter(|(seq, _)| *seq < size);
    adopt_leaves(tx, incarnation, below)?;
    tx.execute(
        "UPDATE chain SET frontier = ?2 WHERE incarnation = ?1",
        params![incarnation.0, cbor::encode(&frontier)],
    )?;
    Ok(())
}

fn adopt_leaves(
    tx: &Transaction<'_>,
    incarnation: Incarnation,
    leaves: impl Iterator<Item = (u64, Hash)>,
) -> Result<(), StoreError> {
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO leaf (chain_id, seq, hash)
         VALUES ((SELECT chain_id FROM chain WHERE incarnation = ?1), ?2, ?3)",
    )?;
    for (seq, leaf) in leaves {
        insert.execute(params![incarnation.0, seq, leaf.0])?;
    }
    Ok(())
}
