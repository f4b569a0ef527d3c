//! Every call of the disk fails once, or from then on for good, in every kind of act: what was refused is not there,
//! what was acknowledged is, and when the disk works again the same act succeeds.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::dice::Dice;
use crate::disk::{self, Fault, Image, Kind, Loss, Recording, Replay};
use crate::power::{Script as _, fast_folder};
use crate::scripts::{ROUND_ACTS, StoreDay};

/// How much is asked.
#[derive(Debug, Clone, Copy)]
pub struct Regime {
    /// Of every so many calls one fails.
    pub stride: u64,
    /// Acts of the day that are tried: all kinds come in [`ROUND_ACTS`] + 2.
    pub acts: usize,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Tally {
    /// Calls that failed, each in a run of its own.
    pub failed: usize,
    /// Acts that were refused because SQLite got no memory.
    pub starved: usize,
    /// Of these runs, those in which the act was acknowledged all the same.
    pub survived: usize,
    /// Runs in which a promise did not hold, with what is needed to see it again.
    pub broken: Vec<String>,
}

/// One act with what stood before and after it.
struct Trial<'a> {
    number: usize,
    before: &'a StoreDay,
    was_on: bool,
    image: Image,
    states: [String; 2],
}

/// Goes through the day; lets the calls of each act fail.
///
/// # Panics
/// When the day fails while nothing goes wrong.
#[must_use]
pub fn fail(regime: Regime) -> Tally {
    let home =
        tempfile::Builder::new().prefix("failing").tempdir_in(fast_folder()).expect("a folder");
    let (folder, trial) = (home.path().join("store"), home.path().join("trial"));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut day = StoreDay::new(1 + regime.acts / ROUND_ACTS);
    let mut tally = Tally::default();
    for number in 0..regime.acts {
        let image = Replay::of(&folder).cut(Loss::Kept, &mut Dice::new(0));
        let (before, was_on) = (day.off(), day.is_on());
        image.write(&trial);
        let old = before.look(&trial).expect("whole before");
        assert!(day.act(number, &folder).expect("nothing goes wrong"), "an act");
        let new = day.state().expect("whole after");
        let states = [old, new];
        let one = Trial { number, before: &before, was_on, image, states };
        for kind in [Kind::Full, Kind::Broken, Kind::Short, Kind::Busy] {
            for for_good in [false, true] {
                one.each_call(kind, for_good, regime.stride, &trial, &mut tally);
            }
        }
        one.each_shortage(&trial, &mut tally);
    }
    tally
}

/// Bytes that SQLite may take beyond what it holds, until it has enough.
const SHORTAGES_BYTES: [i64; 9] = [0, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 65_536, 262_144];

impl Trial<'_> {
    fn each_call(&self, kind: Kind, for_good: bool, stride: u64, folder: &Path, tally: &mut Tally) {
        if kind == Kind::Busy && for_good {
            // Somebody who never lets go costs the busy timeout at each call; nobody can: the folder has a lock.
            return;
        }
        for from_call in (1..).step_by(usize::try_from(stride).unwrap_or(1)) {
            let fault = Fault { kind, from_call, for_good };
            match self.once(fault, folder) {
                Ok(None) => return,
                Ok(Some(acknowledged)) => {
                    tally.failed += 1;
                    tally.survived += usize::from(acknowledged);
                }
                Err(why) => {
                    tally.failed += 1;
                    tally.broken.push(format!("act {}, {fault:?}: {why}", self.number));
                }
            }
        }
    }

    /// SQLite gets no more memory than a little.
    fn each_shortage(&self, folder: &Path, tally: &mut Tally) {
        for more_bytes in SHORTAGES_BYTES {
            let run = self.begun(folder).and_then(|mut day| {
                let act = || day.act(self.number, folder);
                let done =
                    disk::short_of_memory(more_bytes, || catch_unwind(AssertUnwindSafe(act)));
                let done = done.map_err(|_| "a panic".to_owned())?;
                self.ended(day, folder, done.is_ok())?;
                Ok(done.is_ok())
            });
            match run {
                Ok(true) => tally.survived += 1,
                Ok(false) => tally.starved += 1,
                Err(why) => {
                    tally.broken.push(format!("act {}, {more_bytes} B more: {why}", self.number));
                }
            }
        }
    }

    /// The phone as it was before the act, on a folder of its own.
    fn begun(&self, folder: &Path) -> Result<StoreDay, String> {
        self.image.write(folder);
        let mut day = self.before.off();
        if self.was_on {
            day.switch_on(folder).map_err(|error| format!("before: {error}"))?;
        }
        Ok(day)
    }

    /// One run; whether the act was acknowledged. `None`: no call failed, there are no more.
    fn once(&self, fault: Fault, folder: &Path) -> Result<Option<bool>, String> {
        let mut day = self.begun(folder)?;
        let recording = Recording::of(folder);
        recording.fails(Some(fault));
        let done = catch_unwind(AssertUnwindSafe(|| day.act(self.number, folder)));
        let (_, fired) = recording.faults_met();
        recording.fails(None);
        drop(recording);
        let done = done.map_err(|_| "a panic".to_owned())?;
        if !fired {
            return done.map(|_| None).map_err(|error| format!("nothing failed, and yet: {error}"));
        }
        self.ended(day, folder, done.is_ok())?;
        Ok(Some(done.is_ok()))
    }

    /// What went wrong is over: the same process, the next one, and the act once more.
    fn ended(&self, mut day: StoreDay, folder: &Path, acknowledged: bool) -> Result<(), String> {
        if day.is_on() {
            let state = day.state().map_err(|why| format!("in the same process: {why}"))?;
            self.judge(&state, acknowledged)?;
        }
        day.ends();
        let found = self.before.look(folder).map_err(|why| format!("opened again: {why}"))?;
        self.judge(&found, acknowledged)?;
        if !acknowledged && found == self.states[0] {
            self.again(folder)?;
        }
        Ok(())
    }

    fn judge(&self, state: &String, acknowledged: bool) -> Result<(), String> {
        if *state == self.states[1] || (!acknowledged && *state == self.states[0]) {
            return Ok(());
        }
        Err(if *state == self.states[0] { "acknowledged and lost" } else { "half an act" }
            .to_owned())
    }

    /// The disk works again, and so does the act.
    fn again(&self, folder: &Path) -> Result<(), String> {
        let mut day = self.before.off();
        if self.was_on {
            day.switch_on(folder).map_err(|error| format!("switched on again: {error}"))?;
        }
        day.act(self.number, folder).map_err(|error| format!("done again: {error}"))?;
        let state = day.state()?;
        if state == self.states[1] { Ok(()) } else { Err("done again, it is another".to_owned()) }
    }
}
