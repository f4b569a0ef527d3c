//! What a device signs towards the hub besides seals: request proofs and leave to upload.

use minicbor::{Decode, Encode};

use crate::cbor;
use crate::ids::{DeviceId, Hash, TenantId};
use crate::keys::Signature;

/// Authenticates one request by the hash of its bytes, before anything in it is parsed. Signed under
/// [`crate::keys::Purpose::Proof`] by the session key or the seal key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ProofStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store.
    #[n(2)]
    pub device: DeviceId,
    /// Method and path, such as `POST /v1/sync`.
    #[n(3)]
    pub target: String,
    /// SHA-256 of the request's body as it travels.
    #[n(4)]
    pub request: Hash,
    /// The nonce of the hub's last answer.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
}

/// A proof as it travels, base64url in the header `Counterfoil-Proof`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Proof {
    /// What is signed.
    #[n(0)]
    pub statement: ProofStatement,
    /// By a key that the hub has enrolled at some time.
    #[n(1)]
    pub signature: Signature,
}

/// Leave to upload exactly these bytes, without nonce or token, so that the operating system can carry them
/// later. Signed under [`crate::keys::Purpose::Upload`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct UploadStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store.
    #[n(2)]
    pub device: DeviceId,
    /// Hash of the envelope that names the blob, or that named its original.
    #[n(3)]
    pub envelope: Hash,
    /// SHA-256 of the plain bytes.
    #[n(4)]
    pub plain_hash: Hash,
    /// Plain bytes.
    #[n(5)]
    pub plain_size_bytes: u64,
    /// SHA-256 of the sealed file.
    #[n(6)]
    pub sealed_hash: Hash,
    /// Bytes of the sealed file.
    #[n(7)]
    pub sealed_size_bytes: u64,
    /// For a derivative: the original's hash and the recipe, such as `thumb/320/q75`.
    #[n(8)]
    pub derived_from: Option<Derived>,
}

/// Which derivative of which original.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(array)]
pub struct Derived {
    /// SHA-256 of the original, which the envelope names.
    #[n(0)]
    pub original: Hash,
    /// How it was made.
    #[n(1)]
    pub recipe: String,
}

/// Leave to upload, as it travels, base64url in the header `Counterfoil-Upload`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct UploadLeave {
    /// What is signed.
    #[n(0)]
    pub statement: UploadStatement,
    /// By the store's session key.
    #[n(1)]
    pub signature: Signature,
}

impl ProofStatement {
    /// The bytes that are signed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }
}

impl UploadStatement {
    /// The bytes that are signed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }
}
