//! Parcels that go from hand to hand without signal, and what can be done with them there.

use counterfoil_client::ClientError;
use counterfoil_client::orders::ScanVerdict;
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

fn code_of(who: &Person, order: SubjectId) -> String {
    let keys = who.sheet(order).card.keys;
    keys.into_iter().next().expect("a waybill").value
}

fn receives(who: &Person, code: &str, from: &Person) -> SubjectId {
    let received = who.phone().orders().receive(&[code.to_owned()], from.id).expect("received");
    assert!(received.iter().all(|one| one.done.is_ok()), "{received:?}");
    received[0].order.expect("an order")
}

fn holder_on(who: &Person, code: &str) -> Option<PersonId> {
    match who.phone().orders().lookup(code).expect("a verdict") {
        ScanVerdict::AnotherPersons { holder, .. } => holder,
        ScanVerdict::Known { orders } => who.sheet(orders[0]).card.holder,
        other => panic!("{}: {other:?}", who.name),
    }
}

#[tokio::test]
async fn from_ann_to_bo_to_chen_without_signal_and_the_hub_hears_it_in_reverse() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let bo = world.phone("bo", &["courier"]).await;
    let chen = world.phone("chen", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    for phone in [&ann, &bo, &chen] {
        phone.sync().await;
        phone.signal().off();
        phone.phone().account().begin_shift(None, None).expect("a shift");
    }
    // 1. Ann loads it and gives it to Bo; he photographs the label, and gives it to Chen.
    let code = code_of(&ann, order);
    ann.phone().captures().load(&code, "code128").expect("read");
    ann.phone().orders().hand_over(&[order], bo.id).expect("given");
    receives(&bo, &code, &ann);
    bo.photographs(order, "parcel");
    bo.phone().orders().hand_over(&[order], chen.id).expect("given");
    receives(&chen, &code, &bo);
    // 2. Signal comes back to the last first. After each of them it is hers, and so is the work in the end.
    for phone in [&chen, &bo, &ann] {
        phone.signal().on();
        phone.sync().await;
        let card = world.hub_sheet(order).await.card;
        assert_eq!(card.holder, Some(chen.id), "after {}", phone.name);
    }
    let card = world.hub_sheet(order).await.card;
    assert_eq!((card.assigned, card.given_to), (vec![chen.id], None));
    assert!(card.also_taken_by.is_empty());
    // 3. What Bo captured while he had it stands there, credited to him.
    assert_eq!((card.counts.photos, card.counts.late), (1, 1));
    assert!(bo.status().stuck.is_empty(), "{:?}", bo.status());
    // 4. Every phone says the same.
    for phone in [&ann, &bo, &chen] {
        phone.sync().await;
        assert_eq!(holder_on(phone, &code), Some(chen.id), "on {}'s phone", phone.name);
    }
}

#[tokio::test]
async fn what_was_received_without_signal_is_delivered_without_signal() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let bo = world.phone("bo", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    let due = json!({"title": "一箱苹果", "goods_due_minor": 19_900, "currency": "CNY"});
    let to_pay = world.order_with("parcel", Some(ann.id), due).await;
    for phone in [&ann, &bo] {
        phone.sync().await;
        phone.signal().off();
        phone.phone().account().begin_shift(None, None).expect("a shift");
    }
    // 1. Bo takes two of Ann's parcels over. His phone knows their waybills and nothing else.
    for id in [order, to_pay] {
        receives(&bo, &code_of(&ann, id), &ann);
    }
    let sheet = bo.order_sheet(order);
    assert_eq!(sheet.sheet.card.stage_name.zh, "已接手,联网后显示详情");
    assert!(sheet.offers.iter().any(|offer| offer.transition == "deliver"));
    // 2. What he himself has to bring is still asked of him; what his phone cannot know is not.
    let bare = bo.tries(order, Person::step("deliver", None, Vec::new()));
    let Err(ClientError::NotAllowed { reason }) = bare else { panic!("{bare:?}") };
    assert!(reason.words_zh.concat().contains("照片"), "{:?}", reason.words_zh);
    assert!(bo.delivers(order).hub_decides);
    assert!(bo.delivers(to_pay).hub_decides);
    let shown = bo.sheet(order).card.stage_name;
    assert_eq!(
        (shown.zh.as_str(), shown.en.as_str()),
        ("已记录,联网后生效", "recorded, takes effect with signal",)
    );
    // 3. His is the first word that the hub hears. The one is delivered. The other lacks the money, and says so; what
    //    he captured is there.
    bo.signal().on();
    bo.sync().await;
    let card = world.hub_sheet(order).await.card;
    assert_eq!((card.stage.as_str(), card.counts.exceptions), ("delivered", 0));
    assert_eq!((card.holder, card.counts.photos), (Some(bo.id), 1));
    let unpaid = world.hub_sheet(to_pay).await;
    assert_eq!((unpaid.card.stage.as_str(), unpaid.card.counts.photos), ("assigned", 1));
    assert!(unpaid.exceptions[0].missing[0].code.starts_with("payment/goods"));
    // 4. His phone shows the same, with the details now; and so does Ann's.
    assert_eq!(bo.sheet(order).card.stage, "delivered");
    assert_eq!(bo.sheet(to_pay).card.stage, "assigned");
    ann.signal().on();
    ann.sync().await;
    assert_eq!(world.hub_sheet(order).await.card.holder, Some(bo.id));
}

#[tokio::test]
async fn a_parcel_that_none_of_three_phones_knew_is_one_order_and_the_last_ones() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let bo = world.phone("bo", &["courier"]).await;
    let chen = world.phone("chen", &["courier"]).await;
    for phone in [&ann, &bo, &chen] {
        phone.sync().await;
        phone.signal().off();
        phone.phone().account().begin_shift(None, None).expect("a shift");
    }
    // 1. It was imported nowhere: each of them founds it by its waybill.
    let code = "SF1204444555566";
    ann.phone().captures().load(code, "code128").expect("read");
    let anns = match ann.phone().orders().lookup(code).expect("a verdict") {
        ScanVerdict::Known { orders } => orders[0],
        other => panic!("{other:?}"),
    };
    ann.phone().orders().hand_over(&[anns], bo.id).expect("given");
    let bos = receives(&bo, code, &ann);
    bo.phone().orders().hand_over(&[bos], chen.id).expect("given");
    let chens = receives(&chen, code, &bo);
    // 2. The hub hears the last one first, and joins all three.
    for phone in [&chen, &bo, &ann] {
        phone.signal().on();
        phone.sync().await;
    }
    let mut leads = Vec::new();
    for order in [anns, bos, chens] {
        let card = world.hub_sheet(order).await.card;
        assert_eq!(card.holder, Some(chen.id), "{order}");
        assert!(card.also_taken_by.is_empty(), "{order}");
        leads.push(card.lead.unwrap_or(order));
    }
    assert_eq!(leads, [chens; 3], "one order, and the first that came leads");
    for phone in [&ann, &bo, &chen] {
        phone.sync().await;
        assert_eq!(holder_on(phone, code), Some(chen.id), "on {}'s phone", phone.name);
    }
    // 3. It is Chen's to deliver.
    chen.delivers(chens);
    chen.sync().await;
    assert_eq!(world.hub_sheet(chens).await.card.stage, "delivered");
}
