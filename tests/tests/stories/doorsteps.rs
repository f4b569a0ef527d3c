//! What goes wrong at doors: nobody answers, all attempts are made, somebody threatens, a neighbour signs, a piece is
//! missing, fruit is too warm; each from the founding to the end.

use counterfoil_domain::command::Command;
use counterfoil_domain::fact::{
    Assignment, Consent, ContactOutcome, Money, Payment, PaymentMethod, PaymentPurpose, Reading,
};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_tests::harness::{Person, World, by_id, call, noted, refusal, scan};
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;

#[tokio::test]
async fn nobody_answers_twice_ten_minutes_apart_and_after_three_attempts_it_goes_back() {
    let world = World::start().await;
    let two_calls = |file: &mut Value| {
        by_id(&mut file["reasons"], "no_answer")["needs"] = json!([{"need": "contact_attempt",
            "outcomes": ["no_answer"], "count": 2, "apart_minutes": 10, "since": "stage"}]);
    };
    world.publishes(two_calls).await;
    let ann = world.phone("ann", &["courier"]).await;
    let dora = world.phone("dora", &["dispatcher"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.signal().off();
    // 1. Two calls in two minutes are one; the phone says what is missing, and for how long.
    ann.goes(order, "start", None);
    ann.does(order, call(ContactOutcome::NoAnswer));
    world.passes(&[&ann, &dora], 2 * MINUTE_MS);
    ann.does(order, call(ContactOutcome::NoAnswer));
    let why = ann.may_not(order, "fail", Some("no_answer"));
    assert_eq!(why, ["还需 1 次联系记录(无人接听),与上次间隔至少 10 分钟"]);
    world.passes(&[&ann, &dora], 9 * MINUTE_MS);
    ann.does(order, call(ContactOutcome::NoAnswer));
    ann.goes(order, "fail", Some("no_answer"));
    // 2. Two more attempts; the calls of yesterday do not count for today's.
    ann.goes(order, "start", None);
    assert_eq!(ann.may_not(order, "fail", Some("no_answer")).len(), 1);
    ann.goes(order, "fail", Some("address_vague"));
    ann.goes(order, "start", None);
    ann.goes(order, "fail", Some("address_vague"));
    assert_eq!(ann.may_not(order, "start", None), ["已尝试 3 次,下一步应为“退回”"]);
    ann.signal().on();
    ann.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.exceptions.len()), ("attempted", 0), "the hub counts alike");
    // 3. The outlet lets it go out once more; it fails again and goes back.
    let load = Person::step("load", None, Vec::new());
    assert_eq!(dora.brings(&world, order, load).await, "loaded");
    ann.sync().await;
    ann.goes(order, "fail", Some("address_wrong"));
    ann.does(order, scan("SF1200000000000"));
    ann.goes(order, "return", Some("undeliverable"));
    ann.sync().await;
    assert_eq!(world.stage(order).await, "returned");
}

#[tokio::test]
async fn who_is_threatened_leaves_at_once_and_only_an_end_still_asks_for_its_evidence() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let bo = world.phone("bo", &["technician"]).await;
    let parcel = world.order("parcel", &ann).await;
    let repair = world.order("repair", &bo).await;
    for who in [&ann, &bo] {
        who.sync().await;
        who.signal().off();
    }
    // 1. A customer shouts: she refuses for him and is gone. An ordinary refusal asks for a photograph or his word.
    assert_eq!(ann.may_not(parcel, "refuse", Some("not_wanted")).len(), 1);
    ann.goes(parcel, "refuse", Some("threatened"));
    assert_eq!(ann.may_not(parcel, "return", Some("return_asked")).len(), 1, "an end asks");
    // 2. Work at height: Bo comes down without part and date.
    bo.goes(repair, "begin", None);
    assert_eq!(bo.may_not(repair, "wait_part", Some("part_needed")).len(), 2);
    bo.goes(repair, "wait_part", Some("two_people"));
    for who in [&ann, &bo] {
        who.signal().on();
        who.sync().await;
    }
    // 3. The hub asks for nothing more either.
    for (order, stage) in [(parcel, "refused"), (repair, "waiting_part")] {
        let hub = world.hub_sheet(order).await;
        assert_eq!((&*hub.card.stage, hub.exceptions.len()), (stage, 0));
    }
    ann.does(parcel, scan("SF1200000000000"));
    ann.goes(parcel, "return", Some("return_asked"));
    ann.sync().await;
    assert_eq!(world.stage(parcel).await, "returned");
}

fn by_telephone(to: &str, attempts: Vec<FactId>) -> Command {
    Command::Consent(Consent {
        to: to.into(),
        who: "李女士".into(),
        channel: "phone".into(),
        words: "门卫王师傅代收".into(),
        attempts,
        place: None,
        screenshot: None,
        until_ms: None,
    })
}

#[tokio::test]
async fn the_guard_signs_for_her_once_she_said_so_on_the_telephone() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.signal().off();
    ann.goes(order, "start", None);
    ann.photographs(order, "door");
    ann.lets_sign(&[order], "proxy");
    // 1. His signature alone is worth nothing, and a call that nobody took is no consent.
    assert_eq!(ann.may_not(order, "deliver_proxy", None).len(), 1);
    let missed = ann.does(order, call(ContactOutcome::NoAnswer)).facts[0].0;
    ann.does(order, by_telephone("proxy", vec![missed]));
    assert_eq!(ann.sheet(order).consents[0].lacks.as_deref(), Some("contact_attempt"));
    assert_eq!(ann.may_not(order, "deliver_proxy", None).len(), 1, "it is kept, and is none");
    // 2. She answers: the guard, not the locker.
    let reached = ann.does(order, call(ContactOutcome::Reached)).facts[0].0;
    ann.does(order, by_telephone("proxy", vec![reached]));
    assert!(!ann.may_not(order, "deliver_locker", None).is_empty());
    ann.goes(order, "deliver_proxy", None);
    ann.signal().on();
    ann.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.exceptions.len()), ("delivered", 0));
    assert_eq!((hub.consents.len(), hub.consents[1].lacks.is_none()), (2, true));
}

