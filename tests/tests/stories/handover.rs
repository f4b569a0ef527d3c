//! Things change hands: whose work they are then, what a clerk takes in, and what must stay at the outlet.

use counterfoil_client::ClientError;
use counterfoil_client::orders::{CardOrder, OrderFilter};
use counterfoil_domain::command::{Command, FieldSet};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::{Assignment, CustodyAct, CustodyStep, Fact};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::shift::LoadVerdict;
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_domain::verdict::Verdict;
use counterfoil_tests::harness::hand::verdicts;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

fn code_of(who: &Person, order: SubjectId) -> String {
    let keys = who.sheet(order).card.keys;
    keys.into_iter().next().expect("a waybill").value
}

fn receives(who: &Person, codes: &[String], from: &Person) {
    let received = who.phone().orders().receive(codes, from.id).expect("received");
    assert!(received.iter().all(|one| one.done.is_ok()), "{received:?}");
}

fn takes(who: &Person, code: &str) -> LoadVerdict {
    who.moments().pass(5_000);
    who.phone().captures().load(code, "code128").expect("the read is kept").verdict
}

fn is_work_of(who: &Person, order: SubjectId) -> bool {
    let mine = OrderFilter { is_open: Some(true), is_mine: Some(true), ..OrderFilter::default() };
    let listed = who.phone().orders().list(&mine, CardOrder::Due, None, 500).expect("a list");
    listed.cards.iter().any(|card| card.id == order)
}

#[tokio::test]
async fn a_clerk_takes_in_what_comes_back_and_gets_no_work_by_it() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let dai = world.phone("dai", &["outlet_clerk"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    dai.sync().await;
    for phone in [&ann, &dai] {
        phone.signal().off();
        phone.phone().account().begin_shift(None, None).expect("a shift");
    }
    let code = code_of(&ann, order);
    assert_eq!(takes(&ann, &code), LoadVerdict::Here);
    receives(&dai, &[code], &ann);
    for phone in [&dai, &ann, &dai] {
        phone.signal().on();
        phone.sync().await;
    }
    let card = world.hub_sheet(order).await.card;
    assert_eq!((card.holder, card.assigned), (Some(dai.id), vec![ann.id]));
}

#[tokio::test]
async fn work_of_a_third_person_stays_his_when_the_thing_goes_through_other_hands() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let bo = world.phone("bo", &["courier"]).await;
    let chen = world.phone("chen", &["courier"]).await;
    let order = world.order("parcel", &bo).await;
    for phone in [&ann, &bo, &chen] {
        phone.sync().await;
    }
    let code = code_of(&bo, order);
    receives(&ann, std::slice::from_ref(&code), &bo);
    ann.sync().await;
    assert_eq!(world.hub_sheet(order).await.card.assigned, [ann.id], "Bo's work went to Ann");
    // The dispatcher gives it back to Bo; Ann hands it to Chen, who is to bring it to him.
    world.assign(order, Some(bo.id)).await;
    chen.sync().await;
    receives(&chen, &[code], &ann);
    chen.sync().await;
    let card = world.hub_sheet(order).await.card;
    assert_eq!((card.holder, card.assigned), (Some(chen.id), vec![bo.id]));
    bo.sync().await;
    assert!(
        is_work_of(&bo, order) && is_work_of(&chen, order),
        "one has it, the other is to do it"
    );
}

#[tokio::test]
async fn what_is_given_and_not_received_is_taken_back_and_is_hers_again() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let chen = world.phone("chen", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.signal().off();
    ann.phone().account().begin_shift(None, None).expect("a shift");
    let code = code_of(&ann, order);
    takes(&ann, &code);
    ann.phone().orders().hand_over(&[order], chen.id).expect("given");
    assert!(!is_work_of(&ann, order));
    let step = CustodyStep { act: CustodyAct::Taken, person: None, place: None, key: None };
    ann.phone().orders().custody(order, step).expect("taken back");
    assert!(is_work_of(&ann, order));
    ann.signal().on();
    ann.sync().await;
    let card = world.hub_sheet(order).await.card;
    assert_eq!((card.holder, card.given_to, card.assigned), (Some(ann.id), None, vec![ann.id]));
}

