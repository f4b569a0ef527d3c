//! The hub's log: one for each tenant, dense from index 0 in commit order; its leaves and its statements.
//!
//! A leaf holds hashes, verdict and decision and no content, so a body can be erased while the log still
//! verifies. The leaf's hash is `SHA-256(0x00 ‖ leaf bytes)`, see [`crate::merkle`].

mod erased;
mod stores;
mod triggered;

use minicbor::{Decode, Encode};

pub use self::erased::{Erased, ErasedSaid, LegalHold};
pub use self::stores::{Adopted, TicketKey, WipeOrdered, WipedSaid};
pub use self::triggered::{GenerationBegun, SubOrder, Triggered};
use crate::cbor;
use crate::decision::Decision;
use crate::hash::{sha256, sha256_parts};
use crate::ids::{ChainId, DeviceId, FactId, Hash, LineageId, PersonId, SubjectId};
use crate::keys::{KeyId, PublicKey};
use crate::merkle;
use crate::playbook::bundle::SignedPlaybook;
use crate::verdict::Verdict;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum EntryKind {
    /// An envelope with its final verdict.
    #[n(0)]
    Envelope,
    /// A statement of the hub, see [`Statement`].
    #[n(1)]
    Statement,
}

/// The leaf of an entry. Encoded as a CBOR map; absent options are left out.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Leaf {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// Place in the log, from 0.
    #[n(1)]
    pub index: u64,
    /// What it is.
    #[n(2)]
    pub kind: EntryKind,
    /// The envelope's header hash, or SHA-256 of the statement's bytes.
    #[n(3)]
    pub hash: Hash,
    /// The verdict, for envelopes.
    #[n(4)]
    pub verdict: Option<Verdict>,
    /// What follows from it.
    #[n(5)]
    pub decision: Option<Decision>,
    /// The hub's time at commit, ms since 1970.
    #[n(6)]
    pub hub_time_ms: u64,
}

impl Leaf {
    /// The leaf's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// The leaf's hash in the log.
    #[must_use]
    pub fn hash(&self) -> Hash {
        merkle::leaf_hash(&self.to_bytes())
    }
}

