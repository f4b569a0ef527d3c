//! Pins: what of an order is not to be touched.

use super::{Pins, Problem, RouteError};

/// Whether pins name stops, each once.
pub(super) fn check(pins: &Pins, stops: usize) -> Result<(), RouteError> {
    let mut seen = vec![false; stops];
    for stop in pins.first.iter().chain(&pins.kept).chain(&pins.last) {
        match seen.get_mut(*stop) {
            Some(place) if !*place => *place = true,
            _ => return Err(RouteError::WrongPin),
        }
    }
    Ok(())
}

/// The pins of a problem, ready to be asked.
pub(super) struct Holds {
    /// Places at the beginning and at the end that stay.
    pub(super) first: usize,
    pub(super) last: usize,
    /// The rank of each stop among those that keep their order.
    rank: Vec<Option<usize>>,
}

impl Holds {
    pub(super) fn of(problem: &Problem) -> Self {
        let mut rank = vec![None; problem.stops.len()];
        for (nth, stop) in problem.pins.kept.iter().enumerate() {
            rank[*stop] = Some(nth);
        }
        Self { first: problem.pins.first.len(), last: problem.pins.last.len(), rank }
    }

    /// Whether a stretch of an order keeps the order of those that have one.
    pub(super) fn allow(&self, stretch: &[usize]) -> bool {
        let mut ranks = stretch.iter().filter_map(|stop| self.rank[*stop]);
        let mut last = None;
        ranks.all(|rank| last.replace(rank).is_none_or(|before| before < rank))
    }

    /// The order that is nearest to a wished one and keeps every pin.
    pub(super) fn bring(&self, problem: &Problem, wished: &[usize]) -> Vec<usize> {
        let pins = &problem.pins;
        let ends: Vec<usize> = pins.first.iter().chain(&pins.last).copied().collect();
        let mut kept = pins.kept.iter().copied();
        let middle = wished.iter().copied().filter(|stop| !ends.contains(stop));
        // In the places of those that keep their order stand the same ones, in that order.
        let middle = middle.map(|stop| match self.rank[stop] {
            Some(_) => kept.next().unwrap_or(stop),
            None => stop,
        });
        pins.first.iter().copied().chain(middle).chain(pins.last.iter().copied()).collect()
    }
}
