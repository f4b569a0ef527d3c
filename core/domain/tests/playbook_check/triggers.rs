//! Faults of triggers and of stages' limits, each at its line.

use counterfoil_domain::playbook::check::FindingCode::{
    DuplicateName, Guard, NoRole, Sla, Trigger, UnknownName,
};
use counterfoil_domain::playbook::check::{FindingCode, Severity};
use serde_json::{Value, json};

use super::lanes::expect_at_its_line;
use super::{Fault, push, step};

fn plant(playbook: &mut Value, id: &str, on: Value, does: Value) {
    let trigger = json!({"id": id, "name": {"zh": "自动", "en": "by itself"}, "kinds": ["parcel"],
        "on": on, "do": does});
    push(&mut playbook["triggers"], trigger);
}

fn moves(transition: &str) -> Value {
    json!({"act": "move", "transition": transition})
}

fn says() -> Value {
    json!({"act": "comment", "words": {"zh": "好", "en": "well"}})
}

fn at(stage: &str) -> Value {
    json!({"stages": [stage]})
}

#[test]
fn faults_of_triggers_are_found_at_their_line() {
    let faults: [(FindingCode, &str, Fault); 13] = [
        (UnknownName, "parcle", |p| p["triggers"][0]["kinds"] = json!(["parcle"])),
        (UnknownName, "tested", |p| p["triggers"][0]["on"]["stages"] = json!(["tested"])),
        (UnknownName, "selfie", |p| p["triggers"][1]["on"]["facts"] = json!(["selfie"])),
        (UnknownName, "boss", |p| p["triggers"][0]["do"]["roles"] = json!(["boss"])),
        (UnknownName, "fly", |p| plant(p, "flies", at("loaded"), moves("fly"))),
        (NoRole, "to_the_test", |p| p["triggers"][0]["do"]["roles"] = json!([])),
        (DuplicateName, "to_the_test", |p| p["triggers"][1]["id"] = json!("to_the_test")),
        // A field that there is not.
        (Guard, "/when", |p| p["triggers"][1]["when"] = json!("plan.no_such_field == 1")),
        // Never looked at.
        (Trigger, "never", |p| plant(p, "never", json!({}), says())),
        // What only somebody can give: a reason, and a way that does not begin there.
        (Trigger, "gives_up", |p| plant(p, "gives_up", at("out_for_delivery"), moves("fail"))),
        (Trigger, "too_late", |p| plant(p, "too_late", at("delivered"), moves("start"))),
        (Trigger, "judge", |p| plant(p, "judge", at("delivered"), moves("settle_cancelled"))),
        // Words that somebody has to write.
        (Trigger, "writes", |p| {
            step(p, "start")["needs"] = json!([{"need": "note"}]);
            plant(p, "writes", at("loaded"), moves("start"));
        }),
    ];
    for (code, name, fault) in faults {
        expect_at_its_line(code, Severity::Error, name, fault);
    }
}

/// Two triggers that hand an order back and forth.
fn back_and_forth(playbook: &mut Value) {
    let back = json!({"id": "back", "name": {"zh": "退回", "en": "back"}, "to": "loaded",
        "from": ["out_for_delivery"], "roles": ["courier"]});
    push(&mut playbook["workflows"][0]["transitions"], back);
    plant(playbook, "goes", at("loaded"), moves("start"));
    plant(playbook, "returns", at("out_for_delivery"), moves("back"));
}

#[test]
fn triggers_that_set_themselves_off_for_ever_are_found() {
    expect_at_its_line(Trigger, Severity::Error, "goes", back_and_forth);
    expect_at_its_line(Trigger, Severity::Error, "returns", back_and_forth);
    // With a condition nobody can tell before: somebody should look.
    expect_at_its_line(Trigger, Severity::Warning, "returns", |p| {
        back_and_forth(p);
        let last = p["triggers"].as_array_mut().expect("triggers").last_mut().expect("returns");
        last["when"] = json!("order.stage == 'out_for_delivery'");
    });
}

#[test]
fn faults_of_limits_are_found_at_their_line() {
    let limited = |p: &mut Value, stage: &str, limit: Value| {
        let stages = p["workflows"][0]["stages"].as_array_mut().expect("stages");
        let stage = stages.iter_mut().find(|own| own["id"] == stage).expect("the stage");
        stage["limit"] = limit;
    };
    let faults: [(FindingCode, &str, &str, Value); 3] = [
        (Sla, "delivered", "delivered", json!({"minutes": 60})),
        (Sla, "loaded", "loaded", json!({"minutes": 0})),
        (UnknownName, "never_open", "loaded", json!({"minutes": 60, "calendar": "never_open"})),
    ];
    for (code, name, stage, limit) in faults {
        let mut playbook = super::builtin();
        limited(&mut playbook, stage, limit);
        let text = serde_json::to_string_pretty(&playbook).expect("JSON");
        let (_, found) = counterfoil_domain::playbook::check::faults(text.as_bytes());
        let named = |value: &Value| value == name || value["id"] == name;
        let here = found
            .iter()
            .find(|one| one.code == code && playbook.pointer(&one.pointer).is_some_and(named));
        assert!(here.is_some_and(|one| one.line > 1), "{code:?} {name}: {found:#?}");
    }
}
