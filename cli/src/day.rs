//! `counterfoil day`: a hub and three phones as real processes, hours without signal, and nothing lost.
//!
//! The dispatcher imports 220 orders. Ann and Chen are couriers, Bo is a technician. They pull, lose signal, and
//! work; Ann's phone is killed in the middle of a photograph; the dispatcher changes addresses, cancels an order
//! that Ann is delivering and gives one of Bo's to Chen; signal returns and is cut in the middle of syncs and of
//! uploads. At the end each phone holds a certificate "nothing left on this phone", and every envelope and
//! photograph is compared with what the hub holds. Everything that is left to chance follows from the seed.

pub mod chance;
mod check;
mod closing;
mod cold;
mod desk;
mod doors;
mod evening;
mod handover;
mod hands;
pub mod ledger;
mod loading;
pub mod material;
mod morning;
pub mod office;
mod power;
pub mod process;
mod repairs;
pub mod report;
mod roster;
mod settling;
pub mod signal;
mod station;
mod warranty;
pub mod words;

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::CliError;
use crate::args::DayArgs;
use chance::Chance;
use material::Camera;
use office::Office;
use process::{HubProcess, PhoneProcess};
use report::collect::DayFacts;
use report::record::NetworkRecord;
use roster::{DayOrder, Roster, Who};
use signal::Signal;
use words::Teller;

/// Steps that the teller counts.
const STEPS: u64 = 50;

/// Places at which a drive along the whole track stops, about.
const STOPS_OF_A_DRIVE: usize = 12;

/// Everything that is going on.
struct Day {
    teller: Teller,
    chance: Chance,
    signal: Signal,
    hub: HubProcess,
    office: Office,
    ann: PhoneProcess,
    bo: PhoneProcess,
    chen: PhoneProcess,
    /// Ids at the hub, in the order of [`Who::ALL`].
    people: [String; 3],
    roster: Roster,
    /// The folder of the outlet's scanner.
    scanner: PathBuf,
    /// What Ann handed to Chen.
    handed: Vec<DayOrder>,
    /// What Ann brought back.
    returned: Vec<DayOrder>,
    camera: Camera,
    track: Vec<(f64, f64)>,
    /// How far each has come on it, in the order of [`Who::ALL`].
    walked: [usize; 3],
    /// What the dispatcher cancelled while Ann delivered it.
    cancelled: Option<DayOrder>,
    /// Whose address Ann proposes to change.
    proposed: Option<DayOrder>,
    /// Of which the dispatcher and Ann set the same field.
    twice: Option<DayOrder>,
    /// What the dispatcher gave to Chen while Bo worked on it.
    reassigned: Option<DayOrder>,
    /// The repair of which it is asked whether it is under warranty.
    disputed: Option<DayOrder>,
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
    let outcome = play(&args, &dir).await;
    if let Some(made) = temporary
        && (args.keep || outcome.is_err())
    {
        let kept = made.keep();
        println!("{}", kept.display());
    }
    outcome
}

async fn play(args: &DayArgs, dir: &Path) -> Result<(), CliError> {
    let started = Instant::now();
    let mut day = Day::begin(args, dir).await?;
    day.morning().await?;
    day.hours_without_signal().await?;
    day.evening().await?;
    let mut scanner = day.scanner_goes_home().await?;
    let counted = day.check(&mut scanner).await?;
    let report = day.write_report(args, &mut scanner).await?;
    day.teller.finish();
    let (seconds, seed) = (started.elapsed().as_secs_f64(), args.seed);
    let (zh, en) = (
        format!("这一天没有丢失任何记录({seconds:.1} 秒,种子 {seed})"),
        format!("Nothing was lost today ({seconds:.1} s, seed {seed})"),
    );
    let over = day.teller.pick(&zh, &en).to_owned();
    println!("\n{counted}\n{over}");
    println!("{} {}", day.teller.pick("报告:", "the report:"), report.display());
    if args.keep {
        day.stay_open().await?;
    }
    let Day { ann, bo, chen, mut hub, .. } = day;
    let [dai, fang] = scanner;
    for phone in [ann, bo, chen, dai, fang] {
        phone.close().await?;
    }
    hub.kill().await
}

