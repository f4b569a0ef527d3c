//! Places where bytes of others come in. Each has a target (what may never happen, whatever the bytes are), and a
//! corpus: real inputs, from which broken ones are made by a seed. `fuzz/` has the same targets for cargo-fuzz.

mod apply;
mod corpus;
mod envelope;
mod erasing;
mod forms;
mod imports;
mod machine;
mod pre_scan;
mod projection;
mod routes;
mod salvage;
mod scans;
mod strokes;

mod pictures;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::dice::Dice;

/// One place.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// What people call it.
    pub name: &'static str,
    /// Takes bytes; panics when something happened that may not.
    pub run: fn(&[u8]),
    /// Real inputs.
    pub corpus: fn() -> Vec<Vec<u8>>,
    /// How many broken inputs the small tier makes: some seconds.
    pub rounds: usize,
}

/// All thirteen.
#[must_use]
pub fn targets() -> [Target; 13] {
    let one = |name, run, corpus, rounds| Target { name, run, corpus, rounds };
    [
        one("pre_scan", pre_scan::target, pre_scan::corpus, 40_000),
        one("envelope", envelope::target, envelope::corpus, 40_000),
        one("apply", apply::target, apply::corpus, 4_000),
        one("projection", projection::target, projection::corpus, 300),
        one("machine", machine::target, machine::corpus, 800),
        one("routes", routes::target, routes::corpus, 1_000),
        one("pictures", pictures::target, pictures::corpus, 150),
        one("strokes", strokes::target, strokes::corpus, 5_000),
        one("forms", forms::target, forms::corpus, 3_000),
        one("scans", scans::target, scans::corpus, 800),
        one("salvage", salvage::target, salvage::corpus, 25),
        one("imports", imports::target, imports::corpus, 400),
        one("erasing", erasing::target, erasing::corpus, 20),
    ]
}

/// One of them by its name, for `fuzz/`.
///
/// # Panics
/// When there is none of this name.
#[must_use]
pub fn target(name: &str) -> fn(&[u8]) {
    targets().into_iter().find(|target| target.name == name).expect("a target").run
}

/// Orders that inputs of `routes` have erased in this process: how far they get.
#[must_use]
pub fn erased_by_routes() -> usize {
    routes::erased()
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Real inputs.
    pub real: usize,
    /// Broken ones.
    pub broken: usize,
    /// The longest that one of them took.
    pub slowest: Duration,
    /// Inputs at which something happened that may not, with the round in which they were made.
    pub failures: Vec<(usize, Vec<u8>)>,
}

/// Failures after which a hunt ends.
const FAILURES_MAX: usize = 5;

/// Gives a target its corpus, and `rounds` inputs that are made from it.
#[must_use]
pub fn hunt(target: &Target, rounds: usize, seed: u64) -> Found {
    let corpus = (target.corpus)();
    let (mut found, mut dice) = (Found { real: corpus.len(), ..Found::default() }, Dice::new(seed));
    for (round, input) in corpus.iter().enumerate() {
        found.one(target, round, input);
    }
    for round in 0..rounds {
        if found.failures.len() >= FAILURES_MAX || corpus.is_empty() {
            break;
        }
        let (one, other) = (dice.below(corpus.len()), dice.below(corpus.len()));
        let input = mutated(&corpus[one], &corpus[other], &mut dice);
        found.broken += 1;
        found.one(target, round, &input);
    }
    found
}

impl Found {
    fn one(&mut self, target: &Target, round: usize, input: &[u8]) {
        let began = Instant::now();
        if catch_unwind(AssertUnwindSafe(|| (target.run)(input))).is_err() {
            self.failures.push((round, input.to_vec()));
        }
        self.slowest = self.slowest.max(began.elapsed());
    }
}

/// One to eight accidents: bits, bytes, numbers of note, pieces put in, cut out, doubled, taken from another input.
fn mutated(bytes: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    const NOTED: [u8; 10] = [0, 1, 0x7f, 0x80, 0xff, 0x18, 0x1b, 0x9f, b'"', b'%'];
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(8) {
        if bytes.is_empty() {
            bytes.push(dice.throw() as u8);
        }
        let (at, len) = (dice.below(bytes.len()), 1 + dice.below(16));
        let end = (at + len).min(bytes.len());
        match dice.below(10) {
            0 | 1 => bytes[at] ^= 1 << dice.below(8),
            2 => bytes[at] = dice.throw() as u8,
            3 => bytes[at] = NOTED[dice.below(NOTED.len())],
            4 => bytes[at] = bytes[at].wrapping_add(1),
            5 => drop(bytes.splice(at..at, dice.bytes(len))),
            6 => drop(bytes.drain(at..end)),
            7 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            8 if !other.is_empty() => {
                let from = dice.below(other.len());
                let piece = other[from..(from + 4 * len).min(other.len())].to_vec();
                bytes.splice(at..end, piece);
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}
