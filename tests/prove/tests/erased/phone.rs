//! A phone that erases, under power cuts and kills: opened again and in contact, it has not a word of the order, and all
//! that is unsent on another one. Before it tells the hub that it is done, it is.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use counterfoil_client::captures::PhotoSource;
use counterfoil_client::syncing::Budget;
use counterfoil_domain::ids::SubjectId;
use counterfoil_prove::canary::{Flock, words};
use counterfoil_prove::dice::Dice;
use counterfoil_prove::disk::{self, Change, Journal, Loss, Recording, Replay};
use counterfoil_prove::kill_erasing::{SYNCS, open_untold};
use counterfoil_prove::kill_wipe::Opening;
use counterfoil_prove::pages::pages;
use counterfoil_prove::tier::{Tier, seed};
use counterfoil_store::outbox;
use counterfoil_tests::harness::dump::{values, with_store_in};
use counterfoil_tests::harness::world::files_below;
use counterfoil_tests::harness::{World, pictures};
use serde_json::json;

/// A phone that is about to hear of an erasure, closed.
struct Told {
    world: World,
    home: PathBuf,
    /// The order's words: of the hub's, of its own that were sent, and of one that was not.
    flock: Flock,
    /// What is unsent on the order beside it.
    beside: Flock,
    photo: String,
    next_door: SubjectId,
}

async fn about_to_erase(dice: &mut Dice) -> Told {
    let world = World::start().await;
    let mut ann = world.played("ann", &["courier"], false).await;
    let (mut flock, mut beside) = (Flock::default(), Flock::default());
    let (name, sent, late) = (words(dice, 8), words(dice, 12), words(dice, 12));
    for (kind, secret) in [("name", &name), ("remark", &sent), ("late remark", &late)] {
        flock.plant(kind, secret.as_bytes());
    }
    let other = words(dice, 12);
    beside.plant("remark", other.as_bytes());
    let fields = json!({ "contact/name": name });
    let order = world.order_with("parcel", Some(ann.person), fields).await;
    let next_door = world.order("parcel", ann.person).await;
    ann.syncs().await;
    let captures = ann.phone().captures();
    captures.comment(order, &sent).expect("said");
    let path = pictures::photograph(&ann.home.join("camera"), 9);
    let source = PhotoSource { path, preview: None, role: "door".to_owned() };
    let photo = captures.photo(order, &source).expect("taken").original.to_string();
    ann.syncs().await;
    // In a cellar: words on both, while the office erases the one.
    let captures = ann.phone().captures();
    captures.comment(next_door, &other).expect("said");
    captures.comment(order, &late).expect("said");
    let asked = json!({ "reason": "request", "basis": "PIPL 47" });
    world.post(&format!("/v1/office/orders/{order}/erase"), &asked).await;
    ann.closes();
    std::fs::remove_dir_all(ann.home.join("camera")).expect("the host's own");
    let _ = std::fs::remove_file(ann.home.join("store/reserve"));
    let home = ann.home.clone();
    Told { world, home, flock, beside, photo, next_door }
}

/// What of these secrets stands in a phone's folders, for who has its keys: in every row and on every page of its
/// database, those that are free too, and in every other file.
fn found(flock: &Flock, home: &Path) -> Vec<String> {
    let mut all = Vec::new();
    let mut look = |place: &str, bytes: &[u8]| {
        all.extend(flock.found_in(bytes).iter().map(|one| format!("{}: {place}", one.kind)));
    };
    let store = home.join("store");
    let (rows, pages) = with_store_in((&home.join("secrets"), &store), |connection, _| {
        Ok((values(connection)?, pages(connection)))
    });
    rows.iter().for_each(|(place, bytes)| look(place, bytes));
    look("a page", &pages);
    for file in files_below(home) {
        look(&file.display().to_string(), &std::fs::read(&file).unwrap_or_default());
    }
    all
}

/// Why a phone that has told, or has been in contact again, is not as it should be, if it is not.
fn judge(home: &Path, told: &Told) -> Result<(), String> {
    let left = found(&told.flock, home);
    if !left.is_empty() {
        return Err(format!("still there: {left:?}"));
    }
    if files_below(home).iter().any(|file| file.to_string_lossy().contains(&told.photo)) {
        return Err("the photograph's bytes are there".to_owned());
    }
    let whole = with_store_in((&home.join("secrets"), &home.join("store")), |connection, _| {
        let own = outbox::counts(connection)?;
        Ok(own.unsent)
    });
    if found(&told.beside, home).is_empty() {
        return Err(format!("the words beside it are gone, {whole} unsent"));
    }
    Ok(())
}

/// Opens the phone and lets it sync: its word that it is done does not get through.
async fn opens_and_syncs(home: &Path, said: fn()) -> Result<(), String> {
    let phone = open_untold(home, said).map_err(|why| format!("does not open: {why}"))?;
    let _ = phone.syncing().run(Budget::default()).await;
    phone.close_and_wait().map_err(|why| why.to_string())
}

