//! Truthful time: what a device knew when it acted, and the interval that contains the true time.
//!
//! A wall clock is set wrong or moved. A moment therefore carries the device's monotonic reading and the
//! last signed time of a hub with the readings around the request that brought it; from these follows an
//! interval. `T` was signed after the request was sent and before the answer came, so at a reading `now` of
//! the same boot the true time is at least `T + (now − received)` and at most `T + (now − sent)`, widened by
//! [`CLOCK_DRIFT_PPM`] of the elapsed time. All times are milliseconds; wall times are since 1970 in UTC.

mod words;

pub(crate) use words::hours;

use crate::limits::CLOCK_DRIFT_PPM;

/// The zone of the first market, minutes east of UTC: how times are shown where no calendar says otherwise.
pub const MARKET_ZONE_MINUTES: i32 = 480;

/// Names one boot of a device: random, new after each reboot.
pub type BootId = [u8; 8];

/// A hub's signed time, and where this device stood when it learned it.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Anchor {
    /// The hub's time when it signed, ms since 1970.
    #[n(0)]
    pub hub_time_ms: u64,
    /// Size of the hub's log when it signed: its beacon.
    #[n(1)]
    pub log_size: u64,
    /// First 16 bytes of the log's root at that size.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub log_root: [u8; 16],
    /// The boot during which both readings were taken.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub boot: BootId,
    /// Monotonic reading just before the request was sent, ms.
    #[n(4)]
    pub sent_ms: u64,
    /// Monotonic reading just after the answer had come, ms.
    #[n(5)]
    pub received_ms: u64,
}

/// What a device's clocks say: wall, boot, and a monotonic reading that counts sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Clocks {
    /// Wall clock, ms since 1970; may be wrong.
    #[n(0)]
    pub wall_ms: i64,
    /// This boot.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub boot: BootId,
    /// Monotonic reading, ms since some instant of this boot; sleep counts.
    #[n(2)]
    pub monotonic_ms: u64,
}

/// A moment: the clocks, and the anchor that was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// What the device's clocks said.
    pub clocks: Clocks,
    /// The last hub time that the device had, of this boot or an earlier one.
    pub anchor: Option<Anchor>,
}

/// An interval that contains the true time, ms since 1970. An open end is `None`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    minicbor::Encode,
    minicbor::Decode,
    serde::Serialize,
    serde::Deserialize,
)]
#[cbor(array)]
pub struct Interval {
    /// Not before.
    #[n(0)]
    pub earliest_ms: Option<u64>,
    /// Not after.
    #[n(1)]
    pub latest_ms: Option<u64>,
}

fn drift(elapsed_ms: u64) -> u64 {
    elapsed_ms.saturating_mul(CLOCK_DRIFT_PPM).div_ceil(1_000_000)
}

impl Moment {
    /// The *claimed* interval: from the device's own clocks. After a reboot without contact only the lower
    /// bound is left, the hub time that was known before it.
    #[must_use]
    pub fn claimed(&self) -> Interval {
        let Some(anchor) = &self.anchor else { return Interval::default() };
        let same_boot = anchor.boot == self.clocks.boot;
        let now = self.clocks.monotonic_ms;
        if !same_boot || now < anchor.received_ms || anchor.received_ms < anchor.sent_ms {
            return Interval { earliest_ms: Some(anchor.hub_time_ms), latest_ms: None };
        }
        let (short, long) = (now - anchor.received_ms, now - anchor.sent_ms);
        let earliest = anchor.hub_time_ms.saturating_add(short.saturating_sub(drift(short)));
        let latest = anchor.hub_time_ms.saturating_add(long.saturating_add(drift(long)));
        Interval { earliest_ms: Some(earliest), latest_ms: Some(latest) }
    }

    /// The *proven* interval: between the beacon in the anchor and the hub's receipt, whatever the clocks say. An
    /// anchor from after the receipt is none that a hub gave: it proves nothing.
    #[must_use]
    pub fn proven(&self, received_by_hub_ms: Option<u64>) -> Interval {
        let given = self.anchor.as_ref().map(|anchor| anchor.hub_time_ms);
        let earliest_ms = given.filter(|at| received_by_hub_ms.is_none_or(|end| *at <= end));
        Interval { earliest_ms, latest_ms: received_by_hub_ms }
    }

    /// The interval by which service levels are reckoned: the claimed one where the proven one contains it,
    /// else the proven one.
    #[must_use]
    pub fn believed(&self, received_by_hub_ms: Option<u64>) -> Interval {
        let (claimed, proven) = (self.claimed(), self.proven(received_by_hub_ms));
        if proven.contains(&claimed) { claimed } else { proven }
    }

    /// How far the wall clock lies outside the claimed interval, ms; 0 inside, `None` if nothing is known.
    #[must_use]
    pub fn wall_error_ms(&self) -> Option<i64> {
        let claimed = self.claimed();
        let (earliest, latest) = (claimed.earliest_ms?, claimed.latest_ms?);
        let (earliest, latest) = (i64::try_from(earliest).ok()?, i64::try_from(latest).ok()?);
        let wall = self.clocks.wall_ms;
        Some(if wall < earliest {
            wall.saturating_sub(earliest)
        } else {
            wall.saturating_sub(latest).max(0)
        })
    }
}

