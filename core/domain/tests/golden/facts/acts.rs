//! Transitions, custody, assignment, and what is said about other facts.

use counterfoil_domain::fact::{
    Approval, ApprovalRequest, Assignment, CustodyAct, CustodyStep, Delegation, DoNotLoad, Fact,
    Found, Keyed, Moved, Proposed, Settled, Transition, Withdrawn,
};
use counterfoil_domain::ids::PersonId;
use counterfoil_domain::subject::Key;
use serde_json::json;

use super::{Said, hash, said_of, subject};
use crate::{T, fact_of};

pub(super) fn all() -> Vec<Said> {
    let kinds = [transition(), custody(), assignment(), approval(), proposed(), withdrawn()];
    let others =
        [moved(), found(), keyed(), do_not_load(), settled(), approval_request(), delegation()];
    kinds.into_iter().chain(others).flatten().collect()
}

pub(super) fn transition() -> Vec<Said> {
    let all = Transition {
        name: "pause".into(),
        from: "working".into(),
        reason: Some("waiting_for_part".into()),
        note: Some("周四再来".into()),
        until_ms: Some(T + 86_400_000),
    };
    let least = Transition {
        name: "deliver".into(),
        from: "out_for_delivery".into(),
        reason: None,
        note: None,
        until_ms: None,
    };
    vec![
        (
            Fact::Transition(all),
            json!({
                "name": "pause", "from": "working", "reason": "waiting_for_part",
                "note": "周四再来", "until_ms": T + 86_400_000,
            }),
        ),
        (Fact::Transition(least), json!({"name": "deliver", "from": "out_for_delivery"})),
    ]
}

pub(super) fn custody() -> Vec<Said> {
    let step = |act, person, place, key| Fact::Custody(CustodyStep { act, person, place, key });
    let ben = Some(PersonId([0x71; 16]));
    let key = Some(Key::new("waybill", "SF1234567890123"));
    let said_key = json!(["waybill", "SF1234567890123"]);
    let ben_said = json!("71".repeat(16));
    vec![
        (step(CustodyAct::Taken, None, None, key.clone()), json!({"act": 1, "key": said_key})),
        (step(CustodyAct::Given, ben, None, None), json!({"act": 2, "person": ben_said})),
        (
            step(CustodyAct::Received, ben, None, key),
            json!({"act": 3, "person": ben_said, "key": said_key}),
        ),
        (step(CustodyAct::Returned, None, None, None), json!({"act": 4})),
        (
            step(CustodyAct::Shelved, None, Some(subject(0x33)), None),
            json!({"act": 5, "place": subject(0x33)}),
        ),
    ]
}

pub(super) fn assignment() -> Vec<Said> {
    let (to, reason) = (Some(PersonId([0x71; 16])), Some("nearer".to_owned()));
    let all = json!({"to": "71".repeat(16), "reason": "nearer"});
    vec![
        (Fact::Assignment(Assignment { to, reason }), all),
        (Fact::Assignment(Assignment { to: None, reason: None }), json!({})),
    ]
}

pub(super) fn approval() -> Vec<Said> {
    let least = Approval {
        request: hash(0xa1),
        level: 2,
        granted: false,
        note: None,
        transition: None,
        in_stead_of: None,
        statement: None,
    };
    let all = Approval {
        level: 1,
        granted: true,
        note: Some("同意，按报价做".into()),
        transition: Some("begin_repair".into()),
        in_stead_of: Some(PersonId([0x71; 16])),
        statement: Some(vec![0x83, 0x01]),
        ..least.clone()
    };
    let request = hash(0xa1);
    let said = json!({
        "request": request, "level": 1, "granted": true, "note": "同意，按报价做",
        "transition": "begin_repair", "in_stead_of": "71".repeat(16), "statement": "8301",
    });
    vec![
        (Fact::Approval(all), said),
        (Fact::Approval(least), json!({"request": request, "level": 2, "granted": false})),
    ]
}

