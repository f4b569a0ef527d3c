//! Routes on the phone: in which order a courier's stops are called at, and when he is where.
//!
//! Whole seconds and metres, no randomness but a seed that is an argument: equal questions have equal answers on every
//! phone and on the hub. What the answer promises and what not stands in `docs/route.md`.
//!
//! * [`Problem`]: stops with windows, the way between them, pins, breaks.
//! * [`Problem::timetable`]: when a given order of stops is where, and who is late by how much.
//! * [`Problem::search`]: a better order, never one that breaks a pin.
//! * [`advise`]: the courier's own order with new stops put in, and what could be better, as an offer.
//! * [`check_window`]: whether a window that a customer chose can be kept.

mod advice;
mod cost;
mod diff;
mod matrix;
mod moves;
mod pins;
mod search;
mod timetable;
mod window;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::advice::{Advice, Offered, advise};
pub use self::cost::Cost;
pub use self::diff::{Diff, MovedStop, diff};
pub use self::matrix::{Speed, Travel, travel};
pub use self::timetable::{Late, Timetable, Visit};
pub use self::window::{WindowCheck, WindowRefusal, check_window};
use crate::limits::{ROUTE_BREAKS_MAX, ROUTE_STEPS_MAX, ROUTE_STOPS_MAX};
use crate::stops::Stop;

/// When a stop may be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Not before, seconds.
    #[serde(default)]
    pub from_s: Option<i64>,
    /// Begun by then, seconds.
    #[serde(default)]
    pub to_s: Option<i64>,
    /// Whether being late is a breach; else it is only worse.
    #[serde(default)]
    pub is_hard: bool,
}

/// A stop of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteStop {
    /// When.
    #[serde(default)]
    pub window: Option<Window>,
    /// Seconds that the call takes.
    #[serde(default)]
    pub service_s: u32,
    /// Larger is more urgent: 0 to 9, beyond that as 9.
    #[serde(default)]
    pub priority: i64,
    /// Whether nobody knows where it is. Its way is counted as nothing, and said to be unknown.
    #[serde(default)]
    pub is_unlocated: bool,
}

/// Seconds of a call, and for each piece beyond the first.
const SERVICE_S: u32 = 120;
const PIECE_S: u32 = 15;
/// Seconds that a call takes at most by its pieces: sixty to a station are handed over in one go.
const SERVICE_S_MAX: u32 = 900;

impl RouteStop {
    /// The call at a stop, with its window as a wish or as a must.
    #[must_use]
    pub fn of(stop: &Stop, hard: bool) -> Self {
        let seconds = |ms: i64| ms.div_euclid(1_000);
        let (from_s, to_s) = (stop.window_from_ms.map(seconds), stop.window_to_ms.map(seconds));
        let has_window = from_s.is_some() || to_s.is_some();
        let more = stop.pieces.saturating_sub(1).saturating_mul(PIECE_S);
        Self {
            window: has_window.then_some(Window { from_s, to_s, is_hard: hard }),
            service_s: SERVICE_S.saturating_add(more).min(SERVICE_S_MAX),
            priority: stop.priority,
            is_unlocated: stop.point.is_none(),
        }
    }
}

/// A pause of the courier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// Taken at the first moment between two calls at or after this, seconds.
    pub from_s: i64,
    /// Begun by then, seconds; later is said.
    pub to_s: i64,
    /// How long, seconds.
    pub length_s: u32,
}

/// What of the order of stops is not to be touched. Stops are named by their place in [`Problem::stops`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pins {
    /// Called at first, in this order.
    #[serde(default)]
    pub first: Vec<usize>,
    /// Keep their order among each other, wherever they stand.
    #[serde(default)]
    pub kept: Vec<usize>,
    /// Called at last, in this order.
    #[serde(default)]
    pub last: Vec<usize>,
}

/// A question about a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// When the courier leaves, seconds since whenever.
    pub start_s: i64,
    /// The stops, at most [`ROUTE_STOPS_MAX`].
    pub stops: Vec<RouteStop>,
    /// The way between them.
    pub travel: Travel,
    /// Pauses, at most [`ROUTE_BREAKS_MAX`].
    #[serde(default)]
    pub breaks: Vec<Break>,
    /// What is not to be touched.
    #[serde(default)]
    pub pins: Pins,
    /// Begins the search's kicks.
    #[serde(default)]
    pub seed: u64,
    /// Calls that the search may look at, at most [`ROUTE_STEPS_MAX`]; that many where it is absent.
    #[serde(default)]
    pub steps: Option<u64>,
}

/// Why a question has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum RouteError {
    /// More than [`ROUTE_STOPS_MAX`] stops.
    #[error("more than {ROUTE_STOPS_MAX} stops in one route")]
    TooManyStops,
    /// More than [`ROUTE_BREAKS_MAX`] breaks.
    #[error("more than {ROUTE_BREAKS_MAX} breaks in one route")]
    TooManyBreaks,
    /// The table of ways is not of this many stops.
    #[error("the table of ways has another size")]
    WrongTable,
    /// A stop is pinned twice, or is none.
    #[error("a pin names no stop, or a stop twice")]
    WrongPin,
    /// An order of stops that is not all of them, each once.
    #[error("an order that is not of these stops")]
    WrongOrder,
    /// A time beyond what can be reckoned with.
    #[error("a time out of range")]
    WrongTime,
}

/// A time in seconds that a problem may name: far beyond any calendar, and sums of many of them fit.
const TIME_MAX_S: i64 = 1 << 42;

impl Problem {
    /// Whether the question can be asked at all.
    ///
    /// # Errors
    /// [`RouteError`].
    pub fn check(&self) -> Result<(), RouteError> {
        if self.stops.len() > ROUTE_STOPS_MAX {
            return Err(RouteError::TooManyStops);
        }
        if self.breaks.len() > ROUTE_BREAKS_MAX {
            return Err(RouteError::TooManyBreaks);
        }
        if !self.travel.is_of(self.stops.len()) {
            return Err(RouteError::WrongTable);
        }
        let windows = self.stops.iter().filter_map(|stop| stop.window);
        let ends = windows.flat_map(|window| [window.from_s, window.to_s]).flatten();
        let breaks = self.breaks.iter().flat_map(|one| [one.from_s, one.to_s]);
        let mut times = ends.chain(breaks).chain([self.start_s]);
        if times.any(|time| !(-TIME_MAX_S..=TIME_MAX_S).contains(&time)) {
            return Err(RouteError::WrongTime);
        }
        pins::check(&self.pins, self.stops.len())
    }

    /// Calls that a search may look at.
    fn steps(&self) -> u64 {
        self.steps.unwrap_or(ROUTE_STEPS_MAX).min(ROUTE_STEPS_MAX)
    }

    /// Whether an order is of all stops, each once.
    fn is_order(&self, order: &[usize]) -> bool {
        let mut seen = vec![false; self.stops.len()];
        let once = order.iter().all(|stop| {
            let place = seen.get_mut(*stop);
            place.is_some_and(|place| !std::mem::replace(place, true))
        });
        once && order.len() == self.stops.len()
    }
}
