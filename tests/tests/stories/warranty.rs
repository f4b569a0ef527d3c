//! Is it under warranty? The technician asks with evidence, the outlet agrees or does not, an opposing word stands beside
//! it; and what must be signed before the work is over depends on the verdict.

use counterfoil_domain::command::Command;
use counterfoil_domain::fact::{Claim, Money, Payer, QuoteLine};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_tests::harness::{Person, World, refusal};
use serde_json::{Value, json};

const STEP: &str = "warranty_yes";

fn says(holds: bool, who: &str, words: &str, evidence: Vec<FactId>) -> Command {
    let (about, who, words) = ("warranty".into(), who.into(), words.into());
    Command::Claim(Claim { about, holds, who, words, evidence })
}

fn quote_on_warranty(bo: &Person, order: SubjectId) {
    let (text, unit_price) = ("主板".to_owned(), Money::fen(37_000));
    let (labour, quantity_milli, payer) = (false, 1_000, Payer::Warranty);
    let line = QuoteLine { text, labour, quantity_milli, unit_price, payer };
    let made = bo.phone().captures().next_quote(order, &[line], "CNY").expect("quoted");
    assert_eq!(made.quote.total.minor, 0, "the customer pays nothing");
}

fn step(name: &str) -> Command {
    Person::step(name, None, Vec::new())
}

/// The row of the approval as the console has it.
async fn asked(world: &World, order: SubjectId) -> Value {
    let shown = world.shown(order).await;
    let rows = shown["approvals"].as_array().expect("rows");
    rows.iter().find(|row| row["transition"] == STEP).expect("the row").clone()
}

async fn answers(
    world: &World,
    order: SubjectId,
    granted: bool,
    note: Value,
) -> Result<Value, String> {
    let row = asked(world, order).await;
    let body = json!({"transition": STEP, "level": row["level"], "request": row["request"],
        "granted": granted, "note": note});
    world.try_post(&format!("/v1/office/orders/{order}/approvals"), &body).await
}

#[tokio::test]
async fn the_verdict_is_an_approval_with_evidence_and_the_work_is_judged_by_it() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let qiu = world.phone("qiu", &["outlet_manager"]).await;
    let fields = json!({"title": "空调不制冷 E4", "fault": "E4"});
    let order = world.order_with("repair", Some(bo.id), fields).await;
    bo.sync().await;
    bo.does(order, step("begin"));
    // 1. He quotes the board at the warranty's cost. Nobody has said that it is under warranty: it has to be signed.
    quote_on_warranty(&bo, order);
    bo.photographs(order, "after");
    let finish = || Person::step("finish", Some("fixed"), Vec::new());
    assert_eq!(refusal(bo.tries(order, finish())), ["最新报价须由客户签字"]);
    // 2. He asks, with the plate as evidence; what the outlet says of it is missing.
    let why = refusal(bo.tries(order, step(STEP)));
    assert!(why.iter().any(|words| words.contains("铭牌")) && why.len() >= 3, "{why:?}");
    let plate = bo.photographs(order, "nameplate").fact;
    bo.does(order, says(true, "technician", "铭牌2025年,整机保修三年", vec![plate]));
    bo.phone().orders().request_approval(order, STEP, None).expect("asked");
    bo.sync().await;
    // 3. The office is shown the fault and the claim, and agrees at the console; the manager says the opposite.
    let row = asked(&world, order).await;
    assert_eq!((&row["can"], &row["fields"][0]["value"]["zh"]), (&json!(true), &json!("E4")));
    assert_eq!(row["facts"].as_array().map(Vec::len), Some(1));
    let told = world.shown(order).await["timeline"].to_string();
    for words in ["按保修处理", "维修工程师"] {
        assert!(told.contains(words), "what was asked and who said it are words: {told}");
    }
    assert!(!told.contains(&format!("\"zh\":\"{STEP}\"")), "{told}");
    answers(&world, order, true, Value::Null).await.expect("agreed");
    qiu.sync().await;
    bo.sync().await;
    bo.signal().off();
    bo.does(order, step(STEP));
    assert_eq!(bo.sheet(order).card.stage, "warranty_work");
    // 4. Under the verdict a quote that costs the customer nothing needs no signature, also without signal.
    bo.does(order, finish());
    bo.signal().on();
    bo.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.exceptions.len()), ("done", 0));
    // 5. The manager doubts it: his word stands beside the office's, with who said what.
    qiu.sync().await;
    qiu.does(order, says(false, "outlet_manager", "铭牌是换过的", vec![plate]));
    qiu.sync().await;
    let hub = world.hub_sheet(order).await;
    assert!(hub.matters[0].opposed && hub.card.needs_attention());
    assert_eq!(hub.card.stage, "done", "the work that was done stays");
}

