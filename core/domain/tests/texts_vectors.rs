//! The vectors of what people write and scanners read, of who may do what, and of when something was:
//! `vectors/extraction`, `priority`, `scans`, `policy` and `moments`.

use std::path::Path;

use counterfoil_domain::extract::{LocalNow, PriorityInput, prioritise, read_text};
use counterfoil_domain::moment::{Anchor, BootId, Clocks, Moment};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::policy::{Question, Standing, explain, may_propose, sees};
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

#[test]
fn policy_vectors() {
    each("policy", 400, |playbook, case| {
        let of = &case["standing"];
        let text = |name: &str| of[name].as_str().expect("a word");
        let assigned = of["assigned"].as_bool().expect("yes or no");
        let (role, kind, stage) = (text("role"), text("kind"), text("stage"));
        let standing = Standing { role, kind, stage, assigned };
        let sees = sees(playbook, &standing);
        let (ask, about) =
            case["question"].as_object().and_then(|all| all.iter().next()).expect("a question");
        let about = about.as_str().expect("a word");
        let question = match ask.as_str() {
            "see" => Question::See(about),
            "add" => Question::Add(about),
            "set" => Question::Set(about),
            _ => {
                let allowed = may_propose(playbook, &standing, about);
                return json!({ "sees": sees, "allowed": allowed });
            }
        };
        let answer = explain(playbook, &standing, question);
        json!({
            "sees": sees, "allowed": answer.allowed,
            "granted_by": answer.granted_by, "silent": answer.silent,
        })
    });
}

#[test]
fn moment_vectors() {
    each("moments", 80, |_, case| {
        let moment = moment(case);
        let received = case["received_by_hub_ms"].as_u64();
        let believed = moment.believed(received);
        json!({
            "claimed": moment.claimed(), "proven": moment.proven(received), "believed": believed,
            "wall_error_ms": moment.wall_error_ms(),
            "kept": believed.before(case["limit_ms"].as_u64().expect("a limit")),
        })
    });
}

fn moment(case: &Value) -> Moment {
    let number = |of: &Value, name: &str| of[name].as_u64().expect("a number");
    let boot = |of: &Value| -> BootId {
        let text = of["boot"].as_str().expect("a boot");
        u64::from_str_radix(text, 16).expect("hexadecimal").to_be_bytes()
    };
    let (clocks, anchor) = (&case["clocks"], &case["anchor"]);
    let anchor = (!anchor.is_null()).then(|| Anchor {
        hub_time_ms: number(anchor, "hub_time_ms"),
        log_size: 0,
        log_root: [0; 16],
        boot: boot(anchor),
        sent_ms: number(anchor, "sent_ms"),
        received_ms: number(anchor, "received_ms"),
    });
    let wall_ms = clocks["wall_ms"].as_i64().expect("a wall clock");
    let monotonic_ms = number(clocks, "monotonic_ms");
    Moment { clocks: Clocks { wall_ms, boot: boot(clocks), monotonic_ms }, anchor }
}
