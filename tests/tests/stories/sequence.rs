//! The order of a courier's day: stops from what the office wrote, his own order that survives a restart, and an offer
//! of the office that changes nothing until he takes it.

use counterfoil_client::ClientError;
use counterfoil_client::orders::{CardOrder, OrderFilter, RouteAsk};
use counterfoil_domain::fact::{Fact, SequenceStep, Sequenced};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::map::handover::Travel;
use counterfoil_domain::map::{MapApp, parse_pin};
use counterfoil_domain::route::WindowCheck;
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_tests::harness::hand::verdicts;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

/// The orders of a person's route as he goes it.
fn route_of(who: &Person) -> Vec<SubjectId> {
    let from = parse_pin("30.2148,120.1692");
    let route = who.phone().orders().route(&RouteAsk { from, ..RouteAsk::default() });
    let route = route.expect("a route");
    let visits = route.advice.table.visits.iter();
    visits.flat_map(|visit| route.stops[visit.stop].orders.clone()).collect()
}

/// The orders of the list along the route, as far as they are in it.
fn listed(who: &Person) -> Vec<SubjectId> {
    let mine = OrderFilter { is_open: Some(true), is_mine: Some(true), ..OrderFilter::default() };
    let page = who.phone().orders().list(&mine, CardOrder::Route, None, 100).expect("a list");
    page.cards.into_iter().map(|card| card.id).collect()
}

#[tokio::test]
async fn anns_own_order_stands_until_she_lets_it_go() {
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let mut desk = world.hand_phone("li", &["dispatcher"]).await;
    // 1. Four parcels: two for one door in two spellings, one with a dog and a pin, one that nobody can find.
    let parcel = async |fields| world.order_with("parcel", Some(ann.id), fields).await;
    let first = parcel(json!({
        "address/text": "临江市滨河区望湖路188号云栖花园3幢2单元1102室", "address/pin": "30.2100,120.1600",
    }))
    .await;
    let again = parcel(json!({ "address/text": "云栖花园3栋2-1102", "remark": "宝宝在睡" })).await;
    let dog = parcel(json!({
        "address/text": "滨江路25号江畔名邸4幢2003室", "address/pin": "30.2200,120.1800", "remark": "有大狗,先打电话",
    }))
    .await;
    let lost = parcel(json!({ "address/text": "石桥村5组,村口小卖部代收" })).await;
    ann.sync().await;
    let shift = ann.phone().account().begin_shift(None, None).expect("on duty");
    let orders = ann.phone().orders();
    let stops = orders.stops().expect("stops");
    let door = stops.iter().find(|stop| stop.orders.contains(&first)).expect("her stop");
    assert!(stops.len() == 3 && door.orders.contains(&again), "one door is one stop");
    assert_eq!(door.alerts[0].words, "宝宝在睡");
    assert!(!route_of(&ann)[..3].contains(&lost), "what nobody can find comes last");
    // 2. She goes another way: her order stands in the route and in the list, also after a restart.
    let own = vec![dog, lost, first];
    orders.keep_sequence(own.clone(), None).expect("kept");
    let goes = vec![dog, lost, first.min(again), first.max(again)];
    assert_eq!(route_of(&ann), goes);
    assert_eq!(listed(&ann), [dog, lost, first, again]);
    ann.closes();
    ann.opens();
    assert_eq!((route_of(&ann), &listed(&ann)[..3]), (goes, &own[..]));
    ann.sync().await;
    // 3. The office would have it otherwise: that is an offer, and nothing moves.
    let wished = vec![first, dog, lost];
    let says = |step| Fact::Sequenced(Sequenced { step, orders: wished.clone(), offer: None });
    let subject = Subject::shift(shift);
    desk.write(subject, "work", vec![says(SequenceStep::Kept)], Vec::new());
    assert_eq!(verdicts(&desk.push().await), [Verdict::Accepted]);
    world.post(&format!("/v1/office/shifts/{shift}/sequence"), &json!({ "orders": wished })).await;
    ann.sync().await;
    let orders = ann.phone().orders();
    let sequence = orders.sequence().expect("a sequence");
    assert_eq!(sequence.own.as_ref(), Some(&own), "nobody else keeps an order for her");
    let [offer] = &sequence.offers[..] else { panic!("one offer: {sequence:?}") };
    let diff = offer.diff.as_ref().expect("against her own");
    assert_eq!(diff.moved.iter().map(|one| one.stop).collect::<Vec<_>>(), [first]);
    assert_eq!(listed(&ann)[..3], own[..]);
    // 4. She takes it, and later lets all go.
    orders.keep_sequence(offer.orders.clone(), Some(offer.fact)).expect("taken");
    assert!(orders.sequence().expect("a sequence").offers.is_empty());
    assert_eq!(listed(&ann)[..3], wished[..]);
    orders.let_sequence_go(Vec::new()).expect("let go");
    assert_eq!(orders.sequence().expect("a sequence").own, None);
    // 5. The way there, and a window that is over.
    let way = orders.way_to(dog, MapApp::AmapAndroid, Travel::Ride, "4幢").expect("a way");
    assert!(way.uri.starts_with("amapuri://route/plan/?") && !way.uri.contains("2003"), "{way:?}");
    let nowhere = orders.way_to(lost, MapApp::Geo, Travel::Walk, "");
    assert!(matches!(nowhere, Err(ClientError::NotAllowed { .. })));
    let over = orders.check_window(dog, (Some(1_000), Some(2_000)), &RouteAsk::default());
    assert!(matches!(over, Ok(WindowCheck::Refused { .. })), "{over:?}");
    assert_eq!(ann.sync().await.unsent, 0);
}
