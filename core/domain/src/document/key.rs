//! Names: of a document, of one generation of it, and of the hand that writes in it.

use minicbor::{Decode, Encode};

use crate::cbor;
use crate::hash::sha256_parts;
use crate::ids::{ChainId, DeviceId, Incarnation, SubjectId};

/// An automerge actor: 16 bytes, always derived by [`actor`], never chosen.
pub type ActorBytes = [u8; 16];

/// The constant actor of the genesis change; no hash of [`actor`] gives it.
pub const GENESIS_ACTOR: ActorBytes = [0; 16];

/// Names a document: one subject, one audience, one name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(array)]
pub struct DocumentId {
    /// The order, shift, place or asset.
    #[n(0)]
    pub subject: SubjectId,
    /// The one audience that may see it, as the playbook names it.
    #[n(1)]
    pub audience: String,
    /// `""` for the audience's main document, `form/<form>/<n>` for a form instance.
    #[n(2)]
    pub name: String,
}

/// One generation of a document; the hub begins the next when a value must leave.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(array)]
pub struct DocumentKey {
    /// Which document.
    #[n(0)]
    pub id: DocumentId,
    /// Which generation, from 0.
    #[n(1)]
    pub generation: u32,
}

/// Who writes: a chain, and how often it began afresh on this document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Author {
    /// The store; for the hub's own changes the office's device, whose id contains the lineage.
    pub device: DeviceId,
    /// The store's life.
    pub incarnation: Incarnation,
    /// Fresh starts on this document, from 0: after a refusal, or when written over unseen values.
    pub n: u32,
}

impl Author {
    /// The first hand of a chain on a document.
    #[must_use]
    pub fn first(chain: ChainId) -> Self {
        Self { device: chain.device, incarnation: chain.incarnation, n: 0 }
    }

    /// The chain that writes.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        ChainId { device: self.device, incarnation: self.incarnation }
    }

    /// The automerge actor of this hand on `key`.
    #[must_use]
    pub fn actor(&self, key: &DocumentKey) -> ActorBytes {
        actor(self.device, self.incarnation, key, self.n)
    }
}

/// `SHA-256("cf/actor/1" ‖ 0 ‖ device ‖ incarnation ‖ CBOR(key) ‖ n as 4 bytes big-endian)[..16]`.
#[must_use]
pub fn actor(device: DeviceId, incarnation: Incarnation, key: &DocumentKey, n: u32) -> ActorBytes {
    let key = cbor::encode(key);
    let parts: [&[u8]; 5] =
        [b"cf/actor/1\0", device.as_bytes(), incarnation.as_bytes(), &key, &n.to_be_bytes()];
    sha256_parts(&parts).short()
}
