//! An erasure that is cut off: at whatever step or instant the hub dies, its next opening finishes it, and none of the
//! order's secrets is left in any file, however it might be written down; and the same of a phone.

mod killed;
mod phone;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use counterfoil_client::captures::PhotoSource;
use counterfoil_domain::erasure::{Erasure, ErasureReason, ErasureStatement};
use counterfoil_domain::ids::SubjectId;
use counterfoil_prove::canary::{Flock, digits, words};
use counterfoil_prove::dice::Dice;
use counterfoil_prove::kill_erasing::hub_in;
use counterfoil_prove::tier::seed;
use counterfoil_server::clock::SystemClock;
use counterfoil_server::safe::restore;
use counterfoil_server::server::{HubConfig, Server};
use counterfoil_tests::harness::world::files_below;
use counterfoil_tests::harness::{World, pictures};
use serde_json::json;

/// The steps of an erasure, as the hub takes them.
const STEPS: usize = 7;

/// A hub's folders with an order full of secrets, its neighbour, and a backup of both.
struct Scene {
    world: World,
    flock: Flock,
    /// What the neighbour's order holds.
    beside: Flock,
    order: SubjectId,
    photo: String,
}

async fn scene(dice: &mut Dice) -> Scene {
    let mut world = World::start().await;
    let (mut flock, mut beside) = (Flock::default(), Flock::default());
    let (name, phone, remark) = (words(dice, 6), format!("1{}", digits(dice, 10)), words(dice, 12));
    let (waybill, other) = (format!("SF{}", digits(dice, 13)), words(dice, 12));
    let waits = words(dice, 12);
    for (kind, secret) in
        [("name", &name), ("phone", &phone), ("remark", &remark), ("waiting run", &waits)]
    {
        flock.plant(kind, secret.as_bytes());
    }
    flock.plant("waybill", waybill.as_bytes());
    beside.plant("remark", other.as_bytes());
    let ann = world.played("ann", &["courier"], false).await;
    let fields = json!({ "contact/name": name, "contact/phone": phone });
    let order = world.order_with("parcel", Some(ann.person), fields).await;
    let next_door = world.order("parcel", ann.person).await;
    ann.syncs().await;
    let captures = ann.phone().captures();
    captures.comment(order, &format!("{remark} {waybill}")).expect("said");
    captures.comment(next_door, &other).expect("said");
    let path = pictures::photograph(&ann.home.join("camera"), 9);
    let source = PhotoSource { path, preview: None, role: "door".to_owned() };
    let photo = captures.photo(order, &source).expect("taken").original.to_string();
    ann.syncs().await;
    // A run waits for what lies below it, with words on both orders.
    let mut mia = world.hand_phone("mia", &["courier"]).await;
    mia.comment(next_door, "…");
    mia.comment(order, &waits);
    mia.comment(next_door, &other);
    mia.exchange(&mia.request_from(1, false), None).await;
    let hub = world.server();
    assert_eq!(hub.storage.quarantined(hub.tenant(), 9).await.expect("read").len(), 1);
    // It could not be done: the desk is told, and so is the operator's system, which is not there.
    let told = counterfoil_tests::harness::Person::step("fail", Some("dog_or_danger"), Vec::new());
    let shown = ann.phone().orders().sheet(order).expect("a sheet").shown;
    ann.phone().orders().act(order, told, Some(&shown)).expect("told");
    ann.syncs().await;
    assert!(!hub.notices_to_send(9).await.expect("read").is_empty(), "a notice waits to be posted");
    world.backup().await;
    drop(ann);
    world.stop_hub().await;
    Scene { world, flock, beside, order, photo }
}

fn copy_tree(from: &Path, to: &Path) {
    for file in files_below(from) {
        let target = to.join(file.strip_prefix(from).expect("below"));
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        std::fs::copy(&file, target).expect("copied");
    }
}

/// A copy of the hub's folders, to be cut off in.
fn trial(scene: &Scene, name: &str) -> HubConfig {
    let known = scene.world.config();
    let root = scene.world.path(name);
    let config = hub_in(&root);
    copy_tree(&known.dir, &config.dir);
    let keys = |config: &HubConfig| -> PathBuf { config.key_file.parent().expect("one").into() };
    copy_tree(&keys(known), &keys(&config));
    let backup = config.backup.as_deref().expect("one");
    copy_tree(known.backup.as_deref().expect("one"), backup);
    config
}

/// What of these secrets stands in the files of a folder.
fn found(flock: &Flock, folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for file in files_below(folder) {
        let bytes = std::fs::read(&file).unwrap_or_default();
        for one in flock.found_in(&bytes) {
            all.push(format!("{} {}: {}", one.kind, one.spelling, file.display()));
        }
    }
    all
}

async fn open(config: &HubConfig) -> Server {
    Server::open_with_clock(config.clone(), Arc::new(SystemClock)).await.expect("it opens")
}

