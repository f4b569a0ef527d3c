//! The device's clocks: wall time, this boot, and a monotonic reading that counts sleep.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use counterfoil_domain::hash::sha256_parts;
use counterfoil_domain::moment::{BootId, Clocks};

/// Reads the device's clocks.
pub trait Moments: Send + Sync {
    /// All three readings, taken together.
    fn clocks(&self) -> Clocks;
}

/// The clocks of the system that this runs on.
#[derive(Debug, Clone, Copy)]
pub struct SystemMoments {
    boot: BootId,
}

impl SystemMoments {
    /// Finds out which boot this is. On a system that does not tell, each process counts as a boot of its
    /// own: intervals grow wider, never wrong.
    #[must_use]
    pub fn new() -> Self {
        let told = std::fs::read("/proc/sys/kernel/random/boot_id").ok();
        let seed = told.unwrap_or_else(|| {
            let mut random = vec![0; 16];
            let _ = getrandom::fill(&mut random);
            random
        });
        let mut boot = [0; 8];
        boot.copy_from_slice(&sha256_parts(&[b"cf/boot/1\0", &seed]).0[..8]);
        Self { boot }
    }
}

impl Default for SystemMoments {
    fn default() -> Self {
        Self::new()
    }
}

/// Milliseconds since the boot, sleep included, from the kernel's uptime; since this process began elsewhere.
fn monotonic_ms() -> u64 {
    static STARTED: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    let uptime = std::fs::read_to_string("/proc/uptime").ok();
    let seconds = uptime.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    #[expect(clippy::cast_possible_truncation, reason = "not below 0; a cast of floats saturates")]
    let whole_ms = |seconds: f64| (seconds * 1_000.0) as u64;
    match seconds {
        Some(seconds) if seconds.is_finite() && seconds >= 0.0 => whole_ms(seconds),
        _ => {
            let started = STARTED.get_or_init(std::time::Instant::now);
            u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
        }
    }
}

impl Moments for SystemMoments {
    fn clocks(&self) -> Clocks {
        let wall = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        Clocks { wall_ms: wall, boot: self.boot, monotonic_ms: monotonic_ms() }
    }
}

/// Clocks that a test or a simulator sets.
#[derive(Debug)]
pub struct SettableMoments {
    wall_ms: AtomicI64,
    monotonic_ms: AtomicU64,
    boot: AtomicU64,
}

impl SettableMoments {
    /// Clocks that stand at a wall time, one second after boot number 1.
    #[must_use]
    pub fn at(wall_ms: i64) -> Self {
        Self {
            wall_ms: AtomicI64::new(wall_ms),
            monotonic_ms: AtomicU64::new(1_000),
            boot: AtomicU64::new(1),
        }
    }

    /// Time passes: both clocks go on.
    pub fn pass(&self, ms: u64) {
        self.monotonic_ms.fetch_add(ms, Ordering::SeqCst);
        self.set_back(-i64::try_from(ms).unwrap_or(i64::MAX));
    }

    /// Somebody sets the wall clock back by `ms`; forward if negative.
    pub fn set_back(&self, ms: i64) {
        self.wall_ms.fetch_sub(ms, Ordering::SeqCst);
    }

    /// The device restarts.
    pub fn reboot(&self) {
        self.boot.fetch_add(1, Ordering::SeqCst);
        self.monotonic_ms.store(1_000, Ordering::SeqCst);
    }
}

impl Moments for SettableMoments {
    fn clocks(&self) -> Clocks {
        Clocks {
            wall_ms: self.wall_ms.load(Ordering::SeqCst),
            boot: self.boot.load(Ordering::SeqCst).to_be_bytes(),
            monotonic_ms: self.monotonic_ms.load(Ordering::SeqCst),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_s_clocks_go_on_within_one_boot() {
        let moments = SystemMoments::new();
        let (first, second) = (moments.clocks(), SystemMoments::new().clocks());
        assert_eq!(first.boot, second.boot, "one boot, whoever asks");
        assert!(second.monotonic_ms >= first.monotonic_ms);
        assert!(first.wall_ms > 1_700_000_000_000);
    }
}
