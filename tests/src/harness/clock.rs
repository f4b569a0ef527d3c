//! Clocks of a story: the hub's and each phone's go on by themselves, and a story may let hours pass, set a
//! phone's wall clock wrong, or restart it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Instant;

use counterfoil_client::ports::Moments;
use counterfoil_domain::moment::Clocks;
use counterfoil_server::clock::Clock;

/// Where every story begins, ms since 1970.
pub const MORNING_MS: u64 = 1_790_000_000_000;

/// A clock that begins at [`MORNING_MS`], goes on, and can be moved forward.
#[derive(Debug)]
pub struct StoryClock {
    began: Instant,
    passed_ms: AtomicU64,
}

impl Default for StoryClock {
    fn default() -> Self {
        Self { began: Instant::now(), passed_ms: AtomicU64::new(0) }
    }
}

impl StoryClock {
    /// Lets time pass.
    pub fn pass(&self, ms: u64) {
        self.passed_ms.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for StoryClock {
    fn now_ms(&self) -> u64 {
        MORNING_MS + elapsed_ms(self.began) + self.passed_ms.load(Ordering::SeqCst)
    }
}

fn elapsed_ms(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// A phone's clocks: right at first.
#[derive(Debug)]
pub struct PhoneMoments {
    began: Instant,
    passed_ms: AtomicU64,
    wall_off_ms: AtomicI64,
    boot: AtomicU64,
    boot_began_ms: AtomicU64,
}

impl Default for PhoneMoments {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            passed_ms: AtomicU64::new(0),
            wall_off_ms: AtomicI64::new(0),
            boot: AtomicU64::new(1),
            boot_began_ms: AtomicU64::new(0),
        }
    }
}

impl PhoneMoments {
    fn went_on_ms(&self) -> u64 {
        elapsed_ms(self.began) + self.passed_ms.load(Ordering::SeqCst)
    }

    /// Lets time pass.
    pub fn pass(&self, ms: u64) {
        self.passed_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// Somebody sets the wall clock: so much from the truth.
    pub fn set_wall_off(&self, ms: i64) {
        self.wall_off_ms.store(ms, Ordering::SeqCst);
    }

    /// The phone restarts.
    pub fn reboot(&self) {
        self.boot.fetch_add(1, Ordering::SeqCst);
        self.boot_began_ms.store(self.went_on_ms(), Ordering::SeqCst);
    }
}

impl Moments for PhoneMoments {
    fn clocks(&self) -> Clocks {
        let went_on = self.went_on_ms();
        let wall_ms = i64::try_from(MORNING_MS + went_on).unwrap_or(i64::MAX);
        Clocks {
            wall_ms: wall_ms + self.wall_off_ms.load(Ordering::SeqCst),
            boot: self.boot.load(Ordering::SeqCst).to_be_bytes(),
            monotonic_ms: 1_000 + went_on - self.boot_began_ms.load(Ordering::SeqCst),
        }
    }
}
