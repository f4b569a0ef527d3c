//! Runs of many seeds until the time is over, and what a failing one leaves: a command that replays it and a trace.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::chance::Chance;
use super::plan::Plan;
use super::world::{Tally, World};

/// Steps of a run, about.
pub const LENGTH: usize = 100;
const DAY_MINUTES: u64 = 24 * 60;

/// What one run came to.
#[derive(Debug)]
pub struct Outcome {
    /// What the laws found.
    pub found: Vec<String>,
    /// What was done.
    pub tally: Tally,
    /// Requests, and those of them that met a trouble.
    pub requests: (u64, u64),
    /// Acknowledged envelopes, and those of them whose every disk was gone.
    pub envelopes: (u64, u64),
}

/// Plays a plan in a thread's own runtime, to its end and through the laws.
///
/// # Panics
/// When the world cannot be made.
#[must_use]
pub fn play(plan: Plan) -> Outcome {
    let _chance = Chance::from_seed(plan.seed);
    on_one_thread(async {
        let mut world = World::begins(plan).await;
        world.happens().await;
        world.settles().await;
        let found = world.laws().await;
        outcome(&world, found)
    })
}

/// Runs something on this thread, with the threads beside it that the hub's storage wants.
///
/// # Panics
/// When there is no runtime to be had.
pub fn on_one_thread<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work)
}

fn outcome(world: &World, found: Vec<String>) -> Outcome {
    let told = world.air.told();
    let lost = world.ledger.excused.len() as u64;
    Outcome {
        found,
        tally: world.tally,
        requests: (told.requests, told.troubled),
        envelopes: (world.ledger.entries.len() as u64, lost),
    }
}

/// What many runs came to.
#[derive(Debug, Default)]
pub struct Sum {
    /// Runs.
    pub runs: u64,
    /// What was done in all of them.
    pub tally: Tally,
    /// Requests, and those of them that met a trouble.
    pub requests: (u64, u64),
    /// Acknowledged envelopes, and those of them whose every disk was gone.
    pub envelopes: (u64, u64),
    /// What the first failing run found, with what is needed to see it again.
    pub failure: Option<String>,
}

impl Sum {
    /// Days that phones lived through, all of them together.
    #[must_use]
    pub fn device_days(&self) -> u64 {
        self.tally.device_minutes / DAY_MINUTES
    }

    fn takes(&mut self, outcome: &Outcome) {
        let Tally { acts, refused, syncs, garbled, device_minutes } = outcome.tally;
        self.runs += 1;
        self.tally.acts += acts;
        self.tally.refused += refused;
        self.tally.syncs += syncs;
        self.tally.garbled += garbled;
        self.tally.device_minutes += device_minutes;
        self.requests.0 += outcome.requests.0;
        self.requests.1 += outcome.requests.1;
        self.envelopes.0 += outcome.envelopes.0;
        self.envelopes.1 += outcome.envelopes.1;
    }
}

/// Plays seed after seed until the time is over, so many were played, or one fails.
///
/// # Panics
/// When a world cannot be made.
#[must_use]
pub fn play_for(time: Duration, first_seed: u64, runs_max: u64) -> Sum {
    let begun = Instant::now();
    let mut sum = Sum::default();
    let mut seed = first_seed.wrapping_mul(1_000_000);
    while begun.elapsed() < time && sum.runs < runs_max {
        let plan = Plan::of(seed, LENGTH);
        let outcome = play(plan.clone());
        sum.takes(&outcome);
        if !outcome.found.is_empty() {
            sum.failure = Some(told(&plan, &outcome.found));
            break;
        }
        seed += 1;
    }
    sum
}

/// A failure with the command that shows it again; its trace lies beside.
#[must_use]
pub fn told(plan: &Plan, found: &[String]) -> String {
    let path = trace_file(plan.seed);
    let kept = std::fs::write(&path, plan.to_text()).is_ok();
    let mut text = format!(
        "seed {}:\n{}\nsee it again: SIM_SEED={} cargo test --workspace --test simulator one_run -- --nocapture",
        plan.seed,
        found.join("\n"),
        plan.seed
    );
    if kept {
        text.push_str(&format!("\nor, from its trace: SIM_TRACE={} …", path.display()));
    }
    text
}

fn trace_file(seed: u64) -> PathBuf {
    std::env::temp_dir().join(format!("counterfoil-simulator-{seed}.trace"))
}
