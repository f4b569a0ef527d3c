//! A wipe under power cuts and kills: at whatever change of the disk or instant it ends, the next opening finishes it. No
//! key that was destroyed comes back, and what the hub does not have stays.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use counterfoil_prove::dice::Dice;
use counterfoil_prove::disk::{Loss, Recording, Replay};
use counterfoil_prove::kill_wipe::{Opening, open};
use counterfoil_prove::tier::{Tier, seed};
use counterfoil_tests::harness::World;
use counterfoil_tests::harness::world::files_below;
use serde_json::json;

/// What stands in the way of a journal: the wipe is decided and cannot begin.
const BLOCK: &str = "store/store.wipe.new";

/// A phone that has taken an order to wipe down and died before it could begin.
async fn about_to_be_wiped(world: &World) -> (PathBuf, BTreeSet<Vec<u8>>, usize) {
    let mut ann = world.played("ann", &["courier"], false).await;
    let order = world.order("parcel", ann.person).await;
    ann.syncs().await;
    for _ in 0..3 {
        ann.phone().captures().comment(order, "到了").expect("said");
    }
    let path = counterfoil_tests::harness::pictures::photograph(&ann.home.join("camera"), 5);
    let role = "door".to_owned();
    let source = counterfoil_client::captures::PhotoSource { path, preview: None, role };
    ann.phone().captures().photo(order, &source).expect("taken");
    let path = format!("/v1/office/devices/{}/wipe", ann.device());
    world.post(&path, &json!({"mode": "now"})).await;
    std::fs::create_dir_all(ann.home.join(BLOCK)).expect("a folder in the way");
    let budget = counterfoil_client::syncing::Budget {
        uploads: counterfoil_client::syncing::Uploads::Nothing,
        ..Default::default()
    };
    ann.phone().syncing().run(budget).await.expect_err("it cannot begin");
    ann.closes();
    std::fs::remove_dir(ann.home.join(BLOCK)).expect("out of the way");
    std::fs::remove_dir_all(ann.home.join("camera")).expect("the host's own");
    let _ = std::fs::remove_file(ann.home.join("store/reserve"));
    let keys = secrets(&ann.home);
    let blobs = files_below(&ann.home.join("store/blobs")).len();
    assert!(blobs > 0 && keys.len() >= 5, "{blobs} blobs, {} keys", keys.len());
    (ann.home.clone(), keys, blobs)
}

fn secrets(home: &Path) -> BTreeSet<Vec<u8>> {
    files_below(&home.join("secrets")).iter().filter_map(|file| std::fs::read(file).ok()).collect()
}

