//! `counterfoil day`: a hub and two phones as real processes, hours without signal, and nothing lost.
//!
//! Ann is a courier, Bo a technician. They pull, lose signal, and work; Ann's phone is killed in the middle of
//! a photograph; the office edits an address and cancels an order that is being delivered; signal returns and
//! is cut in the middle. At the end each phone holds a certificate "nothing left on this phone", and every
//! envelope and photograph is compared with what the hub holds.

pub mod chance;
mod check;
mod evening;
pub mod material;
mod morning;
mod noon;
pub mod office;
pub mod process;
pub mod report;
pub mod signal;
pub mod words;

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::CliError;
use crate::args::DayArgs;
use chance::Chance;
use office::Office;
use process::{HubProcess, PhoneProcess};
use report::collect::DayFacts;
use report::record::NetworkRecord;
use signal::Signal;
use words::Teller;

/// Steps that the teller counts.
const STEPS: u64 = 20;

/// An order of the day.
#[derive(Debug, Clone)]
struct DayOrder {
    id: String,
    owner: String,
    kind: String,
    code: String,
}

/// Everything that is going on.
struct Day {
    teller: Teller,
    chance: Chance,
    signal: Signal,
    hub: HubProcess,
    office: Office,
    ann: PhoneProcess,
    bo: PhoneProcess,
    people: [String; 2],
    orders: Vec<DayOrder>,
    photos: Vec<PathBuf>,
    track: Vec<(f64, f64)>,
    began_ms: u64,
}

/// Plays the day. An error means that something was lost, doubled or differs.
pub async fn day(args: DayArgs) -> Result<(), CliError> {
    let temporary = match &args.dir {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("counterfoil-day-").tempdir()?),
    };
    let dir = match (&args.dir, &temporary) {
        (Some(dir), _) => dir.clone(),
        (None, Some(made)) => made.path().to_owned(),
        (None, None) => return Err("no folder for the day".into()),
    };
    let started = Instant::now();
    let outcome = play(&args, &dir).await;
    if let Some(made) = temporary
        && (args.keep || outcome.is_err())
    {
        let kept = made.keep();
        println!("{}", kept.display());
    }
    outcome?;
    let seconds = started.elapsed().as_secs_f64();
    let words = match args.lang {
        crate::args::Lang::Zh => {
            format!("这一天没有丢失任何记录({seconds:.1} 秒,种子 {})", args.seed)
        }
        crate::args::Lang::En => {
            format!("Nothing was lost today ({seconds:.1} s, seed {})", args.seed)
        }
    };
    println!("{words}");
    Ok(())
}

async fn play(args: &DayArgs, dir: &Path) -> Result<(), CliError> {
    let mut day = Day::begin(args, dir).await?;
    day.morning().await?;
    day.without_signal().await?;
    day.evening().await?;
    let counted = day.check().await?;
    let report = day.write_report(args).await?;
    day.teller.finish();
    println!("{counted}");
    println!("{}", report.display());
    let Day { ann, bo, mut hub, .. } = day;
    ann.close().await?;
    bo.close().await?;
    hub.kill().await
}

impl Day {
    /// The day's report, as a page for people.
    async fn write_report(&mut self, args: &DayArgs) -> Result<PathBuf, CliError> {
        let network = NetworkRecord {
            carried_bytes: self.signal.carried_bytes(),
            cuts: self.signal.cuts(),
            without_signal_ms: self.signal.gone_ms(),
        };
        let (began_ms, ended_ms) = (self.began_ms, signal::now_ms());
        let facts = DayFacts { seed: args.seed, began_ms, ended_ms, network };
        let phones = &mut [&mut self.ann, &mut self.bo];
        let record = report::collect::collect(facts, &self.office, phones).await?;
        if !report::nothing_lost(&record) {
            return Err("the report finds a difference between a phone and the hub".into());
        }
        report::write_report(&record, &args.report, args.lang)?;
        Ok(args.report.clone())
    }

    fn of<'a>(&'a self, owner: &'a str, kind: &'a str) -> impl Iterator<Item = &'a DayOrder> {
        self.orders.iter().filter(move |order| order.owner == owner && order.kind == kind)
    }

    fn nth(&self, owner: &str, kind: &str, n: usize) -> Result<DayOrder, CliError> {
        let found = self.of(owner, kind).nth(n).cloned();
        found.ok_or_else(|| format!("{owner} has no {kind} number {n}").into())
    }

    fn photo(&self, n: usize) -> String {
        self.photos[n % self.photos.len()].display().to_string()
    }
}
