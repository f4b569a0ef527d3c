//! What lies on a store's shelf: what was counted there, and what orders have taken from it and given back since. Two
//! people who take the last one are both believed; for one of them it is *short*, and that is said on his order.

use crate::sorting::SortSmall as _;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::fact::{Fact, Part};
use crate::hash::sha256;
use crate::ids::{FactId, SubjectId};
use crate::moment::Interval;
use crate::order::OrderState;

/// The list of a count of things on a shelf is this and the stock-keeping number.
pub const STOCK_LIST: &str = "stock/";

/// Somebody counted one article on a shelf. The last count of an article stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Stock-keeping number.
    pub sku: String,
    /// What people call it.
    pub name: Option<String>,
    /// How many lay there.
    pub pieces: u32,
    /// Place of the count in the log.
    pub index: u64,
    /// When it was counted, as far as that is known.
    pub when: Interval,
}

/// An order took from a shelf, kept something there for itself, or gave back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The order.
    pub order: SubjectId,
    /// The fact that says so.
    pub fact: FactId,
    /// Its place in the log.
    pub index: u64,
    /// When it was done, as far as that is known.
    pub when: Interval,
    /// What it says.
    pub part: Part,
}

/// One article on one shelf.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StockRow {
    /// Stock-keeping number.
    pub sku: String,
    /// What people call it.
    pub name: String,
    /// Counted; absent where nobody has counted it: then nothing of it is ever short.
    pub counted: Option<u32>,
    /// What should lie there now; below 0 where more was taken than was there.
    pub on_shelf: Option<i64>,
    /// What of it nobody has asked to be kept.
    pub free: Option<i64>,
    /// Pieces kept for orders and not yet taken.
    pub reserved: u64,
    /// Orders that have taken or kept some since the count, in the order of the log.
    pub orders: Vec<SubjectId>,
}

/// Something that was taken or kept and is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// The order that is short.
    pub order: SubjectId,
    /// The fact by which it took or kept what is not there.
    pub of: FactId,
    /// What to write on the order: the step `short`, under a slip that is the same whenever it is reckoned.
    pub part: Part,
}

/// A shelf as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stock {
    /// Its articles, by stock-keeping number.
    pub rows: Vec<StockRow>,
    /// What is short, in the order of the log.
    pub shortages: Vec<Shortage>,
}

/// The counts of a place that stand, by article.
#[must_use]
pub fn counts_of(place: &OrderState) -> Vec<Count> {
    let mut last: BTreeMap<String, Count> = BTreeMap::new();
    for (row, fact) in place.standing() {
        let Fact::Counted(counted) = fact else { continue };
        let (Some(sku), Some(pieces)) = (counted.list.strip_prefix(STOCK_LIST), counted.pieces)
        else {
            continue;
        };
        let entry = place.entry_of(row);
        let Some(index) = entry.index else { continue };
        let (sku, name, when) = (sku.to_owned(), counted.note.clone(), entry.believed);
        last.insert(sku.clone(), Count { sku, name, pieces, index, when });
    }
    last.into_values().collect()
}

/// What the facts of one order say of one shelf.
#[must_use]
pub fn moves_of(order: &OrderState, place: SubjectId) -> Vec<Move> {
    let parts = order.standing().filter_map(|(row, fact)| match fact {
        Fact::Part(part) if part.place == Some(place) => Some((row, part)),
        _ => None,
    });
    let moved = parts.filter_map(|(row, part)| {
        let entry = order.entry_of(row);
        let (index, when) = (entry.index?, entry.believed);
        let (order, fact, part) = (entry.subject.id, row.id, part.clone());
        Some(Move { order, fact, index, when, part })
    });
    moved.collect()
}

/// Where parts that were written on an order belong today, if evidence was moved.
pub fn moved_to(order: &OrderState) -> impl Iterator<Item = SubjectId> {
    order.facts.iter().filter_map(|row| row.moved.map(|(_, to)| to))
}

/// The slip of the word that something is short, from the fact by which it was taken.
#[must_use]
pub fn short_slip(of: &FactId) -> String {
    let digest = sha256(of.to_string().as_bytes());
    format!("short/{}", hex::encode(&digest.0[..12]))
}

