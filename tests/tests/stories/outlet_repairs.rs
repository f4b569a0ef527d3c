//! Brought to the outlet: customer service diagnoses, the store gets the part, the technician repairs, the counter
//! hands back against money and signature.

use counterfoil_domain::command::Command;
use counterfoil_domain::fact::{
    ContactOutcome, Money, Part, Payment, PaymentMethod, PaymentPurpose,
};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::sla::reckon::Standing;
use counterfoil_tests::harness::{Person, World, call, noted, refusal, scan};
use serde_json::json;

const HOUR_MS: u64 = 3_600_000;

fn part(step: &str) -> Command {
    Command::UsePart(Part {
        sku: "PUMP-E2".into(),
        name: "排水泵".into(),
        step: step.into(),
        quantity: 1,
        serial: None,
        slip: "P-1".into(),
        place: None,
    })
}

#[tokio::test]
async fn a_washing_machine_waits_for_its_pump_is_repaired_twice_and_handed_back_for_money() {
    let world = World::start().await;
    let cai = world.phone("cai", &["customer_service"]).await;
    let wu = world.phone("wu", &["warehouse"]).await;
    let bo = world.phone("bo", &["technician"]).await;
    let fields = json!({"title": "洗衣机", "fault": "不排水 E2", "contact/name": "周先生",
        "contact/phone": "19900006017"});
    let order = world.order_with("outlet_repair", Some(bo.id), fields).await;
    cai.sync().await;
    // 1. Asked on the telephone; it is the pump, and there is none. The clock stands while it is fetched.
    cai.goes(order, "diagnose", None);
    let later = Some(world.now_ms() + 48 * HOUR_MS);
    let prepare = || noted("prepare", None, "要换排水泵", later);
    assert_eq!(refusal(cai.tries(order, prepare())).len(), 1, "which part?");
    cai.does(order, part("asked"));
    assert_eq!(cai.brings(&world, order, prepare()).await, "preparing");
    let targets = cai.order_sheet(order).targets;
    assert!(targets.iter().any(|one| one.id == "resolve" && one.standing == Standing::Paused));
    // 2. In the store, without signal: short, then there. The customer is asked to come at a time.
    wu.sync().await;
    wu.signal().off();
    for step in ["short", "reserved", "sent"] {
        wu.does(order, part(step));
    }
    assert_eq!(wu.may_not(order, "parts_in", None).len(), 1, "unseen");
    wu.does(order, scan("PUMP-E2"));
    wu.goes(order, "parts_in", None);
    wu.signal().on();
    wu.sync().await;
    let row = world.hub_sheet(order).await.parts.remove(0);
    assert_eq!((row.asked, row.short, row.sent), (1, 1, 1));
    comes_at(&world, &cai, order).await;
    is_repaired_twice(&world, &bo, order).await;
    is_handed_back(&world, order).await;
}

/// The message to come is not whole without a time, and has it once the office set one.
async fn comes_at(world: &World, cai: &Person, order: SubjectId) {
    let message = || {
        let all = cai.phone().orders().messages(order).expect("messages");
        all.into_iter().find(|one| one.template == "come_to_outlet").expect("there")
    };
    cai.sync().await;
    assert_eq!(message().missing, ["window/from_ms"]);
    let from_ms = world.now_ms() + HOUR_MS;
    let window = json!({"window/from_ms": from_ms, "window/to_ms": from_ms + 2 * HOUR_MS});
    world.edit(order, window).await;
    cai.sync().await;
    assert!(message().text.expect("whole").zh.contains("您的洗衣机备件已到,请"));
}

async fn is_repaired_twice(world: &World, bo: &Person, order: SubjectId) {
    bo.sync().await;
    bo.signal().off();
    assert_eq!(bo.may_not(order, "begin", None).len(), 1, "how did it look when it came?");
    bo.photographs(order, "before");
    bo.photographs(order, "nameplate");
    bo.goes(order, "begin", None);
    bo.photographs(order, "after");
    bo.goes(order, "finish", Some("fixed"));
    // It still hums: once more, with another picture of what it looks like now.
    bo.does(order, noted("reopen", None, "试机仍有异响", None));
    assert_eq!(bo.may_not(order, "finish", Some("fixed")).len(), 1, "the old picture is old");
    bo.photographs(order, "after");
    bo.goes(order, "finish", Some("fixed"));
    bo.signal().on();
    bo.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.exceptions.len()), ("done", 0));
}

async fn is_handed_back(world: &World, order: SubjectId) {
    let lan = world.phone("lan", &["outlet_clerk"]).await;
    world.edit(order, json!({"repair_due_minor": 18_000, "currency": "CNY"})).await;
    lan.sync().await;
    lan.lets_sign(&[order], "customer");
    assert_eq!(lan.may_not(order, "collect", None).len(), 1, "not for nothing");
    let (purpose, method) = (PaymentPurpose::Service, PaymentMethod::Cash);
    let pay = Payment { purpose, method, amount: Money::fen(18_000), slip: "W-7".into() };
    lan.does(order, Command::Pay(pay));
    lan.goes(order, "collect", None);
    lan.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.exceptions.len()), ("collected", 0));
}

#[tokio::test]
async fn what_is_solved_on_the_telephone_never_comes_to_the_outlet() {
    let world = World::start().await;
    let cai = world.phone("cai", &["customer_service"]).await;
    let fields = json!({"title": "电视机", "fault": "没信号", "contact/phone": "19900006017"});
    let order = world.order_with("outlet_repair", None, fields).await;
    cai.sync().await;
    cai.goes(order, "diagnose", None);
    cai.does(order, call(ContactOutcome::NoAnswer));
    let solve = || noted("solve", None, "换了信号源", None);
    assert_eq!(refusal(cai.tries(order, solve())).len(), 1, "nobody was spoken to");
    cai.does(order, call(ContactOutcome::Reached));
    assert_eq!(cai.brings(&world, order, solve()).await, "solved");
}
