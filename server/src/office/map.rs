//! The map of a day: where people were on duty, and where they did what on which order. Positions as phones
//! measured them, in WGS-84; pins that somebody typed or imported stand apart, as nobody can tell their datum.

use std::collections::BTreeMap;

use counterfoil_domain::fact::{Fact, Fix};
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::order::OrderState;
use counterfoil_domain::order::state::{EntryRow, FactRow};
use counterfoil_domain::playbook::words::Words;
use serde::Serialize;

use super::days::{DayQuery, Days};
use super::held::OrderBrief;
use super::reading::OrderRead;
use crate::problem::Answer;
use crate::server::Server;

/// Orders that are folded at once.
const READ_TOGETHER: usize = 200;
/// The field that holds a pin as somebody typed it.
const PIN: &str = "a/pin";
/// A step that follows a position by no more than this was done there, ms.
const STEP_WITHIN_MS: u64 = 10 * 60_000;
/// Units of a position in one degree.
const UNITS: f64 = 1e7;

/// The map of a day.
#[derive(Debug, Serialize)]
pub struct DayMap {
    /// The days, as `2026-11-22`.
    pub days: String,
    /// Everybody with a position, each with points in the order of time.
    pub people: Vec<PersonTrack>,
    /// Pins of orders that are not over, as somebody typed or imported them.
    pub pins: Vec<Pin>,
    /// The orders that are named.
    pub orders: BTreeMap<SubjectId, OrderBrief>,
    /// The datum of the points, and that nobody knows that of the pins.
    pub note: Words,
}

/// Where somebody was.
#[derive(Debug, Serialize)]
pub struct PersonTrack {
    /// Who.
    pub person: PersonId,
    /// By name.
    pub name: String,
    /// The points, by time.
    pub points: Vec<Point>,
}

/// A measured position.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// Degrees north, WGS-84.
    pub latitude: f64,
    /// Degrees east, WGS-84.
    pub longitude: f64,
    /// Radius of 68 % confidence, metres.
    pub accuracy_m: f64,
    /// When, ms since 1970.
    pub at_ms: u64,
    /// The order that it was measured for.
    pub order: SubjectId,
    /// What was done there, where it belongs to a step.
    pub done: Option<Words>,
    /// Where the order stood after that.
    pub stage: Option<Words>,
    /// Whether the order was over then.
    pub over: bool,
    /// Whether the platform says that it is mocked.
    pub mock: bool,
}

/// A pin that somebody typed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pin {
    /// The order.
    pub order: SubjectId,
    /// Degrees north, of an unknown datum.
    pub latitude: f64,
    /// Degrees east, of an unknown datum.
    pub longitude: f64,
}

impl Server {
    /// The map of the days asked for.
    pub async fn map(&self, query: &DayQuery) -> Answer<DayMap> {
        let days = query.days(self.now_ms())?;
        let mut tracks: BTreeMap<PersonId, Vec<Point>> = BTreeMap::new();
        let mut pins = Vec::new();
        for part in self.orders_since(days.from_ms).await?.chunks(READ_TOGETHER) {
            let asked: Vec<(SubjectId, bool)> = part.iter().map(|id| (*id, false)).collect();
            for read in self.read_orders(&asked).await? {
                for (person, point) in points(&read, &days) {
                    tracks.entry(person).or_default().push(point);
                }
                pins.extend(pin(&read));
            }
        }
        let names = self.everybody().await?;
        let all = tracks.values().flatten().map(|point| point.order);
        let named = all.chain(pins.iter().map(|pin| pin.order)).collect();
        let orders = self.briefs(named).await?;
        let people = tracks.into_iter().map(|(person, mut points)| {
            points.sort_by_key(|point| point.at_ms);
            PersonTrack { person, name: names.get(&person).cloned().unwrap_or_default(), points }
        });
        Ok(DayMap { days: days.name, people: people.collect(), pins, orders, note: note() })
    }
}

fn note() -> Words {
    Words::new(
        "轨迹为手机实测(WGS-84),与高德、腾讯等地图(GCJ-02)相差数百米,未作换算。\
         虚线圈是录入的定位,坐标系未知,可能有同样的偏移。",
        "Tracks are as measured (WGS-84). They differ by some hundred metres from maps in GCJ-02 and are \
         not converted. Dashed circles are pins as entered; their datum is not known.",
    )
}

