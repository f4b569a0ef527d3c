//! What an order of stops costs: breaches first, then what is only worse, then time.

use serde::{Deserialize, Serialize};

/// Largest priority that counts.
pub(super) const PRIORITY_MAX: i64 = 9;
/// Seconds that an urgent stop may wait for what one second of everybody's way is worth, for priority 1.
pub(super) const PRIORITY_PATIENCE: i64 = 60;
/// A second of waiting costs so many times less than a second on the way.
pub(super) const WAIT_CHEAPER: i64 = 4;

/// The cost of an order; compared from the first field to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Cost {
    /// Seconds of lateness at hard windows, all together.
    pub breach_s: i64,
    /// Seconds of lateness at other windows and of breaks, all together.
    pub late_s: i64,
    /// Seconds on the way, a quarter of those waited, and what urgent stops wait for.
    pub spent_s: i64,
}
