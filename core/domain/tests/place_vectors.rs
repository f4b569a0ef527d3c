//! The vectors of addresses, maps and routes. `UPDATE_VECTORS=1` writes what the engines answer now into the files,
//! one case a line, to be read before it is kept.

use std::path::{Path, PathBuf};

use counterfoil_domain::address::{Address, AddressFault, KnownPlace, faults};
use counterfoil_domain::map::handover::Travel;
use counterfoil_domain::map::{MapApp, Point, handover};
use counterfoil_domain::route::{Problem, Window, advise, check_window};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    cases: Vec<Value>,
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
    let entries = std::fs::read_dir(folder).expect("the folder of vectors");
    entries.map(|entry| entry.expect("a file").path()).collect()
}

/// Answers each case of a folder and compares; gives how many there were.
fn run(folder: &str, answer: impl Fn(&Value) -> Value) -> usize {
    let mut count = 0;
    for path in files(folder) {
        let text = std::fs::read_to_string(&path).expect("readable");
        let file: File = serde_json::from_str(&text).expect("vectors");
        if std::env::var_os("UPDATE_VECTORS").is_some() {
            write(&path, &file, &answer);
            continue;
        }
        for case in &file.cases {
            assert_eq!(answer(case), case["expect"], "{folder}: {}", case["name"]);
            count += 1;
        }
    }
    count
}

fn write(path: &Path, file: &File, answer: impl Fn(&Value) -> Value) {
    let mut lines = Vec::new();
    for case in &file.cases {
        let mut case = case.clone();
        case["expect"] = answer(&case);
        lines.push(format!("  {case}"));
    }
    let about = json!(file.about);
    let text = format!("{{\"about\": {about}, \"cases\": [\n{}\n]}}\n", lines.join(",\n"));
    std::fs::write(path, text).expect("written");
}

fn part<T: DeserializeOwned>(case: &Value, name: &str) -> T {
    from_value(case.get(name).cloned().unwrap_or_default()).expect("a part of a case")
}

#[test]
fn addresses() {
    let count = run("addresses", |case| {
        let address = Address::parse(&part::<String>(case, "text"));
        let known: Option<Vec<KnownPlace>> = part(case, "places");
        let found: Vec<AddressFault> = faults(&address, &known.unwrap_or_default());
        json!({ "address": address, "door": address.door_key(), "faults": found })
    });
    assert!(count >= 120, "vectors are missing: {count}");
}

#[test]
fn maps() {
    let count = run("maps", |case| {
        let (app, travel): (MapApp, Travel) = (part(case, "app"), part(case, "travel"));
        let (target, label): (Point, String) = (part(case, "target"), part(case, "label"));
        json!(handover(app, target, &label, travel))
    });
    assert!(count >= 35, "vectors are missing: {count}");
}

#[test]
fn routes() {
    let count = run("routes", |case| {
        let (problem, order): (Problem, Vec<usize>) = (part(case, "problem"), part(case, "order"));
        match part::<String>(case, "ask").as_str() {
            "timetable" => json!(problem.timetable(&order)),
            "search" => json!(problem.search(&order)),
            "advise" => json!(advise(&problem, &order, part(case, "own"))),
            "window" => {
                let window: Window = part(case, "window");
                json!(check_window(&problem, &order, part(case, "stop"), window))
            }
            other => panic!("nobody asks {other}"),
        }
    });
    assert!(count >= 12, "vectors are missing: {count}");
}
