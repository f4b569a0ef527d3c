//! Days as people ask for them: a day or a range of days in a zone, in the hub's milliseconds.

use chrono::NaiveDate;
use counterfoil_domain::limits::DAYS_ASKED_MAX;
use counterfoil_domain::order::timeline::TimelineRow;
use serde::Deserialize;

use crate::problem::{Answer, Problem};

/// Minutes east of UTC in which days begin, unless the reader asks for another zone: 北京时间.
const OFFSET_MINUTES: i32 = 480;
/// Zones end here, minutes east or west of UTC.
const OFFSET_MINUTES_MAX: i32 = 14 * 60;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Which days. Absent: today. Dates are written `2026-11-22`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayQuery {
    /// One day.
    pub day: Option<String>,
    /// The first day of several.
    pub from: Option<String>,
    /// The last day of several, itself included; today if it is absent.
    pub to: Option<String>,
    /// Minutes east of UTC in which days begin and times are told.
    pub utc_offset_minutes: Option<i32>,
}

/// Days that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Days {
    /// The first moment of the first day, ms since 1970.
    pub(super) from_ms: u64,
    /// The first moment after the last day, ms since 1970.
    pub(super) to_ms: u64,
    /// Minutes east of UTC.
    pub(super) offset_minutes: i32,
    /// The days as a file is named after them: `2026-11-22`, `2026-11-20_2026-11-22`.
    pub(super) name: String,
}

impl DayQuery {
    /// The days, as `now_ms` stands.
    pub(super) fn days(&self, now_ms: u64) -> Answer<Days> {
        let offset_minutes = self.utc_offset_minutes.unwrap_or(OFFSET_MINUTES);
        if !(-OFFSET_MINUTES_MAX..=OFFSET_MINUTES_MAX).contains(&offset_minutes) {
            return Err(Problem::malformed("There is no such zone"));
        }
        if self.day.is_some() && (self.from.is_some() || self.to.is_some()) {
            return Err(Problem::malformed("A day, or a range of days, and not both"));
        }
        let today = date_of(now_ms, offset_minutes)?;
        let read = |text: &Option<String>| text.as_deref().map(date).transpose();
        let day = read(&self.day)?;
        let from = read(&self.from)?.or(day);
        let to = read(&self.to)?.or(day).unwrap_or_else(|| from.unwrap_or(today).max(today));
        let from = from.unwrap_or(to);
        let days = to.signed_duration_since(from).num_days();
        if !(0..i64::from(DAYS_ASKED_MAX)).contains(&days) {
            return Err(Problem::malformed("A range has 1 to 92 days, the first one first"));
        }
        let name = if from == to { from.to_string() } else { format!("{from}_{to}") };
        let after = to.succ_opt().ok_or_else(no_day)?;
        let (from_ms, to_ms) = (begin_ms(from, offset_minutes), begin_ms(after, offset_minutes));
        Ok(Days { from_ms, to_ms, offset_minutes, name })
    }
}

impl Days {
    /// Whether a moment lies in them.
    pub(super) fn holds(&self, at_ms: u64) -> bool {
        (self.from_ms..self.to_ms).contains(&at_ms)
    }
}

/// The time under which a row stands: when it happened as far as that is believed, else when the hub had it.
pub(super) fn time_of(row: &TimelineRow) -> Option<u64> {
    row.believed.earliest_ms.or(row.believed.latest_ms).or(row.hub_time_ms)
}

fn no_day() -> Problem {
    Problem::malformed("There is no such day; write it as 2026-11-22")
}

fn date(text: &str) -> Answer<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| no_day())
}

fn date_of(ms: u64, offset_minutes: i32) -> Answer<NaiveDate> {
    let local = i64::try_from(ms).unwrap_or(0) + i64::from(offset_minutes) * MINUTE_MS;
    let at = chrono::DateTime::from_timestamp_millis(local).ok_or_else(no_day)?;
    Ok(at.date_naive())
}

fn begin_ms(date: NaiveDate, offset_minutes: i32) -> u64 {
    let days = date.signed_duration_since(NaiveDate::default()).num_days();
    let ms = days.saturating_mul(DAY_MS) - i64::from(offset_minutes) * MINUTE_MS;
    u64::try_from(ms).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22 00:30 in Hangzhou.
    const NOW_MS: u64 = 1_795_278_600_000;

    fn asked(day: &str, from: &str, to: &str) -> Answer<Days> {
        let word = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        DayQuery { day: word(day), from: word(from), to: word(to), ..DayQuery::default() }
            .days(NOW_MS)
    }

    #[test]
    fn a_day_begins_where_the_people_are() {
        let today = asked("", "", "").expect("today");
        assert_eq!((today.name.as_str(), today.to_ms - today.from_ms), ("2026-11-22", 86_400_000));
        assert!(today.holds(NOW_MS) && !today.holds(NOW_MS - 31 * 60_000));
        assert_eq!(asked("2026-11-22", "", "").expect("a day"), today);
        let west = DayQuery { utc_offset_minutes: Some(0), ..DayQuery::default() };
        assert_eq!(west.days(NOW_MS).expect("a day").name, "2026-11-21");
        for minutes in [i32::MIN, i32::MAX, 14 * 60 + 1] {
            let nowhere = DayQuery { utc_offset_minutes: Some(minutes), ..DayQuery::default() };
            assert!(nowhere.days(NOW_MS).is_err(), "{minutes}");
        }
    }

    #[test]
    fn a_range_holds_both_its_ends_and_has_one() {
        let days = asked("", "2026-11-20", "2026-11-22").expect("days");
        assert_eq!(days.name, "2026-11-20_2026-11-22");
        assert_eq!(days.to_ms - days.from_ms, 3 * 86_400_000);
        assert_eq!(asked("", "2026-11-20", "").expect("until today"), days);
        for (day, from, to) in [
            ("22.11.2026", "", ""),
            ("", "2026-11-22", "2026-11-20"),
            ("2026-11-22", "2026-11-20", ""),
            ("", "2020-01-01", ""),
            ("", "-262143-01-01", "+262142-12-31"),
        ] {
            assert!(asked(day, from, to).is_err(), "{day} {from} {to}");
        }
    }
}
