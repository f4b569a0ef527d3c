//! The envelope: one command, of one subject and one audience, accepted or refused whole.
//!
//! A [`Header`] is signed through its chain's seals and kept for ever; a [`Body`] may be withheld or erased
//! while everything around it still verifies, because the header holds only a salted commitment to it.

pub mod body;
pub mod header;

pub use body::{BlobRef, Body, BodyError};
pub use header::{Act, ActMode, HEADER_VERSION, Header, HeaderError, Predecessor, Seen};

use crate::hash;
use crate::ids::Hash;

/// An envelope as it was made: the exact bytes of header and body, and the body's salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The header's bytes; hashes are over these.
    pub header_bytes: Vec<u8>,
    /// The body's bytes, absent when withheld or not yet here.
    pub body: Option<SaltedBody>,
}

/// A body with the salt that opens its commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaltedBody {
    /// The salt: derived from k on the author's and hub's side, handed along to readers.
    pub salt: [u8; hash::SALT_LEN],
    /// The exact bytes.
    pub bytes: Vec<u8>,
}

impl Envelope {
    /// The hash that names this envelope: the leaf hash of its header in its chain.
    #[must_use]
    pub fn hash(&self) -> Hash {
        header_hash(&self.header_bytes)
    }
}

/// The hash of a header: `SHA-256(0x00 ‖ header)`, which is its leaf hash in the chain's Merkle log.
#[must_use]
pub fn header_hash(header_bytes: &[u8]) -> Hash {
    crate::merkle::leaf_hash(header_bytes)
}

/// Whether `body` is what `header` commits to.
#[must_use]
pub fn body_matches(header: &Header, body: &SaltedBody) -> bool {
    header.body_len == body.bytes.len() as u64
        && header.commitment == hash::body_commitment(&body.salt, &body.bytes)
}
