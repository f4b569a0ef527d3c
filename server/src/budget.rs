//! CPU of the gate, budgeted for each device: over it a push is put off, and nothing of it is lost.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use counterfoil_domain::ids::{DeviceId, TenantId};

/// CPU milliseconds that a device may save up.
const FULL_MS: f64 = 10_000.0;
/// CPU milliseconds that it gets back each second.
const REFILL_MS_PER_S: f64 = 100.0;
/// Devices that are remembered; the oldest are forgotten, with a full budget.
const DEVICES_MAX: usize = 10_000;

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left_ms: f64,
    at_ms: u64,
}

/// A token bucket for each device.
#[derive(Debug, Default)]
pub struct Budgets {
    buckets: Mutex<HashMap<(TenantId, DeviceId), Bucket>>,
}

impl Budgets {
    /// Milliseconds to wait before more of this device is judged; `None` if it may go on.
    #[must_use]
    pub fn wait_ms(&self, tenant: TenantId, device: DeviceId, now_ms: u64) -> Option<u64> {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let left = buckets.get(&(tenant, device)).map_or(FULL_MS, |bucket| bucket.at(now_ms));
        #[expect(
            clippy::cast_possible_truncation,
            reason = "not below 0; a cast of floats saturates"
        )]
        let refilled_in_ms = |owed_ms: f64| (owed_ms / REFILL_MS_PER_S * 1000.0) as u64;
        (left <= 0.0).then(|| refilled_in_ms(-left).saturating_add(1000))
    }

    /// Notes CPU that was spent on a device.
    pub fn spend(&self, tenant: TenantId, device: DeviceId, spent_ms: f64, now_ms: u64) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= DEVICES_MAX {
            buckets.retain(|_, bucket| bucket.at(now_ms) < FULL_MS);
        }
        let full = Bucket { left_ms: FULL_MS, at_ms: now_ms };
        let bucket = buckets.entry((tenant, device)).or_insert(full);
        *bucket = Bucket { left_ms: bucket.at(now_ms) - spent_ms, at_ms: now_ms };
    }
}

impl Bucket {
    fn at(self, now_ms: u64) -> f64 {
        let seconds = now_ms.saturating_sub(self.at_ms) as f64 / 1000.0;
        (self.left_ms + seconds * REFILL_MS_PER_S).min(FULL_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_over_its_budget_waits_and_others_do_not() {
        let budgets = Budgets::default();
        let (tenant, ann, bo) = (TenantId([1; 16]), DeviceId([2; 16]), DeviceId([3; 16]));
        budgets.spend(tenant, ann, FULL_MS + 500.0, 1_000);
        let wait = budgets.wait_ms(tenant, ann, 1_000).expect("over the budget");
        assert_eq!(budgets.wait_ms(tenant, bo, 1_000), None);
        assert_eq!(budgets.wait_ms(tenant, ann, 1_000 + wait), None);
    }
}
