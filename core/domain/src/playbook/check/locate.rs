//! From what a finding says (ids on the way, a wrong name) to a JSON pointer into the file.

use serde_json::Value;

use super::places::escaped;
use super::{Finding, FindingCode};

/// What names an item of a list: its id, a fact's kind, a field's path.
const NAMES: [&str; 3] = ["id", "kind", "path"];

/// The pointer to the value that a finding is about, or to the nearest thing that holds it.
pub(super) fn pointer_of(tree: &Value, finding: &Finding) -> String {
    let mut pointer = match finding.at.starts_with('/') {
        true => finding.at.clone(),
        false => by_ids(tree, finding),
    };
    let below = tree.pointer(&pointer).filter(|_| !finding.name.is_empty());
    if let Some(below) = below {
        let mut found = Vec::new();
        mentions(below, &finding.name, &mut pointer.clone(), &mut found);
        // Of a name that is given twice, the second is the one too many.
        let which = usize::from(finding.code == FindingCode::DuplicateName);
        if let Some(place) = found.get(which).or(found.first()) {
            pointer.clone_from(place);
        }
    }
    pointer
}

fn by_ids(tree: &Value, finding: &Finding) -> String {
    let segments: Vec<&str> = finding.at.split('/').collect();
    let (mut rest, mut here, mut pointer) = (&segments[..], tree, String::new());
    while !rest.is_empty() {
        let Some((taken, step)) = step(here, rest, finding.code) else { break };
        pointer.push_str(&step);
        rest = &rest[taken..];
        match tree.pointer(&pointer) {
            Some(value) => here = value,
            None => break,
        }
    }
    if rest.len() == segments.len().saturating_sub(1) && segments[0] == "fields" {
        // Notes share the room of fields' paths.
        let path = rest.join("/");
        if let Some((_, step)) = tree.get("notes").and_then(|notes| item(notes, &[&path])) {
            return format!("/notes{step}");
        }
    }
    pointer
}

/// How many ids lead one step down, and the pointer of that step.
fn step(here: &Value, rest: &[&str], code: FindingCode) -> Option<(usize, String)> {
    match here {
        Value::Object(keys) if keys.contains_key(rest[0]) => {
            Some((1, format!("/{}", escaped(rest[0]))))
        }
        Value::Object(keys) => {
            let stages = matches!(
                code,
                FindingCode::Unreachable | FindingCode::DeadEnd | FindingCode::NoSettling
            );
            let order = if stages { ["stages", "transitions"] } else { ["transitions", "stages"] };
            order.into_iter().find_map(|list| {
                let (taken, at) = item(keys.get(list)?, rest)?;
                Some((taken, format!("/{list}{at}")))
            })
        }
        Value::Array(_) => item(here, rest),
        _ => None,
    }
}

/// The item of a list that the longest run of ids names; paths have slashes in them.
fn item(list: &Value, rest: &[&str]) -> Option<(usize, String)> {
    let items = list.as_array()?;
    (1..=rest.len()).rev().find_map(|taken| {
        let name = rest[..taken].join("/");
        let named = |item: &Value| NAMES.iter().any(|key| item[key] == name.as_str());
        Some((taken, format!("/{}", items.iter().position(named)?)))
    })
}

/// Pointers to all strings below that are exactly `name`, and to all keys of that name.
fn mentions(here: &Value, name: &str, pointer: &mut String, found: &mut Vec<String>) {
    let len = pointer.len();
    let mut below = |segment: &str, value: &Value, is_key: bool| {
        pointer.push('/');
        pointer.push_str(&escaped(segment));
        if is_key || value == name {
            found.push(pointer.clone());
        } else {
            mentions(value, name, pointer, found);
        }
        pointer.truncate(len);
    };
    match here {
        Value::Object(keys) => {
            keys.iter().for_each(|(key, value)| below(key, value, key == name));
        }
        Value::Array(items) => {
            let numbered = items.iter().enumerate();
            numbered.for_each(|(n, value)| below(&n.to_string(), value, false));
        }
        _ => {}
    }
}
