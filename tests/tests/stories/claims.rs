//! Claims: the form has to be whole, the clock of fresh food runs fast and stands still for the customer, and who pays
//! is not who agrees.

use counterfoil_domain::command::{Command, FieldSet};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::ContactOutcome;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::sla::reckon::Standing;
use counterfoil_tests::harness::{Person, World, call, noted, refusal};
use serde_json::json;

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

/// A claim for rotten fruit at customer service.
async fn rotten(world: &World, cai: &Person) -> SubjectId {
    let fields = json!({"title": "榴莲两天没到,臭了", "priority": 2, "contact/name": "李女士",
        "contact/phone": "19900006017"});
    let order = world.order_with("compensation", Some(cai.id), fields).await;
    cai.sync().await;
    order
}

/// Everything but the photographs.
fn fills_in_the_claim(cai: &Person, order: SubjectId) {
    cai.fills_in(order, "claim", &[("what", "spoiled"), ("found_on", "2026-09-20")]);
    cai.fills_in(order, "claim", &[("outer", "wet"), ("insured", "false")]);
    let (item, _) = cai.phone().orders().add_item(order, "claim", "goods").expect("one more");
    let (thing, worth) = (format!("thing/{item}"), format!("worth/{item}"));
    cai.fills_in(order, "claim", &[(&thing, "榴莲"), (&worth, "260")]);
    cai.fills_in(order, "claim", &[("words", "晚到两天,外箱全湿,果肉发臭")]);
}

#[tokio::test]
async fn a_claim_is_assessed_once_its_form_is_whole_and_the_clock_stands_while_the_customer_looks()
{
    let world = World::start().await;
    let cai = world.phone("cai", &["customer_service"]).await;
    let ann = world.phone("ann", &["courier"]).await;
    let fei = world.phone("fei", &["finance"]).await;
    let order = rotten(&world, &cai).await;
    // 1. Fresh food: settled in a day. Nothing is assessed on words alone; two photographs are missing.
    let before = cai.target(order, "resolve");
    assert_eq!(before.why.limit_ms, 24 * HOUR_MS);
    assert_eq!(refusal(cai.tries(order, noted("assess", None, "", None))).len(), 2);
    fills_in_the_claim(&cai, order);
    let why = refusal(cai.tries(order, noted("assess", None, "照片未到", None)));
    assert_eq!(why, ["请填好“理赔登记”,还有 1 项"]);
    // 2. The customer is to look: the clock stands at the phone and at the hub.
    cai.does(order, call(ContactOutcome::Reached));
    let until = Some(world.now_ms() + 4 * HOUR_MS);
    cai.does(order, noted("ask_evidence", None, "请拍外箱和果肉", until));
    world.assign(order, Some(ann.id)).await;
    cai.sync().await;
    world.passes(&[&cai, &ann, &fei], 2 * HOUR_MS);
    assert_eq!(cai.target(order, "resolve").standing, Standing::Paused);
    assert_eq!(world.standing(order, "resolve").await, "paused");
    // 3. Ann fetches the pictures at the door, without signal.
    ann.sync().await;
    ann.signal().off();
    ann.photographs(order, "damage");
    ann.photographs(order, "damage");
    ann.goes(order, "evidence_in", None);
    ann.signal().on();
    ann.sync().await;
    cai.sync().await;
    let after = cai.target(order, "resolve");
    assert_eq!(after.standing, Standing::Running);
    let later = after.due.earliest_ms.expect("due") - before.due.earliest_ms.expect("due");
    assert!(later.abs_diff(2 * HOUR_MS) < MINUTE_MS, "two hours later: {later}");
    is_settled(&world, [&cai, &fei], order).await;
}

/// Assessed, too low, agreed, and paid by somebody else.
async fn is_settled(world: &World, [cai, fei]: [&Person; 2], order: SubjectId) {
    let assess = noted("assess", None, "面单在照片里", None);
    assert_eq!(cai.brings(world, order, assess).await, "assessing");
    let offer = |words: &str| noted("offer", None, words, None);
    assert_eq!(refusal(cai.tries(order, offer("赔一半"))), ["请先填写赔付金额"]);
    let amount = |minor| {
        Command::SetFields(vec![FieldSet::new("claim_offer_minor", FieldValue::Int(minor))])
    };
    cai.does(order, amount(13_000));
    cai.does(order, offer("赔一半"));
    cai.goes(order, "decline", Some("offer_too_low"));
    cai.does(order, amount(26_000));
    cai.does(order, offer("全赔"));
    let said = cai.phone().orders().messages(order).expect("messages");
    let text = said[0].text.as_ref().expect("filled");
    assert!(text.zh.contains("赔付260.00元"), "{text:?}");
    cai.does(order, call(ContactOutcome::NoAnswer));
    assert_eq!(cai.may_not(order, "agree", None).len(), 1, "nobody has said yes");
    cai.does(order, call(ContactOutcome::Reached));
    cai.goes(order, "agree", None);
    cai.sync().await;
    let pay = || noted("pay", None, "流水 9001", None);
    assert!(!refusal(cai.tries(order, pay())).is_empty(), "who agrees does not pay");
    assert_eq!(fei.brings(world, order, pay()).await, "paid");
    let hub = world.hub_sheet(order).await;
    assert!(hub.card.terminal && hub.exceptions.is_empty(), "{:?}", hub.exceptions);
}

#[tokio::test]
async fn who_leaves_a_claim_at_its_first_stage_for_three_hours_is_told_by_hub_and_phone_alike() {
    let world = World::start().await;
    let cai = world.phone("cai", &["customer_service"]).await;
    let order = rotten(&world, &cai).await;
    // 1. The phone knows without signal when the stage takes too long: its alarms.
    cai.signal().off();
    let list = cai.phone().orders().due_moments().expect("alarms");
    let of_stage: Vec<_> =
        list.moments.iter().filter(|one| one.name.zh.starts_with("本环节")).collect();
    let soon = of_stage.iter().find(|one| one.level == 1).expect("an alarm");
    assert!(
        soon.in_ms.abs_diff(144 * MINUTE_MS) < MINUTE_MS,
        "80 % of three hours: {}",
        soon.in_ms
    );
    // 2. The hub tells the same moment under the same id, then that it is over the limit; each once.
    world.passes(&[&cai], 150 * MINUTE_MS);
    world.server().fire_due().await.expect("looked at");
    world.passes(&[&cai], 31 * MINUTE_MS);
    world.server().fire_due().await.expect("looked at");
    assert_eq!(world.server().fire_due().await.expect("looked at"), 0);
    let notices = world.get("/v1/office/notices").await;
    let rows = notices["notices"].as_array().expect("notices");
    for alarm in of_stage.iter().filter(|one| one.level < 3) {
        let told = rows.iter().filter(|one| one["id"] == json!(alarm.id.to_string()));
        assert_eq!(told.count(), 1, "{:?} in {rows:?}", alarm.name);
    }
    // 3. She takes it up, and nothing more of this stage is told.
    cai.signal().on();
    cai.does(order, call(ContactOutcome::Reached));
    let until = Some(world.now_ms() + 24 * HOUR_MS);
    cai.does(order, noted("ask_evidence", None, "请拍照", until));
    cai.sync().await;
    world.passes(&[&cai], 3 * HOUR_MS);
    world.server().fire_due().await.expect("looked at");
    let notices = world.get("/v1/office/notices").await;
    let rows = notices["notices"].as_array().expect("notices");
    assert!(rows.iter().all(|one| one["warning"] != "stage_escalated"), "{rows:?}");
}
