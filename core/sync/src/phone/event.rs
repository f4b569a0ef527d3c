//! What happens to the phone's machine, and what it asks the outside to do.

use counterfoil_domain::ids::{ChainId, Hash, LineageId};
use counterfoil_domain::keys::PublicKey;
use counterfoil_domain::log::Digest;
use counterfoil_domain::receipt::SignedAnswer;

use super::check::Noticed;
use crate::wire::{AnswerPayload, BlobWord, Carrier, Cursor, Section};

/// The time and a random number, given with each event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds on any clock that does not go backwards.
    pub ms: u64,
    /// Fresh random bits, for the spread of retries.
    pub random: u64,
}

/// What the machine must know when it is made; all of it stands in the store.
#[derive(Debug, Clone)]
pub struct PhoneState {
    /// Tenant and store.
    pub carrier: Carrier,
    /// The hub's answer keys that the tenant's root certified.
    pub answer_keys: Vec<PublicKey>,
    /// How far the store has seen.
    pub cursor: Option<Cursor>,
    /// The lineage in which the store's envelopes and receipts stand, if a hub ever answered.
    pub lineage: Option<LineageId>,
    /// The digest over acknowledged entries.
    pub scope_digest: Digest,
}

/// How much a session may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Bytes both ways; the exchange during which it is used up is still finished.
    pub bytes: u64,
    /// When to stop, on the clock of [`Now::ms`].
    pub until_ms: u64,
    /// Whether to pull order data; needs a live token.
    pub pull: bool,
}

/// What the store found in its outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outbox {
    /// Runs to push, each from the size that the hub holds, or below it for bodies that it asked for again.
    pub sections: Vec<Section>,
    /// Envelopes that wait behind these.
    pub left: u64,
    /// Chains whose envelopes are not safe yet, for receipts.
    pub receipts_for: Vec<ChainId>,
    /// How much of each of them the hub holds, by what it has said.
    pub held: Vec<(ChainId, u64)>,
    /// Blobs that arrived, to ask whether they are safe; at most [`counterfoil_domain::limits::EXCHANGE_BLOBS_MAX`].
    pub blobs: Vec<Hash>,
}

/// Why nothing came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportFailure {
    /// No network, no route, a broken connection, a time-out.
    Offline,
    /// The token is over: pushing goes on, pulling does not.
    SignInAgain,
    /// The hub does not know this store's keys.
    NotKnown,
    /// The request is larger than something on the way allows.
    TooLarge,
    /// The hub asks for patience.
    Busy {
        /// Milliseconds to wait.
        after_ms: u64,
    },
    /// The hub is of a version with which this program cannot speak.
    UpdateNeeded,
    /// The hub failed.
    Failed,
}

/// What happens.
#[derive(Debug, Clone)]
pub enum Event {
    /// A session is to begin.
    Begin(Budget),
    /// The outbox was loaded, after [`Effect::LoadOutbox`].
    Outbox(Outbox),
    /// An answer came, after [`Effect::Send`].
    Answer(Vec<u8>),
    /// None came.
    TransportFailed(TransportFailure),
    /// The commit stands, after [`Effect::Commit`], and this is the digest after it.
    Applied(Digest),
    /// The commit failed (disk full): the session ends, nothing is lost.
    ApplyFailed,
    /// The time of [`Effect::WakeAt`] has come.
    Woken,
    /// The session is to end; an answer that is on its way is lost.
    Cancel,
}

/// A run that is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentRun {
    /// The chain.
    pub chain: ChainId,
    /// Place of its first envelope.
    pub from: u64,
    /// Place after its last.
    pub to: u64,
}

/// What must be written in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Commit {
    /// The statement with receipts, safe horizon, nonce and log point; its signature holds.
    pub signed: SignedAnswer,
    /// Verdicts, page, cursor.
    pub payload: AnswerPayload,
    /// What was pushed.
    pub sent: Vec<SentRun>,
    /// A word on each blob after which was asked; empty if the hub gave none.
    pub blobs: Vec<(Hash, BlobWord)>,
}

/// What the outside must do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Load what waits in the outbox: whole envelopes, at least one if there is one, in the order of their
    /// chains. One that was held or refused holds up no other.
    LoadOutbox {
        /// Bytes of headers and bodies, about.
        bytes_max: usize,
        /// Envelopes.
        envelopes_max: usize,
        /// Chains that wait until the next session.
        except: Vec<ChainId>,
    },
    /// Mark these runs as sent, then post the bytes with a proof over them.
    Send {
        /// The request.
        bytes: Vec<u8>,
        /// What it pushes.
        sent: Vec<SentRun>,
        /// Whether the token is to go along.
        pull: bool,
    },
    /// Write this.
    Commit(Box<Commit>),
    /// Call again with [`Event::Woken`].
    WakeAt {
        /// When, on the clock of [`Now::ms`].
        at_ms: u64,
    },
    /// Tell people, keep for the report.
    Report(Noticed),
    /// The session is over.
    Finished(Finished),
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nothing is left to do.
    Done,
    /// The budget is used up.
    Budget,
    /// Somebody ended it.
    Cancelled,
    /// The network or the hub failed.
    Transport(TransportFailure),
    /// The store could not write.
    Store,
    /// The answer was not the hub's, or not to this request.
    NotTrusted,
    /// The hub's log is not the one that this phone knows.
    HubChanged,
    /// An exchange moved nothing although something is left.
    Stuck,
}

/// How a session ended and what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finished {
    /// Why.
    pub why: Why,
    /// Envelopes that still wait in the outbox, as far as it was loaded.
    pub unsent: u64,
    /// Whether the hub has more for this phone.
    pub more: bool,
    /// Exchanges that were committed.
    pub exchanges: u32,
    /// Bytes both ways.
    pub bytes: u64,
    /// When it is sensible to try again, if not at once.
    pub retry_at_ms: Option<u64>,
}