pub(super) fn approval_request() -> Vec<Said> {
    let request = hash(0xa1);
    let least =
        ApprovalRequest { transition: "begin_repair".into(), level: 1, request, note: None };
    let said = json!({"transition": "begin_repair", "level": 1, "request": request});
    let mut with_note = said.clone();
    with_note["note"] = json!("急");
    let all = ApprovalRequest { note: Some("急".into()), ..least.clone() };
    vec![(Fact::ApprovalRequest(all), with_note), (Fact::ApprovalRequest(least), said)]
}

pub(super) fn delegation() -> Vec<Said> {
    let least = Delegation { to: PersonId([0x71; 16]), until_ms: T + 86_400_000, note: None };
    let said = json!({"to": "71".repeat(16), "until_ms": T + 86_400_000});
    let mut with_note = said.clone();
    with_note["note"] = json!("出差");
    let all = Delegation { note: Some("出差".into()), ..least.clone() };
    vec![(Fact::Delegation(all), with_note), (Fact::Delegation(least), said)]
}

pub(super) fn proposed() -> Vec<Said> {
    let fact = Proposed {
        audience: "contact".into(),
        path: "contact/phone".into(),
        value: "13800000000".into(),
        evidence: vec![fact_of(3), fact_of(4)],
    };
    let says = json!({
        "audience": "contact", "path": "contact/phone", "value": "13800000000",
        "evidence": [said_of(3), said_of(4)],
    });
    vec![(Fact::Proposed(fact), says)]
}

pub(super) fn withdrawn() -> Vec<Said> {
    let fact = Withdrawn { fact: fact_of(5), reason: "拍错了".into() };
    vec![(Fact::Withdrawn(fact), json!({"fact": said_of(5), "reason": "拍错了"}))]
}

pub(super) fn moved() -> Vec<Said> {
    let fact = Moved { evidence: fact_of(5), to: subject(0x31), reason: "是隔壁那单".into() };
    let says = json!({"evidence": said_of(5), "to": subject(0x31), "reason": "是隔壁那单"});
    vec![(Fact::Moved(fact), says)]
}

pub(super) fn found() -> Vec<Said> {
    let keys = vec![Key::new("waybill", "SF1234567890123"), Key::new("order_no", "A-17")];
    let fact = Found { kind: "parcel".into(), keys, stage: "planned".into(), parent: None };
    let says = json!({
        "kind": "parcel", "stage": "planned",
        "keys": [["waybill", "SF1234567890123"], ["order_no", "A17"]],
    });
    let parent = subject(0x33);
    let (kind, stage) = ("repair".to_owned(), "reported".to_owned());
    let part = Found { kind, keys: Vec::new(), stage, parent: Some(parent) };
    let part_says = json!({"kind": "repair", "stage": "reported", "keys": [], "parent": parent});
    vec![(Fact::Found(fact), says), (Fact::Found(part), part_says)]
}

pub(super) fn keyed() -> Vec<Said> {
    let fact = Keyed { key: Key::new("serial", "kfr-35gw 0042") };
    vec![(Fact::Keyed(fact), json!({"key": ["serial", "KFR35GW0042"]}))]
}

pub(super) fn do_not_load() -> Vec<Said> {
    let all = DoNotLoad { stop: true, reason: Some("intercepted".into()) };
    vec![
        (Fact::DoNotLoad(all), json!({"stop": true, "reason": "intercepted"})),
        (Fact::DoNotLoad(DoNotLoad { stop: false, reason: None }), json!({"stop": false})),
    ]
}

pub(super) fn settled() -> Vec<Said> {
    let candidates = vec![hash(0xb1), hash(0xb2)];
    let (path, proposal) = ("a/floor".to_owned(), Some(fact_of(6)));
    let all = Settled { path: path.clone(), candidates, proposal };
    let least = Settled { path, candidates: Vec::new(), proposal: None };
    let says = json!({
        "path": "a/floor", "candidates": [hash(0xb1), hash(0xb2)], "proposal": said_of(6),
    });
    vec![
        (Fact::Settled(all), says),
        (Fact::Settled(least), json!({"path": "a/floor", "candidates": []})),
    ]
}
