//! Every hash that a format defines, with its domain separation in one place.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::ids::{DeviceId, Hash, Incarnation};

/// Length of a body salt in bytes.
pub const SALT_LEN: usize = 16;

/// SHA-256 of one byte string.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}

/// SHA-256 over several byte strings, one after the other, without separators.
#[must_use]
pub fn sha256_parts(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}

/// A store's id: `SHA-256("cf/device/1" ‖ 0 ‖ session public key)[..16]`, so that nobody has to hand ids out
/// and no other key can claim it.
#[must_use]
pub fn device_id(session_public_key: &[u8]) -> DeviceId {
    DeviceId(sha256_parts(&[b"cf/device/1\0", session_public_key]).short())
}

/// `HMAC-SHA-256(k, incarnation ‖ seq as 8 bytes big-endian)[..16]`: the salt of a body's commitment.
#[must_use]
pub fn body_salt(k: &[u8; 16], incarnation: Incarnation, seq: u64) -> [u8; SALT_LEN] {
    salt_from(k, &[incarnation.as_bytes(), &seq.to_be_bytes()])
}

/// `HMAC-SHA-256(secret, index as 4 bytes big-endian)[..16]`: the salt of one line of what was shown.
#[must_use]
pub fn line_salt(secret: &[u8; 16], index: u32) -> [u8; SALT_LEN] {
    salt_from(secret, &[&index.to_be_bytes()])
}

fn salt_from(key: &[u8; 16], parts: &[&[u8]]) -> [u8; SALT_LEN] {
    let mut mac = match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => return [0; SALT_LEN], // HMAC takes keys of every length; this arm cannot be reached
    };
    parts.iter().for_each(|part| mac.update(part));
    let full = mac.finalize().into_bytes();
    let mut salt = [0; SALT_LEN];
    salt.copy_from_slice(&full[..SALT_LEN]);
    salt
}

/// `SHA-256("cf/body/1" ‖ salt ‖ body)`: what a header says of its body.
#[must_use]
pub fn body_commitment(salt: &[u8; SALT_LEN], body: &[u8]) -> Hash {
    sha256_parts(&[b"cf/body/1", salt, body])
}
