//! The key that seals: Ed25519 in software, ES256 in Secure Enclave and StrongBox.

use counterfoil_domain::keys::{PublicKey, Purpose, Signature, SoftwareKey};

/// Why a signature cannot be made now. None of these ever holds up a capture or a push: envelopes are stored
/// unsealed and sealed later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignerError {
    /// The phone is locked.
    #[error("the signing key is locked")]
    Locked,
    /// The platform has destroyed the key.
    #[error("the signing key is gone")]
    Invalidated,
    /// The hardware failed.
    #[error("signing failed: {0}")]
    Failed(String),
}

/// A key of this device that signs and cannot be read.
pub trait DeviceSigner: Send + Sync {
    /// The public half.
    ///
    /// # Errors
    /// As [`DeviceSigner::sign`]: some platforms tell it while they are unlocked alone.
    fn public_key(&self) -> Result<PublicKey, SignerError>;

    /// Signs `context ‖ 0 ‖ statement`, see [`Purpose::message`].
    fn sign(&self, purpose: Purpose, statement: &[u8]) -> Result<Signature, SignerError>;
}

/// A key in memory, kept in the secret store.
#[derive(Debug, Clone)]
pub struct SoftwareSigner(pub SoftwareKey);

impl DeviceSigner for SoftwareSigner {
    fn public_key(&self) -> Result<PublicKey, SignerError> {
        Ok(self.0.public())
    }

    fn sign(&self, purpose: Purpose, statement: &[u8]) -> Result<Signature, SignerError> {
        Ok(self.0.sign(purpose, statement))
    }
}
