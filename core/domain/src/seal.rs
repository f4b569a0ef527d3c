//! Seals: a device's signature over the size and root of its chain; and what takes a seal key's place when it is gone.

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

/// What a session key says when the seal key is gone: from here on the store seals with another one. Signed under
/// [`Purpose::Adoption`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AdoptionStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store.
    #[n(2)]
    pub device: DeviceId,
    /// The chain that is written when the key is gone.
    #[n(3)]
    pub incarnation: Incarnation,
    /// Its size then. What lies after the last seal of the old key and before this was never under it.
    #[n(4)]
    pub size: u64,
    /// Its root at that size.
    #[n(5)]
    pub root: Hash,
    /// The new seal key.
    #[n(6)]
    pub seal_key: PublicKey,
    /// What the device's clocks said.
    #[n(7)]
    pub clocks: Clocks,
}

/// An adoption with both signatures over the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Adoption {
    /// What is said.
    #[n(0)]
    pub statement: AdoptionStatement,
    /// By the store's session key.
    #[n(1)]
    pub by_session: Signature,
    /// By the new seal key: nobody enrols a key that is not theirs.
    #[n(2)]
    pub by_seal: Signature,
}

impl AdoptionStatement {
    /// The bytes that are signed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }
}

impl Adoption {
    /// Checks both signatures.
    ///
    /// # Errors
    /// [`SignatureError`].
    pub fn verify(&self, session_key: &PublicKey) -> Result<(), SignatureError> {
        let bytes = self.statement.to_bytes();
        session_key.verify(Purpose::Adoption, &bytes, &self.by_session)?;
        self.statement.seal_key.verify(Purpose::Adoption, &bytes, &self.by_seal)
    }
}
