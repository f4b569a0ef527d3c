//! Segments of a store's outbox file as anybody sees them, without a key: whose a segment is, its frames, and the
//! store's word for each of them, by which a finder may hand it in.
//!
//! What is inside the frames only the store and the tenant's rescue key read; that stands in `counterfoil_store`.

mod receipt;
mod standing;
mod ticket;

use minicbor::{Decode, Encode};

pub use self::receipt::{DropReceipt, DropReceiptStatement};
pub use self::standing::Standing;
pub use self::ticket::{FrameStatement, ListedFile, Ticket};
use crate::cbor;
use crate::hash::{device_id, sha256};
use crate::ids::{DeviceId, Hash, Incarnation, TenantId};
use crate::keys::{PublicKey, Purpose, Signature};
use crate::limits::{OUTBOX_FRAME_BYTES_MAX, OUTBOX_HEAD_BYTES_MAX, OUTBOX_TICKET_BYTES_MAX};

/// The first bytes of every segment.
pub const MAGIC: &[u8; 8] = b"CFOUTBOX";
/// The layout that is written; 1 had no tickets.
pub const SEGMENT_VERSION: u8 = 2;
/// Bytes of a length.
pub const LENGTH_BYTES: usize = 4;
/// Bytes of the MAC behind a sealed record.
pub const MAC_BYTES: usize = 32;

/// What a segment says of itself. Signed under [`Purpose::Segment`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SegmentStatement {
    /// Layout version, 1 or 2.
    #[n(0)]
    pub version: u8,
    /// Names the segment.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub segment: [u8; 16],
    /// Its number among those of the store, ascending.
    #[n(2)]
    pub number: u64,
    /// The tenant.
    #[n(3)]
    pub tenant: TenantId,
    /// The store.
    #[n(4)]
    pub device: DeviceId,
    /// The chain of every envelope in it.
    #[n(5)]
    pub incarnation: Incarnation,
    /// The key of its frames, an age file to the store and the rescue key.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub content_key: Vec<u8>,
    /// The first key of its MACs, an age file to the rescue key alone.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub mac_key: Option<Vec<u8>>,
    /// Where it may be handed in.
    #[n(8)]
    pub hub_url: Option<String>,
    /// The fingerprint of that hub's root key, by which a finder knows its receipts.
    #[n(9)]
    pub root: Option<Hash>,
}

/// The head of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SegmentHead {
    /// What it says.
    #[n(0)]
    pub statement: SegmentStatement,
    /// The session key, of which the store's id is a hash.
    #[n(1)]
    pub session: Option<PublicKey>,
    /// By the session key.
    #[n(2)]
    pub signature: Option<Signature>,
}

/// Why the begin of a file is no head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SegmentError {
    /// It is none, or it is damaged.
    #[error("not the head of a segment")]
    Damaged,
    /// Of a layout that a newer program writes.
    #[error("a segment of version {0}")]
    Newer(u8),
}

impl SegmentHead {
    /// The first bytes of a segment with this head.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let head = cbor::encode(self);
        let length = u32::try_from(head.len()).unwrap_or(u32::MAX).to_be_bytes();
        [MAGIC.as_slice(), &length, &head].concat()
    }

    /// Reads the head at the begin of a segment, and says how many bytes it has.
    ///
    /// # Errors
    /// [`SegmentError`].
    pub fn read(segment: &[u8]) -> Result<(Self, usize), SegmentError> {
        let rest = segment.strip_prefix(MAGIC).ok_or(SegmentError::Damaged)?;
        let (bytes, _) = counted(rest, OUTBOX_HEAD_BYTES_MAX).ok_or(SegmentError::Damaged)?;
        let head: Self = cbor::decode(bytes).map_err(|_| SegmentError::Damaged)?;
        match head.statement.version {
            1..=SEGMENT_VERSION => Ok((head, MAGIC.len() + LENGTH_BYTES + bytes.len())),
            newer => Err(SegmentError::Newer(newer)),
        }
    }

    /// True when the session key that the store is named after vouches for what the head says.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        let (Some(session), Some(signature)) = (&self.session, &self.signature) else {
            return false;
        };
        device_id(&session.bytes) == self.statement.device
            && session.verify(Purpose::Segment, &cbor::encode(&self.statement), signature).is_ok()
    }

    /// The next frame of a segment with this head, and what lies behind it; `None` where no whole one begins.
    #[must_use]
    pub fn next_frame<'a>(&self, bytes: &'a [u8]) -> Option<(Frame<'a>, &'a [u8])> {
        let (sealed, rest) = counted(bytes, OUTBOX_FRAME_BYTES_MAX)?;
        let (mac, mut behind) = rest.split_at_checked(MAC_BYTES)?;
        let mut ticket = [].as_slice();
        if self.statement.version > 1 {
            (ticket, behind) = counted(behind, OUTBOX_TICKET_BYTES_MAX)?;
        }
        let bytes = &bytes[..bytes.len() - behind.len()];
        Some((Frame { sealed, mac, ticket, bytes }, behind))
    }
}

/// One frame of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The sealed record.
    pub sealed: &'a [u8],
    /// Its MAC.
    pub mac: &'a [u8],
    /// A [`Ticket`], or nothing where the store had no key to make one.
    pub ticket: &'a [u8],
    /// All of it, with its lengths.
    pub bytes: &'a [u8],
}

impl Frame<'_> {
    /// The ticket, if the session key made it for this frame of the segment whose head has this hash.
    #[must_use]
    pub fn ticket(&self, head: Hash, session: &PublicKey) -> Option<Ticket> {
        let ticket: Ticket = cbor::decode(self.ticket).ok()?;
        let stands = ticket.stands(head, self.sealed, self.mac, session);
        stands.then_some(ticket)
    }
}

/// The hash that binds frames to their segment: of everything before the first one.
#[must_use]
pub fn head_hash(head_bytes: &[u8]) -> Hash {
    sha256(head_bytes)
}

/// Bytes behind their length, and what lies behind them.
fn counted(bytes: &[u8], limit: usize) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<LENGTH_BYTES>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok().filter(|one| *one <= limit)?;
    rest.split_at_checked(length)
}
