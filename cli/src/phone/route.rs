//! Stops, the route and its order, windows, the way to a stop, the nearest outlets.

use counterfoil_client::orders::{CourierRoute, RouteAsk};
use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::map::handover::Travel;
use counterfoil_domain::map::{MapApp, Point, parse_pin};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::done;

/// Outlets that are told.
const OUTLETS: usize = 3;

/// What a route is asked for: pins as `30.1872,120.2014`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RouteLine {
    from: Option<String>,
    to: Option<String>,
    start_ms: Option<i64>,
    #[serde(default)]
    first: Vec<SubjectId>,
    #[serde(default)]
    last: Vec<SubjectId>,
    #[serde(default)]
    hard_windows: bool,
}

/// A wished window.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WindowLine {
    order: SubjectId,
    window_from_ms: Option<i64>,
    window_to_ms: Option<i64>,
    #[serde(default)]
    route: RouteLine,
}

fn point(pin: Option<&str>) -> Result<Option<Point>, ClientError> {
    let unclear = || ClientError::Internal { reason: "the line's pin is none".to_owned() };
    pin.map(|pin| parse_pin(pin).ok_or_else(unclear)).transpose()
}

fn ask(line: RouteLine) -> Result<RouteAsk, ClientError> {
    Ok(RouteAsk {
        from: point(line.from.as_deref())?,
        to: point(line.to.as_deref())?,
        start_ms: line.start_ms,
        first: line.first,
        last: line.last,
        hard_windows: line.hard_windows,
        ..RouteAsk::default()
    })
}

/// The stops of the open orders.
pub(super) fn stops(phone: &Phone) -> Result<Value, ClientError> {
    Ok(json!(phone.orders().stops()?))
}

/// The route: its calls with their orders, who is late, and what is offered.
pub(super) fn route(phone: &Phone, line: RouteLine) -> Result<Value, ClientError> {
    let route = phone.orders().route(&ask(line)?)?;
    let CourierRoute { stops, advice, is_own, sequence } = &route;
    let calls = advice.table.visits.iter().map(|visit| {
        json!({ "visit": visit, "orders": stops[visit.stop].orders, "address": stops[visit.stop].text })
    });
    Ok(json!({
        "calls": calls.collect::<Vec<_>>(), "is_own": is_own, "late": advice.table.late(),
        "metres": advice.table.metres, "end_s": advice.table.end_s, "put_in": advice.put_in,
        "offer": advice.offer, "sequence": sequence,
    }))
}

pub(super) fn keep(
    phone: &Phone,
    orders: Vec<SubjectId>,
    offer: Option<FactId>,
) -> Result<Value, ClientError> {
    Ok(done(&phone.orders().keep_sequence(orders, offer)?))
}

pub(super) fn let_go(phone: &Phone, held: Vec<SubjectId>) -> Result<Value, ClientError> {
    Ok(done(&phone.orders().let_sequence_go(held)?))
}

pub(super) fn decline(phone: &Phone, offer: FactId) -> Result<Value, ClientError> {
    Ok(done(&phone.orders().decline_sequence(offer)?))
}

pub(super) fn check_window(phone: &Phone, line: WindowLine) -> Result<Value, ClientError> {
    let window = (line.window_from_ms, line.window_to_ms);
    Ok(json!(phone.orders().check_window(line.order, window, &ask(line.route)?)?))
}

pub(super) fn way(
    phone: &Phone,
    order: SubjectId,
    app: MapApp,
    travel: Option<Travel>,
    label: &str,
) -> Result<Value, ClientError> {
    Ok(json!(phone.orders().way_to(order, app, travel.unwrap_or_default(), label)?))
}

/// The three nearest outlets.
pub(super) fn outlets(phone: &Phone, near: &str) -> Result<Value, ClientError> {
    let Some(near) = point(Some(near))? else { return Ok(json!([])) };
    let outlets = phone.account().outlets()?;
    let found = outlets.nearest(near, OUTLETS);
    let row =
        found.into_iter().map(|(outlet, metres)| json!({ "outlet": outlet, "metres": metres }));
    Ok(json!(row.collect::<Vec<_>>()))
}
