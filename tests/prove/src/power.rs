//! Power cuts at every change of the disk.
//!
//! A script runs once and everything it asks of the disk is written down. Then, at each change, the folder is made
//! anew as a cut at that instant may leave it, and opened as the app opens it. What stands there must be a state
//! between two acts (P2), and no older than the last act that was acknowledged (P1).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use counterfoil_store::StoreError;

use crate::dice::Dice;
use crate::disk::{Change, Image, Journal, Loss, Recording, Replay};

/// What a phone does while the power may go.
pub trait Script: Sync {
    /// What people call it.
    fn name(&self) -> &'static str;

    /// Makes what stands before the recording begins. The folder is empty.
    fn before(&mut self, folder: &Path);

    /// Does one act; it is acknowledged when this returns. `false`: there is no such act, and nothing was done.
    ///
    /// # Errors
    /// Why it could not be done; then nothing of it stands.
    fn act(&mut self, number: usize, folder: &Path) -> Result<bool, StoreError>;

    /// Lets go of the folder, so that it can be copied and thrown away.
    fn ends(&mut self);

    /// Opens the folder as the app does: a word that is the same for the same content.
    ///
    /// # Errors
    /// Why it could not be opened, or what is not whole.
    fn look(&self, folder: &Path) -> Result<String, String>;
}

/// What was found.
#[derive(Debug, Default)]
pub struct Tally {
    /// Images opened.
    pub images: usize,
    /// Changes of the disk at which the power was cut.
    pub cuts: usize,
    /// Acts of the script.
    pub acts: usize,
    /// Acknowledged acts were missing.
    pub lost: usize,
    /// What stood there was no state between two acts.
    pub torn: usize,
    /// It could not be opened, or was not whole.
    pub broken: usize,
    /// The first few, with what is needed to see one again.
    pub examples: Vec<String>,
}

/// Examples kept of what went wrong.
const EXAMPLES_MAX: usize = 5;

impl Tally {
    /// Images in which a promise did not hold.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.lost + self.torn + self.broken
    }
}

/// One image to look at.
struct Job {
    image: Image,
    acknowledged: usize,
    label: String,
}

/// How much is asked, and with which chance.
#[derive(Debug, Clone, Copy)]
pub struct Regime {
    /// Images to look at.
    pub images: usize,
    /// Where chance begins.
    pub seed: u64,
}

/// Cuts the power of a script.
///
/// # Panics
/// When the script fails while nothing goes wrong.
pub fn cut<S: Script>(script: &mut S, regime: Regime) -> Tally {
    let home =
        tempfile::Builder::new().prefix("power").tempdir_in(fast_folder()).expect("a folder");
    let folder = home.path().join("store");
    std::fs::create_dir_all(&folder).expect("a folder");
    script.before(&folder);
    let start = Replay::of(&folder);
    let (journal, acts) = record(script, &folder);
    let script = &*script;
    let states = states(script, &start, &journal, home.path());
    let tally = Arc::new(Mutex::new(Tally { acts, ..Tally::default() }));
    thread::scope(|scope| {
        let (give, take) = sync_channel(4);
        let take = Arc::new(Mutex::new(take));
        for worker in 0..workers() {
            let (take, tally, states) = (take.clone(), tally.clone(), &states);
            let folder = home.path().join(format!("image-{worker}"));
            scope.spawn(move || look_at_all(script, &take, states, &folder, &tally));
        }
        let cuts = images(&start, &journal, regime, &give);
        lock(&tally).cuts = cuts;
    });
    Arc::into_inner(tally).expect("all ended").into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// A folder in memory where there is one: an image is written and read once.
pub(crate) fn fast_folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

fn record<S: Script>(script: &mut S, folder: &Path) -> (Journal, usize) {
    let recording = Recording::of(folder);
    let mut act = 0;
    while script.act(act, folder).expect("nothing goes wrong") {
        recording.acknowledged();
        act += 1;
    }
    let journal = recording.end();
    script.ends();
    (journal, act)
}

/// The states between acts: after how many acknowledged acts each stood, the beginning among them.
fn states(
    script: &impl Script,
    start: &Replay,
    journal: &Journal,
    home: &Path,
) -> HashMap<String, Vec<usize>> {
    let mut states: HashMap<String, Vec<usize>> = HashMap::new();
    let mut replay = start.clone();
    let folder = home.join("state");
    let mut keep = |replay: &Replay| {
        replay.cut(Loss::Kept, &mut Dice::new(0)).write(&folder);
        let acts = replay.acknowledged();
        let state = script.look(&folder).unwrap_or_else(|why| panic!("after {acts} acts: {why}"));
        states.entry(state).or_default().push(acts);
    };
    keep(&replay);
    for change in journal {
        replay.goes_on(change);
        if matches!(change, Change::Acknowledged) {
            keep(&replay);
        }
    }
    states
}

/// Makes images until there are enough; the number of changes at which the power was cut.
fn images(start: &Replay, journal: &Journal, regime: Regime, give: &SyncSender<Job>) -> usize {
    let worth = |change: &Change| !matches!(change, Change::Acknowledged);
    let cuts = journal.iter().filter(|change| worth(change)).count();
    let mut dice = Dice::new(regime.seed);
    // Of a script with more cuts than images are asked for, some; of one with fewer, each again with other chances.
    let share = regime.images as f64 / (cuts * Loss::ALL.len()).max(1) as f64;
    let (mut made, mut round) = (0, 0);
    while made < regime.images {
        let mut replay = start.clone();
        for (at, change) in journal.iter().enumerate() {
            replay.goes_on(change);
            if !worth(change) {
                continue;
            }
            for loss in Loss::ALL {
                let settled = replay.is_settled();
                // Without chance there is nothing new in a second round, nor where nothing is pending.
                let certain = settled || matches!(loss, Loss::Kept | Loss::Lost);
                let again = certain && (round > 0 || (settled && loss != Loss::Kept));
                if again || made >= regime.images || dice.unit() >= share {
                    continue;
                }
                made += 1;
                let label = format!("seed {}, round {round}, change {at}, {loss:?}", regime.seed);
                let acknowledged = replay.acknowledged();
                let image = replay.cut(loss, &mut dice);
                give.send(Job { image, acknowledged, label }).expect("somebody looks");
            }
        }
        round += 1;
    }
    cuts
}

fn look_at_all(
    script: &impl Script,
    take: &Mutex<Receiver<Job>>,
    states: &HashMap<String, Vec<usize>>,
    folder: &Path,
    tally: &Mutex<Tally>,
) {
    loop {
        let job = lock(take).recv();
        let Ok(job) = job else { return };
        job.image.write(folder);
        let found = script.look(folder);
        let mut tally = lock(tally);
        tally.images += 1;
        let wrong = match found {
            Err(why) => {
                tally.broken += 1;
                Some(why)
            }
            Ok(state) => judge(states.get(&state), job.acknowledged, &mut tally),
        };
        if let Some(why) = wrong
            && tally.examples.len() < EXAMPLES_MAX
        {
            let (name, label, acts) = (script.name(), &job.label, job.acknowledged);
            tally.examples.push(format!("{name}: {label}, {acts} acts acknowledged: {why}"));
        }
    }
}

fn judge(state: Option<&Vec<usize>>, acknowledged: usize, tally: &mut Tally) -> Option<String> {
    let Some(acts) = state else {
        tally.torn += 1;
        return Some("no state between two acts".to_owned());
    };
    let newest = acts.iter().max().copied().unwrap_or(0);
    if newest < acknowledged {
        tally.lost += 1;
        return Some(format!("only {newest} stand"));
    }
    None
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