fn cash(purpose: PaymentPurpose, fen: i64, slip: &str) -> Command {
    let (method, amount) = (PaymentMethod::Cash, Money::fen(fen));
    Command::Pay(Payment { purpose, method, amount, slip: slip.into() })
}

#[tokio::test]
async fn two_of_three_pieces_are_taken_and_paid_and_the_third_goes_back() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let fields = json!({"title": "三件套茶具", "pieces": 3, "goods_due_minor": 12_800,
        "freight_due_minor": 1_800, "currency": "CNY", "contact/phone": "19900006017"});
    let order = world.order_with("parcel", Some(ann.id), fields).await;
    let single = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.signal().off();
    // 1. One box is crushed; she takes two and pays for two. Nothing is handed over for less than what is due.
    ann.goes(order, "start", None);
    ann.does(order, scan("SF1200000000000"));
    ann.photographs(order, "door");
    ann.lets_sign(&[order], "recipient");
    let part = || noted("deliver_part", None, "到 3 件,破 1 件,客户收 2 件", None);
    assert_eq!(refusal(ann.tries(order, part())).len(), 1, "the goods are not paid");
    ann.does(order, cash(PaymentPurpose::Goods, 8_600, "D-1"));
    assert_eq!(refusal(ann.tries(order, part())).len(), 1, "8,600 are not 12,800");
    assert!(!refusal(ann.tries(single, part())).is_empty(), "one piece has no parts");
    // 2. She rings the outlet, which lowers the sum; then it is right on her phone and at the hub.
    ann.signal().on();
    world.edit(order, json!({"goods_due_minor": 8_600})).await;
    ann.sync().await;
    ann.signal().off();
    ann.does(order, part());
    // 3. The rest goes back; not before the freight is paid, whoever brings it.
    let rest = || noted("return_rest", Some("return_asked"), "破损件退寄件人", None);
    assert_eq!(refusal(ann.tries(order, rest())).len(), 1, "the freight is open");
    ann.does(order, cash(PaymentPurpose::Freight, 1_800, "D-2"));
    ann.does(order, rest());
    ann.signal().on();
    ann.sync().await;
    let hub = world.hub_sheet(order).await;
    assert_eq!(
        (&*hub.card.stage, hub.card.terminal, hub.exceptions.len()),
        ("ended_in_part", true, 0)
    );
    let taken: i64 = hub.card.taken.iter().map(|sum| sum.minor).sum();
    assert_eq!(taken, 10_400);
}

fn degrees(value_milli: i64) -> Command {
    let (quantity, unit) = ("temperature".into(), "cel".into());
    Command::Read(Reading { quantity, value_milli, unit, sensor: None, ago_ms: None })
}

#[tokio::test]
async fn fruit_that_was_too_warm_is_refused_and_goes_out_again_only_by_the_outlets_decision() {
    let world = World::start().await;
    let chen = world.phone("chen", &["courier"]).await;
    let ann = world.phone("ann", &["courier"]).await;
    let dora = world.phone("dora", &["dispatcher"]).await;
    let order = fresh(&world, &chen).await;
    // 1. Seven degrees at the door, refused, without signal; temperature as a reason needs a reading.
    chen.signal().off();
    chen.goes(order, "start", None);
    chen.photographs(order, "parcel");
    assert_eq!(chen.may_not(order, "refuse", Some("refused_temperature")).len(), 1);
    chen.does(order, degrees(7_200));
    chen.goes(order, "refuse", Some("refused_temperature"));
    assert!(
        !chen.may_not(order, "retry", Some("wanted_after_all")).is_empty(),
        "not his to decide"
    );
    chen.signal().on();
    chen.sync().await;
    assert_eq!(world.hub_sheet(order).await.card.excursions, Some(1));
    // 2. The customer wants it after all; the outlet sends Ann, with the reason, in one act.
    dora.sync().await;
    let to_ann = Command::Assign(Assignment { to: Some(ann.id), reason: None });
    assert!(dora.tries(order, to_ann.clone()).is_err(), "not without the decision");
    dora.does(order, Person::step("retry", Some("wanted_after_all"), vec![to_ann]));
    dora.sync().await;
    // 3. Ann measures anew: yesterday's reading is not today's.
    ann.sync().await;
    ann.photographs(order, "door");
    ann.lets_sign(&[order], "recipient");
    assert_eq!(ann.may_not(order, "deliver", None).len(), 1, "no reading since");
    ann.does(order, degrees(3_100));
    ann.goes(order, "deliver", None);
    ann.sync().await;
    assert_eq!(world.stage(order).await, "delivered");
}

async fn fresh(world: &World, chen: &Person) -> SubjectId {
    let fields =
        json!({"title": "车厘子", "cold/class": "chilled", "contact/phone": "19900006017"});
    let order = world.order_with("fresh", Some(chen.id), fields).await;
    chen.sync().await;
    order
}
