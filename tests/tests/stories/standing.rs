//! A standing permission: a customer says once "leave it at the door, always". It stands on the place, costs no tap
//! on an order there, and ends by its date or by a word; both are judged by moments.

use counterfoil_client::ClientError;
use counterfoil_domain::command::{Command, FieldSet};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::{Consent, Fact, Transition, Withdrawn};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_domain::verdict::Verdict;
use counterfoil_tests::harness::hand::{photograph, verdicts};
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

fn always(who: &str, until_ms: u64) -> Command {
    Command::Consent(Consent {
        to: "doorstep".into(),
        who: who.into(),
        channel: "standing".into(),
        words: "不在家就放门口鞋柜".into(),
        attempts: Vec::new(),
        place: None,
        screenshot: None,
        until_ms: Some(until_ms),
    })
}

async fn parcel_at(world: &World, to: &Person, place: SubjectId, name: &str) -> SubjectId {
    let fields = json!({"title": "一箱苹果", "contact/name": name, "device/place": place.to_string(),
        "address/line": "望湖路188号3幢1102室"});
    world.order_with("parcel", Some(to.id), fields).await
}

/// A photograph, and it stands at the door: nothing else is tapped.
fn leaves_at_the_door(who: &Person, order: SubjectId) -> Result<(), Vec<String>> {
    who.photographs(order, "door");
    match who.tries(order, Person::step("deliver_doorstep", None, Vec::new())) {
        Ok(_) => Ok(()),
        Err(ClientError::NotAllowed { reason }) => Err(reason.words_zh),
        Err(other) => panic!("{other:?}"),
    }
}

async fn stage(world: &World, order: SubjectId) -> String {
    world.hub_sheet(order).await.card.stage
}

#[tokio::test]
async fn what_was_allowed_once_at_a_place_costs_no_tap_until_it_ends() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    ann.sync().await;
    // 1. At the door Mrs Li says: always, if I am not in. Ann writes it on the place.
    let name = vec![FieldSet::new("place/name", FieldValue::text("3幢1102"))];
    let (place, _) = ann.phone().orders().found_place(Vec::new(), name).expect("a place");
    ann.does(place, always("李女士", world.now_ms() + 30 * DAY_MS));
    ann.sync().await;
    // 2. A week later a parcel for her, and one for her neighbour's boy at the same door.
    world.hub_time_passes(7 * DAY_MS);
    ann.moments().pass(7 * DAY_MS);
    let hers = parcel_at(&world, &ann, place, "李女士").await;
    let his = parcel_at(&world, &ann, place, "王小明").await;
    ann.sync().await;
    ann.signal().off();
    assert_eq!(leaves_at_the_door(&ann, hers), Ok(()), "the phone knows it without signal");
    let why = leaves_at_the_door(&ann, his).expect_err("he allowed nothing");
    assert!(why.iter().any(|words| words.contains("放门口")), "{why:?}");
    let rows = ann.sheet(hers).consents;
    assert_eq!((rows.len(), rows[0].place, &rows[0].who[..]), (1, Some(place), "李女士"));
    ann.signal().on();
    ann.sync().await;
    // 3. The hub has come to the same end, on the same ground.
    assert_eq!(stage(&world, hers).await, "delivered");
    assert_ne!(stage(&world, his).await, "delivered");
    // 4. After its date it is none, and the phone says so.
    world.hub_time_passes(30 * DAY_MS);
    ann.moments().pass(30 * DAY_MS);
    let late = parcel_at(&world, &ann, place, "李女士").await;
    ann.sync().await;
    let why = leaves_at_the_door(&ann, late).expect_err("it has run out");
    assert!(why.iter().any(|words| words.contains("过期") || words.contains("失效")), "{why:?}");
}

