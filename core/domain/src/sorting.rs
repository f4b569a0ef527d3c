//! Sorting that is small in a phone's library. The standard library's stable sort is copied for each type and each way of
//! comparing, 5 KB a time and eighty times over; here the places are sorted by one copy, and the values follow them.
//! Collecting into a map or a set sorts too; here each value is put in its place.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts as the standard library does, stably.
pub trait SortSmall<T> {
    /// By a comparison.
    fn sort_small_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);

    /// By a key, which is asked for with each comparison.
    fn sort_small_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        self.sort_small_by(|one, other| key(one).cmp(&key(other)));
    }
}

impl<T> SortSmall<T> for [T] {
    fn sort_small_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        let mut to = places(self.len(), &|one, other| compare(&self[one], &self[other]));
        for at in 0..to.len() {
            while to[at] != at {
                let there = to[at];
                self.swap(at, there);
                to.swap(at, there);
            }
        }
    }
}

/// Collects as the standard library does: of equal keys the last value counts.
pub trait CollectSmall: Iterator + Sized {
    /// Into a map.
    fn collect_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        map.extend(self);
        map
    }

    /// Into a set.
    fn collect_set(self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut set = BTreeSet::new();
        set.extend(self);
        set
    }
}

impl<I: Iterator> CollectSmall for I {}

/// Where each of the values belongs.
fn places(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..len).collect();
    sorted.sort_by(|one, other| compare(*one, *other));
    let mut places = vec![0; len];
    for (place, value) in sorted.into_iter().enumerate() {
        places[value] = place;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::{CollectSmall as _, SortSmall as _};
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(values: Vec<(u8, u32)>) {
            let (mut ours, mut theirs) = (values.clone(), values);
            ours.sort_small_by_key(|(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn it_collects_as_the_standard_library_does(values: Vec<(u8, u32)>) {
            let theirs: BTreeMap<u8, u32> = values.iter().copied().collect();
            prop_assert_eq!(values.iter().copied().collect_map(), theirs);
            let theirs: BTreeSet<(u8, u32)> = values.iter().copied().collect();
            prop_assert_eq!(values.into_iter().collect_set(), theirs);
        }
    }
}
