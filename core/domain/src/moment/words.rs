//! An interval in people's words: when something was, as exactly as anybody can say.

use chrono::{DateTime, Datelike as _, FixedOffset, Timelike as _};

use super::Interval;
use crate::playbook::words::Words;

/// Milliseconds of one minute.
const MINUTE_MS: u64 = 60_000;

impl Interval {
    /// The interval in words, in a zone that lies `offset_minutes` east of UTC.
    #[must_use]
    pub fn words(&self, offset_minutes: i32) -> Words {
        let at = |ms: Option<u64>| ms.and_then(|ms| local(ms, offset_minutes));
        let minutes = |ms: u64| ms / MINUTE_MS;
        match (self.earliest_ms, self.latest_ms) {
            (Some(from), Some(to)) if minutes(from) == minutes(to) => one(at(Some(from)), "", ""),
            (Some(from), Some(to)) if to.saturating_sub(from) <= MINUTE_MS => {
                one(at(Some(from)), "约", "about ")
            }
            (Some(from), Some(to)) => between(at(Some(from)), at(Some(to))),
            (Some(from), None) => after(at(Some(from))),
            (None, Some(to)) => before(at(Some(to))),
            (None, None) => unknown(),
        }
    }
}

fn local(ms: u64, offset_minutes: i32) -> Option<DateTime<FixedOffset>> {
    let zone = FixedOffset::east_opt(offset_minutes.checked_mul(60)?)?;
    let utc = DateTime::from_timestamp_millis(i64::try_from(ms).ok()?)?;
    Some(utc.with_timezone(&zone))
}

/// A time of day in a zone that lies `offset_minutes` east of UTC; absent where no calendar has it.
pub(crate) fn hours(ms: i64, offset_minutes: i32) -> Option<String> {
    let at = local(u64::try_from(ms).ok()?, offset_minutes)?;
    Some(clock(&at))
}

fn unknown() -> Words {
    Words::new("时间不明", "time unknown")
}

fn clock(at: &DateTime<FixedOffset>) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn day_zh(at: &DateTime<FixedOffset>) -> String {
    format!("{}月{}日 {}", at.month(), at.day(), clock(at))
}

fn day_en(at: &DateTime<FixedOffset>) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.get(at.month0() as usize).copied().unwrap_or_default();
    format!("{} {month} {}", at.day(), clock(at))
}

fn one(at: Option<DateTime<FixedOffset>>, zh: &str, en: &str) -> Words {
    at.map_or_else(unknown, |at| {
        Words::new(format!("{zh}{}", day_zh(&at)), format!("{en}{}", day_en(&at)))
    })
}

fn after(at: Option<DateTime<FixedOffset>>) -> Words {
    at.map_or_else(unknown, |at| {
        Words::new(format!("{}之后", day_zh(&at)), format!("after {}", day_en(&at)))
    })
}

fn before(at: Option<DateTime<FixedOffset>>) -> Words {
    at.map_or_else(unknown, |at| {
        Words::new(format!("{}之前", day_zh(&at)), format!("before {}", day_en(&at)))
    })
}

fn between(from: Option<DateTime<FixedOffset>>, to: Option<DateTime<FixedOffset>>) -> Words {
    let (Some(from), Some(to)) = (from, to) else { return unknown() };
    let (to_zh, to_en) = match from.date_naive() == to.date_naive() {
        true => (clock(&to), clock(&to)),
        false => (day_zh(&to), day_en(&to)),
    };
    Words::new(format!("{}–{to_zh}", day_zh(&from)), format!("{}–{to_en}", day_en(&from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: u64 = 1_790_000_000_000; // 21 September 2026, 22:13:20 in China

    fn zh(earliest_ms: Option<u64>, latest_ms: Option<u64>) -> String {
        Interval { earliest_ms, latest_ms }.words(480).zh
    }

    #[test]
    fn an_interval_reads_as_exactly_as_it_is_known() {
        assert_eq!(zh(Some(T), Some(T + 10_000)), "9月21日 22:13");
        assert_eq!(zh(Some(T), Some(T + 55_000)), "约9月21日 22:13");
        assert_eq!(zh(Some(T), Some(T + 600_000)), "9月21日 22:13–22:23");
        assert_eq!(zh(Some(T), Some(T + 7_200_000)), "9月21日 22:13–9月22日 00:13");
        assert_eq!(zh(Some(T), None), "9月21日 22:13之后");
        assert_eq!(zh(None, Some(T)), "9月21日 22:13之前");
        assert_eq!(zh(None, None), "时间不明");
        let english = Interval { earliest_ms: Some(T), latest_ms: None }.words(0).en;
        assert_eq!(english, "after 21 Sep 14:13");
    }

    #[test]
    fn times_that_no_calendar_has_are_unknown() {
        assert_eq!(zh(Some(u64::MAX), None), "时间不明");
        let shifted = Interval { earliest_ms: Some(T), latest_ms: None }.words(i32::MAX);
        assert_eq!(shifted.zh, "时间不明");
    }
}
