//! The checker finds nothing wrong with the built-in playbook, and every planted fault.

#[path = "playbook_check/lanes.rs"]
mod lanes;
#[path = "playbook_check/triggers.rs"]
mod triggers;

use counterfoil_domain::playbook::check::FindingCode::{
    Audience, BadName, DeadEnd, DuplicateName, Form, Guard, NoRole, NoSettling, TooMany,
    UnguardedEnd, UnguardedPath, UnknownKey, UnknownName, Unreachable, UnseenInput, WrongEnd,
};
use counterfoil_domain::playbook::check::{FindingCode, Severity, check, faults};
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
    let faults: [(FindingCode, &str, Fault); 14] = [
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
        (UnknownName, "workflows/parcel_delivery/refuse", |p| {
            push(&mut step(p, "refuse")["tells"], json!("outlet"));
        }),
        (UnknownName, "reasons/no_answer", |p| p["reasons"][0]["tells"] = json!(["outlet"])),
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
fn faults_of_forms_are_found() {
    let faults: [(FindingCode, &str, Fault); 6] = [
        (Form, "/forms/0/schema/properties/model/pattern", |p| {
            p["forms"][0]["schema"]["properties"]["model"]["pattern"] = json!("^K(");
        }),
        (Form, "/forms/0/schema/properties/parts_total/x-calculate", |p| {
            p["forms"][0]["schema"]["properties"]["parts_total"]["x-calculate"] = json!("a.gone");
        }),
        (Form, "/forms/1/ui/type", |p| p["forms"][1]["ui"] = json!({"type": "Carousel"})),
        (UnknownName, "/forms/0", |p| p["forms"][0]["kinds"] = json!(["repairs"])),
        (UnknownName, "/forms/0/schema", |p| {
            let photo = &mut p["forms"][0]["schema"]["properties"]["fault_photo"];
            photo["x-evidence"]["role"] = json!("selfie");
        }),
        (UnknownName, "workflows/parcel_delivery/deliver", |p| {
            push(&mut step(p, "deliver")["needs"], json!({"need": "form", "form": "gone"}));
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

/// Takes what a transition asks for of one sort away.
fn no_longer_asks(playbook: &mut Value, id: &str, need: &str) {
    let needs = step(playbook, id)["needs"].as_array_mut().expect("needs");
    needs.retain(|one| one["need"] != need);
}

/// What PIPL and the express-delivery rules of 2024 ask for: nobody leaves a parcel without consent.
#[test]
fn every_way_around_a_consent_or_a_signature_is_found() {
    const STEP: &str = "workflows/parcel_delivery";
    let faults: [(FindingCode, &str, Fault); 8] = [
        (UnguardedPath, "deliver_locker", |p| no_longer_asks(p, "deliver_locker", "consent")),
        (UnguardedPath, "deliver_station", |p| no_longer_asks(p, "deliver_station", "consent")),
        (UnguardedPath, "deliver_proxy", |p| no_longer_asks(p, "deliver_proxy", "consent")),
        (UnguardedPath, "deliver_doorstep", |p| no_longer_asks(p, "deliver_doorstep", "consent")),
        // A consent to something else is none.
        (UnguardedPath, "deliver_locker", |p| {
            step(p, "deliver_locker")["needs"][0]["kinds"] = json!(["locker", "open_box"]);
        }),
        // Nor is a choice that has a way without it.
        (UnguardedPath, "deliver_doorstep", |p| {
            let consent = step(p, "deliver_doorstep")["needs"][0].clone();
            step(p, "deliver_doorstep")["needs"][0] =
                json!({"need": "any_of", "of": [consent, {"need": "note"}]});
        }),
        (UnguardedPath, "deliver", |p| no_longer_asks(p, "deliver", "signature")),
        (UnguardedEnd, "cancel", |p| drop(step(p, "cancel")["reason"].take())),
    ];
    for (code, id, fault) in faults {
        expect_each(&[(code, &format!("{STEP}/{id}"), fault)]);
    }
}

/// A playbook whose parcels are cancelled only after the manager has agreed.
fn cancelled_with_approval(playbook: &mut Value) {
    step(playbook, "cancel")["approvals"] = json!({"levels": [{"id": "manager",
        "name": {"zh": "负责人", "en": "manager"}, "roles": ["outlet_manager"]}]});
}

#[test]
fn a_way_around_an_approval_is_found_and_an_approval_that_nobody_may_give() {
    let mut playbook = builtin();
    cancelled_with_approval(&mut playbook);
    assert_eq!(findings(&playbook), []);
    let faults: [(FindingCode, &str, Fault); 7] = [
        (UnseenInput, "workflows/parcel_delivery/cancel", |p| {
            cancelled_with_approval(p);
            let needed = &mut step(p, "cancel")["approvals"];
            needed["levels"][0]["roles"] = json!(["courier"]);
            needed["shows"] = json!({"fields": ["desk/*"]});
        }),
        (TooMany, "workflows/parcel_delivery/cancel/approvals", |p| {
            cancelled_with_approval(p);
            let level = step(p, "cancel")["approvals"]["levels"][0].clone();
            step(p, "cancel")["approvals"]["levels"] = json!(vec![level; 256]);
        }),
        (UnguardedPath, "workflows/parcel_delivery/slip", |p| {
            cancelled_with_approval(p);
            let mut slip = step(p, "cancel").clone();
            slip["id"] = json!("slip");
            drop(slip["approvals"].take());
            push(&mut p["workflows"][0]["transitions"], slip);
        }),
        (UnguardedPath, "workflows/parcel_delivery/cancel", |p| {
            cancelled_with_approval(p);
            let mut two = step(p, "cancel").clone();
            two["id"] = json!("cancel_by_two");
            two["approvals"]["levels"][0]["count"] = json!(2);
            push(&mut p["workflows"][0]["transitions"], two);
        }),
        (UnknownName, "workflows/parcel_delivery/cancel", |p| {
            cancelled_with_approval(p);
            step(p, "cancel")["approvals"]["levels"][0]["roles"] = json!(["manger"]);
        }),
        (UnknownName, "workflows/parcel_delivery/cancel", |p| {
            cancelled_with_approval(p);
            step(p, "cancel")["approvals"]["shows"] = json!({"fields": ["no/such"]});
        }),
        (NoRole, "workflows/parcel_delivery/cancel", |p| {
            cancelled_with_approval(p);
            step(p, "cancel")["approvals"]["levels"] = json!([]);
        }),
    ];
    expect_each(&faults);
}

#[test]
fn a_way_over_other_stages_is_found_and_told_and_one_that_asked_earlier_is_right() {
    let mut playbook = builtin();
    let stage = json!({"id": "at_station", "name": {"zh": "已到驿站", "en": "at the station"}});
    push(&mut playbook["workflows"][0]["stages"], stage);
    let to_station = json!({"id": "drop_station", "name": {"zh": "放驿站", "en": "drop"},
        "from": ["out_for_delivery"], "to": "at_station", "roles": ["courier"], "assigned": true,
        "needs": [{"need": "consent", "kinds": ["station"]}]});
    let collected = json!({"id": "collected", "name": {"zh": "客户取走", "en": "collected"},
        "from": ["at_station"], "to": "delivered", "roles": ["courier"], "ends": true,
        "needs": [{"need": "note"}]});
    push(&mut playbook["workflows"][0]["transitions"], to_station);
    push(&mut playbook["workflows"][0]["transitions"], collected);
    // The consent was asked for on the way to the station, so the way on needs none.
    assert_eq!(findings(&playbook), []);
    // A second way to the station without one: what follows it is found, with the way there.
    let slip = json!({"id": "slip", "name": {"zh": "顺手放下", "en": "slip in"},
        "from": ["loaded"], "to": "at_station", "roles": ["courier"], "assigned": true});
    push(&mut playbook["workflows"][0]["transitions"], slip);
    let text = serde_json::to_vec(&playbook).expect("JSON");
    let found = check(&Playbook::parse(&text).expect("a playbook"));
    let told: Vec<&str> = found.iter().map(|one| one.words.zh.as_str()).collect();
    let way = "待派 →[装车] 已装车 →[顺手放下] 已到驿站 →[客户取走] 已签收";
    assert!(told.len() == 1 && told[0].contains(way), "{told:?}");
}

#[test]
fn lists_that_are_far_too_long_and_reasons_that_read_what_nobody_sees_are_found() {
    let faults: [(FindingCode, &str, Fault); 4] = [
        (TooMany, "carriers/sf/digits", |p| {
            let carriers = p["carriers"].as_array_mut().expect("carriers");
            let sf = carriers.iter_mut().find(|one| one["id"] == "sf").expect("ours");
            sf["digits"] = json!(u32::MAX);
        }),
        (TooMany, "policy", |p| {
            let row = p["policy"][0].clone();
            p["policy"] = json!(vec![row; 501]);
        }),
        (TooMany, "workflows/parcel_delivery/stages", |p| {
            let stage = p["workflows"][0]["stages"][0].clone();
            p["workflows"][0]["stages"] = json!(vec![stage; 101]);
        }),
        // A courier who does not see the money cannot tell whether this reason may be given.
        (UnseenInput, "workflows/parcel_delivery/fail", |p| {
            let rows = p["policy"].as_array_mut().expect("rows");
            let row = rows.iter_mut().find(|row| row["id"] == "courier-assigned").expect("ours");
            row["sees"] = json!(["keys", "plan", "contact", "work"]);
            let needs = json!([{"need": "fact", "kind": "payment"}]);
            p["reasons"][0]["needs"] = needs;
        }),
    ];
    expect_each(&faults);
}

#[test]
fn every_fault_has_its_line() {
    let text = String::from_utf8(Playbook::builtin_bytes().to_vec()).expect("UTF-8");
    // 1. Three names that stand nowhere, in a file of a tenant: all three, each where it stands.
    let wrong = text
        .replacen("\"reason\": \"failed\"", "\"reason\": \"faild\"", 1)
        .replacen("\"kinds\": [\"proxy\"]", "\"kinds\": [\"proxi\"]", 1)
        .replacen("|| !plan.intercepted\"", "|| !plan.interceptid\"", 1);
    let (read, found) = faults(wrong.as_bytes());
    assert!(read.is_some());
    let at: Vec<&str> = found
        .iter()
        .filter(|fault| fault.severity == Severity::Error)
        .map(|fault| line_of(&wrong, fault.line, fault.column))
        .collect();
    for name in ["\"faild\"", "\"proxi\""] {
        assert!(at.iter().any(|rest| rest.starts_with(name)), "{name}: {at:?}");
    }
    assert!(at.iter().any(|rest| rest.starts_with("\"!has(plan.inter")), "{at:?}");
    // 2. Shapes: not the first wrong one alone, and each by the line that it had in the file.
    let wrong = text
        .replacen("\"count\": 2", "\"count\": \"two\"", 1)
        .replacen("\"responsibility\": \"customer\"", "\"responsibility\": \"nobody\"", 2)
        .replacen("\"until\": \"always\"", "\"until\": \"tomorrow\"", 1);
    let (read, found) = faults(wrong.as_bytes());
    assert!(read.is_none());
    let lines: Vec<&str> =
        found.iter().filter_map(|fault| wrong.lines().nth(fault.line - 1)).collect();
    let count = |part: &str| lines.iter().filter(|line| line.contains(part)).count();
    assert_eq!((found.len(), count("nobody")), (4, 2), "{found:#?}");
    assert!(found.iter().any(|fault| fault.words.zh.contains("没有“nobody”这个选项")));
    // 3. No JSON at all: the place where it ceases to be.
    let cut = text[..text.len() / 2].trim_end();
    let (_, found) = faults(cut.as_bytes());
    let last = cut.lines().count();
    assert!(found.len() == 1 && (last..=last + 1).contains(&found[0].line), "{found:?}");
}

/// The text from a place of a file on.
fn line_of(text: &str, line: usize, column: usize) -> &str {
    let line = text.lines().nth(line - 1).expect("a line");
    let from = line.char_indices().nth(column - 1).expect("a column").0;
    &line[from..]
}

#[test]
fn a_file_that_is_no_playbook_says_where_and_what_to_do() {
    let text = String::from_utf8(Playbook::builtin_bytes().to_vec()).expect("UTF-8");
    let cases = [
        (text.replacen("\"version\": ", "\"version\": \"one\", \"was\": ", 1), "line 5, column"),
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
