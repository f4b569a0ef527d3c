//! A parcel that customs holds: an adapter of the office writes how it stands, the courier reads it and fetches papers,
//! and nothing is delivered before it is released.

use counterfoil_domain::command::{Command, FieldSet};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::{ContactOutcome, Money, Payment, PaymentMethod, PaymentPurpose};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::Sheet;
use counterfoil_tests::harness::{Person, World, call, noted, refusal};
use serde_json::{Value, json};

const HOUR_MS: u64 = 3_600_000;

/// What an adapter does with each word of customs: three fields of the order, under a key of that word.
async fn customs_say(world: &World, order: SubjectId, number: u64, status: &str) -> Value {
    let since_ms = world.now_ms();
    let fields = json!({"customs/status": status, "customs/since_ms": since_ms,
        "customs/declaration": "310120261122000017"});
    let path = format!("/v1/office/orders/{order}/fields");
    let key = format!("customs-310120261122000017-{number}");
    let office = world.office();
    let body = json!({ "fields": fields });
    let said = office.post(&path, &body, &key).await;
    assert_eq!(said, office.post(&path, &body, &key).await, "the same word again is one change");
    said.expect("said")
}

fn status(sheet: &Sheet) -> Option<String> {
    let row = sheet.fields.iter().find(|row| row.path == "customs/status")?;
    assert_eq!(row.name.zh, "清关状态");
    row.value.as_text().map(str::to_owned)
}

#[tokio::test]
async fn a_held_parcel_waits_for_papers_is_released_and_delivered_with_its_duty_paid() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let dora = world.phone("dora", &["dispatcher"]).await;
    let order = world.order("customs", &ann).await;
    // 1. The adapter says that papers are missing; the phone shows it, and may not change it.
    customs_say(&world, order, 1, "待补收件人身份证明").await;
    ann.sync().await;
    assert_eq!(status(&ann.sheet(order)).as_deref(), Some("待补收件人身份证明"));
    let released = vec![FieldSet::new("customs/status", FieldValue::text("已放行"))];
    assert!(ann.tries(order, Command::SetFields(released)).is_err(), "it is read only here");
    let waits = ann.sheet(order).card.waiting.expect("it is held");
    assert!(waits.sla_paused, "nobody at the outlet can hurry customs");
    // 2. The message for the customer says how it stands. Nobody answers; the second call is taken.
    let messages = ann.phone().orders().messages(order).expect("messages");
    let papers = messages.iter().find(|one| one.template == "customs_papers").expect("there");
    let text = papers.text.as_ref().expect("filled");
    assert!(text.zh.contains("(尾号6017)清关状态:待补收件人身份证明"), "{text:?}");
    ann.signal().off();
    let asks = |until| noted("ask_papers", Some("papers_missing"), "需身份证正反面", until);
    assert_eq!(refusal(ann.tries(order, asks(None))).len(), 2, "a call and a date");
    ann.does(order, call(ContactOutcome::Reached));
    ann.does(order, asks(Some(world.now_ms() + 24 * HOUR_MS)));
    ann.photographs(order, "document");
    ann.goes(order, "papers_in", None);
    // 3. Meanwhile customs inspect it. Her phone has not heard, and does not let her set out.
    customs_say(&world, order, 2, "查验中").await;
    assert!(!ann.may_not(order, "start", None).is_empty());
    ann.signal().on();
    ann.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!(hub.card.stage, "held");
    let told: Vec<&str> = hub.triggered.iter().map(|row| row.trigger.as_str()).collect();
    assert_eq!(told, ["customs_papers"], "who declares at customs was told");
    assert_eq!(status(&ann.sheet(order)).as_deref(), Some("查验中"));
    // 4. Released, with 36 yuan of duty. The outlet says so in its own words.
    customs_say(&world, order, 3, "已放行").await;
    world.edit(order, json!({"freight_due_minor": 3_600, "currency": "CNY"})).await;
    let release = noted("release", None, "放行通知 2026-11-22", None);
    assert_eq!(dora.brings(&world, order, release).await, "ready");
    ann.sync().await;
    is_delivered(&world, &ann, order).await;
}

async fn is_delivered(world: &World, ann: &Person, order: SubjectId) {
    ann.signal().off();
    ann.goes(order, "start", None);
    ann.photographs(order, "door");
    ann.lets_sign(&[order], "recipient");
    assert_eq!(ann.may_not(order, "deliver", None).len(), 1, "the duty is not paid");
    let (purpose, method) = (PaymentPurpose::Freight, PaymentMethod::Cash);
    let pay = Payment { purpose, method, amount: Money::fen(3_600), slip: "D-1".into() };
    ann.does(order, Command::Pay(pay));
    ann.goes(order, "deliver", None);
    ann.signal().on();
    ann.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.exceptions.len()), ("delivered", 0));
    assert_eq!(hub.pauses.len(), 3, "held, waiting for papers, held");
}

#[tokio::test]
async fn what_customs_do_not_release_goes_back_with_the_reason_whose_it_is() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("customs", &ann).await;
    customs_say(&world, order, 1, "不予放行:限制进境物品").await;
    ann.sync().await;
    let back = |reason| noted("return", Some(reason), "退运", None);
    assert!(!refusal(ann.tries(order, back("papers_missing"))).is_empty(), "no reason to go back");
    ann.does(order, back("customs_refused"));
    ann.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.card.terminal), ("returned", true));
}
