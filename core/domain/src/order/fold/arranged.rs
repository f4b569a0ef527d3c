//! What is folded, in its order: the log, then own work over it.

use crate::sorting::{CollectSmall as _, SortSmall as _};
use std::collections::BTreeMap;

use crate::ids::ChainId;
use crate::order::entry::{Entry, StatementEntry};

/// What is folded next.
pub(super) enum Item<'a> {
    Entry(&'a Entry),
    Statement(&'a StatementEntry),
}

pub(super) fn arranged_statements(statements: &[StatementEntry]) -> Vec<&StatementEntry> {
    let by_index: BTreeMap<u64, &StatementEntry> =
        statements.iter().rev().map(|entry| (entry.index, entry)).collect_map();
    by_index.into_values().collect()
}

/// Every envelope once, in log order with the statements between them, then the overlay.
pub(super) fn arranged<'a>(
    entries: &'a [Entry],
    statements: &[&'a StatementEntry],
) -> Vec<Item<'a>> {
    let mut copies: BTreeMap<(ChainId, u64), &Entry> = BTreeMap::new();
    for entry in entries {
        let best = copies.entry((entry.chain(), entry.header.seq)).or_insert(entry);
        if rank(entry) < rank(best) {
            *best = entry;
        }
    }
    let mut acknowledged: Vec<(u64, Item<'a>)> = Vec::new();
    let mut overlay: Vec<&Entry> = Vec::new();
    for entry in copies.into_values() {
        match entry.index {
            Some(index) => acknowledged.push((index, Item::Entry(entry))),
            None => overlay.push(entry),
        }
    }
    acknowledged.extend(statements.iter().map(|entry| (entry.index, Item::Statement(entry))));
    acknowledged.sort_small_by_key(|(index, _)| *index);
    sort_overlay(&mut overlay);
    let tail = overlay.into_iter().map(Item::Entry);
    acknowledged.into_iter().map(|(_, item)| item).chain(tail).collect()
}

/// The overlay among `entries`, in its order.
pub(in crate::order) fn overlay(entries: &[Entry]) -> Vec<&Entry> {
    let mut overlay: Vec<&Entry> = entries.iter().filter(|entry| entry.index.is_none()).collect();
    sort_overlay(&mut overlay);
    overlay
}

fn sort_overlay(overlay: &mut [&Entry]) {
    let first_seen = first_seen(overlay);
    overlay.sort_small_by_key(|entry| {
        (first_seen.get(&entry.chain()).copied(), entry.chain(), entry.header.seq)
    });
}

/// Which of two copies of one envelope is the better one: acknowledged, at the lower index, with
/// its body.
fn rank(entry: &Entry) -> (bool, Option<u64>, bool) {
    (entry.index.is_none(), entry.index, entry.body.is_none())
}

/// How far each chain of the overlay had seen when it began: an earlier life comes before a later
/// one.
fn first_seen(overlay: &[&Entry]) -> BTreeMap<ChainId, u64> {
    let mut first = BTreeMap::new();
    for entry in overlay {
        let seen = entry.header.seen.map_or(0, |seen| seen.index);
        let least = first.entry(entry.chain()).or_insert(seen);
        *least = seen.min(*least);
    }
    first
}
