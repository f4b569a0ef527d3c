//! How long to wait after failures: doubling, with a random spread, so that a hub that comes back is not met
//! by every phone at once.

/// The first wait, ms.
const FIRST_MS: u64 = 2_000;
/// The longest wait, ms.
const LONGEST_MS: u64 = 15 * 60 * 1_000;

/// The wait after `failures` in a row (1 for the first): between half and all of the doubled time.
pub(super) fn wait_ms(failures: u32, random: u64) -> u64 {
    let doubled = FIRST_MS.saturating_mul(1 << failures.saturating_sub(1).min(20)).min(LONGEST_MS);
    doubled / 2 + random % (doubled / 2 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end() {
        assert_eq!(wait_ms(1, 0), 1_000);
        assert_eq!(wait_ms(2, 0), 2_000);
        for failures in 0..100 {
            for random in [0, 7_777, u64::MAX] {
                let wait = wait_ms(failures, random);
                assert!((1_000..=LONGEST_MS).contains(&wait), "{failures} {random} {wait}");
            }
        }
    }
}