#[tokio::test]
async fn a_permission_that_was_taken_back_ends_then_and_not_before() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let chen = world.phone("chen", &["courier"]).await;
    ann.sync().await;
    let (place, _) = ann.phone().orders().found_place(Vec::new(), Vec::new()).expect("a place");
    ann.does(place, always("李女士", world.now_ms() + 30 * DAY_MS));
    ann.sync().await;
    let permission = {
        let first = parcel_at(&world, &ann, place, "李女士").await;
        ann.sync().await;
        ann.sheet(first).consents[0].fact
    };
    // 1. Chen has two parcels for her and no signal. At nine he leaves the first at the door.
    let early = parcel_at(&world, &chen, place, "李女士").await;
    let later = parcel_at(&world, &chen, place, "李女士").await;
    chen.sync().await;
    chen.signal().off();
    assert_eq!(leaves_at_the_door(&chen, early), Ok(()));
    // 2. At ten she calls: from today not any more. Ann takes it back.
    let hour = |phones: &[&Person]| {
        world.hub_time_passes(HOUR_MS);
        phones.iter().for_each(|phone| phone.moments().pass(HOUR_MS));
    };
    hour(&[&ann, &chen]);
    let word = Withdrawn { fact: permission, reason: "customer".into() };
    ann.does(place, Command::Withdraw(word));
    ann.sync().await;
    // 3. At eleven Chen, who does not know, leaves the second: his phone lets him.
    hour(&[&ann, &chen]);
    assert_eq!(leaves_at_the_door(&chen, later), Ok(()));
    hour(&[&ann, &chen]);
    chen.signal().on();
    chen.sync().await;
    // 4. The hub takes the first as it was done, and shows the second for what it is: without leave. The work stays.
    assert_eq!(stage(&world, early).await, "delivered");
    let sheet = world.hub_sheet(later).await;
    assert_ne!(sheet.card.stage, "delivered");
    assert_eq!(sheet.exceptions.len(), 1, "{:?}", sheet.exceptions);
    // 5. Who knows of it is told at the door.
    let next = parcel_at(&world, &ann, place, "李女士").await;
    ann.sync().await;
    assert!(leaves_at_the_door(&ann, next).is_err());
    assert_eq!(ann.sheet(next).consents, []);
}

#[tokio::test]
async fn a_place_with_what_was_allowed_there_is_on_the_phones_that_have_an_order_at_it_and_on_no_other()
 {
    const NAME: &str = "云栖花园3幢1102老周家";
    const WORDS: &str = "钥匙在奶箱里";
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let mut chen = world.phone("chen", &["courier"]).await;
    let mut boss = world.phone("boss", &["outlet_manager"]).await;
    let holds = |who: &mut Person| {
        let has = |text: &str, dump: &[(String, Vec<u8>)]| {
            dump.iter()
                .any(|(_, bytes)| bytes.windows(text.len()).any(|part| part == text.as_bytes()))
        };
        let dump = who.dump();
        [NAME, WORDS].map(|text| has(text, &dump))
    };
    // 1. The office founds the place by way of an order of Ann's; a word of the customer stands on it.
    let name = vec![FieldSet::new("place/name", FieldValue::text(NAME))];
    let (place, _) = boss.phone().orders().found_place(Vec::new(), name).expect("a place");
    boss.sync().await;
    let Command::Consent(mut word) = always("李女士", world.now_ms() + 30 * DAY_MS) else {
        panic!()
    };
    word.words = WORDS.into();
    boss.does(place, Command::Consent(word));
    boss.sync().await;
    for phone in [&ann, &chen] {
        phone.sync().await;
    }
    assert_eq!((holds(&mut ann), holds(&mut chen)), ([false; 2], [false; 2]));
    // 2. An order there is Ann's: she has the place, Chen on duty beside her has not.
    let order = parcel_at(&world, &ann, place, "李女士").await;
    ann.sync().await;
    chen.sync().await;
    assert_eq!((holds(&mut ann), holds(&mut chen)), ([true; 2], [false; 2]));
    assert_eq!(ann.sheet(order).consents.len(), 1);
    // 3. It goes to Chen: the place goes with it.
    world.assign(order, Some(chen.id)).await;
    ann.sync().await;
    chen.sync().await;
    assert_eq!((holds(&mut ann), holds(&mut chen)), ([false; 2], [true; 2]));
    // 4. Chen delivers by it; when it is over, the place leaves him too. The outlet's manager has it all along.
    assert_eq!(leaves_at_the_door(&chen, order), Ok(()));
    chen.sync().await;
    world.backup().await;
    chen.sync().await;
    assert_eq!(stage(&world, order).await, "delivered");
    assert!(!holds(&mut chen)[0], "the order is over");
    boss.sync().await;
    assert_eq!(holds(&mut boss), [true; 2]);
}