fn points(read: &OrderRead, days: &Days) -> Vec<(PersonId, Point)> {
    let state = &read.state;
    let found = state.standing().filter_map(|(row, fact)| match fact {
        Fact::Fix(fix) => Some((row, fix)),
        _ => None,
    });
    // What was moved here was measured for another order, which shows it too.
    let own = found.filter(|(row, _)| state.entry_of(row).subject.id == state.subject);
    let placed = own.filter_map(|(row, fix)| {
        let entry = state.entry_of(row);
        let at = entry.believed.earliest_ms.or(entry.believed.latest_ms).or(entry.hub_time_ms)?;
        let point = point(read, (row, fix), at.saturating_sub(fix.age_ms));
        days.holds(at).then_some((entry.person, point))
    });
    placed.collect()
}

fn point(read: &OrderRead, (row, fix): (&FactRow, &Fix), at_ms: u64) -> Point {
    let state = &read.state;
    let kind = state.kind();
    let step = step_of(state, row, fix);
    let done = step.as_ref().and_then(|(name, _)| read.playbook.transition(kind, name));
    let after = step.as_ref().and_then(|(_, after)| after.as_deref());
    let stage = after.and_then(|stage| read.playbook.stage(kind, stage));
    Point {
        latitude: f64::from(fix.latitude_e7) / UNITS,
        longitude: f64::from(fix.longitude_e7) / UNITS,
        accuracy_m: f64::from(fix.accuracy_dm) / 10.0,
        at_ms,
        order: state.subject,
        done: done.map(|step| step.name.clone()),
        stage: stage.map(|stage| stage.name.clone()),
        over: after.is_some_and(|stage| read.playbook.is_terminal(kind, stage)),
        mock: fix.mock,
    }
}

/// The step that a position belongs to: the one that it names, one of the same act, or the next one of the same
/// phone within [`STEP_WITHIN_MS`].
fn step_of(state: &OrderState, row: &FactRow, fix: &Fix) -> Option<(String, Option<String>)> {
    let here = state.entry_of(row);
    let act = here.act.as_ref().map(|act| act.id);
    let steps = state.standing().filter_map(|(other, fact)| match fact {
        Fact::Transition(step) => Some((other, step)),
        _ => None,
    });
    let near = steps.filter_map(|(other, step)| {
        let there = state.entry_of(other);
        let same_act = act.is_some() && there.act.as_ref().map(|act| act.id) == act;
        let follows = there.chain == here.chain && there.seq >= here.seq && soon(here, there);
        let after = there.seq.saturating_sub(here.seq);
        let rank = match (fix.of == Some(other.id), same_act, follows) {
            (true, ..) => (0, 0),
            (_, true, _) => (1, after),
            (.., true) => (2, after),
            _ => return None,
        };
        Some((rank, other.id, step))
    });
    let (_, id, step) = near.min_by_key(|(rank, ..)| *rank)?;
    let moved = state.moves.iter().find(|moved| moved.cause == Some(id));
    Some((step.name.clone(), moved.map(|moved| moved.after.stage.clone())))
}

fn soon(here: &EntryRow, there: &EntryRow) -> bool {
    let (one, other) = (here.clocks.monotonic_ms, there.clocks.monotonic_ms);
    here.clocks.boot == there.clocks.boot && other.saturating_sub(one) <= STEP_WITHIN_MS
}

/// The pin of an order that is not over: `30.2,120.1`, or the other way round, as a table had it.
fn pin(read: &OrderRead) -> Option<Pin> {
    let state = &read.state;
    if read.playbook.is_terminal(state.kind(), &state.stage.stage) {
        return None;
    }
    let value = state.field(PIN)?;
    let (latitude, longitude) = degrees(value.as_text()?)?;
    Some(Pin { order: state.subject, latitude, longitude })
}

fn degrees(text: &str) -> Option<(f64, f64)> {
    let parts: Vec<f64> = text
        .split([',', '\u{ff0c}', ' ', ';'])
        .filter_map(|part| part.trim().parse().ok())
        .collect();
    let [one, other] = parts.as_slice() else { return None };
    // Of two numbers the one that is no latitude is the longitude.
    let (latitude, longitude) = if one.abs() > 90.0 { (*other, *one) } else { (*one, *other) };
    (latitude.abs() <= 90.0 && longitude.abs() <= 180.0).then_some((latitude, longitude))
}

#[cfg(test)]
mod tests {
    use super::degrees;

    #[test]
    fn a_pin_is_read_in_either_order_and_nonsense_is_none() {
        assert_eq!(degrees("30.21,120.15"), Some((30.21, 120.15)));
        assert_eq!(degrees("120.15,30.21"), Some((30.21, 120.15)));
        for text in ["", "30", "1,2,3", "门口", "200,300", "inf,1", "NaN,1"] {
            assert_eq!(degrees(text), None, "{text}");
        }
    }
}
