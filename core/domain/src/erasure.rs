//! Erasure of an order: the office's signed word that its content goes, everywhere, and why.
//!
//! The word names the order, a reason and the legal basis, and nothing of what is erased. Headers of the order's
//! envelopes stay in the log, so that everything else still verifies: what was erased shows as having existed.

use minicbor::{Decode, Encode};

use crate::cbor;
use crate::ids::{SubjectId, TenantId};
use crate::keys::{PublicKey, Purpose, Signature, SignatureError, SoftwareKey};

/// Why an order is erased.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode, serde::Serialize, serde::Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum ErasureReason {
    /// The time for which it had to be kept is over.
    #[n(1)]
    Retention,
    /// The person whom it is about asked for it.
    #[n(2)]
    Request,
    /// It should never have been kept.
    #[n(3)]
    Mistake,
    /// A court or an authority ordered it.
    #[n(4)]
    Ordered,
}

/// What the office says. Signed under [`Purpose::Erase`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ErasureStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The order.
    #[n(2)]
    pub order: SubjectId,
    /// Why.
    #[n(3)]
    pub reason: ErasureReason,
    /// The legal basis in words, at most [`crate::limits::LEGAL_BASIS_CHARS_MAX`] characters. It stays for ever.
    #[n(4)]
    pub basis: String,
    /// When it was said, by the hub's clock, ms since 1970.
    #[n(5)]
    pub said_ms: u64,
}

/// The office's word with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Erasure {
    /// What is said.
    #[n(0)]
    pub statement: ErasureStatement,
    /// By the hub's office key.
    #[n(1)]
    pub signature: Signature,
}

impl Erasure {
    /// Signs a statement.
    #[must_use]
    pub fn sign(statement: ErasureStatement, office: &SoftwareKey) -> Self {
        let signature = office.sign(Purpose::Erase, &cbor::encode(&statement));
        Self { statement, signature }
    }

    /// Checks the signature against the tenant's certified office key.
    ///
    /// # Errors
    /// [`SignatureError`].
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        key.verify(Purpose::Erase, &cbor::encode(&self.statement), &self.signature)
    }
}
