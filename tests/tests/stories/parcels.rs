//! The merge stories of parcels, cash and taking back: one waybill found thrice, two who take one parcel, one
//! signature for five, a wrong "delivered", cash that is told twice.

use std::collections::BTreeSet;

use counterfoil_domain::command::{Command, FoundOrder};
use counterfoil_domain::fact::{
    CustodyAct, CustodyStep, Money, Payment, PaymentMethod, PaymentPurpose, Withdrawn,
};
use counterfoil_domain::subject::Key;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

fn waybill(value: &str) -> FoundOrder {
    let keys = vec![Key::new("waybill", value)];
    FoundOrder { kind: "parcel".into(), keys, fields: Vec::new() }
}

#[tokio::test]
async fn story_11_two_phones_and_the_office_found_one_waybill_and_it_is_one_order() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let bo = world.phone("bo", &["courier"]).await;
    ann.sync().await;
    bo.sync().await;
    // 1. Nobody has pulled the order that the office makes; both scan it and found it.
    ann.signal().off();
    bo.signal().off();
    let keys = json!([{"scheme": "waybill", "value": "SF9900000000001"}]);
    let body = json!({"kind": "parcel", "keys": keys, "fields": {"title": "一箱苹果"}});
    let made = world.post("/v1/office/orders", &body).await;
    let lead = made["order"].as_str().expect("an id").parse().expect("an id");
    let (anns, _) = ann.phone().orders().found(waybill("SF9900000000001")).expect("founded");
    let (bos, _) = bo.phone().orders().found(waybill("SF9900000000001")).expect("founded");
    // 2. The hub joins the three under the office's.
    ann.signal().on();
    bo.signal().on();
    ann.sync().await;
    bo.sync().await;
    let card = world.hub_sheet(lead).await.card;
    let joined: BTreeSet<_> = card.joined.into_iter().collect();
    assert_eq!(joined, BTreeSet::from([anns, bos]));
    for own in [anns, bos] {
        assert_eq!(world.hub_sheet(own).await.card.lead, Some(lead));
    }
    // 3. A join grants no sight: neither courier sees the customer of an order that is not theirs.
    ann.sync().await;
    assert!(!ann.list().contains(&lead));
}

#[tokio::test]
async fn everybody_with_one_sight_has_the_same_bytes_whatever_came_first() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let tablet = world.second_phone(&ann, "ann's tablet").await;
    let (carl, dora) = (
        world.phone("carl", &["outlet_manager"]).await,
        world.phone("dora", &["dispatcher"]).await,
    );
    let order = world.order("parcel", &ann).await;
    let phones = [&ann, &tablet, &carl, &dora];
    for phone in phones {
        phone.sync().await;
        phone.signal().off();
    }
    // 1. Everybody does something to one order.
    for (n, phone) in phones.into_iter().enumerate() {
        phone.says(order, &format!("remark {n}"));
        phone.sets(order, "a/door", &format!("door {n}"));
        phone.photographs(order, "door");
    }
    ann.delivers(order);
    world.cancel(order).await;
    // 2. They come back in another order, and some twice.
    for phone in [&dora, &ann, &carl, &dora, &tablet, &ann, &carl, &dora] {
        phone.signal().on();
        phone.sync().await;
    }
    let hub = world.hub_sheet(order).await;
    assert!(hub.card.disputed && hub.card.counts.conflicts == 1, "{:?}", hub.card.counts);
    assert_eq!(hub.card.counts.photos, 5);
    assert_eq!(carl.sheet(order), hub, "a manager sees what the office sees");
    assert_eq!(carl.sheet(order).to_bytes(), dora.sheet(order).to_bytes());
    assert_eq!(ann.sheet(order), tablet.sheet(order), "one person, two devices");
    assert_eq!(ann.sheet(order).to_bytes(), tablet.sheet(order).to_bytes());
}

#[tokio::test]
async fn story_12_two_couriers_take_one_parcel_and_the_dispatcher_sees_both() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let bo = world.second_phone(&ann, "ann's tablet").await;
    let carl = world.phone("carl", &["outlet_manager"]).await;
    let order = world.order("parcel", &ann).await;
    for phone in [&ann, &bo, &carl] {
        phone.sync().await;
        phone.signal().off();
    }
    let take = || {
        let act = CustodyAct::Taken;
        Command::Custody(CustodyStep { act, person: None, place: None, key: None })
    };
    ann.does(order, take());
    carl.does(order, take());
    for phone in [&carl, &ann, &bo] {
        phone.signal().on();
        phone.sync().await;
    }
    carl.sync().await;
    for sheet in
        [world.hub_sheet(order).await, ann.sheet(order), bo.sheet(order), carl.sheet(order)]
    {
        let card = sheet.card;
        assert_eq!((card.holder, card.also_taken_by.as_slice()), (Some(carl.id), &[ann.id][..]));
        assert!(card.needs_attention());
        assert_eq!(card.assigned, [ann.id], "custody is not assignment");
    }
}

