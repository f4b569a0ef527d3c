//! Why bytes from the wire are not what they should be.

use counterfoil_domain::cbor::CborError;
use counterfoil_domain::envelope::HeaderError;
use counterfoil_domain::keys::SignatureError;

/// Why bytes are not a request or an answer. No variant quotes content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Not one zstd frame.
    #[error("not one zstd frame")]
    NotZstd,
    /// More bytes than a cap allows.
    #[error("more bytes than {cap_bytes}")]
    TooLarge {
        /// The cap that was met.
        cap_bytes: usize,
    },
    /// Expands more than [`counterfoil_domain::limits::ZSTD_RATIO_MAX`] times.
    #[error("expands beyond the ratio allowed")]
    Ratio,
    /// More envelopes, seals or chains than one exchange may hold.
    #[error("too many envelopes, seals or chains")]
    TooManyEnvelopes,
    /// A version of the exchange that this program does not know.
    #[error("exchange version {0} is newer than this program")]
    Newer(u8),
    /// Not the CBOR that stands here.
    #[error(transparent)]
    Cbor(#[from] CborError),
    /// A header that cannot be rebuilt.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// Parts that do not fit together.
    #[error("the exchange contradicts itself: {0}")]
    Shape(&'static str),
    /// The hub's signature does not stand.
    #[error("the answer's signature: {0}")]
    Signature(#[from] SignatureError),
}

impl From<minicbor::decode::Error> for WireError {
    fn from(error: minicbor::decode::Error) -> Self {
        Self::Cbor(CborError::Shape(error.to_string()))
    }
}