impl Day {
    /// Leaves the hub running with the day in it, until somebody ends it.
    async fn stay_open(&self) -> Result<(), CliError> {
        let (url, secret) = (&self.hub.url, self.hub.secret_file.display());
        let zh = format!("中心还开着:浏览器打开 {url}/ ,登录口令在 {secret} ;按 Ctrl-C 关闭");
        let en = format!(
            "the hub is still running: open {url}/ in a browser and sign in with the secret in {secret} ; Ctrl-C ends it"
        );
        println!("{}", self.teller.pick(&zh, &en));
        tokio::signal::ctrl_c().await?;
        Ok(())
    }
}

impl Day {
    /// The day itself, scene by scene; nobody has signal.
    async fn hours_without_signal(&mut self) -> Result<(), CliError> {
        self.signal_goes().await?;
        self.teller.part("无信号:小安在派件", "No signal. Ann delivers");
        self.loading().await?;
        self.freight_due_at_the_door().await?;
        self.killed_in_the_middle().await?;
        self.five_at_one_door().await?;
        self.call_then_locker().await?;
        self.nobody_at_home().await?;
        self.wrong_button().await?;
        self.photo_on_the_wrong_order().await?;
        self.the_door_is_elsewhere().await?;
        self.station().await?;
        self.break_without_a_place().await?;
        self.twenty_to_chen().await?;
        self.teller.part("网点没闲着", "Meanwhile at the outlet");
        self.desk_goes_on().await?;
        self.cancelled_meanwhile().await?;
        self.same_field_twice().await?;
        self.teller.part("无信号:小博在修", "No signal. Bo repairs");
        self.two_quotes().await?;
        self.back_on_thursday().await?;
        self.reassigned_meanwhile().await?;
        self.warranty_disputed().await?;
        self.teller.part("无信号:小陈送冷链", "No signal. Chen and the cold van");
        self.chen_loads().await?;
        self.cold_doors().await?;
        self.too_warm().await?;
        self.fetch_a_return().await?;
        self.teller.part("下午两点,暴雨", "Two o'clock, a storm");
        self.storm().await?;
        self.shared_scanner().await
    }

    /// The day's report, as a page for people.
    async fn write_report(
        &mut self,
        args: &DayArgs,
        [dai, fang]: &mut [PhoneProcess; 2],
    ) -> Result<PathBuf, CliError> {
        let network = NetworkRecord {
            carried_bytes: self.signal.carried_bytes(),
            cuts: self.signal.cuts().total(),
            without_signal_ms: self.signal.gone_ms(),
        };
        let (began_ms, ended_ms) = (self.began_ms, signal::now_ms());
        let facts = DayFacts { seed: args.seed, began_ms, ended_ms, network };
        let phones = &mut [&mut self.ann, &mut self.bo, &mut self.chen, dai, fang];
        let record = report::collect::collect(facts, &self.office, phones).await?;
        if !report::nothing_lost(&record) {
            return Err("the report finds a difference between a phone and the hub".into());
        }
        report::write_report(&record, &args.report, args.lang)?;
        Ok(args.report.clone())
    }

    fn phone(&mut self, who: Who) -> &mut PhoneProcess {
        match who {
            Who::Ann => &mut self.ann,
            Who::Bo => &mut self.bo,
            Who::Chen => &mut self.chen,
        }
    }

    fn person(&self, who: Who) -> &str {
        &self.people[who as usize]
    }

    /// The next place on somebody's way: each begins elsewhere on the day's drive.
    fn next_place(&mut self, who: Who) -> (f64, f64) {
        let places = self.track.len();
        let step = self.chance.place(places.div_ceil(STOPS_OF_A_DRIVE)) + 1;
        let walked = &mut self.walked[who as usize];
        *walked += step;
        let begins = who as usize * places / 3;
        self.track[(begins + *walked) % places]
    }

    /// Somebody writes down where he is, at the door of an order.
    async fn here(&mut self, who: Who, order: &DayOrder) -> Result<(), CliError> {
        let place = self.next_place(who);
        self.phone(who).fix(order, place).await.map(drop)
    }

    /// How a hand moves today.
    fn turn(&mut self) -> u64 {
        self.chance.between(0, 30)
    }
}
