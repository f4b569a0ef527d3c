//! The body: facts, at most one change of a document, and the blobs that they name.

use minicbor::{Decode, Encode};

use crate::cbor::{self, CborError};
use crate::fact::FactRecord;
use crate::ids::Hash;
use crate::limits;

/// A blob that a fact names: a photograph, strokes, a voice note.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, serde::Serialize, serde::Deserialize)]
#[cbor(array)]
pub struct BlobRef {
    /// SHA-256 of the plain bytes.
    #[n(0)]
    pub hash: Hash,
    /// Plain bytes.
    #[n(1)]
    pub size_bytes: u64,
    /// Media type, such as `image/jpeg`.
    #[n(2)]
    pub media_type: String,
    /// What it shows: `door`, `signature`, `shown`; as the playbook names it.
    #[n(3)]
    pub role: String,
}

/// The body of an envelope. Encoded as a CBOR map under the keys shown; what is empty or absent is left out.
/// Key 1 has this meaning in every kind and version.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Body {
    /// Every blob that the facts name.
    #[n(1)]
    pub blobs: Option<Vec<BlobRef>>,
    /// The 16 random bytes from which the salts of this chain on this (subject, audience) follow, in the first
    /// body that the chain writes there.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub k: Option<[u8; 16]>,
    /// What happened.
    #[n(3)]
    pub facts: Option<Vec<FactRecord>>,
    /// One change of the header's document, as a thin frame.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub change: Option<Vec<u8>>,
}

/// Why bytes are not a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// Longer than [`limits::BODY_BYTES_MAX`].
    #[error("a body has at most {} bytes", limits::BODY_BYTES_MAX)]
    TooLong,
    /// Not deterministic CBOR of this shape.
    #[error("not a body: {0}")]
    Cbor(#[from] CborError),
    /// More facts or blobs than one envelope may hold, or names beyond their bounds.
    #[error("the body is out of bounds: {0}")]
    Bounds(&'static str),
}

impl Body {
    /// The body's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads a body from bytes that anybody may have made.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BodyError> {
        if bytes.len() > limits::BODY_BYTES_MAX {
            return Err(BodyError::TooLong);
        }
        let body: Self = cbor::decode(bytes)?;
        body.check()?;
        Ok(body)
    }

    fn check(&self) -> Result<(), BodyError> {
        let blobs = self.blobs();
        if blobs.len() > limits::BLOBS_PER_ENVELOPE_MAX {
            return Err(BodyError::Bounds("too many blobs"));
        }
        if self.facts().len() > limits::FACTS_PER_ENVELOPE_MAX {
            return Err(BodyError::Bounds("too many facts"));
        }
        let long = |text: &String| text.len() > limits::NAME_BYTES_MAX;
        if blobs.iter().any(|blob| long(&blob.media_type) || long(&blob.role)) {
            return Err(BodyError::Bounds("a blob's media type or role is too long"));
        }
        if blobs.iter().any(|blob| blob.size_bytes > limits::BLOB_BYTES_MAX) {
            return Err(BodyError::Bounds("a blob is too large"));
        }
        if self.change.as_ref().is_some_and(|change| change.len() > limits::CHANGE_BYTES_MAX) {
            return Err(BodyError::Bounds("the change is too large"));
        }
        Ok(())
    }

    /// The blobs, none if the key is absent.
    #[must_use]
    pub fn blobs(&self) -> &[BlobRef] {
        self.blobs.as_deref().unwrap_or_default()
    }

    /// The facts, none if the key is absent.
    #[must_use]
    pub fn facts(&self) -> &[FactRecord] {
        self.facts.as_deref().unwrap_or_default()
    }
}
