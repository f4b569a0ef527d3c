//! The checker names every fault of service levels, and a limit that a file gives a stage is reckoned.

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::moment::Interval;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::check::FindingCode::{DuplicateName, Sla, UnknownName};
use counterfoil_domain::playbook::check::{FindingCode, check};
use counterfoil_domain::sla::due::Reckoner;
use counterfoil_domain::sla::reckon::Standing;
use counterfoil_domain::sla::service::{Run, Service};
use counterfoil_domain::sla::stops::{About, Stops};
use counterfoil_domain::sla::target::DueState;
use serde_json::{Value, json};

fn builtin() -> Value {
    serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON")
}

fn parsed(playbook: &Value) -> Playbook {
    Playbook::parse(&serde_json::to_vec(playbook).expect("JSON")).expect("still a playbook")
}

type Fault = fn(&mut Value);

#[test]
fn faults_of_service_levels_are_found_where_they_are() {
    let faults: [(FindingCode, &str, Fault); 16] = [
        (Sla, "sla/calendars/outlet", |p| {
            p["sla"]["calendars"][0]["zone"] = json!("Asia/Hangzhou")
        }),
        (Sla, "sla/calendars/outlet", |p| p["sla"]["calendars"][0]["week"] = json!({})),
        (DuplicateName, "sla/calendars", |p| p["sla"]["calendars"][0]["id"] = json!("office")),
        (UnknownName, "sla/office_hours", |p| p["sla"]["office_hours"] = json!("ofice")),
        (Sla, "sla/tiers/urgent", |p| p["sla"]["tiers"][2]["from"] = json!(1)),
        (UnknownName, "sla/policies/fresh", |p| {
            p["sla"]["policies"][0]["kinds"] = json!(["frish"])
        }),
        (UnknownName, "sla/policies/fresh", |p| p["sla"]["policies"][0]["tiers"] = json!(["vip"])),
        (Sla, "sla/policies/fresh/targets/respond", |p| target(p)["minutes"] = json!(0)),
        (UnknownName, "sla/policies/fresh/targets/respond", |p| {
            target(p)["calendar"] = json!("night")
        }),
        (UnknownName, "sla/policies/fresh/targets/respond", |p| {
            target(p)["stages"] = json!(["raedy"])
        }),
        (Sla, "sla/policies/fresh/targets/respond/warnings/soon", |p| {
            target(p)["warnings"][0]["at"] = json!({"minutes_before": 30});
        }),
        (Sla, "sla/policies/fresh/targets/respond/warnings/soon", |p| {
            target(p)["warnings"][0]["level"] = json!(4)
        }),
        (UnknownName, "sla/policies/fresh/targets/respond/warnings/soon", |p| {
            target(p)["warnings"][0]["to"] = json!(["boss"]);
        }),
        (UnknownName, "sla/urges/answers/on_my_way", |p| {
            p["sla"]["urges"]["answers"][0]["stops"] = json!(["erly"]);
        }),
        (Sla, "sla/urges/answers/on_my_way", |p| {
            p["sla"]["urges"]["answers"][0]["for_minutes"] = Value::Null;
        }),
        (Sla, "workflows/parcel_delivery/stages/delivered", |p| {
            let stages = p["workflows"][0]["stages"].as_array_mut().expect("stages");
            let end = stages.iter_mut().find(|stage| stage["id"] == "delivered").expect("the end");
            end["limit"] = json!({"minutes": 30});
        }),
    ];
    for (code, at, plant) in faults {
        let mut playbook = builtin();
        plant(&mut playbook);
        let found = check(&parsed(&playbook));
        let hit = found.iter().any(|one| one.code == code && one.at == at);
        assert!(hit, "{code:?} at {at}: {found:?}");
        assert!(found.iter().all(|one| !one.words.zh.is_ascii()), "in Chinese as well: {found:?}");
    }
}

fn target(playbook: &mut Value) -> &mut Value {
    &mut playbook["sla"]["policies"][0]["targets"][0]
}

#[test]
fn a_limit_that_the_file_gives_a_stage_warns_without_any_policy() {
    let mut book = builtin();
    book["workflows"][0]["stages"][0]["limit"] = json!({"minutes": 60, "calendar": "outlet"});
    let playbook = parsed(&book);
    assert_eq!(check(&playbook), Vec::new());
    // Friday 2026-11-20, 19:30 in Shanghai: half an hour is left of the day.
    let began_ms = 1_795_174_200_000;
    let began = Interval { earliest_ms: Some(began_ms), latest_ms: Some(began_ms) };
    let run = Run {
        target: "stage/ready".into(),
        cause: None,
        began,
        ended: None,
        limit_ms: 60 * 60_000,
        window_to_ms: None,
    };
    let service = Service { playbook: 1, runs: vec![run], ..Service::default() };
    let about = About { order: SubjectId([1; 16]), kind: "parcel", area: None };
    let morning_ms = began_ms + 13 * 3_600_000 + 40 * 60_000; // 09:10: ten minutes over an hour
    let stops = Stops::default();
    let reckoner = Reckoner { playbook: &playbook, stops: &stops, now_ms: morning_ms };
    let targets = reckoner.targets(&about, &service);
    assert_eq!(targets[0].standing, Standing::Overdue);
    assert_eq!(targets[0].name.zh, playbook.stage("parcel", "ready").expect("a stage").name.zh);
    let states: Vec<DueState> = targets[0].warnings.iter().map(|one| one.state).collect();
    assert_eq!(states, [DueState::Due, DueState::Due, DueState::Ahead]);
}
