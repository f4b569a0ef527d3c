//! The vectors of the service levels: courses that `sla/reference.py` reckoned by another way, and whole orders with
//! their targets and due moments.

use counterfoil_domain::moment::Interval;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::sla::calendar::{Calendar, CalendarRule};
use counterfoil_domain::sla::due::Reckoner;
use counterfoil_domain::sla::reckon::{Course, Reckoned};
use counterfoil_domain::sla::service::Service;
use counterfoil_domain::sla::stops::{About, Stops};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<T> {
    #[serde(rename = "about")]
    _about: String,
    cases: Vec<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CourseCase {
    name: String,
    calendar: CalendarRule,
    limit_minutes: u64,
    began: Interval,
    ended: Option<Interval>,
    pauses: Vec<(Interval, Option<Interval>)>,
    now: u64,
    expect: Reckoned,
}

#[test]
fn five_hundred_courses_are_reckoned_to_the_millisecond() {
    let text = include_str!("vectors/sla/courses.json");
    let file: File<CourseCase> = serde_json::from_str(text).expect("vectors");
    assert!(file.cases.len() >= 500, "vectors are missing: {}", file.cases.len());
    for case in &file.cases {
        let calendar = Calendar::try_from(&case.calendar).expect("a calendar");
        let course = Course {
            calendar: &calendar,
            limit_ms: case.limit_minutes * 60_000,
            began: case.began,
            ended: case.ended,
            pauses: &case.pauses,
            now_ms: case.now,
        };
        assert_eq!(course.reckon(), case.expect, "{}", case.name);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DueCase {
    name: String,
    order: counterfoil_domain::ids::SubjectId,
    kind: String,
    area: Option<String>,
    service: Service,
    stops: Stops,
    now: u64,
    expect: Value,
}

/// With `UPDATE_VECTORS=1` the answers are written anew; look at every change of them.
#[test]
fn orders_are_due_when_their_vectors_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/due/orders.json");
    let text = std::fs::read_to_string(path).expect("vectors");
    let mut whole: Value = serde_json::from_str(&text).expect("JSON");
    let file: File<DueCase> = serde_json::from_str(&text).expect("vectors");
    let playbook = Playbook::builtin();
    let update = std::env::var_os("UPDATE_VECTORS").is_some();
    assert!(file.cases.len() >= 10, "vectors are missing: {}", file.cases.len());
    for (place, case) in file.cases.iter().enumerate() {
        let about = About { order: case.order, kind: &case.kind, area: case.area.as_deref() };
        let reckoner = Reckoner { playbook: &playbook, stops: &case.stops, now_ms: case.now };
        let said = reckoner.targets(&about, &case.service);
        let said = serde_json::to_value(said).expect("JSON");
        if update {
            whole["cases"][place]["expect"] = said;
        } else {
            assert_eq!(said, case.expect, "{}", case.name);
        }
    }
    if update {
        let lines: Vec<String> =
            whole["cases"].as_array().expect("cases").iter().map(Value::to_string).collect();
        let about = &whole["about"];
        let text = format!("{{\"about\": {about},\n\"cases\": [\n{}\n]}}\n", lines.join(",\n"));
        std::fs::write(path, text).expect("written");
    }
}
