//! The search: several first orders, each made better as long as any change helps, then kicked and made better again,
//! until the steps are used up.

use super::cost::Cost;
use super::moves::changes;
use super::pins::Holds;
use super::timetable::{Standing, Timetable};
use super::{Problem, RouteError};
use crate::sorting::SortSmall as _;

/// Kicks of one search, at most.
const KICKS_MAX: usize = 60;

impl Problem {
    /// The best order that the search finds, with its timetable. It is never worse than `wished`, brought into line
    /// with the pins: the order in which the courier would go without it.
    ///
    /// # Errors
    /// Those of [`Problem::timetable`].
    pub fn search(&self, wished: &[usize]) -> Result<Timetable, RouteError> {
        self.check()?;
        if !self.is_order(wished) {
            return Err(RouteError::WrongOrder);
        }
        let mut search = Search::new(self);
        let firsts =
            [wished.to_vec(), search.by_due(), search.by_nearness(), search.by_insertion(wished)];
        let mut best: Option<(Cost, Vec<usize>)> = None;
        for first in firsts {
            let found = search.improve(search.holds.bring(self, &first));
            if best.as_ref().is_none_or(|best| found < *best) {
                best = Some(found);
            }
        }
        let (cost, order) = search.kick(best.unwrap_or_default());
        let table = self.reckon(&order);
        debug_assert_eq!(table.cost, cost, "the search and the timetable reckon alike");
        Ok(table)
    }

    /// An order with some stops put in where each costs least; the others stay as they are.
    pub(super) fn put_in(&self, order: &[usize], more: &[usize]) -> Vec<usize> {
        let mut search = Search::new(self);
        let mut made = order.to_vec();
        for stop in more {
            search.put_in(&mut made, *stop);
        }
        made
    }
}

struct Search<'a> {
    problem: &'a Problem,
    holds: Holds,
    left: u64,
    seed: u64,
    /// Standings behind each place of the order that is being improved.
    prefix: Vec<Standing>,
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem) -> Self {
        let holds = Holds::of(problem);
        let left = problem.steps();
        Self { problem, holds, left, seed: problem.seed, prefix: Vec::new() }
    }

    /// By the end of the window, then by its beginning.
    fn by_due(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.problem.stops.len()).collect();
        order.sort_small_by_key(|stop| {
            let window = self.problem.stops[*stop].window;
            let end = window.and_then(|window| window.to_s).unwrap_or(i64::MAX);
            (end, window.and_then(|window| window.from_s).unwrap_or(i64::MIN), *stop)
        });
        order
    }

    /// Always on to the stop that can be begun first.
    fn by_nearness(&self) -> Vec<usize> {
        let mut left: Vec<usize> = (0..self.problem.stops.len()).collect();
        let (mut standing, mut order) = (Standing::start(self.problem), Vec::new());
        while let Some((place, next, _)) = left
            .iter()
            .enumerate()
            .map(|(place, stop)| {
                let mut next = standing;
                next.call(self.problem, *stop);
                (place, next, *stop)
            })
            .min_by_key(|(_, next, stop)| (next.cost(), next.now_s, *stop))
        {
            order.push(left.remove(place));
            standing = next;
        }
        order
    }

    /// Each stop where it costs least, those that are due first before others.
    fn by_insertion(&mut self, wished: &[usize]) -> Vec<usize> {
        let pins = &self.problem.pins;
        let mut order: Vec<usize> =
            pins.first.iter().chain(&pins.kept).chain(&pins.last).copied().collect();
        let mut due = self.by_due();
        // Without windows the courier's order is as good as any.
        let has_windows = self.problem.stops.iter().any(|stop| stop.window.is_some());
        if !has_windows {
            due = wished.to_vec();
        }
        for stop in due {
            if !order.contains(&stop) {
                self.put_in(&mut order, stop);
            }
        }
        order
    }

    fn put_in(&mut self, order: &mut Vec<usize>, stop: usize) {
        let (first, last) = (self.holds.first, self.holds.last);
        let from = first.min(order.len());
        let to = order.len().saturating_sub(last).max(from);
        let mut best: Option<(Cost, usize)> = None;
        for place in from..=to {
            order.insert(place, stop);
            let cost = self.cost(order);
            order.remove(place);
            if best.is_none_or(|best| (cost, place) < best) {
                best = Some((cost, place));
            }
        }
        order.insert(best.map_or(to, |best| best.1), stop);
    }

    fn cost(&mut self, order: &[usize]) -> Cost {
        let mut standing = Standing::start(self.problem);
        for stop in order {
            standing.call(self.problem, *stop);
        }
        self.left = self.left.saturating_sub(order.len() as u64);
        standing.cost_at_end(self.problem)
    }

    /// Makes changes as long as one helps.
    fn improve(&mut self, mut order: Vec<usize>) -> (Cost, Vec<usize>) {
        let mut cost = self.cost(&order);
        let (from, to) = (self.holds.first, order.len() - self.holds.last);
        let mut made = Vec::new();
        self.remember(&order, 0);
        let mut helped = true;
        while helped && self.left > 0 {
            helped = false;
            for change in changes(from, to) {
                change.apply(&order, &mut made);
                if !self.holds.allow(&made) {
                    continue;
                }
                let Some(better) = self.cost_with(&order, &made, change.from, cost) else {
                    if self.left == 0 {
                        break;
                    }
                    continue;
                };
                order[change.from..change.to].copy_from_slice(&made);
                (cost, helped) = (better, true);
                self.remember(&order, change.from);
            }
        }
        (cost, order)
    }

    fn remember(&mut self, order: &[usize], from: usize) {
        self.prefix.truncate(from + 1);
        if self.prefix.is_empty() {
            self.prefix.push(Standing::start(self.problem));
        }
        for stop in &order[self.prefix.len() - 1..] {
            let mut next = self.prefix[self.prefix.len() - 1];
            next.call(self.problem, *stop);
            self.prefix.push(next);
        }
    }

    /// The cost with a changed stretch, if it is less than `than`.
    fn cost_with(
        &mut self,
        order: &[usize],
        made: &[usize],
        from: usize,
        than: Cost,
    ) -> Option<Cost> {
        let mut standing = self.prefix[from];
        let behind = &order[from + made.len()..];
        for stop in made.iter().chain(behind) {
            standing.call(self.problem, *stop);
            self.left = self.left.saturating_sub(1);
            if standing.cost() >= than || self.left == 0 {
                return None;
            }
        }
        let cost = standing.cost_at_end(self.problem);
        (cost < than).then_some(cost)
    }

    /// Cuts the best order at three places, changes the two stretches between them, and improves that.
    fn kick(&mut self, mut best: (Cost, Vec<usize>)) -> (Cost, Vec<usize>) {
        let free = best.1.len() - self.holds.first - self.holds.last;
        if free < 4 {
            return best;
        }
        for _ in 0..KICKS_MAX {
            let mut cuts = [0; 3].map(|_| self.holds.first + self.random(free + 1));
            cuts.sort_unstable();
            let [a, b, c] = cuts;
            let order = &best.1;
            let kicked = [&order[..a], &order[b..c], &order[a..b], &order[c..]].concat();
            if kicked == *order || !self.holds.allow(&kicked) {
                continue;
            }
            if self.left == 0 {
                break;
            }
            let found = self.improve(kicked);
            if found < best {
                best = found;
            }
        }
        best
    }

    /// A number below `bound` from the seed (SplitMix64).
    fn random(&mut self, bound: usize) -> usize {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed >> 33).unwrap_or(0) % bound.max(1)
    }
}
