//! What the hub signs towards a phone: receipts, the safe horizon, answers, key certificates, and the
//! certificate "nothing left on this phone".

use crate::sorting::SortSmall as _;
use minicbor::{Decode, Encode};

use crate::cbor;
use crate::ids::{ChainId, DeviceId, Hash, LineageId, TenantId};
use crate::keys::{PublicKey, Purpose, Signature, SignatureError};
use crate::verdict::Counts;

/// How well a receipt's content is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Level {
    /// This hub has it on disk.
    #[n(1)]
    Stored,
    /// It also survives losing that machine.
    #[n(2)]
    Safe,
}

/// A place in the hub's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct LogPoint {
    /// The log's life.
    #[n(0)]
    pub lineage: LineageId,
    /// Entries before this point.
    #[n(1)]
    pub size: u64,
    /// The log's root at that size.
    #[n(2)]
    pub root: Hash,
}

/// A place in the log that the hub vouches for: everything before it is safe. Signed under
/// [`Purpose::Checkpoint`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Checkpoint {
    /// How far.
    #[n(0)]
    pub point: LogPoint,
    /// By the hub's log key.
    #[n(1)]
    pub signature: Signature,
}

/// A run of a chain that the hub keeps although it cannot file it yet: what lies below it, its seal or its
/// store's enrolment is missing. It is judged by itself once that has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct KeptRun {
    /// Place of its first envelope.
    #[n(0)]
    pub from: u64,
    /// Place after its last one.
    #[n(1)]
    pub to: u64,
    /// SHA-256 of the section as it travelled, before compression.
    #[n(2)]
    pub hash: Hash,
}

/// What the hub has of one chain. Signed as part of an [`AnswerStatement`] or a [`CertificateStatement`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Receipt {
    /// The chain.
    #[n(0)]
    pub chain: ChainId,
    /// Envelopes of it at the hub.
    #[n(1)]
    pub size: u64,
    /// The chain's root at that size.
    #[n(2)]
    pub root: Hash,
    /// Size up to which a seal covers it.
    #[n(3)]
    pub sealed_size: u64,
    /// How well it is kept.
    #[n(4)]
    pub level: Level,
    /// How many got each verdict.
    #[n(5)]
    pub counts: Counts,
    /// Runs beyond `size`, or not proved yet, that the asker brought and the hub keeps; absent without any.
    #[n(6)]
    pub kept: Option<Vec<KeptRun>>,
}

impl Receipt {
    /// Whether one kept run holds everything from `from` to before `to`.
    #[must_use]
    pub fn keeps(&self, from: u64, to: u64) -> bool {
        self.kept.iter().flatten().any(|run| run.from <= from && to <= run.to)
    }
}

/// What the hub signs over one answer. Signed under [`Purpose::Answer`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AnswerStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store that asked.
    #[n(2)]
    pub device: DeviceId,
    /// SHA-256 of the request as it travelled.
    #[n(3)]
    pub request: Hash,
    /// SHA-256 of the answer's payload, decompressed.
    #[n(4)]
    pub payload: Hash,
    /// The hub's time, ms since 1970.
    #[n(5)]
    pub time_ms: u64,
    /// The log at the answer's tip.
    #[n(6)]
    pub log: LogPoint,
    /// Everything below this point is safe; absent while nothing is.
    #[n(7)]
    pub safe: Option<LogPoint>,
    /// A receipt for each chain that was pushed or asked about.
    #[n(8)]
    pub receipts: Vec<Receipt>,
    /// To be signed in the next request's proof.
    #[cbor(n(9), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
}

/// An answer's statement with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SignedAnswer {
    /// What is signed.
    #[n(0)]
    pub statement: AnswerStatement,
    /// By the hub's answer key.
    #[n(1)]
    pub signature: Signature,
}

/// What one of the hub's keys is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum KeyRole {
    /// Signs checkpoints of the log.
    #[n(1)]
    Log,
    /// Signs answers and certificates.
    #[n(2)]
    Answer,
    /// Signs the office's seals.
    #[n(3)]
    Office,
    /// Signs wipe orders.
    #[n(4)]
    Wipe,
    /// Blobs are sealed to it on their way to the hub (age recipient).
    #[n(5)]
    Upload,
    /// Blobs and segments are sealed to it for rescue (age recipient).
    #[n(6)]
    Rescue,
}

/// A hub key that the tenant's root vouches for. Signed under [`Purpose::KeyCertificate`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct KeyCertificateStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// What the key is for.
    #[n(2)]
    pub role: KeyRole,
    /// A signing key, for the first four roles.
    #[n(3)]
    pub key: Option<PublicKey>,
    /// An age recipient, for the others.
    #[n(4)]
    pub recipient: Option<String>,
}

/// A key certificate with the root's signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct KeyCertificate {
    /// What is signed.
    #[n(0)]
    pub statement: KeyCertificateStatement,
    /// By the tenant's root key.
    #[n(1)]
    pub signature: Signature,
}

/// "Nothing left on this phone". Signed under [`Purpose::Certificate`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CertificateStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store.
    #[n(2)]
    pub device: DeviceId,
    /// Every chain of the store, earlier lives included, each at level `safe`. The certificate is valid only
    /// while the chains have these sizes.
    #[n(3)]
    pub chains: Vec<Receipt>,
    /// Hash of the envelope that holds `shift_closed`.
    #[n(4)]
    pub shift_closed: Hash,
    /// Distinct blobs that the envelopes name; all are stored and were hashed again.
    #[n(5)]
    pub blobs: u64,
    /// SHA-256 over the sorted plain hashes of those blobs.
    #[n(6)]
    pub blobs_root: Hash,
    /// The log when it was issued.
    #[n(7)]
    pub log: LogPoint,
    /// The safe horizon when it was issued.
    #[n(8)]
    pub safe: LogPoint,
    /// The hub's time, ms since 1970.
    #[n(9)]
    pub time_ms: u64,
}

/// A certificate with the hub's signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Certificate {
    /// What is certified.
    #[n(0)]
    pub statement: CertificateStatement,
    /// By the hub's answer key.
    #[n(1)]
    pub signature: Signature,
}

macro_rules! signed {
    ($signed:ident, $statement:ident, $purpose:expr) => {
        impl $statement {
            /// The bytes that are signed.
            #[must_use]
            pub fn to_bytes(&self) -> Vec<u8> {
                cbor::encode(self)
            }
        }

        impl $signed {
            /// Checks the signature.
            pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
                key.verify($purpose, &self.statement.to_bytes(), &self.signature)
            }
        }
    };
}

signed!(SignedAnswer, AnswerStatement, Purpose::Answer);
signed!(KeyCertificate, KeyCertificateStatement, Purpose::KeyCertificate);
signed!(Certificate, CertificateStatement, Purpose::Certificate);

/// SHA-256 over sorted hashes, as certificates and `shift_closed` name sets of blobs.
#[must_use]
pub fn set_root(hashes: impl IntoIterator<Item = Hash>) -> Hash {
    let mut sorted: Vec<Hash> = hashes.into_iter().collect();
    sorted.sort_small_by(Ord::cmp);
    sorted.dedup();
    let parts: Vec<&[u8]> = sorted.iter().map(|hash| &hash.0[..]).collect();
    crate::hash::sha256_parts(&parts)
}
