//! The request: what the phone has seen, what it has made, and which receipts it wants.

use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{ChainId, DeviceId, Hash, LineageId, SubjectId, TenantId};
use counterfoil_domain::limits;
use counterfoil_domain::log::Digest;
use minicbor::{Decode, Encode};

use super::section::SectionFrame;
use super::{OpenedSection, Section, WireError, chain, frame};

/// The version of the exchange that this code writes.
pub const EXCHANGE_VERSION: u8 = 1;

/// Who carries a request: the store that proved it. The proof names both, so the request does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carrier {
    /// The tenant.
    pub tenant: TenantId,
    /// The store.
    pub device: DeviceId,
}

/// A place in the middle of snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SnapshotPlace {
    /// The index at which they are taken.
    #[n(0)]
    pub at: u64,
    /// The last subject that was whole.
    #[n(1)]
    pub after: SubjectId,
}

/// How far a phone has seen.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Cursor {
    /// The log's life.
    #[n(0)]
    pub lineage: LineageId,
    /// Entries seen: a size.
    #[n(1)]
    pub index: u64,
    /// First 16 bytes of the log's root at that size.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub root: [u8; 16],
    /// First 16 bytes of the hash of the view that was answered.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub view: [u8; 16],
    /// In the middle of snapshots.
    #[n(4)]
    pub snapshot: Option<SnapshotPlace>,
    /// The hub's own mark over store, lineage, index and root: only a cursor that it really gave can tell it that
    /// its log has lost entries.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub mark: Option<[u8; 16]>,
}

/// What a phone asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who carries it.
    pub carrier: Carrier,
    /// How far the phone has seen; absent at the first pull.
    pub cursor: Option<Cursor>,
    /// The digest over the phone's acknowledged entries.
    pub scope_digest: Option<Digest>,
    /// Whether it wants order data; without a live token it cannot.
    pub pull: bool,
    /// Chains for which it wants a receipt. The phone also says that it holds their envelopes, so their rows
    /// come back as [`super::Content::Own`].
    pub receipts_for: Vec<ChainId>,
    /// Blobs that arrived by what the phone was told, and of which it asks whether they are safe.
    pub blobs: Vec<Hash>,
    /// What it pushes.
    pub sections: Vec<Section>,
}

/// A request as the hub has it, before any header is rebuilt.
#[derive(Debug, Clone)]
pub struct OpenedRequest {
    /// Who carried it.
    pub carrier: Carrier,
    /// SHA-256 of the bytes as they travelled; the answer's statement names it.
    pub hash: Hash,
    /// How far the phone has seen.
    pub cursor: Option<Cursor>,
    /// The digest over the phone's acknowledged entries.
    pub scope_digest: Option<Digest>,
    /// Whether it wants order data.
    pub pull: bool,
    /// Chains for which it wants a receipt.
    pub receipts_for: Vec<ChainId>,
    /// Blobs after which it asks.
    pub blobs: Vec<Hash>,
    /// What it pushes.
    pub sections: Vec<OpenedSection>,
}

/// What of a request its answer is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who carried it.
    pub carrier: Carrier,
    /// SHA-256 of the bytes as they travelled.
    pub hash: Hash,
    /// How far the phone had seen.
    pub cursor: Option<Cursor>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct RequestFrame {
    #[n(0)]
    version: u8,
    #[n(1)]
    cursor: Option<Cursor>,
    #[cbor(n(2), with = "minicbor::bytes")]
    scope_digest: Option<[u8; 16]>,
    #[n(3)]
    pull: bool,
    #[n(4)]
    receipts_for: Vec<chain::ChainFrame>,
    #[n(5)]
    sections: Vec<SectionFrame>,
    /// Absent: none.
    #[n(6)]
    blobs: Option<Vec<Hash>>,
}

impl Request {
    /// The bytes that travel: one zstd frame.
    pub fn to_bytes(&self) -> Result<Vec<u8>, WireError> {
        frame::compress(&self.plain()?, frame::LEVEL_PHONE)
    }

    /// The bytes before compression.
    pub fn plain(&self) -> Result<Vec<u8>, WireError> {
        let carrier = self.carrier;
        let sections = self.sections.iter().map(|section| section.pack(&carrier));
        let device = carrier.device;
        Ok(cbor::encode(&RequestFrame {
            version: EXCHANGE_VERSION,
            cursor: self.cursor.clone(),
            scope_digest: self.scope_digest.map(Digest::to_bytes),
            pull: self.pull,
            receipts_for: self
                .receipts_for
                .iter()
                .map(|chain| chain::ChainFrame::new(chain, device))
                .collect(),
            sections: sections.collect::<Result<_, _>>()?,
            blobs: (!self.blobs.is_empty()).then(|| self.blobs.clone()),
        }))
    }
}

fn caps(frame: &RequestFrame) -> Result<(), WireError> {
    let total = |of: fn(&SectionFrame) -> u64| {
        frame.sections.iter().map(of).fold(0u64, u64::saturating_add)
    };
    let within = total(|section| section.count) <= limits::EXCHANGE_ENVELOPES_MAX as u64
        && total(|section| section.seals) <= limits::EXCHANGE_SEALS_MAX
        && frame.sections.len() <= limits::EXCHANGE_CHAINS_MAX
        && frame.receipts_for.len() <= limits::EXCHANGE_CHAINS_MAX
        && frame.blobs.as_ref().is_none_or(|blobs| blobs.len() <= limits::EXCHANGE_BLOBS_MAX);
    if within { Ok(()) } else { Err(WireError::TooManyEnvelopes) }
}

impl OpenedRequest {
    /// What the answer is bound to.
    #[must_use]
    pub fn asked(&self) -> Asked {
        Asked { carrier: self.carrier, hash: self.hash, cursor: self.cursor.clone() }
    }

    /// Opens a request that `carrier` proved over the hash of these bytes.
    pub fn from_bytes(bytes: &[u8], carrier: Carrier) -> Result<Self, WireError> {
        let plain = frame::decompress(bytes)?;
        cbor::check(&plain)?;
        // The version stands second in every version, so a newer one is told from a broken one.
        if let Some(version) = plain.get(1).filter(|version| **version != EXCHANGE_VERSION) {
            return Err(WireError::Newer(*version));
        }
        let frame: RequestFrame = minicbor::decode(&plain)?;
        caps(&frame)?;
        let chain = |chain: &chain::ChainFrame| chain.chain(carrier.device);
        Ok(Self {
            carrier,
            hash: sha256(bytes),
            cursor: frame.cursor,
            scope_digest: frame.scope_digest.map(Digest::from_bytes),
            pull: frame.pull,
            receipts_for: frame.receipts_for.iter().map(chain).collect::<Result<_, _>>()?,
            blobs: frame.blobs.unwrap_or_default(),
            sections: frame
                .sections
                .into_iter()
                .map(|section| section.open(&carrier))
                .collect::<Result<_, _>>()?,
        })
    }
}
