//! Stops and the route: what one call serves, in which order, and the way there; all of it from cards, without loading
//! a document.
//!
//! The courier's own order is kept as a fact of his shift: it survives a restart, goes to the hub, and comes to his next
//! phone. What the office would have otherwise is an offer beside it.

mod gathered;
mod outlets;
mod sequence;

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::map::handover::Travel;
use counterfoil_domain::map::{Handover, MapApp, Point, handover};
use counterfoil_domain::route::{
    Advice, Break, Pins, Problem, RouteStop, Speed, Window, WindowCheck, advise, check_window,
    travel,
};
use counterfoil_domain::shift::Sequence;
use counterfoil_domain::stops::{Stop, group};
use counterfoil_store::Connection;

use self::gathered::{gather, place_facts};
pub(crate) use self::sequence::{follow, forget, place_of};
use super::Orders;
use crate::account::not_now;
use crate::error::{CauseError, Caused, ClientError};
use crate::layers;
use crate::phone::core::Core;

/// What a route is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouteAsk {
    /// Where the courier is; absent where nobody knows.
    pub from: Option<Point>,
    /// Where he ends; absent for wherever he is then.
    pub to: Option<Point>,
    /// When he leaves, ms since 1970; now where it is absent.
    pub start_ms: Option<i64>,
    /// How fast he gets about.
    pub speed: Speed,
    /// Pauses, in seconds since 1970.
    pub breaks: Vec<Break>,
    /// Orders called at first, in this order.
    pub first: Vec<SubjectId>,
    /// Orders called at last, in this order.
    pub last: Vec<SubjectId>,
    /// Whether a missed window counts as a breach; else it is only worse.
    pub hard_windows: bool,
}

/// A route: the stops, their order with its times, what could be better, and what the office offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourierRoute {
    /// The stops. Places in [`CourierRoute::advice`] are places here.
    pub stops: Vec<Stop>,
    /// The order with its times, seconds since 1970, and a better one as an offer.
    pub advice: Advice,
    /// Whether that order is the courier's own.
    pub is_own: bool,
    /// His own order, what he still holds, and what others offered.
    pub sequence: Sequence,
}

impl Orders {
    /// The stops of this person's open orders, sorted by their first order.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn stops(&self) -> Result<Vec<Stop>, ClientError> {
        Ok(self.core.read(|connection| stops(&self.core, connection))?)
    }

    /// The route through these stops: the courier's own order as long as he keeps one, with new stops put in; else the
    /// best that is found. A better order is offered, never applied.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for more stops than a route may have or a pin that names no stop.
    pub fn route(&self, ask: &RouteAsk) -> Result<CourierRoute, ClientError> {
        Ok(self.core.read(|connection| {
            let made = Made::of(&self.core, connection, ask)?;
            let advice = advise(&made.problem, &made.order, made.is_own).map_err(no_route)?;
            let Made { stops, is_own, sequence, .. } = made;
            Ok(CourierRoute { stops, advice, is_own, sequence })
        })?)
    }

    /// Whether a window that a customer chose for an order, ms since 1970, fits into the route of now; if not, why.
    ///
    /// # Errors
    /// As [`Orders::route`]; [`ClientError::NotFound`] for an order that is in no stop.
    pub fn check_window(
        &self,
        order: SubjectId,
        (from_ms, to_ms): (Option<i64>, Option<i64>),
        ask: &RouteAsk,
    ) -> Result<WindowCheck, ClientError> {
        Ok(self.core.read(|connection| {
            let made = Made::of(&self.core, connection, ask)?;
            let stop = made.stop_of(order).ok_or(CauseError::NotFound("order"))?;
            let now = advise(&made.problem, &made.order, made.is_own).map_err(no_route)?;
            let (from_s, to_s) = (from_ms.map(seconds), to_ms.map(seconds));
            let window = Window { from_s, to_s, is_hard: true };
            check_window(&made.problem, &now.table.order(), stop, window).map_err(no_route)
        })?)
    }

    /// The address by which a map app shows the way to an order's stop. `label` is what the app is told of it: choose
    /// one that names no person.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] for an order that is in no stop; [`ClientError::NotAllowed`] where nobody knows where
    /// it is.
    pub fn way_to(
        &self,
        order: SubjectId,
        app: MapApp,
        travel: Travel,
        label: &str,
    ) -> Result<Handover, ClientError> {
        Ok(self.core.read(|connection| {
            let stops = stops(&self.core, connection)?;
            let stop = stops.iter().find(|stop| stop.orders.contains(&order));
            let stop = stop.ok_or(CauseError::NotFound("order"))?;
            let (zh, en) = (
                "不知道位置:没有定位,也没有同小区的定位",
                "nobody knows where this is: it has no pin",
            );
            let point = stop.point.ok_or_else(|| not_now("no_position", zh, en))?;
            Ok(handover(app, point, label, travel))
        })?)
    }
}

