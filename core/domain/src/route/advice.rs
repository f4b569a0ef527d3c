//! Advice: the courier's order stands until he lets it go; what could be better is offered beside it.

use serde::{Deserialize, Serialize};

use super::diff::{Diff, diff};
use super::timetable::Timetable;
use super::{Problem, RouteError};

/// A better order, to be taken or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Its timetable.
    pub table: Timetable,
    /// What would change.
    pub diff: Diff<usize>,
    /// Seconds of lateness less, at hard windows and others.
    pub less_late_s: i64,
    /// Seconds by which the day would end sooner; negative for later.
    pub sooner_s: i64,
    /// Metres less; negative for more.
    pub fewer_metres: i64,
}

/// What a courier is told about his route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// The order that stands: his own with new stops put in, or after he let go the best one.
    pub table: Timetable,
    /// New stops that were put into his order.
    pub put_in: Vec<usize>,
    /// A better order; absent if there is none, or if the one above is it.
    pub offer: Option<Offered>,
}

/// Advice on a route. `order` is the order of now, each stop at most once; stops that it lacks are put in where they
/// cost least, those that nobody can find at the end. With `is_own` it is the courier's own and stays; else the search
/// may change everything that no pin holds.
///
/// # Errors
/// Those of [`Problem::timetable`].
pub fn advise(problem: &Problem, order: &[usize], is_own: bool) -> Result<Advice, RouteError> {
    problem.check()?;
    let missing: Vec<usize> =
        (0..problem.stops.len()).filter(|stop| !order.contains(stop)).collect();
    let (lost, found): (Vec<usize>, Vec<usize>) =
        missing.iter().partition(|stop| problem.stops[**stop].is_unlocated);
    let whole: Vec<usize> = order.iter().chain(&missing).copied().collect();
    if !problem.is_order(&whole) {
        return Err(RouteError::WrongOrder);
    }
    let mut wished = problem.put_in(order, &found);
    wished.extend(lost);
    if !is_own {
        let table = problem.search(&wished)?;
        return Ok(Advice { table, put_in: Vec::new(), offer: None });
    }
    let table = problem.reckon(&wished);
    let better = problem.search(&wished)?;
    let is_better = better.cost < table.cost;
    let offer = is_better.then(|| offered(&table, better));
    Ok(Advice { table, put_in: missing, offer })
}

fn offered(now: &Timetable, table: Timetable) -> Offered {
    let late = |table: &Timetable| table.cost.breach_s + table.cost.late_s;
    let metres = |table: &Timetable| i64::try_from(table.metres).unwrap_or(i64::MAX);
    Offered {
        diff: diff(&now.order(), &table.order()),
        less_late_s: late(now) - late(&table),
        sooner_s: now.end_s - table.end_s,
        fewer_metres: metres(now) - metres(&table),
        table,
    }
}
