//! The core's vectors, answered through the wall: for conformance tests, which know by that that they run the same
//! brain as the hub. In the test kit, as a phone's library would carry it, and all that serialises it, for nothing; both
//! are made of the same core.
//!
//! `core/domain/tests/vectors/<engine>/*.json` hold `cases`; what each expects stands in it, and is not read here.

mod cold;
mod texts;
mod truth;

use std::collections::BTreeMap;

use counterfoil_domain::address::{Address, KnownPlace, faults};
use counterfoil_domain::forms::{Answers, Evidence, Form, judge as judge_form};
use counterfoil_domain::map::{Point, handover};
use counterfoil_domain::moment::Interval;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::forms::FormFile;
use counterfoil_domain::playbook::guard::{Guard, Truth};
use counterfoil_domain::playbook::view::{Actor, OrderView, TransitionRequest};
use counterfoil_domain::playbook::workflow::judge;
use counterfoil_domain::route::{Problem, advise, check_window};
use counterfoil_domain::sla::calendar::{Calendar, CalendarRule};
use counterfoil_domain::sla::due::Reckoner;
use counterfoil_domain::sla::reckon::Course;
use counterfoil_domain::sla::service::Service;
use counterfoil_domain::sla::stops::{About, Stops};
use serde_json::{Error, Value, from_value, json, to_value};

use crate::TestKitError;

/// Answers a case.
type Engine = fn(&Value) -> Result<Value, Error>;

/// A new folder of vectors is one line here: its name, and what answers its cases. The tests of all languages find the
/// folder by themselves.
const ENGINES: [(&str, Engine); 14] = [
    ("addresses", addresses),
    ("due", due),
    ("extraction", texts::extraction),
    ("forms", forms),
    ("guards", guards),
    ("maps", maps),
    ("moments", truth::moments),
    ("policy", truth::policy),
    ("priority", texts::priority),
    ("readings", cold::readings),
    ("routes", routes),
    ("scans", texts::scans),
    ("sla", course),
    ("workflow", workflow),
];

/// The answer to one case of the core's vectors, both as JSON: `engine` is the folder in which it stands. For
/// conformance tests. Memory alone.
///
/// # Errors
/// `Failed` for an engine that there is not, and for a case that is none.
#[uniffi::export]
pub fn answer_vector(engine: String, case: String) -> Result<String, TestKitError> {
    let found = ENGINES.iter().find(|(name, _)| *name == engine);
    let (_, answer) = found.ok_or_else(|| TestKitError::because("there is no such engine"))?;
    let answer = serde_json::from_str(&case).and_then(|case: Value| answer(&case));
    Ok(answer.map_err(|_| TestKitError::because("this is no case of this engine"))?.to_string())
}

/// What both engines read of a case.
fn asked(case: &Value) -> Result<(OrderView, TransitionRequest, Actor), Error> {
    let part = |name: &str| case.get(name).cloned().unwrap_or_default();
    Ok((from_value(part("view"))?, from_value(part("request"))?, from_value(part("actor"))?))
}

fn workflow(case: &Value) -> Result<Value, Error> {
    let (view, request, actor) = asked(case)?;
    to_value(judge(&Playbook::builtin(), &view, &request, &actor))
}

fn forms(case: &Value) -> Result<Value, Error> {
    let part = |name: &str| case.get(name).cloned().unwrap_or_default();
    let view: OrderView = from_value(part("view"))?;
    let file: FormFile = from_value(part("form"))?;
    Ok(match Form::read(&file) {
        Err(faults) => {
            json!({ "refused": faults.into_iter().map(|one| one.pointer).collect::<Vec<_>>() })
        }
        Ok(form) => {
            let none = BTreeMap::new();
            let answers = Answers::of_fields(&form, view.fields.get("work").unwrap_or(&none));
            let today = case.get("today").and_then(Value::as_str);
            to_value(judge_form(&form, &answers, &Evidence::of(&view), today).summary())?
        }
    })
}

fn guards(case: &Value) -> Result<Value, Error> {
    let (view, request, actor) = asked(case)?;
    let text: String = from_value(case.get("guard").cloned().unwrap_or_default())?;
    let playbook = Playbook::builtin();
    Ok(match Guard::compile(&playbook, &text) {
        Err(error) => json!({ "refused": error.code() }),
        Ok(guard) => said(&guard.evaluate(&playbook, &view, &request, &actor)),
    })
}

fn addresses(case: &Value) -> Result<Value, Error> {
    let text: String = from_value(part(case, "text"))?;
    let known: Option<Vec<KnownPlace>> = from_value(part(case, "places"))?;
    let address = Address::parse(&text);
    let found = faults(&address, &known.unwrap_or_default());
    Ok(json!({ "address": address, "door": address.door_key(), "faults": found }))
}

fn maps(case: &Value) -> Result<Value, Error> {
    let target: Point = from_value(part(case, "target"))?;
    let label: String = from_value(part(case, "label"))?;
    let (app, travel) = (from_value(part(case, "app"))?, from_value(part(case, "travel"))?);
    to_value(handover(app, target, &label, travel))
}

fn routes(case: &Value) -> Result<Value, Error> {
    let problem: Problem = from_value(part(case, "problem"))?;
    let order: Vec<usize> = from_value(part(case, "order"))?;
    match case.get("ask").and_then(Value::as_str) {
        Some("timetable") => to_value(problem.timetable(&order)),
        Some("advise") => to_value(advise(&problem, &order, from_value(part(case, "own"))?)),
        Some("window") => {
            let (stop, window) =
                (from_value(part(case, "stop"))?, from_value(part(case, "window"))?);
            to_value(check_window(&problem, &order, stop, window))
        }
        _ => to_value(problem.search(&order)),
    }
}

fn part(case: &Value, name: &str) -> Value {
    case.get(name).cloned().unwrap_or_default()
}

fn said(truth: &Truth) -> Value {
    let audiences: Vec<&str> = truth.audiences().collect();
    match audiences.is_empty() {
        true => json!({ "truth": truth.code() }),
        false => json!({ "truth": truth.code(), "audiences": audiences }),
    }
}

/// One target over a calendar, with its pauses.
fn course(case: &Value) -> Result<Value, Error> {
    let part = |name: &str| case.get(name).cloned().unwrap_or_default();
    let rule: CalendarRule = from_value(part("calendar"))?;
    let calendar =
        Calendar::try_from(&rule).map_err(|error| Error::io(std::io::Error::other(error)))?;
    let pauses: Vec<(Interval, Option<Interval>)> = from_value(part("pauses"))?;
    let minutes: u64 = from_value(part("limit_minutes"))?;
    let course = Course {
        calendar: &calendar,
        limit_ms: minutes.saturating_mul(60_000),
        began: from_value(part("began"))?,
        ended: from_value(part("ended"))?,
        pauses: &pauses,
        now_ms: from_value(part("now"))?,
    };
    to_value(course.reckon())
}

/// The targets and due moments of a whole order.
fn due(case: &Value) -> Result<Value, Error> {
    let part = |name: &str| case.get(name).cloned().unwrap_or_default();
    let (kind, area): (String, Option<String>) =
        (from_value(part("kind"))?, from_value(part("area"))?);
    let (service, stops): (Service, Stops) =
        (from_value(part("service"))?, from_value(part("stops"))?);
    let about = About { order: from_value(part("order"))?, kind: &kind, area: area.as_deref() };
    let playbook = Playbook::builtin();
    let reckoner =
        Reckoner { playbook: &playbook, stops: &stops, now_ms: from_value(part("now"))? };
    to_value(reckoner.targets(&about, &service))
}
