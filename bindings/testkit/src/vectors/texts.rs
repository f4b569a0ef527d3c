//! Answers to the vectors of what people write and of what scanners read.

use counterfoil_domain::extract::{LocalNow, PriorityInput, prioritise, read_text};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::scan;
use serde_json::{Error, Value, from_value, json, to_value};

pub(super) fn extraction(case: &Value) -> Result<Value, Error> {
    let text: String = from_value(case.get("text").cloned().unwrap_or_default())?;
    let now: Option<LocalNow> = from_value(case.get("now").cloned().unwrap_or_default())?;
    to_value(read_text(&Playbook::builtin(), &text, now))
}

pub(super) fn priority(case: &Value) -> Result<Value, Error> {
    let input: PriorityInput = from_value(case.get("input").cloned().unwrap_or_default())?;
    let found = prioritise(&Playbook::builtin(), &input);
    Ok(found.map_or(
        Value::Null,
        |found| json!({ "level": found.level, "rule": found.rule, "version": found.version }),
    ))
}

pub(super) fn scans(case: &Value) -> Result<Value, Error> {
    let playbook = Playbook::builtin();
    if let Some(frame) = case.get("frame") {
        let codes: Vec<String> = from_value(frame.clone())?;
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        return to_value(scan::pick(&playbook, &codes));
    }
    let raw: String = from_value(case.get("raw").cloned().unwrap_or_default())?;
    to_value(scan::read(&playbook, &raw))
}
