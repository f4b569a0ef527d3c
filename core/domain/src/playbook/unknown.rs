//! Keys of a file that the types do not know: reported, never dropped in silence.

use serde_json::Value;

use super::file::PlaybookFile;

/// JSON pointers of all keys in `tree` that reading it as a playbook ignored.
///
/// The types leave nothing out when they are written, so what the file has and its second writing
/// has not is unknown to them.
pub(super) fn keys(tree: &Value, file: &PlaybookFile) -> Vec<String> {
    let known = serde_json::to_value(file).unwrap_or_default();
    let mut found = Vec::new();
    compare(tree, &known, &mut String::new(), &mut found);
    found
}

fn compare(given: &Value, known: &Value, at: &mut String, found: &mut Vec<String>) {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => {
            for (key, value) in given {
                let length = at.len();
                at.push('/');
                at.push_str(&key.replace('~', "~0").replace('/', "~1"));
                match known.get(key) {
                    Some(known) => compare(value, known, at, found),
                    None => found.push(at.clone()),
                }
                at.truncate(length);
            }
        }
        (Value::Array(given), Value::Array(known)) => {
            for (position, (value, known)) in given.iter().zip(known).enumerate() {
                let length = at.len();
                at.push_str(&format!("/{position}"));
                compare(value, known, at, found);
                at.truncate(length);
            }
        }
        _ => {}
    }
}
