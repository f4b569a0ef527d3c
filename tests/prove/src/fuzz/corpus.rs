//! Real inputs: golden files, vectors and fixtures of the project, and corpora beside it where they are there.

use std::path::PathBuf;

use serde_json::Value;

/// The project's folder.
pub(super) fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A JSON file of the project.
pub(super) fn json(path: &str) -> Value {
    let text = std::fs::read_to_string(project().join(path)).expect(path);
    serde_json::from_str(&text).expect("JSON")
}

/// Every text of even length in hexadecimal digits under these names, anywhere in a value.
pub(super) fn hex_under(value: &Value, names: &[&str]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    walk(value, "", &mut |name, value| {
        let bytes = value.as_str().filter(|_| names.contains(&name));
        found.extend(bytes.and_then(|text| hex::decode(text).ok()));
    });
    found
}

/// Every text under these names.
pub(super) fn texts_under(value: &Value, names: &[&str]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    walk(value, "", &mut |name, value| {
        let text = value.as_str().filter(|_| names.contains(&name));
        found.extend(text.map(|text| text.as_bytes().to_vec()));
    });
    found
}

fn walk<'a>(value: &'a Value, name: &'a str, see: &mut impl FnMut(&'a str, &'a Value)) {
    see(name, value);
    match value {
        Value::Array(rows) => rows.iter().for_each(|row| walk(row, name, see)),
        Value::Object(rows) => rows.iter().for_each(|(name, row)| walk(row, name, see)),
        _ => {}
    }
}

/// Files below a folder of the project.
pub(super) fn files(path: &str) -> Vec<Vec<u8>> {
    let files = counterfoil_tests::harness::world::files_below(&project().join(path));
    files.iter().filter_map(|file| std::fs::read(file).ok()).collect()
}

/// A folder of corpora beside the project; `None` where they are not there.
fn shared(path: &str) -> Option<PathBuf> {
    let found = project()
        .ancestors()
        .map(|one| one.join("shared/data").join(path))
        .find(|one| one.exists());
    if found.is_none() {
        println!("skipped: {path} is not beside the project");
    }
    found
}

/// The Big List of Naughty Strings, where it is there.
pub(super) fn naughty() -> Vec<Vec<u8>> {
    let list = shared("text/naughty-strings/blns.json")
        .and_then(|path| std::fs::read_to_string(path).ok());
    let list: Vec<String> =
        list.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    list.into_iter().map(String::into_bytes).collect()
}
