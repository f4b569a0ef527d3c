//! A hub under attack: Mallory does what she likes while Ann works on, and what it costs is measured.
//!
//! The hub really listens; both phones speak HTTP. Processor time and memory are the whole process's, so they hold
//! what Mallory and Ann spent themselves: upper bounds of what the hub did.

use std::cell::Cell;
use std::time::{Duration, Instant};

use counterfoil_domain::ids::SubjectId;
use counterfoil_tests::harness::{HandPhone, Person, World};
use serde_json::json;
use tokio::sync::{Mutex, MutexGuard};

/// Attacks are measured one after the other.
static ALONE: Mutex<()> = Mutex::const_new(());

/// How long one sync of somebody else may take meanwhile, on a machine that does other things too.
const SYNCED_WITHIN: Duration = Duration::from_secs(10);
/// Bytes by which the process may grow.
const GROWTH_BYTES_MAX: u64 = 160 * 1024 * 1024;

/// A hub, somebody who works, and somebody who does not.
pub struct Siege {
    /// The hub and its office.
    pub world: World,
    /// She has an enrolled phone, a courier's role, and no good will.
    pub mallory: HandPhone,
    /// The parcel that is hers.
    pub hers: SubjectId,
    /// She works on meanwhile.
    pub ann: Person,
    /// The parcel that is Ann's.
    pub anns: SubjectId,
    said: u32,
    _alone: MutexGuard<'static, ()>,
}

/// What an attack cost.
#[derive(Debug, Clone, Copy)]
pub struct Toll {
    /// How long it took.
    pub took: Duration,
    /// Processor time of the whole process.
    pub cpu: Duration,
    /// Bytes by which the process grew at its largest.
    pub growth_bytes: u64,
    /// Times that Ann synced meanwhile.
    pub syncs: usize,
    /// The longest of them.
    pub slowest: Duration,
}

impl Siege {
    /// A fresh hub with two couriers, each with a parcel.
    ///
    /// # Panics
    /// When nobody attacks yet and something fails.
    pub async fn begin() -> Self {
        let alone = ALONE.lock().await;
        let world = World::start().await;
        let mallory = world.hand_phone("mallory", &["courier"]).await;
        let ann = world.phone("ann", &["courier"]).await;
        let fields = || json!({"a/floor": "3", "title": "一箱苹果", "contact/name": "李女士"});
        let hers = world.order_with("parcel", Some(mallory.person()), fields()).await;
        let anns = world.order_with("parcel", Some(ann.id), fields()).await;
        ann.sync().await;
        Self { world, mallory, hers, ann, anns, said: 0, _alone: alone }
    }

    /// Lets Mallory do something while Ann writes remarks and syncs; everything of Ann's must arrive.
    ///
    /// # Panics
    /// When Ann was not served, or the process grew too much.
    pub async fn under<T>(
        &mut self,
        name: &str,
        attack: impl AsyncFnOnce(&World, &mut HandPhone) -> T,
    ) -> (T, Toll) {
        let Self { world, mallory, ann, anns, said, .. } = self;
        let over = Cell::new(false);
        let meter = Meter::begin();
        let attacking = async {
            let got = attack(world, mallory).await;
            over.set(true);
            got
        };
        let working = async {
            let mut synced = Vec::new();
            loop {
                ann.says(*anns, "照常派送");
                *said += 1;
                let began = Instant::now();
                ann.sync().await;
                synced.push(began.elapsed());
                if over.get() {
                    return synced;
                }
            }
        };
        let (got, synced) = tokio::join!(attacking, working);
        let toll = meter.read(&synced);
        println!("{name}: {toll}");
        let counted = world.hub_sheet(*anns).await.card.counts.comments;
        assert_eq!(counted, *said, "{name}: each of Ann's remarks, once");
        assert!(toll.slowest < SYNCED_WITHIN, "{name}: Ann waited {:?}", toll.slowest);
        assert!(toll.growth_bytes < GROWTH_BYTES_MAX, "{name}: {} bytes", toll.growth_bytes);
        (got, toll)
    }
}

impl core::fmt::Display for Toll {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "{} ms, {} ms of processor, {} KiB more; Ann synced {} times, at most {} ms",
            self.took.as_millis(),
            self.cpu.as_millis(),
            self.growth_bytes / 1024,
            self.syncs,
            self.slowest.as_millis()
        )
    }
}

/// Processor time and memory of this process, as Linux tells them.
struct Meter {
    began: Instant,
    cpu: Duration,
    resident_bytes: u64,
}

impl Meter {
    fn begin() -> Self {
        // 5 sets the high-water mark of the memory back to what is resident now.
        let _not_linux = std::fs::write("/proc/self/clear_refs", "5");
        Self { began: Instant::now(), cpu: cpu(), resident_bytes: memory("VmRSS:") }
    }

    fn read(&self, synced: &[Duration]) -> Toll {
        Toll {
            took: self.began.elapsed(),
            cpu: cpu().saturating_sub(self.cpu),
            growth_bytes: memory("VmHWM:").saturating_sub(self.resident_bytes),
            syncs: synced.len(),
            slowest: synced.iter().max().copied().unwrap_or_default(),
        }
    }
}

/// Ticks of /proc, ms; Linux has counted a hundred a second on every machine that phones and hubs run on.
const TICK_MS: u64 = 10;

fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in brackets may hold anything; user and system time are the 12th and 13th behind it.
    let behind = stat.rsplit_once(") ").map_or("", |(_, behind)| behind);
    let ticks: u64 =
        behind.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * TICK_MS)
}

fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|one| one.strip_prefix(line));
    let kib = found.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() * 1024
}