fn stops(core: &Core, connection: &Connection) -> Caused<Vec<Stop>> {
    Ok(group(&gather(connection)?, &place_facts(core, connection)?))
}

fn seconds(ms: i64) -> i64 {
    ms.div_euclid(1_000)
}

fn no_route(error: counterfoil_domain::route::RouteError) -> CauseError {
    let (zh, en) = ("无法规划路线", "there is no route for this question");
    let code = match error {
        counterfoil_domain::route::RouteError::TooManyStops => "too_many_stops",
        _ => "no_route",
    };
    not_now(code, zh, en)
}

/// A question made of what is on the phone.
struct Made {
    stops: Vec<Stop>,
    problem: Problem,
    /// The stops in the order that stands.
    order: Vec<usize>,
    is_own: bool,
    sequence: Sequence,
}

impl Made {
    fn of(core: &Core, connection: &Connection, ask: &RouteAsk) -> Caused<Self> {
        let stops = stops(core, connection)?;
        let sequence = sequence::standing(core, connection)?;
        let now = core.moment(connection)?.claimed().latest_ms;
        let now = now.and_then(|ms| i64::try_from(ms).ok()).unwrap_or(0);
        let places = |orders: &[SubjectId]| places_of(&stops, orders);
        let (first, last) = (places(&ask.first), places(&ask.last));
        let is_end = |stop: &usize| first.contains(stop) || last.contains(stop);
        let kept: Vec<usize> =
            places(&sequence.held).into_iter().filter(|stop| !is_end(stop)).collect();
        let order = places(sequence.own.as_deref().unwrap_or_default());
        let points: Vec<Option<Point>> = stops.iter().map(|stop| stop.point).collect();
        let problem = Problem {
            start_s: seconds(ask.start_ms.unwrap_or(now)),
            stops: stops.iter().map(|stop| RouteStop::of(stop, ask.hard_windows)).collect(),
            travel: travel(ask.from, &points, ask.to, &ask.speed),
            breaks: ask.breaks.clone(),
            pins: Pins { first, kept, last },
            seed: 0,
            steps: None,
        };
        let is_own = sequence.own.is_some();
        Ok(Self { stops, problem, order, is_own, sequence })
    }

    fn stop_of(&self, order: SubjectId) -> Option<usize> {
        self.stops.iter().position(|stop| stop.orders.contains(&order))
    }
}

/// The stops of some orders, each where its first order stands.
fn places_of(stops: &[Stop], orders: &[SubjectId]) -> Vec<usize> {
    let mut places = Vec::new();
    for order in orders {
        let place = stops.iter().position(|stop| stop.orders.binary_search(order).is_ok());
        places.extend(place.filter(|place| !places.contains(place)));
    }
    places
}

/// The folded state of a shift.
fn shift_state(
    core: &Core,
    connection: &Connection,
    id: SubjectId,
) -> Caused<counterfoil_domain::order::OrderState> {
    Ok(layers::view(core, connection, layers::subject_of(connection, id)?)?.state)
}
