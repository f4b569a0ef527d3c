//! The hub's clock in a story: it goes on by itself, and a story may let hours pass.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

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
        let went_on = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        MORNING_MS + went_on + self.passed_ms.load(Ordering::SeqCst)
    }
}
