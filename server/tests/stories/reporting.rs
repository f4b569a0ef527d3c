//! The day's report: what the hub says that it holds, before and after a photograph came.

use axum::http::{Method, StatusCode};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::receipt::set_root;
use serde_json::{Value, json};

use crate::phone::Phone;
use crate::world::World;

async fn report(world: &World, query: &str) -> Value {
    let path = format!("/v1/office/report{query}");
    let reply = world.office(Method::GET, &path, &json!(null)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    reply.json()
}

fn store_of<'a>(report: &'a Value, phone: &Phone) -> &'a Value {
    let stores = report["stores"].as_array().expect("a list");
    let own = |store: &&Value| store["device"] == json!(phone.device);
    stores.iter().find(own).expect("the phone's store")
}

#[tokio::test]
async fn the_report_tells_chains_by_root_and_files_by_hash() {
    let world = World::fresh().await;
    let (person, invitation) = world.courier("安").await;
    let mut ann = Phone::enrolled(&world, 1, &invitation).await;
    let parcel = |waybill: &str| {
        json!({
            "kind": "parcel", "keys": [{ "scheme": "waybill", "value": waybill }],
            "fields": { "title": "到付", "freight_due_minor": 1_800, "currency": "CNY" },
            "assign": person,
        })
    };
    let mut orders: Vec<SubjectId> = Vec::new();
    for waybill in ["SF1234567890123", "SF1234567890124"] {
        let reply = world.office(Method::POST, "/v1/office/orders", &parcel(waybill)).await;
        orders.push(reply.json()["order"].as_str().expect("an id").parse().expect("an id"));
    }

    // 1. Two orders stand assigned; the phone has written nothing.
    let before = report(&world, "").await;
    assert_eq!(before["tally"]["orders"], 2);
    assert_eq!(before["tally"]["stages"][0]["stage"], "assigned");
    assert_eq!(before["tally"]["hands"][0]["open"], 2);
    assert_eq!(before["tally"]["money"][0]["due_minor"], 3_600);
    assert_eq!(before["tenant"], "存根快递");
    assert_eq!(store_of(&before, &ann)["chains"], json!([]));

    // 2. A photograph's envelope is here, its file is not.
    let plain = vec![7; 5_000];
    let envelope = ann.photograph(orders[0], &plain);
    ann.push(&world).await;
    let between = report(&world, "").await;
    let store = store_of(&between, &ann);
    assert_eq!((&store["blobs_named"], &store["blobs_here"]), (&json!(1), &json!(0)));
    assert_eq!(store["blobs_root"], json!(set_root([])));

    // 3. The file comes: the root over the files is the one that a phone reckons of its own.
    let file = ann.seal_file(envelope, &plain);
    assert_eq!(ann.upload(&world, &file).await.status, StatusCode::NO_CONTENT);
    let after = report(&world, "").await;
    let store = store_of(&after, &ann);
    let hash = counterfoil_domain::hash::sha256(&plain);
    assert_eq!((&store["blobs_here"], &store["bodies_missing"]), (&json!(1), &json!(0)));
    assert_eq!(store["blobs_root"], json!(set_root([hash])));
    let path = format!("/v1/office/orders/{}", orders[0]);
    let shown = world.office(Method::GET, &path, &json!(null)).await.json();
    let receipts = shown["receipts"].clone();
    let own = |one: &&Value| one["device"] == json!(ann.device);
    let receipt = receipts.as_array().expect("a list").iter().find(own).expect("a receipt").clone();
    assert_eq!(store["chains"][0]["root"], receipt["root"]);
    assert_eq!(store["chains"][0]["size"], receipt["size"]);

    // 4. Since the photograph only one order has changed; nobody else may ask.
    let since = before["log"]["size"].as_u64().expect("a size");
    let recent = report(&world, &format!("?since_index={since}")).await;
    assert_eq!(recent["orders"], json!([orders[0]]));
    let unknown =
        world.call(Method::GET, "/v1/office/report", &[], axum::body::Body::empty()).await;
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
}
