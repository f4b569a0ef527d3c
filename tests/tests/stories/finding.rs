//! A phone is found, dead or wiped: who finds it hands in what it had not sent and can read none of it; the office opens
//! it later, with the rescue key.

use std::fs;
use std::path::Path;

use counterfoil_cli::args::{DropArgs, DroppedArgs, RescueArgs};
use counterfoil_cli::dropping::{all_taken, drop_off, dropped};
use counterfoil_cli::rescue::rescue;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{ChainId, Incarnation, SubjectId};
use counterfoil_server::storage::QuarantinedRun;
use counterfoil_tests::harness::office::text;
use counterfoil_tests::harness::world::files_below;
use counterfoil_tests::harness::{Person, World};
use serde_json::Value;

use super::handing_in::found_again;

/// What a person at the office has: the rescue key and the office's secret.
pub(crate) fn opened_by(world: &World, by: &str, out: &str) -> RescueArgs {
    let secret = world.path("office.secret");
    fs::write(&secret, &world.server().keyring.office_secret).expect("the secret");
    RescueArgs {
        store: None,
        dropped: true,
        key: world.config().key_file.with_file_name("rescue.key"),
        by: by.to_owned(),
        out: world.path(out),
        hand_in: Some(world.hub_url()),
        office_secret: Some(secret),
    }
}

async fn handed_in(world: &World, folder: &Path) -> Value {
    let (hub, receipts) = (Some(world.hub_url()), Some(world.path("receipts.json")));
    let args = DropArgs { folder: folder.to_owned(), hub, receipts };
    let record = drop_off(&args).await.expect("handed in");
    all_taken(&record).expect("all of it");
    record
}

async fn waiting(world: &World) -> Vec<Value> {
    let list = world.get("/v1/office/dropped").await;
    list["waiting"].as_array().expect("a list").clone()
}

/// Ann delivers without signal, tries once to sync, and her phone dies.
async fn works_in_a_basement(world: &World) -> (Person, SubjectId) {
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.phone().account().begin_shift(None, None).expect("on duty");
    ann.signal().off();
    ann.delivers(order);
    ann.says(order, "门口没人,已放前台");
    ann.try_sync().await;
    (ann, order)
}

#[tokio::test]
async fn a_finder_hands_in_what_a_dead_phone_had_not_sent_and_the_office_opens_it() {
    let mut world = World::start().await;
    let (mut ann, order) = works_in_a_basement(&world).await;
    let found = found_again(&world, &mut ann, "found");
    // 1. Somebody at the outlet copies what a cable gives away and hands it in: receipts of the hub, and no word of it
    //    can be read, neither here nor at the hub.
    let record = handed_in(&world, &found).await;
    let segments = record["segments"].as_array().expect("segments").len();
    let sent = |record: &Value| -> u64 {
        let lines = record["segments"].as_array().expect("segments");
        lines.iter().filter_map(|line| line["taken"]["files_sent"].as_u64()).sum()
    };
    assert!(sent(&record) >= 2, "a photograph and a signature: {record}");
    assert_ne!(world.stage(order).await, "delivered");
    // 2. Once more, and after the hub began again: nothing new, and it waits under her name.
    world.restart_hub().await;
    assert_eq!(sent(&handed_in(&world, &found).await), 0);
    let list = waiting(&world).await;
    assert_eq!(list.len(), segments, "{list:?}");
    for one in &list {
        assert_eq!(one["person_name"], "ann", "{one}");
    }
    let files = list.iter().flat_map(|one| one["files"].as_array().expect("files"));
    assert!(files.into_iter().all(|file| file["arrived"] == true), "{list:?}");
    let words = "门口没人".as_bytes();
    for file in files_below(&world.config().dir.join("dropped")) {
        let bytes = fs::read(&file).expect("a file");
        assert!(!bytes.windows(words.len()).any(|window| window == words), "{file:?}");
    }
    let office_secret = opened_by(&world, "周队长", "first").office_secret.expect("a file");
    let asked = DroppedArgs { hub: world.hub_url(), office_secret };
    dropped(&asked).await.expect("the office may look");
    // 3. A named person opens it: everything is there, once, as Ann's.
    let opened = rescue(&opened_by(&world, "周队长", "first")).await.expect("opened");
    assert_eq!(opened["dropped"]["let_go"], opened["dropped"]["fetched"], "{opened}");
    assert_eq!(world.stage(order).await, "delivered");
    let shown = world.shown(order).await;
    let timeline = shown["timeline"].to_string();
    assert!(timeline.contains("门口没人") && timeline.contains("周队长"), "{timeline}");
    let evidence = shown["evidence"].as_array().expect("evidence");
    assert!(evidence.len() >= 2);
    for one in evidence {
        assert_eq!(one["arrived"], true, "{one}");
        let bytes = world.evidence(&text(one, "envelope"), &text(one, "hash")).await;
        assert_eq!(sha256(&bytes).to_string(), text(one, "hash"));
    }
    // 4. Nothing waits any more; who opened it stands there; brought once more it gets its receipt and waits not.
    assert!(waiting(&world).await.is_empty());
    let list = world.get("/v1/office/dropped").await;
    assert_eq!(list["opened"][0]["by"], "周队长", "{list}");
    handed_in(&world, &found).await;
    assert!(waiting(&world).await.is_empty());
    // 5. The phone was not dead after all: nothing doubles, nothing forks.
    ann.signal().on();
    ann.says(order, "手机找到了");
    ann.sync().await;
    assert_eq!(ann.status().on_phone, 0);
    let shown = world.shown(order).await;
    let rows = shown["timeline"].as_array().expect("a timeline");
    for words in ["门口没人", "手机找到了"] {
        let said = rows.iter().filter(|row| row["details"].to_string().contains(words)).count();
        assert_eq!(said, 1, "{words}");
    }
}