/// Reckons a shelf. What surely happened before an article was counted is in its count.
#[must_use]
pub fn reckon(place: SubjectId, counts: &[Count], mut moves: Vec<Move>) -> Stock {
    moves.sort_small_by_key(|one| (one.index, one.fact));
    let mut articles: BTreeMap<String, Article<'_>> = BTreeMap::new();
    for count in counts {
        let article = articles.entry(count.sku.clone()).or_default();
        article.count = Some(count);
        article.free = i64::from(count.pieces);
        article.on_shelf = article.free;
    }
    let (mut shortages, mut told) = (Vec::new(), BTreeSet::new());
    for one in &moves {
        let part = &one.part;
        let deed = (one.order, part.sku.clone(), part.step.clone(), part.slip.clone());
        if part.step != "short" && told.insert(deed) {
            let article = articles.entry(part.sku.clone()).or_default();
            shortages.extend(article.moves(place, one));
        }
    }
    let rows = articles.into_iter().map(|(sku, article)| article.row(sku));
    Stock { rows: rows.collect(), shortages }
}

/// One article while it is reckoned.
#[derive(Default)]
struct Article<'a> {
    count: Option<&'a Count>,
    name: String,
    on_shelf: i64,
    free: i64,
    orders: BTreeMap<SubjectId, Taken>,
    latest: Vec<SubjectId>,
}

/// What one order has of one article, in pieces.
#[derive(Default, Clone, Copy)]
struct Taken {
    reserved: u32,
    sent: u32,
    received: u32,
    used: u32,
    returned: u32,
}

impl Taken {
    fn add(&mut self, step: &str, quantity: u32) {
        let count = match step {
            "reserved" => &mut self.reserved,
            "sent" => &mut self.sent,
            "received" => &mut self.received,
            "used" => &mut self.used,
            "returned" => &mut self.returned,
            _ => return,
        };
        *count = count.saturating_add(quantity);
    }

    /// Off the shelf: what was sent is received and used later, and is one and the same.
    fn off(self) -> i64 {
        let out = self.sent.max(self.received).max(self.used);
        i64::from(out) - i64::from(self.returned)
    }

    /// Off the shelf, or kept there for the order.
    fn claimed(self) -> i64 {
        let out = self.sent.max(self.received).max(self.used).max(self.reserved);
        i64::from(out) - i64::from(self.returned)
    }
}

impl Article<'_> {
    fn moves(&mut self, place: SubjectId, one: &Move) -> Option<Shortage> {
        let part = &one.part;
        self.name.clone_from(&part.name);
        let taken = self.orders.entry(one.order).or_default();
        let before = *taken;
        taken.add(&part.step, part.quantity);
        let (off, claimed) = (taken.off() - before.off(), taken.claimed() - before.claimed());
        if self.count.is_some_and(|count| is_counted(count, one)) {
            return None;
        }
        if !self.latest.contains(&one.order) {
            self.latest.push(one.order);
        }
        self.on_shelf -= off;
        self.free -= claimed;
        let lacking = claimed.min(-self.free);
        let quantity = u32::try_from(lacking).ok().filter(|lacking| *lacking > 0)?;
        self.count?;
        let (sku, name, slip) = (part.sku.clone(), part.name.clone(), short_slip(&one.fact));
        let (step, place) = ("short".to_owned(), Some(place));
        let part = Part { sku, name, step, quantity, serial: None, slip, place };
        Some(Shortage { order: one.order, of: one.fact, part })
    }

    fn row(self, sku: String) -> StockRow {
        let counted_name = self.count.and_then(|count| count.name.clone());
        let kept = self.orders.values().map(|taken| taken.claimed() - taken.off());
        let reserved: i64 = kept.filter(|kept| *kept > 0).sum();
        StockRow {
            name: counted_name.filter(|name| !name.is_empty()).unwrap_or(self.name),
            counted: self.count.map(|count| count.pieces),
            on_shelf: self.count.map(|_| self.on_shelf),
            free: self.count.map(|_| self.free),
            reserved: u64::try_from(reserved).unwrap_or(0),
            orders: self.latest,
            sku,
        }
    }
}

/// Whether the count has seen what a move took: it was surely done before, or the hub heard of it before and does not
/// know better.
fn is_counted(count: &Count, one: &Move) -> bool {
    match (one.when.latest_ms, count.when.earliest_ms) {
        (Some(done), Some(counted)) => done <= counted || one.index < count.index,
        _ => one.index < count.index,
    }
}

#[cfg(test)]
mod tests;
