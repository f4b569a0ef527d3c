//! A form of 500 questions and 5,000 choices: the next page after an answer, and what of it is the judging.

use std::collections::BTreeMap;

use counterfoil_domain::forms::{Answers, Evidence, Form, judge};
use counterfoil_domain::playbook::forms::FormFile;
use counterfoil_domain::playbook::view::Scalar;
use counterfoil_domain::playbook::words::Words;
use serde_json::{Value, json};

use super::table::{Row, ms};
use super::{Measured, timing};

/// Questions of the form.
const QUESTIONS: usize = 500;
/// Choices of the form.
const CHOICES: usize = 5_000;
/// Provinces by which the choices are narrowed.
const PROVINCES: usize = 50;
/// Questions of a page.
const PAGE: usize = 10;
/// Moves that are counted.
const ROUNDS: usize = 100;
/// Milliseconds in which the next page must be there.
const NEXT_MS_MAX: f64 = 50.0;

pub(super) fn measure() -> Measured<Vec<Row>> {
    let file = file();
    let read = || Form::read(&file).map_err(|faults| format!("{faults:?}"));
    let form = read()?;
    let fields: BTreeMap<String, Scalar> = (0..QUESTIONS).map(answer).collect();
    let (evidence, mut page, mut checked) = (Evidence::default(), 0, 0);
    let mut next = || {
        // The answer that was just given, all answers read anew, everything judged, the next page made.
        let mut fields = fields.clone();
        let (path, value) = answer(page * PAGE);
        fields.insert(path, value);
        let answers = Answers::of_fields(&form, &fields);
        let judged = judge(&form, &answers, &evidence, Some("2026-11-22"));
        page = (page + 1) % (QUESTIONS / PAGE);
        let lines = judged.page(page).ok_or("no page")?.lines.len();
        if lines == PAGE { Ok(()) } else { Err(format!("a page of {lines} lines").into()) }
    };
    let answers = Answers::of_fields(&form, &fields);
    let mut judging = || {
        checked += judge(&form, &answers, &evidence, Some("2026-11-22")).problems().len();
        Ok(())
    };
    let mut reading = || read().map(drop).map_err(Into::into);
    let [next, judging] = timing::medians(ROUNDS, [&mut next, &mut judging])?;
    let [reading] = timing::medians(ROUNDS / 10, [&mut reading])?;
    let what = format!(
        "form of {QUESTIONS} questions and {CHOICES} choices: an answer given, all judged, the next page"
    );
    Ok(vec![
        Row::new(what, ms(next), format!("{} to judge it alone", ms(judging)))
            .ratio(next, judging)
            .target("≤ 50 ms", next <= NEXT_MS_MAX),
        Row::new("form: the same read from the playbook, once for each version", ms(reading), "–"),
    ])
}

fn answer(n: usize) -> (String, Scalar) {
    let text = match n % PAGE {
        0 => "12".to_owned(),
        1 => format!("p{}", n % PROVINCES),
        2 => format!("c{}", (n - 1) % PROVINCES),
        _ => "word".to_owned(),
    };
    (format!("a/big/q{n}"), Scalar::Text(text))
}

/// Each page: a number, a province, a town of it among 5,000, a sum over the page before, and texts that show by rules.
fn file() -> FormFile {
    let town = |n: usize| {
        json!({"const": format!("c{n}"), "title": format!("Town {n}"),
               "x-attributes": {"province": format!("p{}", n % PROVINCES)}})
    };
    let provinces: Vec<String> = (0..PROVINCES).map(|n| format!("p{n}")).collect();
    let properties: serde_json::Map<String, Value> =
        (0..QUESTIONS).map(|n| (format!("q{n}"), question(n))).collect();
    let page = |page: usize| {
        let controls: Vec<Value> = (page * PAGE..(page + 1) * PAGE).map(control).collect();
        json!({"type": "Category", "label": format!("{page}"), "elements": controls})
    };
    let pages: Vec<Value> = (0..QUESTIONS / PAGE).map(page).collect();
    FormFile {
        id: "big".to_owned(),
        name: Words::new("大表单", "a large form"),
        kinds: Vec::new(),
        schema: json!({
            "type": "object", "properties": properties,
            "$defs": {
                "towns": {"oneOf": (0..CHOICES - PROVINCES).map(town).collect::<Vec<_>>()},
                "provinces": {"enum": provinces},
            },
        }),
        ui: json!({"type": "Categorization", "elements": pages}),
    }
}

fn question(n: usize) -> Value {
    let first = n - n % PAGE;
    match n % PAGE {
        0 => json!({"type": "integer", "minimum": 0,
                    "x-constraint": {"cel": "this < 1000", "message": "too much"}}),
        1 => json!({"$ref": "#/$defs/provinces"}),
        2 => {
            json!({"$ref": "#/$defs/towns", "x-filter": {"province": format!("a.q{}", first + 1)}})
        }
        3 if first >= PAGE => {
            let before = first - PAGE;
            json!({"type": "number", "x-calculate":
                   format!("a.q{first} + (has(a.q{}) ? 1 : 0) + a.q{before}", before + 2)})
        }
        _ => json!({"type": "string", "maxLength": 200}),
    }
}

fn control(n: usize) -> Value {
    let mut control = json!({"type": "Control", "scope": format!("#/properties/q{n}")});
    if n % PAGE > 3 {
        let cel = format!("a.q{} > 3 && a.q{} != ''", n - n % PAGE, n - n % PAGE + 1);
        control["rule"] = json!({"effect": "SHOW", "condition": {"x-cel": cel}});
    }
    control
}