#[tokio::test]
async fn what_was_handed_in_survives_the_hubs_machine_once_a_backup_has_passed() {
    let mut world = World::start().await;
    let (mut ann, order) = works_in_a_basement(&world).await;
    let found = found_again(&world, &mut ann, "found");
    world.backup().await;
    handed_in(&world, &found).await;
    let before = waiting(&world).await.len();
    // The control: a backup of before does not hold it, and the next one does although no entry is new.
    let backup = world.config().backup.clone().expect("a folder");
    assert!(files_below(&backup.join("dropped")).is_empty());
    world.backup().await;
    world.restore_hub_from_backup().await;
    assert_eq!(waiting(&world).await.len(), before);
    rescue(&opened_by(&world, "周队长", "first")).await.expect("opened");
    assert_eq!(world.stage(order).await, "delivered");
}

#[tokio::test]
async fn half_of_what_was_found_waits_for_the_other_half() {
    let world = World::start().await;
    let (mut ann, order) = works_in_a_basement(&world).await;
    let found = found_again(&world, &mut ann, "found");
    // 1. The first finder's copy has no photographs: the work counts, and the segment goes on waiting for them.
    let half = world.path("half");
    fs::create_dir_all(&half).expect("a folder");
    for file in files_below(&found.join("outbox")) {
        fs::copy(&file, half.join(file.file_name().expect("a name"))).expect("copied");
    }
    handed_in(&world, &half).await;
    let opened = rescue(&opened_by(&world, "周队长", "first")).await.expect("opened");
    assert!(opened["dropped"]["let_go"].as_u64() < opened["dropped"]["fetched"].as_u64());
    let list = waiting(&world).await;
    let lacks = list.iter().flat_map(|one| one["files"].as_array().expect("files"));
    assert!(lacks.into_iter().any(|file| file["arrived"] == false), "{list:?}");
    // 2. The second one brings all of it.
    handed_in(&world, &found).await;
    rescue(&opened_by(&world, "周队长", "second")).await.expect("opened");
    assert!(waiting(&world).await.is_empty());
    let shown = world.shown(order).await;
    let evidence = shown["evidence"].as_array().expect("evidence");
    assert!(evidence.len() >= 2 && evidence.iter().all(|one| one["arrived"] == true));
}

#[tokio::test]
async fn what_the_hub_has_no_room_for_is_not_let_go() {
    let world = World::start().await;
    let (mut ann, order) = works_in_a_basement(&world).await;
    // 1. So much work without signal that it fills more than one segment; the finder's copy has only the later ones.
    let long = "很长的备注".repeat(600);
    for number in 0..130 {
        ann.says(order, &format!("{number}: {long}"));
    }
    ann.try_sync().await;
    let found = found_again(&world, &mut ann, "found");
    let mut files = files_below(&found.join("outbox"));
    files.sort();
    assert!(files.len() >= 2, "{files:?}");
    let later = world.path("later");
    fs::create_dir_all(&later).expect("a folder");
    for file in &files[1..] {
        fs::copy(file, later.join(file.file_name().expect("a name"))).expect("copied");
    }
    handed_in(&world, &later).await;
    // 2. The office's room for runs that wait is full: nothing of it can be kept, and so nothing is let go.
    let server = world.server();
    let carrier = server.keyring.office_device();
    let chain = ChainId { device: ann.device(), incarnation: Incarnation([7; 8]) };
    for number in 0..4u8 {
        let section = vec![number; 16 * 1024 * 1024];
        let run =
            QuarantinedRun { carrier, chain, from: 30, to: 31, hash: sha256(&section), section };
        assert!(server.storage.quarantine(server.tenant(), run, 0).await.expect("kept"));
    }
    let opened = rescue(&opened_by(&world, "周队长", "first")).await.expect("opened");
    assert_eq!(opened["handed_in"]["runs"][0]["taken"]["kept"], false, "{opened}");
    assert_eq!(opened["dropped"]["let_go"], 0, "{opened}");
    // 3. Somebody brings the first one: nothing lacks any more, and all are let go.
    handed_in(&world, &found).await;
    let opened = rescue(&opened_by(&world, "周队长", "second")).await.expect("opened");
    assert_eq!(opened["dropped"]["let_go"], opened["dropped"]["fetched"], "{opened}");
    assert!(waiting(&world).await.is_empty());
    let shown = world.shown(order).await;
    let rows = shown["timeline"].as_array().expect("a timeline");
    let said = rows.iter().filter(|row| row["details"].to_string().contains("很长的备注")).count();
    assert_eq!(said, 130);
}
