//! Places and machines outlive an order: two who find the same one without signal have found one, orders and visits
//! name it, and a scanner goes from hand to hand.

use std::sync::Arc;

use counterfoil_client::ports::{FileSecretStore, Ports};
use counterfoil_client::syncing::Budget;
use counterfoil_client::{ClientError, Phone, SharedDevice};
use counterfoil_domain::command::FieldSet;
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::Key;
use counterfoil_tests::harness::lossy::LossyTransport;
use counterfoil_tests::harness::{Person, PhoneMoments, World};
use serde_json::json;

const SERIAL: &str = "AC 2219-0087";

fn finds_machine(who: &Person, name: &str) -> SubjectId {
    let keys = vec![Key::new("serial", SERIAL)];
    let fields = vec![FieldSet::new("asset/name", FieldValue::text(name))];
    who.phone().orders().found_asset(keys, fields).expect("a machine").0
}

fn finds_place(who: &Person, code: &str) -> SubjectId {
    let keys = vec![Key::new("place_code", code)];
    let fields = vec![FieldSet::new("place/name", FieldValue::text("云栖花园3幢"))];
    who.phone().orders().found_place(keys, fields).expect("a place").0
}

#[tokio::test]
async fn a_machine_and_a_place_that_two_found_without_signal_are_one_and_a_repair_names_them() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let eve = world.phone("eve", &["technician"]).await;
    let (bos, eves) = (world.order("repair", &bo).await, world.order("repair", &eve).await);
    bo.sync().await;
    eve.sync().await;
    bo.signal().off();
    eve.signal().off();
    // 1. Two repairs on one air conditioner, of which neither knows that the other has found it.
    let mut found = Vec::new();
    for (who, order) in [(&bo, bos), (&eve, eves)] {
        let (machine, place) = (finds_machine(who, "客厅空调"), finds_place(who, "YX-03"));
        who.phone().orders().name_machine(order, machine, Some(place)).expect("named");
        let visits = who.phone().captures();
        visits.begin_visit_at(order, Some(place), Some(machine)).expect("a visit");
        visits.end_visit(order, None).expect("it ends");
        let named = who.phone().orders().named_by(order).expect("known here");
        assert_eq!(named.0.map(|one| one.id), Some(machine));
        found.push((machine, place));
    }
    // 2. The hub joins them by serial and by the place's code.
    for who in [&bo, &eve, &bo] {
        who.signal().on();
        who.sync().await;
    }
    for who in [&bo, &eve] {
        let (machines, places) = (
            who.phone().orders().assets().expect("a list"),
            who.phone().orders().places().expect("a list"),
        );
        assert_eq!((machines.len(), places.len()), (1, 1), "{machines:?} {places:?}");
        assert_eq!((machines[0].id, places[0].id), found[0], "the first that came leads");
        assert_eq!(machines[0].name.as_deref(), Some("客厅空调"));
    }
    // 3. Eve's order names hers, which is shown as the one that leads.
    let (machine, place) = eve.phone().orders().named_by(eves).expect("known here");
    assert_eq!(machine.map(|one| one.id), Some(found[0].0));
    assert_eq!(place.map(|one| one.id), Some(found[0].1));
    // 4. The office reads the visit with what it was about.
    let visit = world.hub_sheet(eves).await.visits.into_iter().next().expect("a visit");
    assert_eq!((visit.asset, visit.place), (Some(found[1].0), Some(found[1].1)));
}

#[tokio::test]
async fn a_machine_and_an_order_under_one_number_stay_two() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let order = world.order("repair", &bo).await;
    bo.sync().await;
    bo.phone().orders().add_key(order, Key::new("serial", SERIAL)).expect("on the plate");
    finds_machine(&bo, "洗衣机");
    bo.sync().await;
    let card = world.hub_sheet(order).await.card;
    assert!(card.joined.is_empty() && card.lead.is_none());
    assert_eq!(bo.phone().orders().assets().expect("a list").len(), 1);
}

