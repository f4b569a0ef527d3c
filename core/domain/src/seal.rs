//! Seals: a device's signature over the size and root of its chain.

use minicbor::{Decode, Encode};

use crate::cbor;
use crate::ids::{ChainId, DeviceId, Hash, Incarnation, TenantId};
use crate::keys::{PublicKey, Purpose, Signature, SignatureError};
use crate::moment::Clocks;

/// What a seal says. Signed under [`Purpose::Seal`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SealStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store.
    #[n(2)]
    pub device: DeviceId,
    /// Its life.
    #[n(3)]
    pub incarnation: Incarnation,
    /// Envelopes in the chain.
    #[n(4)]
    pub size: u64,
    /// Root of the chain's Merkle log at that size.
    #[n(5)]
    pub root: Hash,
    /// What the device's clocks said.
    #[n(6)]
    pub clocks: Clocks,
}

/// A statement with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Seal {
    /// What is sealed.
    #[n(0)]
    pub statement: SealStatement,
    /// By the store's seal key.
    #[n(1)]
    pub signature: Signature,
}

impl SealStatement {
    /// The bytes that are signed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// The chain that is sealed.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        ChainId { device: self.device, incarnation: self.incarnation }
    }
}

impl Seal {
    /// Checks the signature against an enrolled seal key.
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        key.verify(Purpose::Seal, &self.statement.to_bytes(), &self.signature)
    }
}
