//! How long something took: the difference of two moments, as an interval that contains the truth.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::state::EntryRow;
use crate::ids::DeviceId;
use crate::limits::CLOCK_DRIFT_PPM;
use crate::moment::{Clocks, Interval};

/// A length of time: it lies between these, both ends counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Length {
    /// Not shorter, ms.
    #[n(0)]
    pub at_least_ms: u64,
    /// Not longer, ms; absent while nobody can tell.
    #[n(1)]
    pub at_most_ms: Option<u64>,
}

/// When something was written down, with the clocks that said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    /// The store whose clocks these are.
    pub device: DeviceId,
    /// What they said.
    pub clocks: Clocks,
    /// How long before that it happened, ms.
    pub ago_ms: u64,
    /// The interval that is believed to contain the time at which it happened.
    pub believed: Interval,
}

impl Instant {
    /// What an entry tells of, `ago_ms` before it was written.
    #[must_use]
    pub fn of(entry: &EntryRow, ago_ms: u64) -> Self {
        let back = |end: Option<u64>| end.map(|ms| ms.saturating_sub(ago_ms));
        let believed = Interval {
            earliest_ms: back(entry.believed.earliest_ms),
            latest_ms: back(entry.believed.latest_ms),
        };
        Self { device: entry.chain.device, clocks: entry.clocks, ago_ms, believed }
    }

    /// The reading of the clock that nobody sets, ms, at the event; negative before the boot.
    fn monotonic_ms(&self) -> Option<i64> {
        let reading = i64::try_from(self.clocks.monotonic_ms).ok()?;
        reading.checked_sub(i64::try_from(self.ago_ms).ok()?)
    }

    /// How long after this the other was. In one boot of one device the clock that nobody sets tells it to its
    /// drift; over a reboot, or between two devices, what is believed of both ends does.
    #[must_use]
    pub fn until(&self, later: &Self) -> Length {
        let same_boot = self.device == later.device && self.clocks.boot == later.clocks.boot;
        let passed = match (self.monotonic_ms(), later.monotonic_ms()) {
            (Some(from), Some(to)) if same_boot => {
                to.checked_sub(from).and_then(|passed| u64::try_from(passed).ok())
            }
            _ => None,
        };
        let believed = self.believed_until(later);
        match passed {
            Some(ms) => {
                let drift = ms.saturating_mul(CLOCK_DRIFT_PPM).div_ceil(1_000_000);
                let at_most_ms = Some(ms.saturating_add(drift));
                Length { at_least_ms: ms.saturating_sub(drift), at_most_ms }
            }
            None => believed,
        }
    }

    fn believed_until(&self, later: &Self) -> Length {
        let (from, to) = (&self.believed, &later.believed);
        let shortest = from.latest_ms.zip(to.earliest_ms).map(|(a, b)| b.saturating_sub(a));
        let longest = from.earliest_ms.zip(to.latest_ms).map(|(a, b)| b.saturating_sub(a));
        Length { at_least_ms: shortest.unwrap_or(0), at_most_ms: longest }
    }
}

impl Length {
    /// Two lengths after each other.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let longest = self.at_most_ms.zip(other.at_most_ms);
        Self {
            at_least_ms: self.at_least_ms.saturating_add(other.at_least_ms),
            at_most_ms: longest.map(|(a, b)| a.saturating_add(b)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_MS: u64 = 60_000;

    fn at(boot: u8, monotonic_ms: u64, earliest_ms: u64, latest_ms: Option<u64>) -> Instant {
        let clocks = Clocks { wall_ms: 0, boot: [boot; 8], monotonic_ms };
        let believed = Interval { earliest_ms: Some(earliest_ms), latest_ms };
        Instant { device: DeviceId([1; 16]), clocks, ago_ms: 0, believed }
    }

    #[test]
    fn within_one_boot_the_clock_that_nobody_sets_tells_it() {
        let length = at(1, 1_000, 0, None).until(&at(1, 1_000 + 90 * MINUTE_MS, 0, None));
        assert_eq!(length.at_least_ms, 90 * MINUTE_MS - 540);
        assert_eq!(length.at_most_ms, Some(90 * MINUTE_MS + 540));
    }

    #[test]
    fn over_a_reboot_it_lies_between_what_is_believed_of_both_ends() {
        let (start, stop) = (at(1, 500_000, 10_000, Some(12_000)), at(2, 7, 70_000, Some(75_000)));
        let length = start.until(&stop);
        assert_eq!(length, Length { at_least_ms: 58_000, at_most_ms: Some(65_000) });
        let unknown = at(2, 7, 10_000, None);
        assert_eq!(start.until(&unknown), Length { at_least_ms: 0, at_most_ms: None });
    }

    #[test]
    fn clocks_that_no_device_has_tell_nothing() {
        let most = i64::MAX.unsigned_abs();
        let start = Instant { ago_ms: most, ..at(1, 0, 10_000, None) };
        let length = start.until(&at(1, most, 10_000, None));
        assert_eq!(length, Length { at_least_ms: 0, at_most_ms: None });
    }
}
