//! Business calendars: the hours during which the clock of a service level runs.
//!
//! A day's hours open at the first instant whose local time is not before the opening, and close at the last
//! instant whose local time is the closing. So a day on which clocks go back is longer, a day on which they go
//! forward is shorter, and hours that a change of clocks skips whole are not there.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::hours::Hours;
use super::span::{Span, union};
use super::zone::{Shown, Zone};
use crate::limits::{CALENDAR_DAYS_MAX, CALENDAR_HOURS_MAX, SLA_HORIZON_DAYS};
use crate::playbook::words::Words;

const DAY_MS: u64 = 86_400_000;
/// Time that is looked at together for the next opening.
const STRIDE_MS: u64 = 14 * DAY_MS;

/// A calendar as a playbook file says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CalendarRule {
    /// What service levels call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// Name of its time zone in IANA's list: `Asia/Shanghai`.
    pub zone: String,
    /// The hours of each day of the week. A day without any is closed.
    #[serde(default)]
    pub week: Week,
    /// Days with hours of their own: holidays, and weekends that are worked.
    #[serde(default)]
    pub days: Vec<SpecialDay>,
}

/// The hours of each day of the week.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct Week {
    /// Mondays.
    pub mon: Vec<Hours>,
    /// Tuesdays.
    pub tue: Vec<Hours>,
    /// Wednesdays.
    pub wed: Vec<Hours>,
    /// Thursdays.
    pub thu: Vec<Hours>,
    /// Fridays.
    pub fri: Vec<Hours>,
    /// Saturdays.
    pub sat: Vec<Hours>,
    /// Sundays.
    pub sun: Vec<Hours>,
}

/// A day with hours of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SpecialDay {
    /// The day, `2026-10-01`.
    #[schemars(with = "String")]
    pub date: NaiveDate,
    /// Its hours; none: closed.
    #[serde(default)]
    pub open: Vec<Hours>,
    /// What people call it.
    #[serde(default)]
    pub name: Option<Words>,
}

/// Why a calendar is of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No such time zone.
    #[error("no time zone is called {0:?}: write a name of IANA's list, such as Asia/Shanghai")]
    Zone(String),
    /// Two hours of one day overlap.
    #[error("{0}: its hours overlap or are not in order")]
    Overlap(String),
    /// A day stands twice.
    #[error("{0} stands twice")]
    Twice(NaiveDate),
    /// It is never open.
    #[error("it is never open: give at least one day of the week its hours")]
    NeverOpen,
    /// Too many days or hours.
    #[error(
        "it has more than {CALENDAR_DAYS_MAX} days of its own, or a day more than {CALENDAR_HOURS_MAX} hours"
    )]
    TooLong,
}

/// A calendar, ready to be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// Absent: always open.
    hours: Option<Opening>,
}

#[derive(Debug, Clone, PartialEq)]
struct Opening {
    zone: Zone,
    /// From Monday.
    week: [Vec<Hours>; 7],
    days: BTreeMap<NaiveDate, Vec<Hours>>,
}

impl TryFrom<&CalendarRule> for Calendar {
    type Error = CalendarError;

    fn try_from(rule: &CalendarRule) -> Result<Self, CalendarError> {
        let unknown = || CalendarError::Zone(rule.zone.clone());
        let zone = Zone::named(&rule.zone).ok_or_else(unknown)?;
        let Week { mon, tue, wed, thu, fri, sat, sun } = rule.week.clone();
        let week = [mon, tue, wed, thu, fri, sat, sun];
        if week.iter().all(Vec::is_empty) {
            return Err(CalendarError::NeverOpen);
        }
        if rule.days.len() > CALENDAR_DAYS_MAX {
            return Err(CalendarError::TooLong);
        }
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        for (name, hours) in names.iter().zip(&week) {
            in_order(name, hours)?;
        }
        let mut days = BTreeMap::new();
        for day in &rule.days {
            in_order(&day.date.to_string(), &day.open)?;
            if days.insert(day.date, day.open.clone()).is_some() {
                return Err(CalendarError::Twice(day.date));
            }
        }
        Ok(Self { hours: Some(Opening { zone, week, days }) })
    }
}

