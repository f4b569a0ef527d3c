//! Whether a window that the office wants to set can be kept: the question that a phone answers for its courier, asked for
//! whoever is to do the order, on his open orders as the hub knows them.

use axum::http::StatusCode;
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::map::Point;
use counterfoil_domain::order::Card;
use counterfoil_domain::route::{
    Pins, Problem as RouteProblem, RouteStop, Speed, Window, WindowCheck, advise, check_window,
    travel,
};
use counterfoil_domain::stops::{Stop, StopOrder, group};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::acts::Act;
use super::shapes::EditFields;
use crate::problem::{Answer, Problem};
use crate::server::Server;

const FROM: &str = "window/from_ms";
const TO: &str = "window/to_ms";

/// `POST …/orders/{order}/window-check`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckWindow {
    /// Not before, ms since 1970.
    #[serde(default)]
    pub from_ms: Option<i64>,
    /// Not after, ms since 1970.
    #[serde(default)]
    pub to_ms: Option<i64>,
}

/// Whether the window can be kept, and for whom that was reckoned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WindowShown {
    /// The answer.
    #[serde(flatten)]
    pub check: WindowCheck,
    /// Who is to do it; absent while nobody is: then only the clock was asked.
    pub person: Option<PersonId>,
    /// Calls of his that were reckoned with, this one included.
    pub stops: usize,
}

impl Server {
    /// Whether a window can be kept.
    pub async fn check_order_window(
        &self,
        order: SubjectId,
        asked: CheckWindow,
    ) -> Answer<WindowShown> {
        let cards = self.cards_now().await?;
        let card = cards.of(order).ok_or_else(Problem::not_found)?;
        let person = card.assigned.first().copied();
        let with = |other: &&Card| {
            let own = person.is_some_and(|person| other.assigned.contains(&person));
            let open = !other.terminal && !other.do_not_load && other.lead.is_none();
            other.id == order || (own && open)
        };
        let orders: Vec<StopOrder> = cards.all().filter(with).map(StopOrder::of).collect();
        let now_ms = i64::try_from(self.now_ms()).unwrap_or(i64::MAX);
        let reckoned = move || reckon(&orders, order, asked, now_ms);
        // A long route takes a while: not on a thread that serves others.
        let reckoned = tokio::task::spawn_blocking(reckoned).await;
        let reckoned = reckoned.map_err(|error| Problem::internal("route", &error))?;
        let (check, stops) = reckoned.ok_or_else(no_route)?;
        Ok(WindowShown { check, person, stops })
    }

    /// Refuses an edit that asks for the check and sets a window that cannot be kept.
    pub(super) async fn check_edit(&self, order: SubjectId, act: &Act) -> Answer<()> {
        let Act::Edit(EditFields { fields, check_window: true, .. }) = act else { return Ok(()) };
        if !fields.contains_key(FROM) && !fields.contains_key(TO) {
            return Ok(());
        }
        let cards = self.cards_now().await?;
        let card = cards.of(order).ok_or_else(Problem::not_found)?;
        let said = |path: &str, stands: Option<i64>| fields.get(path).map_or(stands, Value::as_i64);
        let from_ms = said(FROM, card.window_from_ms);
        let to_ms = said(TO, card.window_to_ms);
        let shown = self.check_order_window(order, CheckWindow { from_ms, to_ms }).await?;
        match shown.check {
            WindowCheck::Fits { .. } => Ok(()),
            WindowCheck::Refused { why, words } => {
                let why = serde_json::to_value(why);
                let why = why.map_err(|error| Problem::internal("route", &error))?;
                let title = "The window cannot be kept";
                Err(Problem::new(StatusCode::CONFLICT, "window", title)
                    .with("check", why)
                    .with("zh", vec![words.zh])
                    .with("en", vec![words.en]))
            }
        }
    }
}

fn reckon(
    orders: &[StopOrder],
    order: SubjectId,
    asked: CheckWindow,
    now_ms: i64,
) -> Option<(WindowCheck, usize)> {
    let seconds = |ms: i64| ms.div_euclid(1_000);
    let stops: Vec<Stop> = group(orders, &[]);
    let stop = stops.iter().position(|stop| stop.orders.contains(&order))?;
    let points: Vec<Option<Point>> = stops.iter().map(|stop| stop.point).collect();
    let problem = RouteProblem {
        start_s: seconds(now_ms),
        stops: stops.iter().map(|stop| RouteStop::of(stop, false)).collect(),
        travel: travel(None, &points, None, &Speed::default()),
        breaks: Vec::new(),
        pins: Pins::default(),
        seed: 0,
        steps: None,
    };
    let now = advise(&problem, &[], false).ok()?;
    let (from_s, to_s) = (asked.from_ms.map(seconds), asked.to_ms.map(seconds));
    let window = Window { from_s, to_s, is_hard: true };
    let check = check_window(&problem, &now.table.order(), stop, window).ok()?;
    Some((check, stops.len()))
}

fn no_route() -> Problem {
    let title = "There is no route for this question";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_route", title)
}
