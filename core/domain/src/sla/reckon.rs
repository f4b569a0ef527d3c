//! One target reckoned: when it is due, how much of it is used, and whether it was kept, as far as anybody can say.
//!
//! Each instant that comes from a phone is an interval that contains it, and so is what follows from it: the due
//! time lies between the one of the earliest possible beginning with the shortest possible pauses and the one of
//! the latest beginning with the longest pauses. A target that ended before the earlier is met, one that ended
//! after the later is broken, and anything between straddles the limit and says so.

use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::clock::{Pause, ServiceClock};
use crate::moment::{Interval, Length};

/// What a target is reckoned on.
#[derive(Debug, Clone)]
pub struct Course<'a> {
    /// When its clock runs.
    pub calendar: &'a Calendar,
    /// How long it may run, ms.
    pub limit_ms: u64,
    /// When it began.
    pub began: Interval,
    /// When it ended, if it did.
    pub ended: Option<Interval>,
    /// When its clock stood still: since, and until if that is over.
    pub pauses: &'a [(Interval, Option<Interval>)],
    /// Now, ms since 1970: the hub's time, or the middle of what a phone knows.
    pub now_ms: u64,
}

/// How a target stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its clock runs, and there is time left.
    Running,
    /// Its clock stands still.
    Paused,
    /// It has not ended, and its time is over.
    Overdue,
    /// It ended in time.
    Met,
    /// It ended too late.
    Broken,
    /// Nobody can say: what is known of the times lies on both sides of the limit.
    Straddles,
}

impl Standing {
    /// Its name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Overdue => "overdue",
            Self::Met => "met",
            Self::Broken => "broken",
            Self::Straddles => "straddles",
        }
    }
}

/// A target, reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reckoned {
    /// How it stands.
    pub standing: Standing,
    /// When it is due; an end is absent where a pause lasts or the calendar is closed for good.
    pub due: Interval,
    /// How long its clock has run until its end or until now.
    pub spent: Length,
}

impl Course<'_> {
    /// Reckons the target.
    #[must_use]
    pub fn reckon(&self) -> Reckoned {
        let (short, long) = (self.clock(Bound::Least), self.clock(Bound::Most));
        let earliest_ms = self.began.earliest_ms.and_then(|at| short.due_ms(at, self.limit_ms));
        let latest_ms = self.began.latest_ms.and_then(|at| long.due_ms(at, self.limit_ms));
        let due = Interval { earliest_ms, latest_ms };
        Reckoned { standing: self.standing(due), due, spent: self.spent(&short, &long) }
    }

    /// The earliest instant at which its clock may have run for `length_ms`: when to warn. `None` while a pause
    /// lasts before that. Where nobody knows how early it began, the latest instant is taken.
    #[must_use]
    pub fn ran_until_ms(&self, length_ms: u64) -> Option<u64> {
        let began = self.began.earliest_ms.or(self.began.latest_ms)?;
        self.clock(Bound::Least).due_ms(began, length_ms)
    }

    fn standing(&self, due: Interval) -> Standing {
        let Some(ended) = self.ended else { return self.open_standing(due) };
        let in_time = ended.latest_ms.zip(due.earliest_ms).is_some_and(|(end, due)| end <= due);
        let late = ended.earliest_ms.zip(due.latest_ms).is_some_and(|(end, due)| end > due);
        match (in_time, late) {
            (true, _) => Standing::Met,
            (_, true) => Standing::Broken,
            _ => Standing::Straddles,
        }
    }

    fn open_standing(&self, due: Interval) -> Standing {
        let passed = |at: Option<u64>| at.is_some_and(|at| self.now_ms > at);
        match (passed(due.earliest_ms), passed(due.latest_ms)) {
            (_, true) => Standing::Overdue,
            (true, _) => Standing::Straddles,
            _ if self.pauses.iter().any(|pause| self.is_on(*pause)) => Standing::Paused,
            _ => Standing::Running,
        }
    }

    /// Whether a pause may last now.
    fn is_on(&self, (from, to): (Interval, Option<Interval>)) -> bool {
        let begun = from.earliest_ms.is_none_or(|from| from <= self.now_ms);
        let over = to.and_then(|to| to.latest_ms).is_some_and(|to| to <= self.now_ms);
        begun && !over
    }

    fn spent(&self, short: &ServiceClock<'_>, long: &ServiceClock<'_>) -> Length {
        let now = Interval { earliest_ms: Some(self.now_ms), latest_ms: Some(self.now_ms) };
        let end = self.ended.unwrap_or(now);
        let least = self.began.latest_ms.zip(end.earliest_ms);
        let most = self.began.earliest_ms.zip(end.latest_ms);
        Length {
            least_ms: least.map_or(0, |(from, to)| long.ran_ms(from, to)),
            most_ms: most.map(|(from, to)| short.ran_ms(from, to)),
        }
    }

    /// The clock with each pause as short, or as long, as it can have been.
    fn clock(&self, bound: Bound) -> ServiceClock<'_> {
        let pauses: Vec<Pause> = self
            .pauses
            .iter()
            .filter_map(|(from, to)| match bound {
                Bound::Least => shortest(*from, *to),
                Bound::Most => Some(longest(*from, *to)),
            })
            .collect();
        ServiceClock::new(self.calendar, &pauses)
    }
}

#[derive(Clone, Copy)]
enum Bound {
    Least,
    Most,
}

fn shortest(from: Interval, to: Option<Interval>) -> Option<Pause> {
    let from_ms = from.latest_ms?;
    match to {
        None => Some(Pause { from_ms, to_ms: None }),
        Some(to) => to.earliest_ms.map(|end| Pause { from_ms, to_ms: Some(end) }),
    }
}

fn longest(from: Interval, to: Option<Interval>) -> Pause {
    Pause { from_ms: from.earliest_ms.unwrap_or(0), to_ms: to.and_then(|to| to.latest_ms) }
}
