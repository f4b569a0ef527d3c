//! Remote wipe: the hub's signed order to one store, and the store's signed word that it was done.
//!
//! The word is signed before the first key dies, for afterwards nobody could; it is sent when the wipe is over.

use minicbor::{Decode, Encode};

use crate::cbor;
use crate::ids::{DeviceId, Incarnation, TenantId};
use crate::keys::{PublicKey, Purpose, Signature, SignatureError};

/// When the keys die.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode, serde::Serialize, serde::Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum WipeMode {
    /// At once. What the hub does not have stays on the phone, sealed to the hub and to the rescue key.
    #[n(1)]
    Now,
    /// When all work of the store is safe.
    #[n(2)]
    AfterDrain,
}

/// What is ordered. Signed under [`Purpose::Wipe`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WipeStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store.
    #[n(2)]
    pub device: DeviceId,
    /// A life of the store that the hub has heard of; absent if it has heard of none. A store that never lived under
    /// it takes no notice.
    #[n(3)]
    pub incarnation: Option<Incarnation>,
    /// Names the order.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
    /// When.
    #[n(5)]
    pub mode: WipeMode,
}

/// An order with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WipeOrder {
    /// What is ordered.
    #[n(0)]
    pub statement: WipeStatement,
    /// By the hub's wipe key.
    #[n(1)]
    pub signature: Signature,
}

/// What a store says of its wipe. Signed under [`Purpose::Wiped`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WipedStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store.
    #[n(2)]
    pub device: DeviceId,
    /// Names the order.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
    /// Sealed files that stay on the phone until they are handed in.
    #[n(4)]
    pub kept: u64,
}

/// That word with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Wiped {
    /// What is said.
    #[n(0)]
    pub statement: WipedStatement,
    /// By the store's session key.
    #[n(1)]
    pub signature: Signature,
}

impl WipeStatement {
    /// The bytes that are signed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }
}

impl WipeOrder {
    /// Checks the signature against the tenant's certified wipe key.
    ///
    /// # Errors
    /// [`SignatureError`].
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        key.verify(Purpose::Wipe, &self.statement.to_bytes(), &self.signature)
    }
}

impl WipedStatement {
    /// The bytes that are signed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }
}

impl Wiped {
    /// Checks the signature against the store's session key.
    ///
    /// # Errors
    /// [`SignatureError`].
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        key.verify(Purpose::Wiped, &self.statement.to_bytes(), &self.signature)
    }
}