#[tokio::test]
async fn a_leave_counts_whichever_of_two_joined_places_it_and_the_order_name() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let chen = world.phone("chen", &["courier"]).await;
    ann.sync().await;
    chen.sync().await;
    // 1. Both found the same door by its code, without signal; one customer tells Ann, another one tells Chen.
    //    Dina has a parcel for the second one, at the door that Ann found, before anybody knows that the two are one.
    let dina = world.phone("dina", &["courier"]).await;
    let (mut places, mut orders) = (Vec::new(), Vec::new());
    for (who, customer) in [(&ann, "李女士"), (&chen, "王先生")] {
        for place in &places {
            orders.push((&dina, parcel_at(&world, &dina, *place, "王先生").await));
            dina.sync().await;
        }
        who.signal().off();
        let keys = vec![Key::new("place_code", "YX-3-1102")];
        let (place, _) = who.phone().orders().found_place(keys, Vec::new()).expect("a place");
        who.does(place, always(customer, world.now_ms() + 30 * DAY_MS));
        who.signal().on();
        who.sync().await;
        places.push(place);
    }
    assert_eq!(world.hub_sheet(places[0]).await.card.joined, [places[1]]);
    // 2. Each order names one of the two; what it needs stands on that one or on the other.
    for customer in ["李女士", "王先生"] {
        for place in &places {
            orders.push((&chen, parcel_at(&world, &chen, *place, customer).await));
        }
    }
    let nobody = parcel_at(&world, &chen, places[1], "赵先生").await;
    for who in [&chen, &dina] {
        who.sync().await;
        who.signal().off();
    }
    for (who, order) in &orders {
        assert_eq!(leaves_at_the_door(who, *order), Ok(()), "the phone knows it");
    }
    leaves_at_the_door(&chen, nobody).expect_err("he allowed nothing");
    // 3. And the hub says what the phones said.
    for who in [&chen, &dina] {
        who.signal().on();
        who.sync().await;
    }
    for (_, order) in orders {
        assert_eq!(stage(&world, order).await, "delivered");
    }
    assert_ne!(stage(&world, nobody).await, "delivered");
}

#[tokio::test]
async fn what_was_left_without_leave_is_judged_again_when_the_leave_arrives() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    ann.sync().await;
    // 1. At noon Mrs Li tells Ann: always at the door. Ann has no signal.
    ann.signal().off();
    let (place, _) = ann.phone().orders().found_place(Vec::new(), Vec::new()).expect("a place");
    ann.does(place, always("李女士", world.now_ms() + 30 * DAY_MS));
    // 2. Her parcel is Eve's, whom she told so too; Eve's old program asks nobody, and the hub knows of no leave.
    let mut eve = world.hand_phone("eve", &["courier"]).await;
    let fields = json!({"title": "一箱苹果", "contact/name": "李女士",
        "device/place": place.to_string(), "address/line": "望湖路188号3幢1102室"});
    let order = world.order_with("parcel", Some(eve.person()), fields).await;
    eve.pull().await;
    let step = |name: &str, from: &str| {
        Fact::Transition(Transition {
            name: name.into(),
            from: from.into(),
            reason: None,
            note: None,
            until_ms: None,
        })
    };
    let (door, picture) = photograph("the door", "door");
    let subject = Subject::order(order);
    eve.write(subject, "work", vec![step("start", "ready")], Vec::new());
    eve.write(subject, "work", vec![Fact::Photo(door)], vec![picture]);
    let leaves = step("deliver_doorstep", "out_for_delivery");
    eve.write(subject, "work", vec![leaves], Vec::new());
    let said = verdicts(&eve.push().await);
    assert!(said.iter().all(Verdict::takes_facts), "{said:?}");
    let sheet = world.hub_sheet(order).await;
    assert_eq!(sheet.card.stage, "out_for_delivery");
    assert!(sheet.exceptions.len() == 1 && sheet.exceptions[0].waits, "{:?}", sheet.exceptions);
    // 3. Ann comes into signal: the leave stands on the place, and what waited for it is done.
    ann.signal().on();
    ann.sync().await;
    let sheet = world.hub_sheet(order).await;
    assert_eq!((sheet.card.stage.as_str(), sheet.exceptions.len()), ("delivered", 0));
    assert_eq!(sheet.consents.len(), 1, "the office sees by whose leave: {:?}", sheet.consents);
}

#[tokio::test]
async fn what_a_rule_moves_by_itself_finds_the_leave_whatever_else_came_in_the_same_hour() {
    let world = World::start().await;
    let at_door = json!({
        "id": "at_door", "name": {"zh": "放门口即签收", "en": "left at the door"},
        "kinds": ["parcel"], "on": {"facts": ["comment"]},
        "do": {"act": "move", "transition": "deliver_doorstep"},
    });
    world.publishes(|file| file["triggers"].as_array_mut().expect("triggers").push(at_door)).await;
    let ann = world.phone("ann", &["courier"]).await;
    ann.sync().await;
    let (place, _) = ann.phone().orders().found_place(Vec::new(), Vec::new()).expect("a place");
    ann.does(place, always("李女士", world.now_ms() + 30 * DAY_MS));
    let allowed = parcel_at(&world, &ann, place, "李女士").await;
    let not_allowed = parcel_at(&world, &ann, place, "王小明").await;
    ann.sync().await;
    // Only the orders are in this push: the hub has to fetch the place by itself.
    for order in [allowed, not_allowed] {
        ann.photographs(order, "door");
        ann.sync().await;
        ann.says(order, "放门口了");
        ann.sync().await;
    }
    assert_eq!(stage(&world, allowed).await, "delivered");
    assert_ne!(stage(&world, not_allowed).await, "delivered");
}