/// An erasure that nobody cuts, every change of the disk written down; an acknowledgement stands where the phone tells.
async fn recorded(told: &Told) -> (Replay, Journal) {
    let replay = Replay::of(&told.home);
    let recording = Recording::of(&told.home);
    opens_and_syncs(&told.home, disk::acknowledged).await.expect("it erases");
    let journal = recording.end();
    judge(&told.home, told).expect("erased without a cut");
    (replay, journal)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_on_a_phone_that_is_cut_anywhere_is_finished_by_the_next_contact() {
    let (begun, seed) = (Instant::now(), seed());
    let mut dice = Dice::new(seed);
    let told = about_to_erase(&mut dice).await;
    judge(&told.home, &told).expect_err("the control: its words are there");
    let (mut replay, journal) = recorded(&told).await;
    let said = journal.iter().position(|change| *change == Change::Acknowledged);
    let said = said.expect("the phone tells when it is done");
    let trial = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let trial = trial.expect("a folder");
    let trial = trial.path().join("trial");
    let images = Tier::asked().of(48, 400, 4_000);
    let (stride, mut before, mut after) = ((journal.len() * 4).div_ceil(images), 0, 0);
    let mut broken = Vec::new();
    for (at, change) in journal.iter().enumerate() {
        replay.goes_on(change);
        for (number, loss) in Loss::ALL.into_iter().enumerate() {
            // Around the phone's word each image is made: what it says must be true of the disk.
            let near = (said..said + 3).contains(&at);
            if (at * 4 + number) % stride != 0 && !near {
                continue;
            }
            let _ = std::fs::remove_dir_all(&trial);
            replay.cut(loss, &mut dice).write(&trial);
            let opened = match at < said {
                true => opens_and_syncs(&trial, || {}).await,
                false => Ok(()),
            };
            (before, after) = if at < said { (before + 1, after) } else { (before, after + 1) };
            if let Err(why) = opened.and_then(|()| judge(&trial, &told)) {
                broken.push(format!("after change {at} ({change:?}), {loss:?}: {why}"));
            }
        }
    }
    println!(
        "seed {seed}: {} changes of the disk, {before} images of an erasure before the phone told and {after} after it, \
         {} broken; {} s",
        journal.len(),
        broken.len(),
        begun.elapsed().as_secs()
    );
    let shown: Vec<&String> = broken.iter().take(5).collect();
    assert!(broken.is_empty() && before > 20 && after > 3, "{before}, {after}: {shown:#?}");
    // At the hub stands what was unsent beside it, once, however many copies of the phone sent it.
    let sheet = told.world.hub_sheet(told.next_door).await;
    assert_eq!(sheet.timeline.iter().filter(|row| row.kind == "comment").count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_tells_before_it_has_erased_is_found_out() {
    let mut dice = Dice::new(seed());
    let told = about_to_erase(&mut dice).await;
    let (mut replay, journal) = recorded(&told).await;
    let said = journal.iter().position(|change| *change == Change::Acknowledged);
    let trial = told.world.path("trial");
    // As if its word had gone out in the middle: what lies on the disk there would never be asked for again.
    let mut noticed = 0;
    for change in &journal[..said.expect("it tells") / 2] {
        replay.goes_on(change);
    }
    for loss in Loss::ALL {
        let _ = std::fs::remove_dir_all(&trial);
        replay.cut(loss, &mut dice).write(&trial);
        noticed += usize::from(judge(&trial, &told).is_err());
    }
    assert_eq!(noticed, Loss::ALL.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_on_a_phone_that_is_killed_anywhere_is_finished_by_the_next_contact() {
    let (begun, seed) = (Instant::now(), seed());
    let mut dice = Dice::new(seed);
    let kills = Tier::asked().of(12, 150, 1_000);
    let told = about_to_erase(&mut dice).await;
    let (whole, trial) = (Replay::of(&told.home), told.world.path("killed"));
    let put_back = |dice: &mut Dice| {
        let _ = std::fs::remove_dir_all(&trial);
        whole.cut(Loss::Kept, dice).write(&trial);
    };
    let program = Path::new(env!("CARGO_BIN_EXE_proved-phone"));
    let syncing = || Opening::of(program, &[SYNCS.as_ref(), trial.as_os_str()]);
    let mut takes = Duration::ZERO;
    for _ in 0..3 {
        put_back(&mut dice);
        let (mut whole, began) = (syncing(), Instant::now());
        assert!(whole.is_done(), "an erasure that nobody kills");
        takes = takes.max(began.elapsed());
        whole.is_killed();
    }
    judge(&trial, &told).expect("erased without a kill");
    let (mut within, mut broken) = (0, Vec::new());
    for number in 0..kills {
        put_back(&mut dice);
        let process = syncing();
        std::thread::sleep(takes.mul_f64(1.1 * dice.unit()));
        process.is_killed();
        within += usize::from(!found_in_files(&told, &trial));
        let opened = opens_and_syncs(&trial, || {}).await;
        if let Err(why) = opened.and_then(|()| judge(&trial, &told)) {
            broken.push(format!("kill {number}: {why}"));
        }
    }
    println!(
        "seed {seed}: {kills} phones killed in a session that erases, of {} ms, {within} with the photograph gone; \
         {} broken; {} s",
        takes.as_millis(),
        broken.len(),
        begun.elapsed().as_secs()
    );
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Whether the photograph's bytes are there: they go last.
fn found_in_files(told: &Told, home: &Path) -> bool {
    files_below(home).iter().any(|file| file.to_string_lossy().contains(&told.photo))
}
