//! The hub's own shelf: counted, kept for an order, sent, received by scan, given back; and two people without signal who
//! take the last one.

use counterfoil_client::captures::PartScanned;
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::{Part, Withdrawn};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::order::parts::PartVerdict;
use counterfoil_domain::order::sheet::PartRow;
use counterfoil_tests::harness::{Person, World};
use serde_json::{Value, json};

const PUMP: &str = "PUMP-E2";

async fn counts(world: &World, place: Option<SubjectId>, pieces: u32) -> SubjectId {
    let rows = json!([{ "sku": PUMP, "name": "排水泵", "pieces": pieces }]);
    let mut body = json!({ "rows": rows });
    match place {
        Some(place) => body["place"] = json!(place),
        None => body["name"] = json!("滨河备件库"),
    }
    let done = world.post("/v1/office/stock", &body).await;
    done["order"].as_str().expect("an id").parse().expect("an id")
}

/// The numbers of the pump: on the shelf, free, reserved; and the orders that are short.
async fn shelf(world: &World) -> (Value, Value, Value, Vec<String>) {
    let stock = world.get("/v1/office/stock").await;
    let row = &stock["shelves"][0]["rows"][0];
    let short = row["short"].as_array().expect("orders").iter();
    let short = short.map(|one| one.as_str().expect("an id").to_owned()).collect();
    (row["on_shelf"].clone(), row["free"].clone(), row["reserved"].clone(), short)
}

fn part(step: &str, slip: &str, place: SubjectId) -> Command {
    let (sku, name, place) = (PUMP.to_owned(), "排水泵".to_owned(), Some(place));
    let (step, slip) = (step.to_owned(), slip.to_owned());
    Command::UsePart(Part { sku, name, step, quantity: 1, serial: None, slip, place })
}

async fn desk(world: &World, order: SubjectId, step: &str, place: SubjectId) {
    let body = json!({"sku": PUMP, "name": "排水泵", "step": step, "quantity": 1, "place": place,
        "slip": format!("{step}-1")});
    world.post(&format!("/v1/office/orders/{order}/parts"), &body).await;
}

fn pump(sheet: &counterfoil_domain::order::Sheet) -> PartRow {
    sheet.parts.iter().find(|row| row.sku == PUMP).expect("the pump").clone()
}

#[tokio::test]
async fn a_part_is_asked_for_kept_sent_received_used_or_given_back_and_the_shelf_knows() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let place = counts(&world, None, 3).await;
    let order = world.order("repair", &bo).await;
    bo.sync().await;
    // 1. Bo asks for a pump. Asking takes nothing.
    bo.does(order, part("asked", "P-1", place));
    bo.sync().await;
    assert_eq!(shelf(&world).await, (json!(3), json!(3), json!(0), vec![]));
    // 2. The store keeps one for him, then sends it: it leaves the shelf once.
    desk(&world, order, "reserved", place).await;
    assert_eq!(shelf(&world).await, (json!(3), json!(2), json!(1), vec![]));
    desk(&world, order, "sent", place).await;
    desk(&world, order, "sent", place).await;
    assert_eq!(shelf(&world).await, (json!(2), json!(2), json!(0), vec![]));
    // 3. He scans it in and, as it turns out, does not need it.
    bo.sync().await;
    let scanned = bo.phone().captures().part_scanned(order, PUMP, "code128").expect("scanned");
    assert_eq!((scanned.verdict, scanned.due), (PartVerdict::Received, 0));
    bo.sync().await;
    assert_eq!(shelf(&world).await, (json!(2), json!(2), json!(0), vec![]));
    bo.does(order, part("returned", "P-3", place));
    bo.sync().await;
    assert_eq!(shelf(&world).await, (json!(3), json!(3), json!(0), vec![]));
    let row = pump(&world.hub_sheet(order).await);
    assert_eq!((row.asked, row.reserved, row.sent, row.received, row.returned), (1, 1, 1, 1, 1));
    // 4. Somebody counts again: what he sees is what lies there.
    counts(&world, Some(place), 7).await;
    assert_eq!(shelf(&world).await, (json!(7), json!(7), json!(0), vec![]));
}

/// The store sends a piece: an article, its serial if it has one.
async fn sends(world: &World, order: SubjectId, sku: &str, serial: Option<&str>) {
    let slip = format!("S-{sku}-{}", serial.unwrap_or("1"));
    let body = json!({"sku": sku, "name": sku, "step": "sent", "quantity": 1, "serial": serial,
        "slip": slip});
    world.post(&format!("/v1/office/orders/{order}/parts"), &body).await;
}

fn scans(who: &Person, order: SubjectId, code: &str) -> PartScanned {
    let scanned = who.phone().captures().part_scanned(order, code, "code128");
    scanned.unwrap_or_else(|why| panic!("{} scans {code}: {why:?}", who.name))
}

