//! What a finder gets for what was handed in: the hub's word that it keeps it.

use minicbor::{Decode, Encode};

use crate::cbor;
use crate::ids::{DeviceId, Hash, TenantId};
use crate::keys::{PublicKey, Purpose, Signature, SignatureError};

/// What the hub says. Signed under [`Purpose::Dropped`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DropReceiptStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store whose work it is.
    #[n(2)]
    pub device: DeviceId,
    /// The segment.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub segment: [u8; 16],
    /// SHA-256 of the sealed file, where this is about one.
    #[n(4)]
    pub file: Option<Hash>,
    /// SHA-256 of what the hub keeps.
    #[n(5)]
    pub hash: Hash,
    /// Its bytes.
    #[n(6)]
    pub size_bytes: u64,
    /// Frames of the segment that the hub keeps; 0 for a sealed file.
    #[n(7)]
    pub frames: u64,
    /// The hub's time, ms since 1970.
    #[n(8)]
    pub time_ms: u64,
}

/// A receipt for what a finder handed in: it lies on this hub's disk, sealed, and waits for the rescue key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DropReceipt {
    /// What is said.
    #[n(0)]
    pub statement: DropReceiptStatement,
    /// By the hub's answer key.
    #[n(1)]
    pub signature: Signature,
}

impl DropReceiptStatement {
    /// The bytes that are signed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }
}

impl DropReceipt {
    /// Checks the signature.
    ///
    /// # Errors
    /// [`SignatureError`].
    pub fn verify(&self, answer_key: &PublicKey) -> Result<(), SignatureError> {
        answer_key.verify(Purpose::Dropped, &self.statement.to_bytes(), &self.signature)
    }
}
