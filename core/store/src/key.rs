//! The key of a store and what follows from it.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The 256-bit key of one store, from the operating system's key store. Never printed.
#[derive(Clone)]
pub struct StoreKey([u8; 32]);

impl StoreKey {
    /// Takes the 32 bytes that the secret store keeps for this store.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key pragma's value: key and salt in hexadecimal, so that SQLCipher derives nothing
    /// and needs no salt in the file's first bytes.
    #[cfg(feature = "sqlcipher")]
    pub(crate) fn pragma_value(&self) -> String {
        format!("x'{}{}'", hex::encode(self.0), hex::encode(self.derive(b"cf/store-salt/1")))
    }

    /// Tells this key from another one without being of use to find it.
    pub(crate) fn fingerprint(&self) -> [u8; 16] {
        self.derive(b"cf/store-key-check/1")
    }

    fn derive(&self, context: &[u8]) -> [u8; 16] {
        // HMAC pads a short key with zeros to its block: done here, a wrong length cannot occur.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(context);
        let full = mac.finalize().into_bytes();
        let mut short = [0; 16];
        short.copy_from_slice(&full[..16]);
        short
    }
}

impl std::fmt::Debug for StoreKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("StoreKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_prints_nothing_of_itself() {
        let key = StoreKey::from_bytes([0xab; 32]);
        assert_eq!(format!("{key:?}"), "StoreKey(..)");
    }

    #[test]
    fn two_keys_have_two_fingerprints() {
        let one = StoreKey::from_bytes([1; 32]);
        let two = StoreKey::from_bytes([2; 32]);
        assert_ne!(one.fingerprint(), two.fingerprint());
        assert_eq!(one.fingerprint(), one.clone().fingerprint());
    }
}