/// What the hub says on its own account.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub enum Statement {
    /// The log begins, or goes on after a loss.
    #[n(0)]
    Lineage(#[n(0)] LineageBegun),
    /// A store's keys are good from here on.
    #[n(1)]
    Enrolled(#[n(0)] Enrolled),
    /// A store's keys are good no longer.
    #[n(2)]
    Revoked(#[n(0)] Revoked),
    /// A slice of a chain has been stored.
    #[n(3)]
    Received(#[n(0)] Received),
    /// A blob is here and its plain bytes have been hashed.
    #[n(4)]
    BlobArrived(#[n(0)] BlobArrived),
    /// An earlier transition was judged again.
    #[n(5)]
    Decided(#[n(0)] Decided),
    /// Two subjects share a key and are one order from here on.
    #[n(6)]
    Joined(#[n(0)] Joined),
    /// A join is undone.
    #[n(7)]
    Parted(#[n(0)] Joined),
    /// A playbook version is in force.
    #[n(8)]
    Playbook(#[n(0)] PlaybookPublished),
    /// A person's roles from here on.
    #[n(9)]
    Granted(#[n(0)] Granted),
    /// A document begins its next generation.
    #[n(10)]
    Generation(#[n(0)] GenerationBegun),
    /// A key of a host's backend signs tickets from here on, or no longer.
    #[n(11)]
    TicketKey(#[n(0)] TicketKey),
    /// The hub did something by itself.
    #[n(12)]
    Triggered(#[n(0)] Triggered),
    /// An order is a part of another, and whether it is over.
    #[n(13)]
    SubOrder(#[n(0)] SubOrder),
    /// A store is to be wiped.
    #[n(14)]
    WipeOrdered(#[n(0)] WipeOrdered),
    /// A store says that it was wiped.
    #[n(15)]
    Wiped(#[n(0)] WipedSaid),
    /// A store seals with another key from here on.
    #[n(16)]
    Adopted(#[n(0)] Adopted),
    /// The content of an order is gone.
    #[n(17)]
    Erased(#[n(0)] Erased),
    /// A store holds nothing of erased orders any more.
    #[n(18)]
    ErasedSaid(#[n(0)] ErasedSaid),
    /// An order may not be erased, or may again.
    #[n(19)]
    LegalHold(#[n(0)] LegalHold),
}

/// The log begins, or goes on after a loss.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LineageBegun {
    /// The new life.
    #[n(0)]
    pub lineage: LineageId,
    /// The life before, absent for the first.
    #[n(1)]
    pub parent: Option<LineageId>,
    /// Entries kept of it.
    #[n(2)]
    pub size: u64,
    /// The log's root at that size.
    #[n(3)]
    pub root: Hash,
}

/// A store's keys are good from here on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Enrolled {
    /// The store.
    #[n(0)]
    pub device: DeviceId,
    /// Its person.
    #[n(1)]
    pub person: PersonId,
    /// Signs seals.
    #[n(2)]
    pub seal_key: PublicKey,
    /// Signs proofs and uploads.
    #[n(3)]
    pub session_key: PublicKey,
    /// An age X25519 recipient, `age1…`: sealed segments can be given back to it.
    #[n(4)]
    pub recipient: String,
    /// Whether it is the office's own, held by the hub.
    #[n(5)]
    pub office: bool,
    /// The key that signed the ticket by which it was enrolled; absent for a one-time code.
    #[n(6)]
    pub ticket: Option<KeyId>,
}

/// A store's keys are good no longer, from this entry's index on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Revoked {
    /// The store.
    #[n(0)]
    pub device: DeviceId,
    /// The index since when its key may have been in other hands.
    #[n(1)]
    pub compromised_since: Option<u64>,
}

/// A slice of a chain has been stored.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Received {
    /// The chain.
    #[n(0)]
    pub chain: ChainId,
    /// Its size at the hub now.
    #[n(1)]
    pub size: u64,
    /// Its root at that size.
    #[n(2)]
    pub root: Hash,
    /// Size up to which a seal covers it.
    #[n(3)]
    pub sealed_size: u64,
}

/// A blob is here and its plain bytes have been hashed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BlobArrived {
    /// The store that uploaded it.
    #[n(0)]
    pub device: DeviceId,
    /// SHA-256 of the plain bytes.
    #[n(1)]
    pub hash: Hash,
    /// Plain bytes.
    #[n(2)]
    pub size_bytes: u64,
}

/// An earlier transition was judged again, as an entry supplied what it lacked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Decided {
    /// The transition.
    #[n(0)]
    pub of: FactId,
    /// Its subject.
    #[n(1)]
    pub subject: SubjectId,
}

/// Two subjects that are one order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Joined {
    /// Whose documents lead.
    #[n(0)]
    pub lead: SubjectId,
    /// The other.
    #[n(1)]
    pub other: SubjectId,
    /// Who parted them; a join is the hub's own.
    #[n(2)]
    pub by: Option<PersonId>,
}

/// A playbook version is in force.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PlaybookPublished {
    /// The version.
    #[n(0)]
    pub version: u32,
    /// SHA-256 of the file.
    #[n(1)]
    pub hash: Hash,
    /// The office's signature; absent in entries of hubs of the first release.
    #[n(2)]
    pub signed: Option<SignedPlaybook>,
}

/// A person's roles from here on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Granted {
    /// The person.
    #[n(0)]
    pub person: PersonId,
    /// Role names of the playbook; none takes every access away.
    #[n(1)]
    pub roles: Vec<String>,
}

impl Statement {
    /// The statement's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// The hash that a leaf names.
    #[must_use]
    pub fn hash(&self) -> Hash {
        sha256(&self.to_bytes())
    }

    /// The subjects that it is about: a join is about two, and whoever holds either hears of it.
    #[must_use]
    pub fn subjects(&self) -> Vec<SubjectId> {
        match self {
            Self::Decided(decided) => vec![decided.subject],
            Self::Triggered(word) => vec![word.subject],
            Self::Joined(joined) | Self::Parted(joined) => vec![joined.lead, joined.other],
            Self::Generation(begun) => vec![begun.subject],
            Self::Erased(erased) => vec![erased.erasure.statement.order],
            _ => Vec::new(),
        }
    }
}

/// A digest over acknowledged entries: the sum mod 2¹²⁸ of the first 16 bytes, big-endian, of
/// `SHA-256(index as 8 bytes big-endian ‖ hash ‖ decision bytes or nothing)`. Order does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest(pub u128);

impl Digest {
    /// Adds one acknowledged entry.
    pub fn add(&mut self, index: u64, hash: &Hash, decision: Option<&Decision>) {
        self.0 = self.0.wrapping_add(Self::of(index, hash, decision));
    }

    /// Takes one acknowledged entry out again.
    pub fn remove(&mut self, index: u64, hash: &Hash, decision: Option<&Decision>) {
        self.0 = self.0.wrapping_sub(Self::of(index, hash, decision));
    }

    /// Joins the digests of several orders into that of a scope.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    fn of(index: u64, hash: &Hash, decision: Option<&Decision>) -> u128 {
        let decision = decision.map(cbor::encode).unwrap_or_default();
        let sum = sha256_parts(&[&index.to_be_bytes(), &hash.0, &decision]);
        u128::from_be_bytes(sum.short())
    }

    /// As it travels.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// From 16 bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_knows_no_order_and_forgets_what_is_taken_out() {
        let (one, two) = (Hash([1; 32]), Hash([2; 32]));
        let decision = Decision { playbook: 3, engine: 1, ..Decision::default() };
        let mut there = Digest::default();
        there.add(0, &one, None);
        there.add(1, &two, Some(&decision));
        let mut here = Digest::default();
        here.add(1, &two, Some(&decision));
        here.add(0, &one, None);
        assert_eq!(there, here);
        here.remove(1, &two, Some(&decision));
        here.remove(0, &one, None);
        assert_eq!(here, Digest::default());
    }

    #[test]
    fn statements_come_back_as_they_went() {
        let statement = Statement::Received(Received {
            chain: ChainId {
                device: DeviceId([1; 16]),
                incarnation: crate::ids::Incarnation([2; 8]),
            },
            size: 4,
            root: Hash([3; 32]),
            sealed_size: 4,
        });
        assert_eq!(cbor::decode::<Statement>(&statement.to_bytes()), Ok(statement));
    }
}
