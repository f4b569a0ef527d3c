//! A photograph goes up: cut in the middle, over a restart, wrong, twice, and read back by who may see it.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::proof::Derived;
use counterfoil_sync::access::{UPLOAD_HEADER, download_path, leave_text};
use serde_json::json;

use crate::phone::Phone;
use crate::world::{Reply, World};

fn picture(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|place| (place % 251) as u8).collect()
}

/// Ann with an order of hers.
async fn ann_with_order(world: &World) -> (Phone, SubjectId) {
    let (person, invitation) = world.courier("安").await;
    let ann = Phone::enrolled(world, 1, &invitation).await;
    let body = json!({
        "kind": "parcel",
        "keys": [{ "scheme": "waybill", "value": "SF1234567890123" }],
        "fields": { "title": "生鲜", "contact/name": "李女士" },
        "assign": person,
    });
    let reply = world.office(Method::POST, "/v1/office/orders", &body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    let order = reply.json()["order"].as_str().expect("an id").parse().expect("an id");
    (ann, order)
}

async fn office_reads(world: &World, envelope: Hash, hash: Hash) -> Reply {
    let secret = format!("Bearer {}", world.hub.keyring.office_secret);
    let path = download_path(&envelope, &hash);
    world.call(Method::GET, &path, &[("authorization", secret)], Body::empty()).await
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_cut_even_after_the_hub_was_restarted() {
    let mut world = World::fresh().await;
    let (mut ann, order) = ann_with_order(&world).await;
    let plain = picture(400_000);
    let envelope = ann.photograph(order, &plain);
    ann.push(&world).await;
    let file = ann.seal_file(envelope, &plain);

    // 1. Nothing is here yet; the first half goes up.
    let reply = ann.offset(&world, &file).await;
    assert_eq!(reply.header("upload-offset"), "0");
    let half = file.bytes.len() / 2;
    let reply = ann.append(&world, &file, (0, half)).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    assert_eq!(reply.header("upload-complete"), "?0");

    // 2. The hub is restarted; the offset is still known, and a wrong one is told the right one.
    world.reopen().await;
    let reply = ann.offset(&world, &file).await;
    assert_eq!(reply.header("upload-offset"), half.to_string());
    let reply = ann.append(&world, &file, (0, half)).await;
    assert_eq!((reply.status, reply.code().as_str()), (StatusCode::CONFLICT, "upload_offset"));
    assert_eq!(reply.json()["expected-offset"], half);

    // 3. The rest completes it; asking and sending again change nothing.
    let reply = ann.append(&world, &file, (half, file.bytes.len())).await;
    assert_eq!(
        (reply.status, reply.header("upload-complete")),
        (StatusCode::NO_CONTENT, "?1".into())
    );
    let size = world.hub.log_point().await.expect("a log").size;
    let reply = ann.offset(&world, &file).await;
    assert_eq!(reply.header("upload-offset"), file.bytes.len().to_string());
    assert_eq!(ann.upload(&world, &file).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.hub.log_point().await.expect("a log").size, size, "one arrival, one entry");

    // 4. The office reads it; on the hub's disk it is not plain.
    let reply = office_reads(&world, envelope, sha256(&plain)).await;
    assert_eq!((reply.status, &reply.body), (StatusCode::OK, &plain));
    assert_eq!(reply.header("content-type"), "image/jpeg");
    let place = format!("hub/blobs/{}/{}", ann.device, sha256(&plain));
    let stored = std::fs::read(world.path(&place)).expect("a file");
    assert!(!stored.windows(64).any(|part| part == &plain[..64]), "closed under its own key");
    let staged = std::fs::read_dir(world.path(&format!("hub/staging/{}", ann.device)));
    assert_eq!(staged.expect("a folder").count(), 0, "nothing left over");
}

#[tokio::test]
async fn wrong_bytes_are_dropped_and_can_be_sent_again() {
    let world = World::fresh().await;
    let (mut ann, order) = ann_with_order(&world).await;
    let plain = picture(150_000);
    let envelope = ann.photograph(order, &plain);
    ann.push(&world).await;
    let good = ann.seal_file(envelope, &plain);

    // 1. A byte was turned on the way: the hash of the sealed file does not fit.
    let mut turned = ann.seal_file(envelope, &plain);
    turned.bytes[100_000] ^= 1;
    let reply = ann.upload(&world, &turned).await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "wrong_content")
    );
    assert_eq!(ann.offset(&world, &turned).await.header("upload-offset"), "0", "dropped");

    // 2. A file that was cut before it was signed, one sealed to nobody here, one with another picture.
    let cut = ann.leave_for(envelope, &plain, good.bytes[..70_000].to_vec(), None);
    assert_eq!(ann.upload(&world, &cut).await.code(), "wrong_content");
    let nobody = age::x25519::Identity::generate().to_public();
    let lost = age::encrypt(&nobody, &plain).expect("sealed");
    let lost = ann.leave_for(envelope, &plain, lost, None);
    assert_eq!(ann.upload(&world, &lost).await.code(), "wrong_content");
    let other = ann.seal_file(envelope, &picture(150_001));
    assert_eq!(ann.upload(&world, &other).await.code(), "not_named");
    let swapped = ann.leave_for(envelope, &plain, other.bytes.clone(), None);
    assert_eq!(ann.upload(&world, &swapped).await.code(), "wrong_content");
    assert_eq!(world.metric("uploads_wrong_total").await, 4);

    // 3. None of them stands in the way of the right one.
    assert_eq!(ann.upload(&world, &good).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.metric("blobs").await, 1);
}

