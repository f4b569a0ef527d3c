//! The header: everything about an envelope but its content, without personal data.

use minicbor::{Decode, Encode};

use crate::cbor::{self, CborError};
use crate::ids::{ActId, ChainId, DeviceId, Hash, Incarnation, LineageId, PersonId, TenantId};
use crate::limits;
use crate::moment::{Anchor, Clocks, Moment};
use crate::subject::Subject;

/// The version of the header layout that this code writes.
pub const HEADER_VERSION: u8 = 1;

/// The kind of an envelope without facts: its change alone.
pub const KIND_FIELDS: u16 = 0;

/// How far into which log the author had seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Seen {
    /// The log's life.
    #[n(0)]
    pub lineage: LineageId,
    /// Entries with a lower index had been seen: a size, not the last index.
    #[n(1)]
    pub index: u64,
}

/// How the envelopes of one act depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ActMode {
    /// Over several subjects: one answer for each.
    #[n(1)]
    Each,
    /// On one subject in several audiences: all or nothing.
    #[n(2)]
    Together,
}

/// Joins the envelopes of one act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Act {
    /// The act.
    #[n(0)]
    pub id: ActId,
    /// How they depend on each other.
    #[n(1)]
    pub mode: ActMode,
    /// Envelopes in the group of this subject; the group's last one holds its transition.
    #[n(2)]
    pub count: u32,
}

/// The chain that this one goes on from, in the first envelope of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Predecessor {
    /// The earlier chain.
    #[n(0)]
    pub chain: ChainId,
    /// Its last known size.
    #[n(1)]
    pub size: u64,
}

/// The header of an envelope. Encoded as a CBOR map under the keys shown; an absent option is left out.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Header {
    /// Layout version, [`HEADER_VERSION`].
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store that wrote it.
    #[n(2)]
    pub device: DeviceId,
    /// The store's life.
    #[n(3)]
    pub incarnation: Incarnation,
    /// Place in the chain, from 0.
    #[n(4)]
    pub seq: u64,
    /// Who acted.
    #[n(5)]
    pub person: PersonId,
    /// What it is about.
    #[n(6)]
    pub subject: Subject,
    /// Who may see the body, by the playbook's name.
    #[n(7)]
    pub audience: String,
    /// The document that the change belongs to: its name within the audience, `""` for the main one.
    /// Present exactly if the body holds a change.
    #[n(8)]
    pub document: Option<String>,
    /// That document's generation.
    #[n(9)]
    pub generation: Option<u32>,
    /// The kind of the leading fact, or [`KIND_FIELDS`].
    #[n(10)]
    pub kind: u16,
    /// The version of that kind.
    #[n(11)]
    pub kind_version: u16,
    /// The playbook version that the subject is pinned to; 0 for subjects without one.
    #[n(12)]
    pub playbook: u32,
    /// What the device's clocks said.
    #[n(13)]
    pub clocks: Clocks,
    /// The last hub time that the device had.
    #[n(14)]
    pub anchor: Option<Anchor>,
    /// How far the author had seen; absent before the first exchange.
    #[n(15)]
    pub seen: Option<Seen>,
    /// The act that this belongs to.
    #[n(16)]
    pub act: Option<Act>,
    /// The blocked envelope that this one replays.
    #[n(17)]
    pub instead_of: Option<Hash>,
    /// The earlier chain, in an envelope with seq 0 alone.
    #[n(18)]
    pub predecessor: Option<Predecessor>,
    /// Bytes of the body.
    #[n(19)]
    pub body_len: u64,
    /// `SHA-256("cf/body/1" ‖ salt ‖ body)`.
    #[n(20)]
    pub commitment: Hash,
}

/// Why bytes are not a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Longer than [`limits::HEADER_BYTES_MAX`].
    #[error("a header has at most {} bytes", limits::HEADER_BYTES_MAX)]
    TooLong,
    /// Not deterministic CBOR of this shape.
    #[error("not a header: {0}")]
    Cbor(#[from] CborError),
    /// A version that this code does not know: kept, not refused.
    #[error("header version {0} is newer than this program")]
    Newer(u8),
    /// Parts that contradict each other.
    #[error("the header contradicts itself: {0}")]
    Contradiction(&'static str),
}

impl Header {
    /// The header's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads a header from bytes that anybody may have made.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, HeaderError> {
        if bytes.len() > limits::HEADER_BYTES_MAX {
            return Err(HeaderError::TooLong);
        }
        let header: Self = cbor::decode(bytes)?;
        if header.version > HEADER_VERSION {
            return Err(HeaderError::Newer(header.version));
        }
        header.check()?;
        Ok(header)
    }

    fn check(&self) -> Result<(), HeaderError> {
        let no = |what| Err(HeaderError::Contradiction(what));
        if self.audience.is_empty() || self.audience.len() > limits::NAME_BYTES_MAX {
            return no("the audience's name");
        }
        if self.document.as_ref().is_some_and(|name| name.len() > limits::PATH_BYTES_MAX) {
            return no("the document's name is too long");
        }
        if self.document.is_some() != self.generation.is_some() {
            return no("a document without its generation");
        }
        if self.predecessor.is_some() && self.seq != 0 {
            return no("a predecessor is named by the first envelope alone");
        }
        if self.body_len > limits::BODY_BYTES_MAX as u64 {
            return no("the body is too long");
        }
        let count = self.act.map_or(1, |act| act.count as usize);
        if count == 0 || count > limits::ACT_ENVELOPES_MAX {
            return no("the act's count");
        }
        Ok(())
    }

    /// The chain that the envelope stands in.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        ChainId { device: self.device, incarnation: self.incarnation }
    }

    /// The moment of the act.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment { clocks: self.clocks, anchor: self.anchor.clone() }
    }

    /// The salt of the body's commitment, from the chain's k for this subject and audience.
    #[must_use]
    pub fn salt(&self, k: &[u8; 16]) -> [u8; crate::hash::SALT_LEN] {
        crate::hash::body_salt(k, self.incarnation, self.seq)
    }
}