#[tokio::test]
async fn story_13_one_signature_for_five_orders_and_one_was_cancelled_meanwhile() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let mut orders = Vec::new();
    for _ in 0..5 {
        orders.push(world.order("parcel", &ann).await);
    }
    ann.sync().await;
    ann.signal().off();
    ann.lets_sign(&orders, "recipient");
    for order in &orders {
        ann.photographs(*order, "door");
        ann.does(*order, Person::step("deliver", None, Vec::new()));
    }
    world.cancel(orders[2]).await;
    ann.signal().on();
    ann.sync().await;
    let mut strokes = BTreeSet::new();
    for (n, order) in orders.iter().enumerate() {
        for sheet in [world.hub_sheet(*order).await, ann.sheet(*order)] {
            assert_eq!(sheet.card.disputed, n == 2, "order {n}");
            if n != 2 {
                assert_eq!(sheet.card.stage, "delivered", "order {n}");
            }
            assert_eq!(sheet.card.counts.signatures, 1);
        }
        let blobs = world.hub_blobs(*order).await;
        let of_pen = blobs.iter().filter(|blob| blob["role"] == "recipient");
        strokes.extend(of_pen.map(|blob| blob["hash"].as_str().expect("a hash").to_owned()));
        assert!(blobs.iter().all(|blob| blob["arrived"] == true), "{blobs:?}");
    }
    assert_eq!(strokes.len(), 1, "one signature is one blob");
}

#[tokio::test]
async fn story_14_a_wrong_delivered_is_taken_back_after_the_office_saw_it_and_its_evidence_stays() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.does(order, Person::step("start", None, Vec::new()));
    let done = ann.delivers(order);
    ann.sync().await;
    assert_eq!(world.hub_sheet(order).await.card.stage, "delivered", "the office saw it");
    // Without signal she takes it back: it was the neighbour's parcel.
    ann.signal().off();
    let transition = done.facts.iter().find(|(_, kind)| *kind == 1).expect("a transition").0;
    let sheet = ann.sheet(order);
    assert!(sheet.timeline.iter().any(|row| row.fact == Some(transition)));
    let reason = "wrong_order".to_owned();
    ann.does(order, Command::Withdraw(Withdrawn { fact: transition, reason }));
    assert_eq!(ann.sheet(order).card.stage, "out_for_delivery", "her own prediction");
    ann.signal().on();
    ann.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order)] {
        assert_eq!(sheet.card.stage, "out_for_delivery");
        assert_eq!((sheet.card.counts.photos, sheet.card.counts.signatures), (1, 1));
        let row = sheet.timeline.iter().find(|row| row.fact == Some(transition));
        assert!(row.expect("still shown").struck_by.is_some(), "struck through");
    }
}

#[tokio::test]
async fn story_15_cash_told_by_a_spare_and_then_by_the_dead_phone_counts_once_until_somebody_decides()
 {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let spare = world.second_phone(&ann, "spare").await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    spare.sync().await;
    let cash = || {
        Command::Pay(Payment {
            purpose: PaymentPurpose::Goods,
            method: PaymentMethod::Cash,
            amount: Money::fen(9_900),
            slip: "NO-17".into(),
        })
    };
    // 1. Her phone dies with the note in its outbox; she enters it again on a spare.
    ann.signal().off();
    ann.does(order, cash());
    let again = spare.does(order, cash());
    spare.sync().await;
    assert!(!world.hub_sheet(order).await.card.in_question);
    // 2. The dead phone's outbox is drained after all.
    ann.signal().on();
    ann.sync().await;
    spare.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order), spare.sheet(order)] {
        assert_eq!(sheet.card.taken.iter().map(|sum| sum.minor).collect::<Vec<_>>(), [9_900]);
        assert!(sheet.card.in_question && sheet.card.needs_attention());
        assert_eq!(sheet.payments[0].told_by.len(), 2, "both are shown");
    }
    // 3. She decides.
    let reason = "记重了".to_owned();
    spare.does(order, Command::Withdraw(Withdrawn { fact: again.facts[0].0, reason }));
    spare.sync().await;
    let card = world.hub_sheet(order).await.card;
    assert_eq!((card.taken[0].minor, card.in_question), (9_900, false));
}
