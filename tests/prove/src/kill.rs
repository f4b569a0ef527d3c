//! A phone whose process is killed at any instant: `SIGKILL`, no goodbye, while it opens, captures, syncs.
//!
//! The phone is the command line's, in a process of its own, against a hub that listens. What it answered with `ok` is
//! acknowledged; the next life must know it, and at the end the hub.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::Hash;
use counterfoil_tests::harness::pictures;
use serde_json::{Value, json};

use crate::dice::Dice;

/// How long a phone lives at most to begin with, in microseconds: opening and some acts fit in.
const LIFE_US: usize = 400_000;

/// The bounds of that, as the machine is fast or has much else to do.
const LIFE_US_RANGE: std::ops::RangeInclusive<usize> = 100_000..=8_000_000;

/// The field that is edited again and again.
pub const EDITED: &str = "a/door";

/// A phone's folder, its program, and what was acknowledged.
pub struct KilledPhone {
    program: PathBuf,
    folder: PathBuf,
    camera: PathBuf,
    order: String,
    dice: Dice,
    next: u32,
    life_us_max: usize,
    /// Remarks that were answered with `ok`.
    pub said: Vec<String>,
    /// Remarks that were asked for and never answered: they may stand, once.
    pub unanswered: Vec<String>,
    /// Photographs that were answered with `ok`.
    pub taken: Vec<Hash>,
    /// Edits of one field that were answered with `ok`.
    pub edits: usize,
    /// What that field may hold: the last edit that was answered with `ok`, and any later one that was not answered.
    pub written: Vec<String>,
    /// What the phone showed when it was asked last.
    pub shown: String,
    /// Lives that ended before the phone answered anything.
    pub silent: usize,
    /// Syncs that were cut off.
    pub syncs_cut: usize,
}

/// One life of the phone.
struct Life {
    child: Arc<Mutex<Child>>,
    into: ChildStdin,
    out: Lines<BufReader<ChildStdout>>,
}

/// What a life does next.
enum Act {
    Says(String),
    Takes(PathBuf, Hash),
    Edits(String),
    Syncs,
}

impl KilledPhone {
    /// A phone in a folder, about one order; `program` is the command line.
    #[must_use]
    pub fn new(program: &Path, folder: &Path, seed: u64) -> Self {
        Self {
            program: program.to_owned(),
            folder: folder.join("phone"),
            camera: folder.join("camera"),
            order: String::new(),
            dice: Dice::new(seed),
            next: 0,
            life_us_max: LIFE_US,
            said: Vec::new(),
            unanswered: Vec::new(),
            taken: Vec::new(),
            edits: 0,
            written: Vec::new(),
            shown: String::new(),
            silent: 0,
            syncs_cut: 0,
        }
    }

    /// Enrols and fetches the order.
    ///
    /// # Panics
    /// When that does not go well: nothing is killed yet.
    pub fn begins(&mut self, invitation: &str, order: &str) {
        order.clone_into(&mut self.order);
        let mut life = self.live();
        for line in [
            json!({"do": "enrol", "invitation": invitation}),
            json!({"do": "begin_shift"}),
            json!({"do": "sync"}),
            json!({"do": "sheet", "order": order}),
        ] {
            let answer = life.asks(&line).expect("an answer");
            assert!(answer.get("ok").is_some(), "{line}: {answer}");
        }
    }

    /// One life, ended at a random instant.
    ///
    /// # Panics
    /// When the phone answers with an error, or ends by itself.
    pub fn lives_and_is_killed(&mut self) {
        let wait = Duration::from_micros(self.dice.below(self.life_us_max) as u64);
        let mut life = self.live();
        let child = life.child.clone();
        let killer = thread::spawn(move || {
            thread::sleep(wait);
            let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
            let alive = child.try_wait().expect("asked").is_none();
            child.kill().expect("killed");
            child.wait().expect("ended");
            alive
        });
        let answers = self.acts_until_the_end(&mut life);
        assert!(killer.join().expect("killed"), "the phone ended by itself");
        self.silent += usize::from(answers == 0);
        // Some die while they open and some while they work, on any machine.
        let fitting = match answers {
            0 => self.life_us_max * 12 / 10,
            1..4 => self.life_us_max,
            _ => self.life_us_max * 9 / 10,
        };
        self.life_us_max = fitting.clamp(*LIFE_US_RANGE.start(), *LIFE_US_RANGE.end());
    }

