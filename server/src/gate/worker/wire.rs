//! What the hub asks a worker, and the answer, as CBOR. Both ends are one program: the format may change with it.

use counterfoil_domain::cbor;
use counterfoil_domain::document::{DocumentKey, GateRefusal};
use counterfoil_domain::ids::{ChainId, Hash};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

/// One task, as bytes, with what chooses the worker.
#[derive(Debug, Clone)]
pub struct Task {
    /// Tasks on one subject go to one worker while it is free: it has the document warm.
    pub(super) lane: u64,
    /// The question.
    pub(super) bytes: Vec<u8>,
}

/// What is asked about a document.
#[derive(Debug, Encode, Decode)]
#[cbor(array)]
pub(in crate::gate) struct Question {
    #[n(0)]
    pub(in crate::gate) key: DocumentKey,
    /// Where the document stands: these name its whole history, so that no copy of another one is taken for it.
    #[n(1)]
    pub(in crate::gate) heads: Vec<Hash>,
    #[n(2)]
    pub(in crate::gate) start: Start,
    #[n(3)]
    pub(in crate::gate) what: What,
}

/// How a worker that does not have the document comes to it.
#[derive(Debug, Clone, Encode, Decode)]
pub(in crate::gate) enum Start {
    /// It should have it; else it says so.
    #[n(0)]
    Warm,
    /// A new document with these notes.
    #[n(1)]
    Genesis(#[n(0)] Vec<String>),
    /// Saved bytes, and the changes that were taken since.
    #[n(2)]
    Saved(#[n(0)] ByteVec, #[n(1)] Vec<ByteVec>),
}

/// What is to be done with the document.
#[derive(Debug, Clone, Encode, Decode)]
pub(in crate::gate) enum What {
    /// Take one change.
    #[n(0)]
    Change {
        #[n(0)]
        chain: ChainId,
        #[n(1)]
        frame: ByteVec,
        /// Save and load the document with it at once.
        #[n(2)]
        careful: bool,
    },
    /// Save and load it with all changes that were taken.
    #[n(1)]
    Finish,
    /// Make its next generation.
    #[n(2)]
    Next,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(in crate::gate) enum Answer {
    /// The worker does not have the document as it stands.
    #[n(0)]
    Unknown,
    /// The change is taken.
    #[n(1)]
    Taken,
    /// The bytes, which were loaded once.
    #[n(2)]
    Saved(#[n(0)] ByteVec),
    /// A step refused it; `examined` is whether it came as far as being applied.
    #[n(3)]
    Refused {
        #[n(0)]
        refusal: GateRefusal,
        #[n(1)]
        examined: bool,
    },
    /// The document itself cannot be made or go on.
    #[n(4)]
    Unfit,
}

impl Question {
    pub(in crate::gate) fn task(&self) -> Task {
        let id = self.key.id.subject.as_bytes();
        // The last bytes of an id are random.
        let lane = id.iter().rev().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        Task { lane, bytes: cbor::encode(self) }
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        minicbor::decode(bytes).ok()
    }
}

impl Answer {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    pub(in crate::gate) fn read(bytes: &[u8]) -> Option<Self> {
        minicbor::decode(bytes).ok()
    }
}