fn in_order(day: &str, hours: &[Hours]) -> Result<(), CalendarError> {
    if hours.len() > CALENDAR_HOURS_MAX {
        return Err(CalendarError::TooLong);
    }
    let overlap = hours.windows(2).any(|pair| match pair {
        [one, next] => one.to_minute() > next.from_minute(),
        _ => false,
    });
    if overlap { Err(CalendarError::Overlap(day.to_owned())) } else { Ok(()) }
}

impl Calendar {
    /// Open day and night.
    #[must_use]
    pub fn always() -> Self {
        Self { hours: None }
    }

    /// When it is open within `within`, oldest first, without overlap.
    #[must_use]
    pub fn open(&self, within: Span) -> Vec<Span> {
        let Some(opening) = &self.hours else { return vec![within] };
        let Some((first, last)) = opening.dates(within) else { return Vec::new() };
        let days = first.iter_days().take_while(|day| *day <= last);
        let spans = days.flat_map(|day| opening.spans(day));
        union(spans.filter_map(|span| span.within(within)).collect())
    }
}

impl Calendar {
    /// The first instant from `at_ms` on at which it is open, ms since 1970; `None` if that does not come within
    /// [`SLA_HORIZON_DAYS`].
    #[must_use]
    pub fn next_open_ms(&self, at_ms: u64) -> Option<u64> {
        let end_ms = at_ms.checked_add(SLA_HORIZON_DAYS * DAY_MS)?;
        let mut here = at_ms;
        while let Some(span) = Span::new(here, end_ms.min(here.saturating_add(STRIDE_MS))) {
            if let Some(open) = self.open(span).first() {
                return Some(open.from_ms);
            }
            here = span.to_ms;
        }
        None
    }
}

impl Opening {
    /// The local dates that `within` can touch.
    fn dates(&self, within: Span) -> Option<(NaiveDate, NaiveDate)> {
        let date = |ms: u64| Some(self.zone.local(i64::try_from(ms / 1_000).ok()?)?.date());
        // A change of clocks can move an opening by hours, and once in history by a day.
        Some((date(within.from_ms)?.pred_opt()?, date(within.to_ms)?.succ_opt()?))
    }

    fn spans(&self, day: NaiveDate) -> impl Iterator<Item = Span> + use<'_> {
        let usual = &self.week[day.weekday().num_days_from_monday() as usize];
        let hours = self.days.get(&day).unwrap_or(usual);
        hours.iter().filter_map(move |hours| {
            let from_ms = self.instant(day, hours.from_minute(), Side::Opens)?;
            let to_ms = self.instant(day, hours.to_minute(), Side::Closes)?;
            Span::new(from_ms, to_ms)
        })
    }

    /// The instant of a local minute, ms since 1970.
    fn instant(&self, day: NaiveDate, minute: u16, side: Side) -> Option<u64> {
        let midnight = day.and_hms_opt(0, 0, 0)?;
        let local = midnight.checked_add_signed(TimeDelta::minutes(minute.into()))?;
        let at_s = match (self.zone.shown(local)?, side) {
            (Shown::Once(at), _)
            | (Shown::Twice { first: at, .. }, Side::Opens)
            | (Shown::Twice { last: at, .. }, Side::Closes) => at,
            (Shown::Never, _) => self.after_skipped(local)?,
        };
        u64::try_from(at_s.checked_mul(1_000)?).ok()
    }

    /// The first instant whose local time is not before one that a change of clocks skips, seconds since 1970.
    fn after_skipped(&self, local: NaiveDateTime) -> Option<i64> {
        let about = local.and_utc().timestamp();
        let (mut before, mut after) = (about - 2 * 86_400, about + 2 * 86_400);
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            let there = self.zone.local(middle)?;
            if there < local { before = middle } else { after = middle }
        }
        Some(after)
    }
}

#[derive(Clone, Copy)]
enum Side {
    Opens,
    Closes,
}