    /// Says something so many times, sends nothing, and is killed: all of it stands in the log alone.
    ///
    /// # Panics
    /// When the phone does not answer.
    pub fn says_and_is_killed(&mut self, times: usize) {
        let mut life = self.live();
        for _ in 0..times {
            self.next += 1;
            let words = format!("第{}句", self.next);
            let line = self.line(&Act::Says(words.clone()));
            assert!(life.asks(&line).is_some_and(|answer| answer.get("ok").is_some()), "{line}");
            self.said.push(words);
        }
    }

    fn acts_until_the_end(&mut self, life: &mut Life) -> usize {
        let mut answers = 0;
        loop {
            let act = self.next_act();
            let answer = life.asks(&self.line(&act));
            answers += usize::from(answer.is_some());
            match (answer, act) {
                (Some(answer), act) if answer.get("ok").is_some() => self.note(act),
                (Some(answer), _) => panic!("the phone refuses: {answer}"),
                (None, Act::Says(words)) => {
                    self.unanswered.push(words);
                    return answers;
                }
                (None, Act::Edits(value)) => {
                    self.written.push(value);
                    return answers;
                }
                (None, Act::Syncs) => {
                    self.syncs_cut += 1;
                    return answers;
                }
                (None, Act::Takes(..)) => return answers,
            }
        }
    }

    fn next_act(&mut self) -> Act {
        self.next += 1;
        match self.dice.below(8) {
            0 => Act::Syncs,
            1 => {
                let file = pictures::photograph(&self.camera, self.next);
                let hash = sha256(&std::fs::read(&file).expect("a picture"));
                Act::Takes(file, hash)
            }
            2 => Act::Edits(format!("门禁{}#", self.next)),
            _ => Act::Says(format!("第{}句", self.next)),
        }
    }

    fn line(&self, act: &Act) -> Value {
        match act {
            Act::Says(words) => json!({"do": "comment", "order": self.order, "text": words}),
            Act::Takes(file, _) => {
                json!({"do": "photo", "order": self.order, "file": file, "role": "door"})
            }
            Act::Edits(value) => {
                json!({"do": "set", "order": self.order, "fields": {EDITED: value}})
            }
            Act::Syncs => json!({"do": "sync"}),
        }
    }

    fn note(&mut self, act: Act) {
        match act {
            Act::Says(words) => self.said.push(words),
            Act::Takes(_, hash) => self.taken.push(hash),
            Act::Edits(value) => {
                self.edits += 1;
                self.written = vec![value];
            }
            Act::Syncs => {}
        }
    }

    /// Everything goes to the hub; nothing may be left.
    ///
    /// # Panics
    /// When something stays.
    pub fn sends_everything(&mut self) {
        let mut life = self.live();
        for _ in 0..20 {
            life.asks(&json!({"do": "sync"})).expect("an answer");
            let status = life.asks(&json!({"do": "status"})).expect("an answer");
            let left = ["on_phone", "blobs_waiting"].map(|name| status["ok"][name].as_u64());
            if left == [Some(0), Some(0)] {
                return;
            }
        }
        panic!("something stays on the phone");
    }

    /// Asks the phone itself what it shows of the order.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn looks(&mut self) {
        let line = json!({"do": "sheet", "order": self.order});
        self.shown = self.live().asks(&line).expect("an answer")["ok"].to_string();
    }

    /// What a store without a durable log would do: the control.
    ///
    /// # Panics
    /// When there is no log.
    pub fn loses_its_log(&self) {
        std::fs::remove_file(self.folder.join("store/store.db-wal")).expect("a log");
    }

    /// Throws the second copies of what it has not sent away.
    ///
    /// # Panics
    /// When there are none.
    pub fn loses_its_second_copies(&self) {
        std::fs::remove_dir_all(self.folder.join("store/outbox")).expect("segments");
    }

    fn live(&self) -> Life {
        let mut child = Command::new(&self.program)
            .args(["phone", "--dir"])
            .arg(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the phone's program");
        let into = child.stdin.take().expect("a pipe");
        let out = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        Life { child: Arc::new(Mutex::new(child)), into, out }
    }
}

impl Life {
    /// Asks and waits for the answer; `None`: it died before it gave one.
    fn asks(&mut self, line: &Value) -> Option<Value> {
        writeln!(self.into, "{line}").ok()?;
        let answer = self.out.next()?.ok()?;
        serde_json::from_str(&answer).ok()
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let _ = child.wait();
    }
}
