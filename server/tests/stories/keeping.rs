//! What is kept: stored, safe, certified, restored.

use std::fs;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::receipt::{Certificate, KeyRole, Level, set_root};
use counterfoil_server::safe::{RestoreError, restore};
use counterfoil_server::server::{HubConfig, HubError, Server};
use counterfoil_sync::access::CertificateAsk;
use serde_json::json;

use crate::phone::Phone;
use crate::world::{Reply, World};

const ORDER: SubjectId = SubjectId([5; 16]);

async fn certificate(world: &World, phone: &Phone, closing: Hash) -> Reply {
    let body = cbor::encode(&CertificateAsk { shift_closed: closing });
    phone.ask(world, (Method::POST, "/v1/certificate"), body, None).await
}

async fn ann(world: &World) -> Phone {
    let (_, invitation) = world.courier("安").await;
    Phone::enrolled(world, 1, &invitation).await
}

#[tokio::test]
async fn nothing_left_on_this_phone_is_certified_only_when_everything_is_safe() {
    let world = World::with_backup().await;
    let mut ann = ann(&world).await;
    let plain = b"a photograph of a door".to_vec();
    // On an order that nobody knows: held, and counted all the same.
    let picture = ann.photograph(ORDER, &plain);
    ann.push(&world).await;
    let closing = ann.close_shift();

    // 1. The closing envelope is not here yet.
    assert_eq!(certificate(&world, &ann, closing).await.code(), "closing_missing");
    ann.push(&world).await;

    // 2. Before the first backup nothing is safe.
    assert_eq!(certificate(&world, &ann, closing).await.code(), "never_safe");
    world.hub.backup_now().await.expect("a backup");
    let reply = certificate(&world, &ann, closing).await;
    assert_eq!((reply.status, reply.code().as_str()), (StatusCode::CONFLICT, "not_safe_yet"));
    assert_eq!(
        (&reply.json()["blobs_missing"], &reply.json()["entries_not_safe"]),
        (&json!(1), &json!(0))
    );

    // 3. The photo arrives; its arrival has to become safe as well.
    assert_eq!(
        ann.upload(&world, &ann.seal_file(picture, &plain)).await.status,
        StatusCode::NO_CONTENT
    );
    let reply = certificate(&world, &ann, closing).await.json();
    assert_eq!((&reply["blobs_missing"], &reply["entries_not_safe"]), (&json!(0), &json!(1)));
    world.hub.backup_now().await.expect("a backup");

    // 4. Now it is given, and stands under the certified key.
    let reply = certificate(&world, &ann, closing).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", String::from_utf8_lossy(&reply.body));
    let given: Certificate = cbor::decode(&reply.body).expect("a certificate");
    let keys = ann.answer.clone().expect("enrolled").keys;
    given.verify(keys.signing_key(KeyRole::Answer).expect("certified")).expect("it stands");
    assert_eq!((given.statement.blobs, given.statement.shift_closed), (1, closing));
    assert_eq!(given.statement.blobs_root, set_root([sha256(&plain)]));
    let [chain] = &given.statement.chains[..] else { panic!("one chain") };
    assert_eq!((chain.size, chain.level, chain.counts.total()), (2, Level::Safe, 2));

    // 5. Work after the closing opens the question again.
    ann.comment(ORDER, "还有一件");
    ann.push(&world).await;
    assert_eq!(certificate(&world, &ann, closing).await.code(), "work_after_closing");
}

#[tokio::test]
async fn a_blob_that_rotted_on_the_disk_is_not_certified() {
    let world = World::with_backup().await;
    let mut ann = ann(&world).await;
    let plain = vec![3; 5_000];
    let picture = ann.photograph(ORDER, &plain);
    let closing = ann.close_shift();
    ann.push(&world).await;
    ann.upload(&world, &ann.seal_file(picture, &plain)).await;
    world.hub.backup_now().await.expect("a backup");
    let place = world.path(&format!("hub/blobs/{}/{}", ann.device, sha256(&plain)));
    let mut bytes = fs::read(&place).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&place, &bytes).expect("written");
    let reply = certificate(&world, &ann, closing).await;
    assert_eq!(
        (reply.code().as_str(), &reply.json()["blobs_damaged"]),
        ("not_safe_yet", &json!(1))
    );
}

