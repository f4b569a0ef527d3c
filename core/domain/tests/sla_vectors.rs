//! The vectors of the service-level engine: courses that `sla/reference.py` reckoned by another way.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use counterfoil_domain::moment::Interval;
use counterfoil_domain::sla::calendar::{Calendar, CalendarRule};
use counterfoil_domain::sla::reckon::{Course, Reckoned, Standing};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    calendars: BTreeMap<String, CalendarRule>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    calendar: String,
    limit_minutes: u64,
    began: Ends,
    ended: Option<Ends>,
    pauses: Vec<(Ends, Option<Ends>)>,
    now: Minute,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    standing: Standing,
    due: Ends,
    spent_minutes: [u64; 2],
}

/// The ends of an interval; absent where it is open.
type Ends = [Option<Minute>; 2];

/// A minute in UTC, `2026-11-20T02:30Z`.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Minute(DateTime<Utc>);

impl TryFrom<String> for Minute {
    type Error = chrono::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Ok(Self(NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%MZ")?.and_utc()))
    }
}

impl Minute {
    fn ms(self) -> u64 {
        u64::try_from(self.0.timestamp_millis()).expect("after 1970")
    }
}

fn interval([earliest, latest]: Ends) -> Interval {
    Interval { earliest_ms: earliest.map(Minute::ms), latest_ms: latest.map(Minute::ms) }
}

fn reckon(case: &Case, calendar: &Calendar) -> Reckoned {
    let pauses: Vec<_> =
        case.pauses.iter().map(|(from, to)| (interval(*from), to.map(interval))).collect();
    let course = Course {
        calendar,
        limit_ms: case.limit_minutes * 60_000,
        began: interval(case.began),
        ended: case.ended.map(interval),
        pauses: &pauses,
        now_ms: case.now.ms(),
    };
    course.reckon()
}

#[test]
fn five_hundred_courses_are_reckoned_to_the_millisecond() {
    let file: File = serde_json::from_str(include_str!("sla/courses.json")).expect("vectors");
    assert!(file.cases.len() >= 500, "vectors are missing: {}", file.cases.len());
    for case in &file.cases {
        let calendar = Calendar::try_from(&file.calendars[&case.calendar]).expect("a calendar");
        let reckoned = reckon(case, &calendar);
        let expected = &case.expect;
        let [least, most] = expected.spent_minutes.map(|minutes| minutes * 60_000);
        assert_eq!(reckoned.due, interval(expected.due), "{}: due", case.name);
        assert_eq!(reckoned.standing, expected.standing, "{}", case.name);
        assert_eq!(reckoned.spent.least_ms, least, "{}: spent at least", case.name);
        assert_eq!(reckoned.spent.most_ms, Some(most), "{}: spent at most", case.name);
    }
}