/// Why a phone is not wiped as it should be, if it is not.
fn judge(home: &Path, keys: &BTreeSet<Vec<u8>>, blobs: usize) -> Result<(), String> {
    let phone = open(home).map_err(|why| format!("does not open: {why}"))?;
    let whose = phone.account().status().map_err(|why| why.to_string())?.enrolled;
    phone.close_and_wait().map_err(|why| why.to_string())?;
    if whose.is_some() {
        return Err("the old store opened".to_owned());
    }
    if secrets(home).intersection(keys).next().is_some() {
        return Err("a key is still there".to_owned());
    }
    let kept = files_below(&home.join("store/wiped"));
    let kept = kept.iter().filter(|file| file.extension().is_some_and(|end| end == "age")).count();
    if kept != blobs { Err(format!("{kept} of {blobs} sealed files were kept")) } else { Ok(()) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wipe_that_is_cut_anywhere_is_finished_by_the_next_opening() {
    let (begun, mut dice) = (Instant::now(), Dice::new(seed()));
    let world = World::start().await;
    let (home, keys, blobs) = about_to_be_wiped(&world).await;
    let mut replay = Replay::of(&home);
    let recording = Recording::of(&home);
    open(&home).expect("the opening wipes").close_and_wait().expect("closed");
    let journal = recording.end();
    judge(&home, &keys, blobs).expect("wiped without a cut");
    let trial =
        tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
    let trial = trial.path().join("trial");
    let stride = Tier::asked().of(2, 1, 1);
    let (mut images, mut broken) = (0, Vec::new());
    for (at, change) in journal.iter().enumerate() {
        replay.goes_on(change);
        if at % stride != 0 {
            continue;
        }
        for loss in Loss::ALL {
            let _ = std::fs::remove_dir_all(&trial);
            replay.cut(loss, &mut dice).write(&trial);
            images += 1;
            if let Err(why) = judge(&trial, &keys, blobs) {
                broken.push(format!("after change {at} ({change:?}), {loss:?}: {why}"));
            }
        }
    }
    println!(
        "seed {}: {} changes of the disk, {images} images of a wipe, {} broken; {} s",
        seed(),
        journal.len(),
        broken.len(),
        begun.elapsed().as_secs()
    );
    let shown: Vec<&String> = broken.iter().take(5).collect();
    assert!(broken.is_empty() && images > 50, "{images} images: {shown:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wipe_that_is_killed_anywhere_is_finished_by_the_next_opening() {
    let (begun, mut dice) = (Instant::now(), Dice::new(seed()));
    let kills = Tier::asked().of(60, 400, 2_000);
    let world = World::start().await;
    let (home, keys, blobs) = about_to_be_wiped(&world).await;
    let (whole, trial) = (Replay::of(&home), world.path("killed"));
    let put_back = |dice: &mut Dice| {
        let _ = std::fs::remove_dir_all(&trial);
        whole.cut(Loss::Kept, dice).write(&trial);
    };
    put_back(&mut dice);
    let program = Path::new(env!("CARGO_BIN_EXE_proved-phone"));
    let mut opening = Opening::begins(program, &trial);
    let began = Instant::now();
    assert!(opening.is_done(), "a wipe that nobody kills");
    let takes = began.elapsed();
    opening.is_killed();
    judge(&trial, &keys, blobs).expect("wiped without a kill");
    let (mut halfway, mut broken) = (0, Vec::new());
    for number in 0..kills {
        put_back(&mut dice);
        let opening = Opening::begins(program, &trial);
        std::thread::sleep(takes.mul_f64(1.2 * dice.unit()));
        opening.is_killed();
        let journal = trial.join("store/store.wipe").exists();
        halfway += usize::from(journal && !secrets(&trial).is_superset(&keys));
        if let Err(why) = judge(&trial, &keys, blobs) {
            broken.push(format!("kill {number}: {why}"));
        }
    }
    println!(
        "seed {}: {kills} kills in a wipe, {halfway} after the first key and before its end, {} broken; {} s",
        seed(),
        broken.len(),
        begun.elapsed().as_secs()
    );
    assert!(broken.is_empty() && halfway > 0, "{halfway} halfway: {broken:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wipe_without_a_journal_is_found_out() {
    let world = World::start().await;
    let (home, keys, blobs) = about_to_be_wiped(&world).await;
    let mut replay = Replay::of(&home);
    let recording = Recording::of(&home);
    open(&home).expect("the opening wipes").close_and_wait().expect("closed");
    let journal = recording.end();
    let trial = world.path("trial");
    let (mut dice, mut broken) = (Dice::new(seed()), 0);
    for change in &journal {
        replay.goes_on(change);
        if secrets_of(&replay, &trial, &mut dice).is_superset(&keys) {
            continue;
        }
        // The first key is gone: a phone that forgets what it was about to do.
        let _ = std::fs::remove_file(trial.join("store/store.wipe"));
        broken += usize::from(judge(&trial, &keys, blobs).is_err());
        break;
    }
    assert_eq!(broken, 1, "the control must not be finished");
}

fn secrets_of(replay: &Replay, trial: &Path, dice: &mut Dice) -> BTreeSet<Vec<u8>> {
    let _ = std::fs::remove_dir_all(trial);
    replay.cut(Loss::Kept, dice).write(trial);
    secrets(trial)
}
