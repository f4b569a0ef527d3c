//! The store's word for one frame: which place it has, and which sealed files its record names.
//!
//! It is the capability of who finds a phone. Nobody reads a frame by it, and nobody can hand in anything else: the
//! key that makes tickets stays in the phone's secret store.

use minicbor::{Decode, Encode};

use crate::cbor;
use crate::hash::sha256_parts;
use crate::ids::Hash;
use crate::keys::{PublicKey, Purpose, Signature, SoftwareKey};

/// A sealed file that a frame's record names, by nothing but its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct ListedFile {
    /// SHA-256 of the sealed file.
    #[n(0)]
    pub sealed_hash: Hash,
    /// Bytes of the sealed file.
    #[n(1)]
    pub sealed_bytes: u64,
}

/// What is signed for a frame, under [`Purpose::Drop`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FrameStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// SHA-256 of the segment's head: tenant, store and segment with it.
    #[n(1)]
    pub head: Hash,
    /// The frame's place in its segment, from 0.
    #[n(2)]
    pub index: u64,
    /// SHA-256 of the sealed record and its MAC.
    #[n(3)]
    pub frame: Hash,
    /// The sealed files that the record names.
    #[n(4)]
    pub files: Vec<ListedFile>,
}

/// What stands behind a frame.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Ticket {
    /// The frame's place in its segment, from 0.
    #[n(0)]
    pub index: u64,
    /// The sealed files that the record names.
    #[n(1)]
    pub files: Vec<ListedFile>,
    /// By the store's session key.
    #[n(2)]
    pub signature: Signature,
}

impl Ticket {
    /// Signs for a frame of the segment whose head has this hash.
    #[must_use]
    pub fn sign(
        session: &SoftwareKey,
        (head, index): (Hash, u64),
        (sealed, mac): (&[u8], &[u8]),
        files: Vec<ListedFile>,
    ) -> Self {
        let said = statement((head, index), (sealed, mac), files);
        let signature = session.sign(Purpose::Drop, &cbor::encode(&said));
        Self { index, files: said.files, signature }
    }

    pub(super) fn stands(
        &self,
        head: Hash,
        sealed: &[u8],
        mac: &[u8],
        session: &PublicKey,
    ) -> bool {
        let said = statement((head, self.index), (sealed, mac), self.files.clone());
        session.verify(Purpose::Drop, &cbor::encode(&said), &self.signature).is_ok()
    }
}

fn statement(
    (head, index): (Hash, u64),
    (sealed, mac): (&[u8], &[u8]),
    files: Vec<ListedFile>,
) -> FrameStatement {
    let frame = sha256_parts(&[sealed, mac]);
    FrameStatement { version: 1, head, index, frame, files }
}
