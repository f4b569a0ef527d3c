//! The type of a row: what is asked, and the keywords that say so.

use serde_json::{Map, Value, json};

use super::formula::Kind;
use super::table::Row;

/// What a row asks for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Asked {
    /// A question with these keywords.
    Question(Map<String, Value>, Kind),
    /// A question that chooses from a list.
    Choosing { list: String, several: bool, other: bool },
    /// A text to read.
    Note,
    /// A value that is reckoned.
    Calculate,
    /// What Counterfoil keeps with every answer anyway.
    Metadata,
}

/// What the device tells of itself in other systems.
const METADATA: [&str; 12] = [
    "start",
    "end",
    "deviceid",
    "device_id",
    "subscriberid",
    "simserial",
    "phonenumber",
    "phone_number",
    "username",
    "email",
    "audit",
    "start-geopoint",
];

/// What a row asks for, or why it cannot be asked here.
pub(super) fn asked(row: &Row) -> Result<Asked, String> {
    let whole = row.cell("type");
    let mut words = whole.split_whitespace();
    let kind = words.next().unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    let question = |schema: Value, kind| {
        let keywords = schema.as_object().cloned().unwrap_or_default();
        Ok(Asked::Question(keywords, kind))
    };
    match kind {
        "text" | "string" | "barcode" => question(json!({"type": "string"}), Kind::Text),
        "integer" | "int" => question(json!({"type": "integer"}), Kind::Number),
        "decimal" => question(json!({"type": "number"}), Kind::Number),
        "range" => question(range(row), Kind::Number),
        "date" => question(json!({"type": "string", "format": "date"}), Kind::Date),
        "time" => question(json!({"type": "string", "format": "time"}), Kind::Text),
        "datetime" | "dateTime" => {
            question(json!({"type": "string", "format": "date-time"}), Kind::Date)
        }
        "acknowledge" | "trigger" | "boolean" => question(json!({"type": "boolean"}), Kind::Bool),
        "image" | "photo" => question(image(row), Kind::Number),
        "select_one" | "select_multiple" => chosen(kind, &rest),
        "note" => Ok(Asked::Note),
        "calculate" | "today" | "hidden" => Ok(Asked::Calculate),
        _ if METADATA.contains(&kind) => Ok(Asked::Metadata),
        "geopoint" | "geotrace" | "geoshape" => Err(format!(
            "{kind}: a position is a fact of the order with its accuracy, not an answer"
        )),
        "audio" | "background-audio" | "video" | "file" => {
            Err(format!("{kind}: forms ask for photographs, signatures and scans alone"))
        }
        "select_one_from_file"
        | "select_multiple_from_file"
        | "select_one_external"
        | "csv-external"
        | "xml-external" => Err(format!("{whole}: choices stand in the form, not in another file")),
        other => Err(format!("the type '{other}' is not supported")),
    }
}

fn chosen(kind: &str, rest: &[&str]) -> Result<Asked, String> {
    let Some(list) = rest.first() else { return Err(format!("{kind} names no list")) };
    let other = rest.iter().any(|word| *word == "or_other" || *word == "or_specify_other");
    Ok(Asked::Choosing { list: (*list).to_owned(), several: kind == "select_multiple", other })
}

/// `start=1;end=10;step=1`, or the same with blanks between.
fn parameters(row: &Row) -> Vec<(String, String)> {
    let parts = row.cell("parameters").split(|sign: char| sign == ';' || sign.is_whitespace());
    let pair = |part: &str| {
        let (key, value) = part.split_once('=')?;
        Some((key.trim().to_lowercase(), value.trim().to_owned()))
    };
    parts.filter_map(pair).collect()
}

fn range(row: &Row) -> Value {
    let given = parameters(row);
    let of = |key: &str, default: &str| {
        let found = given.iter().find(|(own, _)| own == key);
        found.map_or_else(|| default.to_owned(), |(_, value)| value.clone())
    };
    let (start, end, step) = (of("start", "0"), of("end", "10"), of("step", "1"));
    let whole = [&start, &end, &step].iter().all(|text| !text.contains('.'));
    let number = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    let kind = if whole { "integer" } else { "number" };
    json!({"type": kind, "minimum": number(&start), "maximum": number(&end)})
}

/// A photograph of the role that `role=` names, or a signature where the appearance says so.
fn image(row: &Row) -> Value {
    let given = parameters(row);
    let role = given.iter().find(|(key, _)| key == "role").map(|(_, role)| role.as_str());
    match row.cell("appearance").contains("signature") {
        true => json!({"x-evidence": {"kind": "signature", "role": role.unwrap_or("customer")}}),
        false => json!({"x-evidence": {"kind": "photo", "role": role.unwrap_or("other")}}),
    }
}