#[tokio::test]
async fn a_tenant_without_backups_says_by_hand_that_stored_is_enough_and_everybody_is_told() {
    let world = World::with(|config| config.safe_is_stored = true).await;
    let mut ann = ann(&world).await;
    let closing = ann.close_shift();
    let answer = ann.push(&world).await;
    assert!(answer.signed.statement.safe.is_some());
    assert_eq!(certificate(&world, &ann, closing).await.status, StatusCode::OK);
    let health = world.call(Method::GET, "/v1/health", &[], Body::empty()).await.json();
    assert_eq!(health["safety"], "stored_by_hand");
    assert!(health["warning"].as_str().is_some_and(|said| said.contains("by hand")));

    let world = World::fresh().await;
    let health = world.call(Method::GET, "/v1/health", &[], Body::empty()).await.json();
    assert_eq!((&health["safety"], &health["safe_size"]), (&json!("none"), &json!(null)));
}

#[tokio::test]
async fn the_horizon_follows_the_backup_and_comes_signed_in_answers() {
    let world = World::with_backup().await;
    let mut ann = ann(&world).await;
    ann.comment(ORDER, "到了");
    let answer = ann.push(&world).await;
    assert_eq!(answer.signed.statement.safe, None);
    assert_eq!(answer.signed.statement.receipts[0].level, Level::Stored);

    let point = world.hub.backup_now().await.expect("a backup");
    let answer = ann.exchange(&world, false, Vec::new()).await;
    assert_eq!(answer.signed.statement.safe, Some(point));
    assert_eq!(answer.signed.statement.receipts[0].level, Level::Safe);

    // Nothing new: no second copy is made.
    let backups = world.metric("backups_total").await;
    assert_eq!(world.hub.backup_now().await.expect("a backup"), point);
    assert_eq!(world.metric("backups_total").await, backups);
    let health = world.call(Method::GET, "/v1/health", &[], Body::empty()).await.json();
    assert_eq!(health["safety"], "backup_on_same_device", "both lie in one folder here");
}

#[tokio::test]
async fn a_hub_that_was_lost_is_restored_with_its_photographs() {
    let world = World::with_backup().await;
    let mut ann = ann(&world).await;
    let plain = vec![3; 5_000];
    let picture = ann.photograph(ORDER, &plain);
    ann.push(&world).await;
    ann.upload(&world, &ann.seal_file(picture, &plain)).await;
    let point = world.hub.backup_now().await.expect("a backup");
    let backup = world.config.backup.clone().expect("a folder");

    // 1. Another machine, nothing but the backup.
    let config =
        HubConfig { backup: None, ..HubConfig::beside(&world.path("other"), "存根快递") };
    let horizon = restore(&config, &backup).expect("restored");
    assert_eq!(horizon.point, point);
    let other = Server::open_with_clock(config.clone(), world.clock.clone()).await.expect("opened");
    assert_eq!(other.log_point().await.expect("a log"), point);
    assert_eq!(other.tenant(), world.hub.tenant());
    let read = other.read_blob(ann.device, sha256(&plain)).await.expect("read");
    assert_eq!(read.as_deref(), Some(&plain[..]));

    // 2. The office goes on in a chain that nobody has seen.
    assert_ne!(other.office_chain(), world.hub.office_chain());

    // 3. A restore never overwrites a hub, and takes no unfinished backup.
    assert!(matches!(restore(&config, &backup), Err(RestoreError::NotEmpty(_))));
    let config = HubConfig::beside(&world.path("third"), "存根快递");
    fs::remove_file(backup.join("horizon")).expect("removed");
    assert!(matches!(restore(&config, &backup), Err(RestoreError::Unfinished)));
}

#[tokio::test]
async fn a_database_without_its_key_file_is_not_opened_with_new_keys() {
    let world = World::fresh().await;
    let kept = fs::read(&world.config.key_file).expect("a key file");
    fs::remove_file(&world.config.key_file).expect("removed");
    let opened = Server::open(world.config.clone()).await;
    assert!(matches!(opened, Err(HubError::KeysMissing(_))));
    fs::write(&world.config.key_file, kept).expect("brought back");
    assert!(Server::open(world.config.clone()).await.is_ok());
}

#[tokio::test]
async fn numbers_name_nobody() {
    let world = World::fresh().await;
    let (person, invitation) = world.courier("安").await;
    let ann = Phone::enrolled(&world, 1, &invitation).await;
    for path in ["/v1/metrics", "/v1/health"] {
        let reply = world.call(Method::GET, path, &[], Body::empty()).await;
        let text = String::from_utf8(reply.body).expect("text");
        assert!(!text.contains(&person) && !text.contains(&ann.device.to_string()), "{path}");
        assert!(!text.contains("安") && !text.contains(&world.hub.keyring.office_secret));
    }
    assert_eq!(world.metric("devices").await, 2, "the office's and Ann's");
}
