//! Faults of lanes and of what joins them, each at its line; and ways around an approval or a consent through lanes.

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::check::FindingCode::{
    DeadEnd, DuplicateName, Guard, Join, Lane, NoRole, UnguardedPath, UnknownName, Unreachable,
};
use counterfoil_domain::playbook::check::{FindingCode, Severity, check, faults};
use serde_json::{Value, json};

use super::{Fault, builtin, push};

/// The workflow with lanes.
fn flow(playbook: &mut Value) -> &mut Value {
    let flows = playbook["workflows"].as_array_mut().expect("workflows");
    flows.iter_mut().find(|flow| flow["id"] == "precision_repair").expect("the workflow")
}

fn item<'a>(list: &'a mut Value, id: &str) -> &'a mut Value {
    let items = list.as_array_mut().expect("a list");
    items.iter_mut().find(|item| item["id"] == id).expect("the item")
}

fn testing(playbook: &mut Value) -> &mut Value {
    item(&mut flow(playbook)["stages"], "testing")
}

fn flaw(playbook: &mut Value) -> &mut Value {
    item(&mut testing(playbook)["branches"], "flaw")
}

fn pass_flaw(playbook: &mut Value) -> &mut Value {
    &mut flaw(playbook)["transitions"][0]
}

fn step<'a>(playbook: &'a mut Value, id: &str) -> &'a mut Value {
    item(&mut flow(playbook)["transitions"], id)
}

/// Plants a fault in the built-in playbook: it is found with its code, and its place in the file is the item or the
/// text with this name.
pub(super) fn expect_at_its_line(code: FindingCode, severity: Severity, name: &str, fault: Fault) {
    let mut playbook = builtin();
    fault(&mut playbook);
    let text = serde_json::to_string_pretty(&playbook).expect("JSON");
    let (_, found) = faults(text.as_bytes());
    let here = found.iter().find(|one| {
        let value = playbook.pointer(&one.pointer).expect("a place in the file");
        let named = value == name || value["id"] == name || one.pointer.ends_with(name);
        (one.code, one.severity) == (code, severity) && named
    });
    let one = here.unwrap_or_else(|| panic!("{code:?} {name} not in {found:#?}"));
    let rest = super::line_of(&text, one.line, one.column);
    let value = playbook.pointer(&one.pointer).expect("a place");
    let begins = if value.is_object() { "{" } else { "\"" };
    assert!(rest.starts_with(begins), "{code:?} {name}: {rest}");
    let below: String = text.lines().skip(one.line - 1).take(2).collect();
    assert!(value.is_object() || below.contains(value.as_str().unwrap_or(name)), "{below}");
    assert!(!one.words.zh.is_empty() && !one.words.en.is_empty());
}

fn dull_step(id: &str, from: &str, to: &str) -> Value {
    json!({"id": id, "name": {"zh": "复检", "en": "again"}, "from": [from], "to": to,
        "roles": ["quality_engineer"]})
}

#[test]
fn faults_within_a_lane_are_found_at_their_line() {
    let error = Severity::Error;
    let faults: [(FindingCode, &str, Fault); 11] = [
        (UnknownName, "flaw_begun", |p| flaw(p)["initial"] = json!("flaw_begun")),
        (UnknownName, "flaw_pased", |p| pass_flaw(p)["to"] = json!("flaw_pased")),
        (UnknownName, "quality_enginer", |p| pass_flaw(p)["roles"] = json!(["quality_enginer"])),
        (UnknownName, "selfie", |p| pass_flaw(p)["needs"][0]["role"] = json!("selfie")),
        (Unreachable, "flaw_lost", |p| {
            let lost =
                json!({"id": "flaw_lost", "name": {"zh": "悬空", "en": "lost"}, "done": true});
            push(&mut flaw(p)["stages"], lost);
        }),
        (DeadEnd, "flaw_doubt", |p| {
            let doubt = json!({"id": "flaw_doubt", "name": {"zh": "存疑", "en": "doubt"}});
            push(&mut flaw(p)["stages"], doubt);
            push(&mut flaw(p)["transitions"], dull_step("doubt", "flaw_waiting", "flaw_doubt"));
        }),
        (NoRole, "pass_flaw", |p| pass_flaw(p)["roles"] = json!([])),
        (Lane, "pass_flaw", |p| pass_flaw(p)["ends"] = json!(true)),
        (Lane, "pass_flaw", |p| pass_flaw(p)["joins"] = json!(true)),
        (Guard, "guard/cel", |p| {
            pass_flaw(p)["guard"] =
                json!({"cel": "plan.no_such", "words": {"zh": "无", "en": "no"}});
        }),
        // Its name is the order's own step's.
        (DuplicateName, "fail_test", |p| {
            push(
                &mut flaw(p)["transitions"],
                dull_step("fail_test", "flaw_waiting", "flaw_passed"),
            );
        }),
    ];
    for (code, name, fault) in faults {
        expect_at_its_line(code, error, name, fault);
    }
}