#[tokio::test]
async fn leave_is_good_for_its_own_bytes_and_device_alone() {
    let world = World::fresh().await;
    let (mut ann, order) = ann_with_order(&world).await;
    let (_, invitation) = world.courier("波").await;
    let bo = Phone::enrolled(&world, 2, &invitation).await;
    let plain = picture(1_000);
    let envelope = ann.photograph(order, &plain);
    let file = ann.seal_file(envelope, &plain);

    // 1. The envelope must be at the hub first.
    assert_eq!(ann.upload(&world, &file).await.code(), "envelope_missing");
    ann.push(&world).await;

    // 2. Bo cannot upload for Ann's envelope, nor use her leave for another file.
    let of_bo = bo.seal_file(envelope, &plain);
    assert_eq!(bo.upload(&world, &of_bo).await.code(), "envelope_missing");
    let headers = [(UPLOAD_HEADER, leave_text(&file.leave))];
    let reply = world.call(Method::HEAD, &of_bo.path(), &headers, Body::empty()).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);

    // 3. A signature that was changed is none.
    let mut forged = ann.seal_file(envelope, &plain);
    forged.leave.statement.sealed_size_bytes += 1;
    assert_eq!(ann.upload(&world, &forged).await.code(), "unproven");

    // 4. What another device has makes no difference to the answer.
    assert_eq!(ann.upload(&world, &file).await.status, StatusCode::NO_CONTENT);
    assert_eq!(bo.upload(&world, &of_bo).await.code(), "envelope_missing");
}

#[tokio::test]
async fn one_arrival_serves_every_envelope_of_the_device_and_a_thumbnail_knows_its_original() {
    let world = World::fresh().await;
    let (mut ann, order) = ann_with_order(&world).await;
    let body = json!({ "kind": "parcel", "keys": [], "fields": { "title": "两件" } });
    let reply = world.office(Method::POST, "/v1/office/orders", &body).await.json();
    let other: SubjectId = reply["order"].as_str().expect("an id").parse().expect("an id");
    let (plain, small) = (picture(90_000), picture(900));

    // 1. One signature photo for two parcels; the second envelope comes after the bytes.
    let first = ann.photograph(order, &plain);
    ann.push(&world).await;
    assert_eq!(
        ann.upload(&world, &ann.seal_file(first, &plain)).await.status,
        StatusCode::NO_CONTENT
    );
    let second = ann.photograph(other, &plain);
    ann.push(&world).await;
    let again = ann.seal_file(second, &plain);
    assert_eq!(ann.offset(&world, &again).await.header("upload-complete"), "?1");

    // 2. The thumbnail travels under the envelope that names the original.
    let derived = Derived { original: sha256(&plain), recipe: "thumb/320/q75".into() };
    let thumb = ann.seal_as(first, &small, Some(derived));
    assert_eq!(ann.upload(&world, &thumb).await.status, StatusCode::NO_CONTENT);
    let sheet =
        world.office(Method::GET, &format!("/v1/office/orders/{order}"), &json!(null)).await;
    let evidence = &sheet.json()["evidence"][0];
    assert_eq!(evidence["arrived"], true);
    assert_eq!(evidence["derivatives"]["thumb/320/q75"], sha256(&small).to_string());
    let reply = office_reads(&world, first, sha256(&small)).await;
    assert_eq!((reply.status, reply.body), (StatusCode::OK, small));
}

#[tokio::test]
async fn a_phone_reads_evidence_only_of_orders_that_its_person_sees() {
    let world = World::fresh().await;
    let (mut ann, order) = ann_with_order(&world).await;
    let (_, invitation) = world.courier("波").await;
    let bo = Phone::enrolled(&world, 2, &invitation).await;
    let plain = picture(5_000);
    let envelope = ann.photograph(order, &plain);
    ann.push(&world).await;
    ann.upload(&world, &ann.seal_file(envelope, &plain)).await;
    let path = download_path(&envelope, &sha256(&plain));

    let token = ann.token(&world).await;
    let reply = ann.ask(&world, (Method::GET, &path), Vec::new(), Some(&token)).await;
    assert_eq!((reply.status, reply.body), (StatusCode::OK, plain));
    let reply = ann.ask(&world, (Method::GET, &path), Vec::new(), None).await;
    assert_eq!(reply.code(), "token", "pulling needs a live token");
    world.clock.pass(11 * 60_000);
    let reply = ann.ask(&world, (Method::GET, &path), Vec::new(), Some(&token)).await;
    assert_eq!(reply.code(), "token", "ten minutes later it is over");

    let token = bo.token(&world).await;
    let reply = bo.ask(&world, (Method::GET, &path), Vec::new(), Some(&token)).await;
    assert_eq!((reply.status, reply.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
}
