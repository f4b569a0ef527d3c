//! What changes between two orders of stops: as few moves as tell it.

use crate::sorting::CollectSmall as _;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// A stop that stands elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedStop<T> {
    /// The stop.
    pub stop: T,
    /// Its place now, from 0.
    pub from: usize,
    /// Its place then, from 0.
    pub to: usize,
}

/// The difference of two orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff<T> {
    /// Stops that move; the others keep their order among each other. Sorted by their place then.
    pub moved: Vec<MovedStop<T>>,
    /// Stops that are new, with their place then.
    pub added: Vec<(T, usize)>,
    /// Stops that are gone, with their place now.
    pub removed: Vec<(T, usize)>,
}

impl<T> Diff<T> {
    /// Whether both orders are the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.moved.is_empty() && self.added.is_empty() && self.removed.is_empty()
    }
}

/// The difference between the order of now and another one. Each stop stands in an order once; a second time does not
/// count.
#[must_use]
pub fn diff<T: Ord + Copy>(now: &[T], then: &[T]) -> Diff<T> {
    let (now, then) = (once(now), once(then));
    let here: BTreeMap<T, usize> =
        now.iter().enumerate().map(|(at, stop)| (*stop, at)).collect_map();
    let there: BTreeSet<T> = then.iter().copied().collect_set();
    let both: Vec<(T, usize, usize)> = then
        .iter()
        .enumerate()
        .filter_map(|(to, stop)| Some((*stop, *here.get(stop)?, to)))
        .collect();
    let stay = longest_rise(&both.iter().map(|one| one.1).collect::<Vec<_>>());
    let moved = both.iter().enumerate().filter(|(nth, _)| !stay.contains(nth));
    let new = then.iter().enumerate().filter(|(_, stop)| !here.contains_key(stop));
    let gone = now.iter().enumerate().filter(|(_, stop)| !there.contains(stop));
    Diff {
        moved: moved
            .map(|(_, (stop, from, to))| MovedStop { stop: *stop, from: *from, to: *to })
            .collect(),
        added: new.map(|(at, stop)| (*stop, at)).collect(),
        removed: gone.map(|(at, stop)| (*stop, at)).collect(),
    }
}

fn once<T: Ord + Copy>(stops: &[T]) -> Vec<T> {
    let mut seen = BTreeSet::new();
    stops.iter().copied().filter(|stop| seen.insert(*stop)).collect()
}

/// The places of a longest rising series of distinct numbers.
fn longest_rise(numbers: &[usize]) -> BTreeSet<usize> {
    // ends[n] is the place of the smallest number that ends a rise of n + 1 numbers.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (place, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    let mut rise = BTreeSet::new();
    let mut at = ends.last().copied();
    while let Some(place) = at {
        rise.insert(place);
        at = before[place];
    }
    rise
}
