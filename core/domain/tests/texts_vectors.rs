//! The vectors of what people write and of what scanners read: `vectors/extraction`, `priority` and `scans`.

use std::path::Path;

use counterfoil_domain::extract::{LocalNow, PriorityInput, prioritise, read_text};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::scan;
use serde_json::{Value, from_value, json, to_value};

fn cases(folder: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder of vectors") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("readable");
        let file: Value = serde_json::from_str(&text).expect("JSON");
        all.extend(file["cases"].as_array().expect("cases").clone());
    }
    all
}

fn each(folder: &str, least: usize, answer: impl Fn(&Playbook, &Value) -> Value) {
    let (playbook, cases) = (Playbook::builtin(), cases(folder));
    assert!(cases.len() >= least, "vectors are missing: {}", cases.len());
    for case in cases {
        assert_eq!(case["playbook"], "builtin");
        assert_eq!(answer(&playbook, &case), case["expect"], "{}", case["name"]);
    }
}

#[test]
fn extraction_vectors() {
    each("extraction", 25, |playbook, case| {
        let now: Option<LocalNow> =
            case.get("now").map(|now| from_value(now.clone()).expect("a moment"));
        let text = case["text"].as_str().expect("a text");
        to_value(read_text(playbook, text, now)).expect("JSON")
    });
}

#[test]
fn priority_vectors() {
    each("priority", 100, |playbook, case| {
        let input: PriorityInput = from_value(case["input"].clone()).expect("an input");
        let found = prioritise(playbook, &input).expect("a priority");
        json!({ "level": found.level, "rule": found.rule, "version": found.version })
    });
}

#[test]
fn scan_vectors() {
    each("scans", 40, |playbook, case| match case.get("frame") {
        Some(frame) => {
            let codes: Vec<String> = from_value(frame.clone()).expect("codes");
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            to_value(scan::pick(playbook, &codes)).expect("JSON")
        }
        None => to_value(scan::read(playbook, case["raw"].as_str().expect("raw"))).expect("JSON"),
    });
}
