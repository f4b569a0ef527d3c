//! When a courier is where, if he calls at stops in a given order.

use serde::{Deserialize, Serialize};

use super::cost::{Cost, PRIORITY_MAX, PRIORITY_PATIENCE, WAIT_CHEAPER};
use super::{Problem, RouteError, RouteStop};

/// One call of a timetable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The stop.
    pub stop: usize,
    /// When he is there, seconds.
    pub arrive_s: i64,
    /// When the call begins: behind waiting and a break.
    pub begin_s: i64,
    /// When he leaves.
    pub leave_s: i64,
    /// Seconds by which the call begins too late; 0 for in time.
    pub late_s: i64,
    /// Whether the window that is missed is a hard one.
    pub is_breach: bool,
    /// Whether the times are a guess, because nobody knows where this stop is, or one before it.
    pub is_guess: bool,
}

/// A stop that is served too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    /// The stop.
    pub stop: usize,
    /// By how much, seconds.
    pub by_s: i64,
    /// Whether that breaks a hard window.
    pub is_breach: bool,
}

/// A whole timetable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timetable {
    /// The calls in their order.
    pub visits: Vec<Visit>,
    /// When he is at the end, seconds.
    pub end_s: i64,
    /// Metres of the way, as far as it is known.
    pub metres: u64,
    /// Seconds on the way.
    pub way_s: i64,
    /// Seconds waited.
    pub wait_s: i64,
    /// Breaks that begin too late, by their place in the question, and by how many seconds.
    pub late_breaks: Vec<(usize, i64)>,
    /// What it costs.
    pub cost: Cost,
}

impl Timetable {
    /// Every stop that is served too late, and by how much.
    #[must_use]
    pub fn late(&self) -> Vec<Late> {
        let late = self.visits.iter().filter(|visit| visit.late_s > 0);
        late.map(|visit| Late { stop: visit.stop, by_s: visit.late_s, is_breach: visit.is_breach })
            .collect()
    }

    /// The order of its stops.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        self.visits.iter().map(|visit| visit.stop).collect()
    }
}

/// Where a courier stands after some calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// The row of the table of ways.
    pub(super) at: usize,
    /// Now, seconds.
    pub(super) now_s: i64,
    /// Breaks taken.
    breaks: usize,
    way_s: i64,
    wait_s: i64,
    urgent_s: i64,
    breach_s: i64,
    late_s: i64,
}

/// What one call was like.
pub(super) struct Call {
    pub(super) arrive_s: i64,
    begin_s: i64,
    late_s: i64,
    is_breach: bool,
}

impl Standing {
    pub(super) fn start(problem: &Problem) -> Self {
        Self {
            at: 0,
            now_s: problem.start_s,
            breaks: 0,
            way_s: 0,
            wait_s: 0,
            urgent_s: 0,
            breach_s: 0,
            late_s: 0,
        }
    }

    /// Goes to a stop and serves it.
    pub(super) fn call(&mut self, problem: &Problem, stop: usize) -> Call {
        let (row, width) = (stop + 1, problem.stops.len() + 2);
        let one: &RouteStop = &problem.stops[stop];
        // Where nobody knows a place the way goes past it: it is no short cut.
        let (way, at) = match one.is_unlocated {
            true => (0, self.at),
            false => (i64::from(problem.travel.seconds[self.at * width + row]), row),
        };
        let arrive_s = self.now_s + way;
        let from = one.window.and_then(|window| window.from_s);
        let opens = |time: i64| from.map_or(time, |from| time.max(from));
        let mut ready = arrive_s;
        while let Some(pause) = problem.breaks.get(self.breaks) {
            if opens(ready) < pause.from_s {
                break;
            }
            let begins = ready.max(pause.from_s);
            self.late_s += (begins - pause.to_s).max(0);
            self.wait_s += begins - ready;
            ready = begins + i64::from(pause.length_s);
            self.breaks += 1;
        }
        let begin_s = opens(ready);
        self.wait_s += begin_s - ready;
        let to = one.window.and_then(|window| window.to_s);
        let late_s = to.map_or(0, |to| (begin_s - to).max(0));
        let is_breach = late_s > 0 && one.window.is_some_and(|window| window.is_hard);
        match is_breach {
            true => self.breach_s += late_s,
            false => self.late_s += late_s,
        }
        let priority = one.priority.clamp(0, PRIORITY_MAX);
        self.urgent_s += priority * (begin_s - problem.start_s) / PRIORITY_PATIENCE;
        self.way_s += way;
        self.now_s = begin_s + i64::from(one.service_s);
        self.at = at;
        Call { arrive_s, begin_s, late_s, is_breach }
    }

    /// The cost so far; it never becomes less.
    pub(super) fn cost(&self) -> Cost {
        let spent_s = self.way_s + self.wait_s / WAIT_CHEAPER + self.urgent_s;
        Cost { breach_s: self.breach_s, late_s: self.late_s, spent_s }
    }

    /// The cost with the way to the end.
    pub(super) fn cost_at_end(mut self, problem: &Problem) -> Cost {
        self.way_s += self.way_to_end(problem);
        self.cost()
    }

    fn way_to_end(&self, problem: &Problem) -> i64 {
        let width = problem.stops.len() + 2;
        i64::from(problem.travel.seconds[self.at * width + width - 1])
    }
}

impl Problem {
    /// The timetable of an order of stops.
    ///
    /// # Errors
    /// [`RouteError::WrongOrder`], and those of [`Problem::check`].
    pub fn timetable(&self, order: &[usize]) -> Result<Timetable, RouteError> {
        self.check()?;
        match self.is_order(order) {
            true => Ok(self.reckon(order)),
            false => Err(RouteError::WrongOrder),
        }
    }

    /// As [`Problem::timetable`], of an order that is known to be one.
    pub(super) fn reckon(&self, order: &[usize]) -> Timetable {
        let width = self.stops.len() + 2;
        let mut standing = Standing::start(self);
        let (mut visits, mut metres, mut is_guess) = (Vec::new(), 0, false);
        let mut late_breaks = Vec::new();
        for stop in order {
            if !self.stops[*stop].is_unlocated {
                metres += u64::from(self.travel.metres[standing.at * width + stop + 1]);
            }
            let taken = standing.breaks;
            let call = standing.call(self, *stop);
            is_guess |= self.stops[*stop].is_unlocated;
            late_breaks.extend(self.late_breaks(taken..standing.breaks, call.arrive_s));
            visits.push(Visit {
                stop: *stop,
                arrive_s: call.arrive_s,
                begin_s: call.begin_s,
                leave_s: standing.now_s,
                late_s: call.late_s,
                is_breach: call.is_breach,
                is_guess,
            });
        }
        metres += u64::from(self.travel.metres[standing.at * width + width - 1]);
        let way = standing.way_to_end(self);
        Timetable {
            visits,
            end_s: standing.now_s + way,
            metres,
            way_s: standing.way_s + way,
            wait_s: standing.wait_s,
            late_breaks,
            cost: standing.cost_at_end(self),
        }
    }

    /// Breaks that were taken on arriving, as far as they begin too late.
    fn late_breaks(&self, taken: std::ops::Range<usize>, arrive_s: i64) -> Vec<(usize, i64)> {
        let mut ready = arrive_s;
        let mut late = Vec::new();
        for at in taken {
            let pause = self.breaks[at];
            let begins = ready.max(pause.from_s);
            if begins > pause.to_s {
                late.push((at, begins - pause.to_s));
            }
            ready = begins + i64::from(pause.length_s);
        }
        late
    }
}