#[tokio::test]
async fn one_scanner_two_people_each_with_a_sealed_store_and_no_network_between_them() {
    let world = World::start().await;
    let signal = world.signal().await;
    let scanner = SharedDevice::new(world.path("scanner"));
    let open = |name: &str| {
        let ports = Ports {
            secrets: Arc::new(FileSecretStore::open(&scanner.secrets()).expect("a key store")),
            signer: None,
            transport: Arc::new(LossyTransport::default()),
            moments: Arc::new(PhoneMoments::default()),
        };
        Phone::open(scanner.person(name)?, ports)
    };
    // 1. Dai and Fang enrol, one after the other; each has an order.
    let mut devices = Vec::new();
    for name in ["Dai", "Fang"] {
        let entered = world.enter(name, &["courier"], &signal).await;
        let order = world.order("parcel", entered.person).await;
        let phone = open(name).expect("it opens");
        phone.account().enrol(&entered.invitation).await.expect("enrolled");
        phone.syncing().run(Budget::default()).await.expect("a sync");
        devices
            .push(phone.account().status().expect("a status").enrolled.expect("enrolled").device);
        phone.orders().sheet(order).expect("hers to see");
        phone.close();
    }
    assert_ne!(devices[0], devices[1], "one scanner, two stores");
    assert_eq!(scanner.people(), ["Dai", "Fang"]);
    // 2. Without signal it goes from hand to hand; neither sees what the other has.
    signal.off();
    for (name, device) in [("Fang", devices[1]), ("Dai", devices[0])] {
        let phone = open(name).expect("no network is needed");
        assert_eq!(
            phone.account().status().expect("a status").enrolled.map(|one| one.device),
            Some(device)
        );
        phone.account().begin_shift(None, None).expect("a shift");
        phone.close();
    }
    // 3. What Fang did waits in Fang's store, whoever syncs.
    signal.on();
    let dai = open("Dai").expect("it opens");
    dai.syncing().run(Budget::default()).await.expect("a sync");
    assert_eq!(dai.syncing().status().expect("a status").on_phone, 0);
    dai.close();
    let fang = open("Fang").expect("it opens");
    assert!(fang.syncing().status().expect("a status").on_phone > 0);
    fang.close();
    // 4. A name is a name and no way out of the folder.
    for name in ["", "../Dai", "a/b", "a b"] {
        assert!(matches!(scanner.person(name), Err(ClientError::NotAllowed { .. })), "{name}");
    }
}

#[tokio::test]
async fn two_machines_under_one_mistyped_serial_are_parted_by_the_office_and_stay_two() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let eve = world.phone("eve", &["technician"]).await;
    let (bos, eves) = (world.order("repair", &bo).await, world.order("repair", &eve).await);
    for who in [&bo, &eve] {
        who.sync().await;
        who.signal().off();
    }
    // 1. Without signal both type one serial, and one code of a place; a repair names each.
    let mut found = Vec::new();
    for (who, order, name) in [(&bo, bos, "客厅空调"), (&eve, eves, "卧室空调")] {
        let (machine, place) = (finds_machine(who, name), finds_place(who, "YX-03"));
        who.phone().orders().name_machine(order, machine, Some(place)).expect("named");
        found.push((machine, place));
    }
    for who in [&bo, &eve, &bo] {
        who.signal().on();
        who.sync().await;
    }
    let (one, other) = (found[0], found[1]);
    // 2. The office sees that they are one, and parts them; asked twice, it is done once.
    for (what, lead, follows) in [("machines", one.0, other.0), ("places", one.1, other.1)] {
        let listed = world.get(&format!("/v1/office/{what}")).await;
        let rows = listed["rows"].as_array().expect("rows");
        let row = |id: SubjectId| rows.iter().find(|row| row["id"] == json!(id)).expect("listed");
        assert_eq!(row(lead)["joined"], json!([follows]), "{what}");
        assert_eq!(row(follows)["lead"], json!(lead), "{what}");
        let path = format!("/v1/office/{what}/{follows}/part");
        let parted = world.post(&path, &json!({ "other": lead })).await;
        assert!(parted["lead"] == json!(lead) && parted["index"].is_u64(), "{what}: {parted}");
        let again = world.post(&path, &json!({ "other": lead })).await;
        assert!(again["index"].is_null(), "{what}: {again}");
        let listed = world.get(&format!("/v1/office/{what}")).await;
        let joined = |row: &serde_json::Value| row["joined"] == json!([]) && row["lead"].is_null();
        assert!(listed["rows"].as_array().expect("rows").iter().all(joined), "{listed}");
    }
    // 3. Each phone shows its own machine under its own name, and so does the order that names it.
    for (who, order, (machine, place), name) in
        [(&bo, bos, one, "客厅空调"), (&eve, eves, other, "卧室空调")]
    {
        who.sync().await;
        let (named, site) = who.phone().orders().named_by(order).expect("known here");
        let named = named.expect("a machine");
        assert_eq!((named.id, named.name.as_deref()), (machine, Some(name)), "{}", who.name);
        assert_eq!(site.map(|site| site.id), Some(place), "{}", who.name);
    }
    // 4. The same serial once more joins nothing again.
    bo.phone().orders().add_key(one.0, Key::new("serial", "AC 2219-0078")).expect("a key");
    eve.phone().orders().add_key(other.0, Key::new("serial", "AC 2219-0078")).expect("a key");
    bo.sync().await;
    eve.sync().await;
    let listed = world.get("/v1/office/machines").await;
    let apart = |row: &serde_json::Value| row["lead"].is_null();
    assert!(listed["rows"].as_array().expect("rows").iter().all(apart), "{listed}");
}