#[tokio::test]
async fn a_scan_receives_what_was_sent_for_the_order_and_says_of_anything_else_why_not() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let (washer, fridge) = (world.order("repair", &bo).await, world.order("repair", &bo).await);
    bo.sync().await;
    // 1. Bo asks for a pump; the store sends him two boards for the washer, each with its serial, and a fan for the fridge.
    let asked = Command::UsePart(Part {
        place: None,
        ..match part("asked", "P-1", washer) {
            Command::UsePart(part) => part,
            other => panic!("{other:?}"),
        }
    });
    bo.does(washer, asked);
    bo.sync().await;
    sends(&world, washer, "BOARD-4", Some("S-100")).await;
    sends(&world, washer, "BOARD-4", Some("S-101")).await;
    sends(&world, fridge, "FAN-3", None).await;
    bo.sync().await;
    // 2. In the basement, without signal, he scans what lies in the box, all on the washer.
    bo.signal().off();
    let first = scans(&bo, washer, "(241)BOARD-4(21)S-100");
    assert_eq!((first.verdict, first.serial.as_deref()), (PartVerdict::Received, Some("S-100")));
    assert_eq!((first.due, first.articles[0].sku.as_str()), (1, "BOARD-4"));
    let again = scans(&bo, washer, "(241)BOARD-4(21)S-100");
    assert!(again.repeated && again.done.is_none(), "the label is still in sight: {again:?}");
    bo.moments().pass(4_000);
    assert_eq!(scans(&bo, washer, "S-100").verdict, PartVerdict::Already);
    assert_eq!(scans(&bo, washer, PUMP).verdict, PartVerdict::NotSent);
    let fan = scans(&bo, washer, "FAN-3");
    assert_eq!((fan.verdict, &fan.orders[..]), (PartVerdict::Another, &[fridge][..]));
    let wrong = scans(&bo, washer, "BELT-9");
    assert_eq!((wrong.verdict, wrong.words.zh.as_str()), (PartVerdict::Wrong, "不是本单的配件"));
    assert_eq!(scans(&bo, fridge, "FAN-3").verdict, PartVerdict::Received);
    // 3. Every scan is kept with what it said; one piece of each has come.
    bo.signal().on();
    bo.sync().await;
    let sheet = world.hub_sheet(washer).await;
    let row = |sku: &str| sheet.parts.iter().find(|row| row.sku == sku).cloned().expect("a row");
    assert_eq!((row("BOARD-4").sent, row("BOARD-4").received, row(PUMP).received), (2, 1, 0));
    assert_eq!(sheet.card.counts.refused, 0);
    let timeline = &sheet.timeline;
    let scanned: Vec<FactId> =
        timeline.iter().filter(|row| row.kind == "scan").filter_map(|row| row.fact).collect();
    assert_eq!(scanned.len(), 5, "the repeated one was none");
    // 4. The scan and the part that it received are one record.
    let parts = timeline.iter().filter(|row| row.kind == "part" && row.person == Some(bo.id));
    let received = parts.filter_map(|row| row.fact).next_back().expect("the board");
    assert_eq!((received.seq, received.position), (scanned[0].seq, 1));
    // 5. He takes it back, as he had the wrong box in hand; then the same label receives it again.
    let fact = received;
    let back = Withdrawn { fact, reason: "pressed_wrongly".to_owned() };
    bo.does(washer, Command::Withdraw(back));
    bo.moments().pass(4_000);
    assert_eq!(scans(&bo, washer, "S-100").verdict, PartVerdict::Received);
}

#[tokio::test]
async fn two_take_the_last_one_without_signal_both_are_kept_and_one_is_short_once() {
    let mut world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let dan = world.phone("dan", &["technician"]).await;
    let place = counts(&world, None, 1).await;
    let (first, second) = (world.order("repair", &bo).await, world.order("repair", &dan).await);
    for (who, order) in [(&bo, first), (&dan, second)] {
        who.sync().await;
        who.signal().off();
        // 1. At the shelf in the basement each scans the last pump, and uses it.
        who.does(order, part("received", "P-1", place));
        who.does(order, part("used", "P-2", place));
    }
    // 2. Bo's phone is heard of first; Dan's answer is lost on its way, so it sends everything again.
    bo.signal().on();
    bo.sync().await;
    dan.way().lose_answers(2);
    dan.signal().on();
    dan.try_sync().await;
    dan.sync().await;
    // 3. Nothing is lost: both used one. Dan's is short, and the office said so, once.
    let short = async |order| pump(&world.hub_sheet(order).await);
    assert_eq!((short(first).await.used, short(first).await.short), (1, 0));
    assert_eq!((short(second).await.used, short(second).await.short), (1, 1));
    assert_eq!(shelf(&world).await, (json!(-1), json!(-1), json!(0), vec![second.to_string()]));
    let by_office = |shown: &Value| {
        let rows = shown["timeline"].as_array().expect("rows").iter();
        rows.filter(|row| {
            row["kind"] == "part" && row["person"] != json!(dan.id) && row["person"] != json!(bo.id)
        })
        .count()
    };
    assert_eq!(by_office(&world.shown(second).await), 1);
    // 4. However often the hub looks, also after a restart and with the log read anew, it stays said once.
    world.restart_hub().await;
    for _ in 0..2 {
        world.server().flag_short().await.expect("looked at");
    }
    assert_eq!(by_office(&world.shown(second).await), 1);
    assert_eq!(by_office(&world.shown(first).await), 0);
    // 5. Dan's phone shows it on his order.
    dan.sync().await;
    assert_eq!(pump(&dan.sheet(second)).short, 1);
}

#[tokio::test]
async fn the_store_keeps_for_a_second_order_what_is_not_there_and_is_told_so() {
    let world = World::start().await;
    let bo: Person = world.phone("bo", &["technician"]).await;
    let place = counts(&world, None, 1).await;
    let (first, second) = (world.order("repair", &bo).await, world.order("repair", &bo).await);
    desk(&world, first, "reserved", place).await;
    desk(&world, second, "reserved", place).await;
    assert_eq!(shelf(&world).await, (json!(1), json!(-1), json!(2), vec![second.to_string()]));
    assert_eq!(pump(&world.hub_sheet(second).await).short, 1);
    // The shelf stays at the office: no phone of a technician knows of it.
    bo.sync().await;
    let places = bo.phone().orders().places();
    assert_eq!(places.expect("a list").len(), 0);
}
