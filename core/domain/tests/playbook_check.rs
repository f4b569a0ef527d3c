//! The checker finds nothing wrong with the built-in playbook, and every planted fault.

use counterfoil_domain::playbook::check::FindingCode::{
    Audience, BadName, DeadEnd, DuplicateName, Guard, NoRole, NoSettling, UnknownKey, UnknownName,
    Unreachable, UnseenInput, WrongEnd,
};
use counterfoil_domain::playbook::check::{FindingCode, check};
use counterfoil_domain::playbook::{Playbook, PlaybookError};
use serde_json::{Value, json};

fn builtin() -> Value {
    serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON")
}

fn findings(playbook: &Value) -> Vec<(FindingCode, String)> {
    let text = serde_json::to_vec(playbook).expect("JSON");
    let playbook = Playbook::parse(&text).expect("still a playbook");
    check(&playbook).into_iter().map(|finding| (finding.code, finding.at)).collect()
}

/// The transition of the parcel workflow with this id.
fn step<'a>(playbook: &'a mut Value, id: &str) -> &'a mut Value {
    let steps = playbook["workflows"][0]["transitions"].as_array_mut().expect("transitions");
    steps.iter_mut().find(|step| step["id"] == id).expect("the transition")
}

fn push(list: &mut Value, item: Value) {
    list.as_array_mut().expect("a list").push(item);
}

#[test]
fn the_builtin_playbook_has_no_findings() {
    let findings = check(&Playbook::builtin());
    let shown: Vec<String> = findings
        .iter()
        .map(|finding| format!("{:?} {} {}", finding.code, finding.at, finding.words.en))
        .collect();
    assert_eq!(shown, Vec::<String>::new());
}

type Fault = fn(&mut Value);

#[test]
fn faults_of_names_are_found() {
    let faults: [(FindingCode, &str, Fault); 12] = [
        (UnknownKey, "/worklfows", |p| p["worklfows"] = json!([])),
        (UnknownKey, "/reasons/0/safty", |p| p["reasons"][0]["safty"] = json!(true)),
        (UnknownName, "workflows/parcel_delivery/deliver", |p| {
            step(p, "deliver")["needs"][0]["role"] = json!("dor");
        }),
        (UnknownName, "workflows/parcel_delivery/deliver", |p| {
            step(p, "deliver")["roles"] = json!(["curier"]);
        }),
        (UnknownName, "workflows/parcel_delivery/fail", |p| {
            step(p, "fail")["reason"] = json!("faild");
        }),
        (UnknownName, "workflows/parcel_delivery", |p| step(p, "fail")["to"] = json!("atempted")),
        (UnknownName, "workflows/parcel_delivery/deliver", |p| {
            push(&mut step(p, "deliver")["needs"], json!({"need": "fact", "kind": "selfie"}));
        }),
        (UnknownName, "policy/courier-assigned", |p| {
            push(&mut p["policy"][1]["add"], json!("selfie"))
        }),
        (DuplicateName, "reasons", |p| p["reasons"][1]["id"] = json!("no_answer")),
        (BadName, "reasons", |p| p["reasons"][1]["id"] = json!("No Answer")),
        (Audience, "facts", |p| drop(p["facts"].as_array_mut().expect("facts").pop())),
        (Audience, "fields/address/line", |p| {
            let field = json!({"path": "address/line", "audience": "plan", "value": "text",
                "name": {"zh": "地址", "en": "address"}});
            push(&mut p["fields"], field);
        }),
    ];
    expect_each(&faults);
}

#[test]
fn faults_of_workflows_are_found() {
    let faults: [(FindingCode, &str, Fault); 9] = [
        (NoRole, "workflows/parcel_delivery/fail", |p| step(p, "fail")["roles"] = json!([])),
        (Unreachable, "workflows/parcel_delivery/limbo", |p| {
            let limbo =
                json!({"id": "limbo", "name": {"zh": "悬空", "en": "limbo"}, "terminal": true});
            push(&mut p["workflows"][0]["stages"], limbo);
        }),
        (DeadEnd, "workflows/parcel_delivery/limbo", |p| {
            let limbo = json!({"id": "limbo", "name": {"zh": "悬空", "en": "limbo"}});
            push(&mut p["workflows"][0]["stages"], limbo);
            step(p, "fail")["to"] = json!("limbo");
        }),
        (WrongEnd, "workflows/parcel_delivery/deliver", |p| {
            step(p, "deliver")["ends"] = json!(false)
        }),
        (NoSettling, "workflows/parcel_delivery/cancelled", |p| {
            step(p, "settle_cancelled")["to"] = json!("delivered");
        }),
        (Guard, "workflows/parcel_delivery/deliver/guard", |p| {
            step(p, "deliver")["guard"]["cel"] = json!("plan.intercepte");
        }),
        (Guard, "workflows/parcel_delivery/deliver/guard", |p| {
            step(p, "deliver")["guard"]["cel"] = json!("1+".repeat(20_000) + "1 == 1");
        }),
        (UnseenInput, "workflows/parcel_delivery/deliver", |p| {
            step(p, "deliver")["guard"]["cel"] = json!("'desk/risk' in desk");
        }),
        (UnseenInput, "workflows/parcel_delivery/deliver", |p| {
            p["policy"][1]["sees"] = json!(["keys", "plan", "contact", "work"]);
        }),
    ];
    expect_each(&faults);
}

fn expect_each(faults: &[(FindingCode, &str, Fault)]) {
    for (code, at, fault) in faults {
        let mut playbook = builtin();
        fault(&mut playbook);
        let found = findings(&playbook);
        assert!(found.contains(&(*code, (*at).to_owned())), "{code:?} {at} not in {found:?}");
    }
}

/// What PIPL and the express-delivery rules of 2024 ask for: nobody leaves a parcel without
/// consent.
#[test]
fn every_way_to_delivered_but_into_the_recipients_hands_needs_a_consent() {
    let playbook = builtin();
    let steps = playbook["workflows"][0]["transitions"].as_array().expect("transitions");
    let ways = steps.iter().filter(|step| step["to"] == "delivered" && step["settles"] != true);
    let without: Vec<&Value> = ways
        .filter(|step| {
            !step["needs"]
                .as_array()
                .is_some_and(|needs| needs.iter().any(|need| need["need"] == "consent"))
        })
        .map(|step| &step["id"])
        .collect();
    assert_eq!(without, [&json!("deliver")]);
}

#[test]
fn a_file_that_is_no_playbook_says_where_and_what_to_do() {
    let text = String::from_utf8(Playbook::builtin_bytes().to_vec()).expect("UTF-8");
    let cases = [
        (text.replacen("\"version\": 1", "\"version\": \"one\"", 1), "line 5, column"),
        (text.replacen("\"roles\": [", "\"roles\": [,", 1), "line "),
        (text.replacen("\"format\": 1", "\"format\": 2", 1), "update Counterfoil"),
        ("[".repeat(100_000), "line 1, column"),
        (" ".repeat(5 * 1024 * 1024), "remove what no kind uses"),
        (String::new(), "line 1, column"),
    ];
    for (text, says) in cases {
        let error = Playbook::parse(text.as_bytes()).expect_err("refused");
        assert!(error.to_string().contains(says), "{error}");
    }
    let wrong = Playbook::parse(b"{\"format\": 9}");
    assert_eq!(wrong.map(|_| ()), Err(PlaybookError::TooNew { format: 9 }));
}
