//! Whether a window that a customer chose can be kept: a pure function, with the reason where it cannot.

use serde::{Deserialize, Serialize};

use super::timetable::{Standing, Timetable};
use super::{Problem, RouteError, Window};
use crate::playbook::words::Words;

/// Why a window cannot be kept. Seconds as the problem counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum WindowRefusal {
    /// It ends before it begins.
    Inverted,
    /// It is over.
    Over,
    /// Nobody can be there in time, even if he goes there first.
    TooFar {
        /// When he could be there.
        earliest_s: i64,
    },
    /// No order of the stops keeps it.
    NoRoom {
        /// By how much it would be missed, seconds.
        by_s: i64,
    },
    /// It would make others late, or later than they are.
    MakesLate {
        /// The one that suffers most.
        stop: usize,
        /// By how many seconds more.
        by_s: i64,
    },
}

/// The answer to a wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum WindowCheck {
    /// It can be kept.
    Fits {
        /// When the call would begin, seconds.
        begin_s: i64,
        /// The order of stops that keeps it.
        order: Vec<usize>,
    },
    /// It cannot.
    Refused {
        /// Why.
        #[serde(flatten)]
        why: WindowRefusal,
        /// The same for people.
        words: Words,
    },
}

/// Checks a window for one stop of a route that goes in `order` now. Pins are kept.
///
/// # Errors
/// Those of [`Problem::timetable`].
pub fn check_window(
    problem: &Problem,
    order: &[usize],
    stop: usize,
    window: Window,
) -> Result<WindowCheck, RouteError> {
    let before = problem.timetable(order)?;
    let mut wished = problem.clone();
    let place = wished.stops.get_mut(stop).ok_or(RouteError::WrongOrder)?;
    place.window = Some(Window { is_hard: true, ..window });
    wished.check()?;
    if let Some(why) = alone(&wished, stop, window) {
        return Ok(refused(why));
    }
    let after = wished.search(order)?;
    let begins = after.visits.iter().find(|visit| visit.stop == stop);
    let (begin_s, late_s) = begins.map_or((0, 0), |visit| (visit.begin_s, visit.late_s));
    if late_s > 0 {
        return Ok(refused(WindowRefusal::NoRoom { by_s: late_s }));
    }
    Ok(match worse(&before, &after, stop) {
        Some(why) => refused(why),
        None => WindowCheck::Fits { begin_s, order: after.order() },
    })
}

/// What can be told without looking at the other stops.
fn alone(problem: &Problem, stop: usize, window: Window) -> Option<WindowRefusal> {
    let to = window.to_s?;
    if window.from_s.is_some_and(|from| from > to) {
        return Some(WindowRefusal::Inverted);
    }
    if to < problem.start_s {
        return Some(WindowRefusal::Over);
    }
    let mut first = Standing::start(problem);
    let arrive_s = first.call(problem, stop).arrive_s;
    (arrive_s > to).then_some(WindowRefusal::TooFar { earliest_s: arrive_s })
}

/// The other stop that suffers most.
fn worse(before: &Timetable, after: &Timetable, wished: usize) -> Option<WindowRefusal> {
    let late_before = |stop: usize| {
        let visit = before.visits.iter().find(|visit| visit.stop == stop);
        visit.map_or(0, |visit| visit.late_s)
    };
    let others = after.visits.iter().filter(|visit| visit.stop != wished);
    let more = others.map(|visit| (visit.late_s - late_before(visit.stop), visit.stop));
    let (by_s, stop) = more.max_by_key(|(by_s, stop)| (*by_s, std::cmp::Reverse(*stop)))?;
    (by_s > 0).then_some(WindowRefusal::MakesLate { stop, by_s })
}

fn refused(why: WindowRefusal) -> WindowCheck {
    WindowCheck::Refused { why, words: why.words() }
}

impl WindowRefusal {
    /// What a person reads.
    #[must_use]
    pub fn words(self) -> Words {
        let minutes = |seconds: i64| seconds.div_euclid(60) + i64::from(seconds.rem_euclid(60) > 0);
        match self {
            Self::Inverted => {
                Words::new("结束时间早于开始时间", "the window ends before it begins")
            }
            Self::Over => Words::new("这个时段已经过了", "this window is over"),
            Self::TooFar { .. } => Words::new(
                "现在直接过去也来不及",
                "nobody can be there in time, not even on the straight way",
            ),
            Self::NoRoom { by_s } => Words::new(
                format!("这个时段排不下,会晚{}分钟", minutes(by_s)),
                format!("no route keeps this window: {} min late", minutes(by_s)),
            ),
            Self::MakesLate { by_s, .. } => Words::new(
                format!("排进去会让另一单晚{}分钟", minutes(by_s)),
                format!("it would make another stop {} min late", minutes(by_s)),
            ),
        }
    }
}
