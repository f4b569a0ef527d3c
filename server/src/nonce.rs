//! Nonces that nobody has to remember: a minute and a MAC over it and the device.

use counterfoil_domain::ids::DeviceId;
use counterfoil_domain::limits::NONCE_MINUTES;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Makes and checks nonces.
#[derive(Clone)]
pub struct Nonces {
    key: [u8; 32],
}

impl Nonces {
    /// With the hub's nonce key.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// A nonce for a device: the minute as 4 bytes, then 12 bytes of
    /// `HMAC-SHA-256(key, minute ‖ device)`.
    #[must_use]
    pub fn make(&self, device: DeviceId, now_ms: u64) -> [u8; 16] {
        self.at(device, minute(now_ms))
    }

    /// Whether this hub made the nonce for the device, and not too long ago.
    #[must_use]
    pub fn is_fresh(&self, nonce: &[u8; 16], device: DeviceId, now_ms: u64) -> bool {
        let [a, b, c, d, ..] = *nonce;
        let made = u32::from_be_bytes([a, b, c, d]);
        let now = minute(now_ms);
        // One minute ahead: two replicas' clocks.
        let in_time = made <= now.saturating_add(1) && now.saturating_sub(made) <= NONCE_MINUTES;
        in_time && same(&self.at(device, made), nonce)
    }

    fn at(&self, device: DeviceId, minute: u32) -> [u8; 16] {
        let mut nonce = [0; 16];
        nonce[..4].copy_from_slice(&minute.to_be_bytes());
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) {
            mac.update(&nonce[..4]);
            mac.update(&device.0);
            nonce[4..].copy_from_slice(&mac.finalize().into_bytes()[..12]);
        }
        nonce
    }
}

fn minute(now_ms: u64) -> u32 {
    u32::try_from(now_ms / 60_000).unwrap_or(u32::MAX)
}

/// Compares in a time that does not depend on where the difference lies.
#[must_use]
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_for_one_device_and_a_quarter_of_an_hour() {
        let nonces = Nonces::new([5; 32]);
        let (ann, bo) = (DeviceId([1; 16]), DeviceId([2; 16]));
        let then = 1_790_000_000_000;
        let nonce = nonces.make(ann, then);
        assert!(nonces.is_fresh(&nonce, ann, then + 14 * 60_000));
        assert!(!nonces.is_fresh(&nonce, ann, then + 17 * 60_000), "too old");
        assert!(!nonces.is_fresh(&nonce, ann, then - 5 * 60_000), "from the future");
        assert!(!nonces.is_fresh(&nonce, bo, then), "another's");
        assert!(!Nonces::new([6; 32]).is_fresh(&nonce, ann, then), "another hub's");
        assert!(!nonces.is_fresh(&[0; 16], ann, then));
    }
}
