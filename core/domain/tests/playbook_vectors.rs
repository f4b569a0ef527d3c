//! The vectors of the workflow and guard engines, which any other implementation can run as well.
//!
//! `vectors/workflow/*.json` and `vectors/guards/*.json` hold `cases`, each a complete input and
//! the expected answer. `playbook` names the playbook: `builtin` is `playbooks/builtin.json`.

use std::collections::BTreeSet;
use std::path::Path;

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::guard::{Guard, Truth};
use counterfoil_domain::playbook::view::{Actor, OrderView, TransitionRequest};
use counterfoil_domain::playbook::workflow::{Judgement, explain, judge};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<T> {
    #[serde(rename = "about")]
    _about: String,
    cases: Vec<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case<T> {
    name: String,
    playbook: String,
    #[serde(default)]
    guard: String,
    view: OrderView,
    request: TransitionRequest,
    actor: Actor,
    expect: T,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    Refused(String),
    #[serde(untagged)]
    Answered {
        truth: String,
        #[serde(default)]
        audiences: BTreeSet<String>,
    },
}

fn playbook(name: &str) -> Playbook {
    assert_eq!(name, "builtin", "only the built-in playbook has vectors");
    Playbook::builtin()
}

fn cases<T: DeserializeOwned>(folder: &str) -> Vec<Case<T>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder of vectors") {
        let path = entry.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("readable");
        let file: File<Case<T>> = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        all.extend(file.cases);
    }
    all
}

#[test]
fn workflow_vectors() {
    let cases = cases::<Judgement>("workflow");
    assert!(cases.len() >= 100, "vectors are missing: {}", cases.len());
    for case in cases {
        let playbook = playbook(&case.playbook);
        let judged = judge(&playbook, &case.view, &case.request, &case.actor);
        assert_eq!(judged, case.expect, "{}", case.name);
        let lines = explain(&playbook, &case.view, &case.request, &case.actor);
        assert!(!lines.is_empty(), "{}: no rule explains it", case.name);
    }
}

#[test]
fn guard_vectors() {
    let cases = cases::<Said>("guards");
    assert!(cases.len() >= 40, "vectors are missing: {}", cases.len());
    for case in cases {
        let playbook = playbook(&case.playbook);
        let said = match Guard::compile(&playbook, &case.guard) {
            Err(error) => Said::Refused(error.code().to_owned()),
            Ok(guard) => {
                answered(&guard.evaluate(&playbook, &case.view, &case.request, &case.actor))
            }
        };
        assert_eq!(said, case.expect, "{}", case.name);
    }
}

fn answered(truth: &Truth) -> Said {
    let audiences = truth.audiences().map(str::to_owned).collect();
    Said::Answered { truth: truth.code().to_owned(), audiences }
}