#[tokio::test]
async fn a_no_forbids_it_an_opposing_yes_does_not_outvote_it_and_a_new_word_lapses_both() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let qiu = world.phone("qiu", &["outlet_manager"]).await;
    let order =
        world.order_with("repair", Some(bo.id), json!({"title": "洗衣机", "fault": "E2"})).await;
    bo.sync().await;
    bo.does(order, step("begin"));
    let plate = bo.photographs(order, "nameplate").fact;
    bo.does(order, says(true, "customer", "去年才买的", vec![plate]));
    bo.phone().orders().request_approval(order, STEP, None).expect("asked");
    bo.sync().await;
    // 1. A no without a reason is none; the office says why.
    let told = answers(&world, order, false, Value::Null).await.expect_err("no reason");
    assert!(told.contains("请写明不同意的原因"), "{told}");
    answers(&world, order, false, json!("铭牌2019年,已过保")).await.expect("said");
    // 2. The manager says yes on his phone. Both words stand; the no forbids it, on the phone and at the hub.
    qiu.sync().await;
    qiu.phone().orders().answer_approval(order, STEP, true, None).expect("agreed");
    qiu.sync().await;
    bo.sync().await;
    let row = asked(&world, order).await;
    let said: Vec<&Value> =
        row["answers"].as_array().expect("answers").iter().map(|one| &one["granted"]).collect();
    assert_eq!(said, [&json!(false), &json!(true)], "beside each other");
    assert!(refusal(bo.tries(order, step(STEP))).iter().any(|words| words.contains("保修审核")));
    // 3. The invoice turns up: what was shown is another now, both answers lapse, and an old page answers nothing.
    let old = asked(&world, order).await;
    bo.does(
        order,
        says(true, "customer", "发票2025年3月", vec![bo.photographs(order, "document").fact]),
    );
    bo.sync().await;
    let body = json!({"transition": STEP, "level": 1, "request": old["request"], "granted": true});
    let stale = world.try_post(&format!("/v1/office/orders/{order}/approvals"), &body).await;
    assert!(stale.expect_err("stale").contains("changed"));
    bo.phone().orders().request_approval(order, STEP, None).expect("asked again");
    bo.sync().await;
    answers(&world, order, true, Value::Null).await.expect("agreed");
    bo.sync().await;
    bo.does(order, step(STEP));
    bo.sync().await;
    assert_eq!(world.hub_sheet(order).await.card.stage, "warranty_work");
}

#[tokio::test]
async fn an_answer_of_the_office_is_judged_as_anybodys() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let order = world
        .order_with("precision_repair", Some(bo.id), json!({"title": "主轴", "fault": "抖动"}))
        .await;
    bo.sync().await;
    let shown = world.shown(order).await;
    let rows = shown["approvals"].as_array().expect("rows");
    assert!(rows.iter().all(|row| row["can"] == json!(false)), "the office is no chief technician");
    let body = json!({"transition": "begin_repair", "level": 1, "request": "00".repeat(32), "granted": true});
    let told = world.try_post(&format!("/v1/office/orders/{order}/approvals"), &body).await;
    assert!(told.is_err());
}