/// How long something lasted, ms, as far as two intervals tell. An open end is `None`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    minicbor::Encode,
    minicbor::Decode,
    serde::Serialize,
    serde::Deserialize,
)]
#[cbor(array)]
pub struct Length {
    /// At least so long.
    #[n(0)]
    pub least_ms: u64,
    /// At most so long.
    #[n(1)]
    pub most_ms: Option<u64>,
}

impl Length {
    /// Two lengths one after the other.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let most = self.most_ms.zip(other.most_ms);
        Self {
            least_ms: self.least_ms.saturating_add(other.least_ms),
            most_ms: most.map(|(one, two)| one.saturating_add(two)),
        }
    }

    /// What is left of a length without a part of it.
    #[must_use]
    pub fn minus(self, part: Self) -> Self {
        Self {
            least_ms: part.most_ms.map_or(0, |most| self.least_ms.saturating_sub(most)),
            most_ms: self.most_ms.map(|most| most.saturating_sub(part.least_ms)),
        }
    }
}

impl Interval {
    /// How long it was from here to `end`.
    #[must_use]
    pub fn until(&self, end: &Self) -> Length {
        let least = end.earliest_ms.zip(self.latest_ms);
        let most = end.latest_ms.zip(self.earliest_ms);
        Length {
            least_ms: least.map_or(0, |(end, begin)| end.saturating_sub(begin)),
            most_ms: most.map(|(end, begin)| end.saturating_sub(begin)),
        }
    }

    /// Whether `other` lies inside; an open end contains everything.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        let low = match (self.earliest_ms, other.earliest_ms) {
            (None, _) => true,
            (Some(mine), Some(theirs)) => theirs >= mine,
            (Some(_), None) => false,
        };
        let high = match (self.latest_ms, other.latest_ms) {
            (None, _) => true,
            (Some(mine), Some(theirs)) => theirs <= mine,
            (Some(_), None) => false,
        };
        low && high
    }

    /// Whether a limit was kept: `Some(true)` met, `Some(false)` broken, `None` when the interval straddles
    /// it and nobody can say.
    #[must_use]
    pub fn before(&self, limit_ms: u64) -> Option<bool> {
        if self.latest_ms.is_some_and(|latest| latest <= limit_ms) {
            return Some(true);
        }
        self.earliest_ms.filter(|earliest| *earliest > limit_ms).map(|_| false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: u64 = 1_790_000_000_000;

    fn anchored(now: u64, wall_off_ms: i64) -> Moment {
        let anchor = Anchor {
            hub_time_ms: T,
            log_size: 9,
            log_root: [1; 16],
            boot: [1; 8],
            sent_ms: 1_000,
            received_ms: 1_400,
        };
        let clocks = Clocks { wall_ms: T as i64 + wall_off_ms, boot: [1; 8], monotonic_ms: now };
        Moment { clocks, anchor: Some(anchor) }
    }

    #[test]
    fn ann_works_eight_hours_offline_with_her_clock_three_hours_slow() {
        let eight_hours = 8 * 3_600_000;
        let moment = anchored(1_400 + eight_hours, -3 * 3_600_000);
        let interval = moment.claimed();
        let widening = 2_880; // 100 ppm of eight hours
        assert_eq!(interval.earliest_ms, Some(T + eight_hours - widening));
        assert_eq!(interval.latest_ms, Some(T + eight_hours + 400 + widening + 1));
        assert!(moment.wall_error_ms().expect("known") < -10 * 3_600_000);
        assert_eq!(interval.before(T + 9 * 3_600_000), Some(true));
        assert_eq!(interval.before(T + 7 * 3_600_000), Some(false));
        assert_eq!(interval.before(T + eight_hours), None, "it straddles the limit");
    }

    #[test]
    fn after_a_reboot_only_the_lower_bound_is_left() {
        let mut moment = anchored(5_000, 0);
        moment.clocks.boot = [2; 8];
        assert_eq!(moment.claimed(), Interval { earliest_ms: Some(T), latest_ms: None });
        let believed = moment.believed(Some(T + 60_000));
        assert_eq!(believed.latest_ms, Some(T + 60_000), "the receipt closes it from above");
    }

    #[test]
    fn a_claim_outside_the_proof_is_not_believed() {
        let moment = anchored(1_400 + 3_600_000, 0);
        let proven = moment.proven(Some(T + 1_000));
        assert_eq!(moment.believed(Some(T + 1_000)), proven);
    }

    #[test]
    fn an_anchor_from_after_the_receipt_proves_nothing() {
        let moment = anchored(1_400 + 3_600_000, 0);
        let received = Some(T - 1);
        assert_eq!(moment.believed(received), Interval { earliest_ms: None, latest_ms: received });
    }

    #[test]
    fn a_length_is_as_sure_as_its_two_ends() {
        let at = |earliest, latest| Interval { earliest_ms: Some(earliest), latest_ms: latest };
        let pause = at(T, Some(T + 200)).until(&at(T + 60_000, Some(T + 60_200)));
        assert_eq!(pause, Length { least_ms: 59_800, most_ms: Some(60_200) });
        // After a reboot without contact only "at least" is left of the end, nothing of the length.
        assert_eq!(at(T, Some(T + 200)).until(&at(T + 60_000, None)).most_ms, None);
        let shift = Length { least_ms: 600_000, most_ms: Some(600_400) };
        let work = Length { least_ms: 539_800, most_ms: Some(540_600) };
        assert_eq!(shift.minus(pause), work);
        assert_eq!(Length::default().plus(pause), Length { most_ms: None, ..pause });
    }
}