#[test]
fn a_join_that_cannot_hold_and_lanes_that_nothing_waits_for_are_found() {
    // 1. The lane can never be done: neither can the step that joins it.
    expect_at_its_line(Join, Severity::Error, "pass_test", |p| {
        flaw(p)["stages"][1]["done"] = json!(false);
    });
    // 2. A step that joins where there is nothing to join.
    expect_at_its_line(Join, Severity::Error, "take_in", |p| {
        let first = flow(p)["initial"].clone();
        let mut extra = dull_step("take_in", first.as_str().expect("a stage"), "testing");
        extra["joins"] = json!(true);
        push(&mut flow(p)["transitions"], extra);
    });
    // 3. Nothing waits for the lanes.
    expect_at_its_line(Join, Severity::Warning, "testing", |p| {
        step(p, "pass_test")["joins"] = json!(false);
    });
    // 4. Lanes where the order is over.
    expect_at_its_line(Lane, Severity::Error, "done", |p| {
        let lanes = testing(p)["branches"].clone();
        let stages = flow(p)["stages"].as_array_mut().expect("stages");
        let end = stages.iter_mut().find(|stage| stage["terminal"] == true).expect("an end");
        end["branches"] = lanes;
        end["id"] = json!("done");
    });
}

fn told(playbook: &Value, code: FindingCode) -> Vec<(String, String)> {
    let text = serde_json::to_vec(playbook).expect("JSON");
    let found = check(&Playbook::parse(&text).expect("a playbook"));
    let own = found.into_iter().filter(|one| one.code == code);
    own.map(|one| (one.at, one.words.zh)).collect()
}

/// Needs a consent that one lane gets: who leaves the stage by joining has it.
fn consent_in_a_lane(playbook: &mut Value) {
    let consent = json!({"need": "consent", "kinds": ["proxy"]});
    push(&mut pass_flaw(playbook)["needs"], consent.clone());
    item(&mut flow(playbook)["stages"], "refitting")["requires"] = json!([consent]);
}

#[test]
fn what_a_lane_asked_for_holds_behind_its_join_and_nowhere_else() {
    // 1. Every way to the refitting leads through the join, and so through the lane that asks.
    let mut playbook = builtin();
    consent_in_a_lane(&mut playbook);
    assert_eq!(told(&playbook, UnguardedPath), []);
    // 2. A second way through the lane that does not ask: the join is a way around, and is told with the lane.
    push(
        &mut flaw(&mut playbook)["transitions"],
        dull_step("skip_flaw", "flaw_waiting", "flaw_passed"),
    );
    let found = told(&playbook, UnguardedPath);
    let [(at, words)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(at, "workflows/precision_repair/pass_test");
    assert!(words.contains("→[复检] 探伤检测·合格"), "{words}");
    assert!(words.contains("几何精度检测·合格"), "{words}");
    // 3. A way that does not join waits for no lane.
    let mut playbook = builtin();
    consent_in_a_lane(&mut playbook);
    push(&mut flow(&mut playbook)["transitions"], dull_step("hurry", "testing", "refitting"));
    let found = told(&playbook, UnguardedPath);
    assert!(matches!(found.as_slice(), [(at, _)] if at.ends_with("/hurry")), "{found:?}");
}

#[test]
fn a_way_around_an_approval_or_a_consent_inside_a_lane_is_found() {
    // 1. Passing needs the head of the lab; a second step of the lane comes there without.
    let mut playbook = builtin();
    pass_flaw(&mut playbook)["approvals"] = json!({"levels": [{"id": "lab",
        "name": {"zh": "检测主管审批", "en": "head of the lab"}, "roles": ["workshop_manager"]}]});
    assert_eq!(told(&playbook, UnguardedPath), []);
    push(&mut flaw(&mut playbook)["transitions"], dull_step("slip", "flaw_waiting", "flaw_passed"));
    let found = told(&playbook, UnguardedPath);
    let [(at, words)] = found.as_slice() else { panic!("{found:?}") };
    assert!(at.ends_with("stages/testing/branches/flaw/slip"), "{at}");
    assert!(words.contains("检测主管审批"), "{words}");
    // 2. A step of a lane that takes the photograph of the locker, without anybody's consent to it.
    let mut playbook = builtin();
    let photo = json!([{"need": "photo", "role": "locker"}]);
    pass_flaw(&mut playbook)["needs"] = photo;
    let found = told(&playbook, UnguardedPath);
    assert!(matches!(found.as_slice(), [(at, _)] if at.ends_with("flaw/pass_flaw")), "{found:?}");
}