#[tokio::test]
async fn what_was_refused_goes_to_somebody_only_with_the_decision_to_deliver_it_again() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let chen = world.phone("chen", &["courier"]).await;
    let dora = world.phone("dora", &["dispatcher"]).await;
    let order = world.order("parcel", &ann).await;
    let again = |reason, with| Person::step("retry", reason, with);
    let to_chen = || Command::Assign(Assignment { to: Some(chen.id), reason: None });
    // 1. The customer refuses.
    ann.sync().await;
    ann.photographs(order, "parcel");
    ann.does(order, Person::step("refuse", Some("not_wanted"), Vec::new()));
    ann.sync().await;
    // 2. Dora's phone says at once that a plain assignment is not enough.
    dora.sync().await;
    let refused = dora.tries(order, to_chen());
    let Err(ClientError::NotAllowed { reason }) = refused else { panic!("{refused:?}") };
    let told = reason.words_zh.concat();
    assert!(told.contains("再次派送"), "{told}");
    // 3. A program that does not ask is stopped by the gate: the assignment stands as an exception and moves nothing,
    //    alone and in an act without that step.
    let mut mallory = world.hand_phone("mallory", &["dispatcher"]).await;
    let assigned = Fact::Assignment(Assignment { to: Some(chen.id), reason: None });
    mallory.write(Subject::order(order), "plan", vec![assigned], Vec::new());
    assert_eq!(verdicts(&mallory.push().await), [Verdict::Accepted], "kept, for everybody to see");
    let card = world.hub_sheet(order).await.card;
    assert_eq!((card.assigned, card.counts.exceptions), (vec![ann.id], 1));
    // 4. With the step, its reason and the assignment in one act it is Chen's.
    dora.sync().await;
    dora.does(order, again(Some("wanted_after_all"), vec![to_chen()]));
    assert_eq!(dora.sheet(order).card.assigned, [chen.id], "her own prediction");
    dora.sync().await;
    let card = world.hub_sheet(order).await.card;
    assert_eq!((card.stage.as_str(), card.assigned), ("assigned", vec![chen.id]));
    assert_eq!(card.counts.exceptions, 0, "a later act moved the order");
}

#[tokio::test]
async fn the_load_check_adds_up_and_tells_what_must_stay_whether_or_not_it_was_read() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let mut orders = Vec::new();
    for _ in 0..6 {
        orders.push(world.order("parcel", &ann).await);
    }
    let by_field = json!({"title": "一箱苹果", "intercepted": true});
    orders.push(world.order_with("parcel", Some(ann.id), by_field).await);
    for order in &orders[4..6] {
        let path = format!("/v1/office/orders/{order}/do-not-load");
        world.post(&path, &json!({"stop": true})).await;
    }
    ann.sync().await;
    ann.signal().off();
    ann.phone().account().begin_shift(None, None).expect("a shift");
    // Three of four are here; of the three that must stay she reads one.
    for order in &orders[..3] {
        assert_eq!(takes(&ann, &code_of(&ann, *order)), LoadVerdict::Here);
    }
    assert_eq!(takes(&ann, &code_of(&ann, orders[4])), LoadVerdict::DoNotLoad);
    let check = ann.phone().orders().load_check().expect("a load check");
    assert_eq!((check.here.len(), check.absent.len(), check.do_not_load.len()), (3, 1, 3));
    assert_eq!(check.absent[0].order, Some(orders[3]), "only this one is to be looked for");
    let on_list = check.here.len() + check.absent.len() + check.do_not_load.len();
    assert_eq!(check.expected as usize, on_list, "everything on her list is in one of the lists");
    let unread = check.do_not_load.iter().filter(|line| line.code.is_none());
    assert!(unread.clone().all(|line| line.verdict == Some(LoadVerdict::DoNotLoad)));
    assert_eq!(unread.count(), 2);
}

#[tokio::test]
async fn what_is_put_on_a_shelf_lies_there_until_somebody_takes_it() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let chen = world.phone("chen", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    chen.sync().await;
    ann.signal().off();
    ann.phone().account().begin_shift(None, None).expect("a shift");
    let code = code_of(&ann, order);
    assert_eq!(takes(&ann, &code), LoadVerdict::Here);
    // 1. She founds the locker at the north gate and puts the parcel into it.
    let keys = vec![Key::new("place_code", "FC-0571-3")];
    let name = vec![FieldSet::new("place/name", FieldValue::text("云栖花园北门3号柜"))];
    let (locker, _) = ann.phone().orders().found_place(keys, name).expect("a place");
    ann.phone().orders().shelve(&[order], locker).expect("in the locker");
    let card = ann.sheet(order).card;
    assert_eq!((card.holder, card.place), (None, Some(locker)));
    let things = ann.phone().account().balances().expect("balances").things;
    assert_eq!((things.loaded.len(), things.returned.len(), things.held.len()), (1, 1, 0));
    // 2. The office sees where it lies.
    ann.signal().on();
    ann.sync().await;
    let card = world.hub_sheet(order).await.card;
    assert_eq!((card.holder, card.place), (None, Some(locker)));
    let board = world.get("/v1/office/board").await;
    assert_eq!(board["places"], json!([{"place": locker, "orders": 1}]));
    // 3. The next morning the office gives it to Chen, who takes it out again.
    world.assign(order, Some(chen.id)).await;
    chen.sync().await;
    chen.phone().account().begin_shift(None, None).expect("a shift");
    assert_eq!(takes(&chen, &code), LoadVerdict::Here);
    chen.sync().await;
    let card = world.hub_sheet(order).await.card;
    assert_eq!((card.holder, card.place), (Some(chen.id), None));
    // 4. Of Ann's shift it stays what she put down, at the office as on her phone, whoever has it now.
    let shifts = world.get("/v1/office/shifts").await;
    let rows = shifts["shifts"].as_array().expect("shifts");
    let hers = rows.iter().find(|row| row["person"] == json!(ann.id)).expect("her shift");
    let path = format!("/v1/office/shifts/{}", hers["id"].as_str().expect("an id"));
    let things = &world.get(&path).await["balances"]["things"];
    assert_eq!((&things["returned"], &things["handed_over"]), (&json!([order]), &json!([])));
}