/// The first `steps` steps of an erasure; then the hub is gone.
async fn cut_after(config: &HubConfig, order: SubjectId, steps: usize) {
    let hub = open(config).await;
    let (tenant, now_ms) = (hub.tenant(), hub.now_ms());
    let (reason, basis) = (ErasureReason::Request, "PIPL 47".to_owned());
    let statement = ErasureStatement { version: 1, tenant, order, reason, basis, said_ms: now_ms };
    let erasure = Erasure::sign(statement, &hub.keyring.office);
    for step in 0..steps {
        match step {
            0 => hub.subject_keys.note_erased(&erasure).expect("noted"),
            1 => drop(hub.subject_keys.drop_key(order).expect("dropped")),
            2 => {
                let entered = hub.storage.enter_erasure(tenant, erasure.clone(), now_ms).await;
                entered.expect("entered");
            }
            3 => hub.storage.purge_erased(tenant, order).await.expect("purged"),
            4 | 5 => {
                // In 4 the bytes go and their row stays; in 5 one row after the other.
                for (device, hash) in hub.storage.unwrapped_blobs(tenant).await.expect("read") {
                    hub.blobs.remove(device, hash).await.expect("removed");
                    if step == 5 {
                        hub.storage.forget_blob(tenant, device, hash).await.expect("forgotten");
                    }
                }
            }
            _ => drop(hub.storage.empty_log().await.expect("emptied")),
        }
    }
}

/// Why an order is not erased as it should be, if it is not.
async fn judge(config: &HubConfig, scene: &Scene) -> Result<(), String> {
    let hub = open(config).await;
    let row = hub.storage.erasure(hub.tenant(), scene.order).await.expect("read");
    if !row.is_some_and(|row| row.purged) {
        return Err("it is not erased".to_owned());
    }
    let left = found(&scene.flock, &config.dir);
    if !left.is_empty() {
        return Err(format!("still there: {left:?}"));
    }
    if files_below(&config.dir).iter().any(|file| file.to_string_lossy().contains(&scene.photo)) {
        return Err("the photograph's bytes are there".to_owned());
    }
    if !hub.notices_to_send(9).await.expect("read").is_empty() {
        return Err("a notice about it waits to be posted".to_owned());
    }
    if hub.storage.quarantined(hub.tenant(), 9).await.expect("read").len() != 1 {
        return Err("the run that waits beside it is gone".to_owned());
    }
    if hub.subject_keys.find(scene.order).expect("read").is_some() {
        return Err("its storage key is there".to_owned());
    }
    if found(&scene.beside, &config.dir).is_empty() {
        return Err("the neighbour's words are gone".to_owned());
    }
    let tip = hub.storage.tip(hub.tenant()).await.expect("a tip");
    match hub.storage.inclusion(hub.tenant(), tip.size - 1, tip.size).await {
        Ok(Some(proof)) if proof.root == tip.root => Ok(()),
        other => Err(format!("the log does not stand: {other:?}")),
    }
}

#[tokio::test]
async fn an_erasure_that_is_cut_at_any_step_is_finished_by_the_next_opening() {
    let (seed, began) = (seed(), Instant::now());
    let scene = scene(&mut Dice::new(seed)).await;
    let before = found(&scene.flock, &scene.world.config().dir);
    assert!(!before.is_empty(), "the control: the secrets stand at the hub");
    // Without the first step nothing was decided: everything stays, and is found.
    let config = trial(&scene, "cut-0");
    cut_after(&config, scene.order, 0).await;
    let why = judge(&config, &scene).await.expect_err("nobody erased it");
    assert_eq!(why, "it is not erased");
    for steps in 1..=STEPS {
        let config = trial(&scene, &format!("cut-{steps}"));
        cut_after(&config, scene.order, steps).await;
        let judged = judge(&config, &scene).await;
        judged.unwrap_or_else(|why| panic!("seed {seed}, cut after {steps} steps: {why}"));
    }
    println!(
        "seed {seed}: {STEPS} cuts, {} findings before, none after; {} ms",
        before.len(),
        began.elapsed().as_millis()
    );
}

#[tokio::test]
async fn a_backup_of_before_is_erased_by_the_newest_keys_and_by_no_older_ones() {
    let (seed, began) = (seed(), Instant::now());
    let scene = scene(&mut Dice::new(seed)).await;
    // 1. The machine is lost after the erasure; the folder of keys stood elsewhere.
    let config = trial(&scene, "newest");
    cut_after(&config, scene.order, STEPS).await;
    let backup = config.backup.clone().expect("a folder");
    assert!(!found(&scene.flock, &backup).is_empty(), "the control: the backup holds them");
    std::fs::remove_dir_all(&config.dir).expect("the machine is gone");
    restore(&config, &backup).expect("restored");
    assert!(!found(&scene.flock, &config.dir).is_empty(), "the control: until it is opened");
    judge(&config, &scene).await.unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    // 2. The control: with the keys of before, nobody knows that anything was erased.
    let config = trial(&scene, "older");
    std::fs::remove_dir_all(&config.dir).expect("the machine is gone");
    restore(&config, &config.backup.clone().expect("a folder")).expect("restored");
    let why = judge(&config, &scene).await.expect_err("older keys know of no erasure");
    assert_eq!(why, "it is not erased", "seed {seed}");
    println!("seed {seed}: {} ms", began.elapsed().as_millis());
}
