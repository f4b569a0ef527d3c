//! Operations on devices and their chains: who is enrolled, how far a chain is here, what is known already.

use async_trait::async_trait;
use counterfoil_domain::ids::{ChainId, DeviceId, Hash, PersonId, SubjectId, TenantId};
use counterfoil_domain::keys::PublicKey;
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::verdict::{Counts, Verdict};

use super::Stored;

/// A store that this hub has enrolled at some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// The store.
    pub device: DeviceId,
    /// Its person.
    pub person: PersonId,
    /// Signs seals.
    pub seal_key: PublicKey,
    /// Signs proofs and uploads.
    pub session_key: PublicKey,
    /// Its age recipient.
    pub recipient: String,
    /// Whether it is the office's own, held by the hub.
    pub office: bool,
    /// Index of the enrolment.
    pub enrolled_at: u64,
    /// Index of the revocation.
    pub revoked_at: Option<u64>,
}

/// What the hub has of one chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainRow {
    /// Its right edge: size and root follow from it.
    pub edge: Frontier,
    /// Size up to which a seal covers it.
    pub sealed_size: u64,
    /// The chain from which it branched off, for a fork.
    pub fork_of: Option<ChainId>,
    /// The chain that its first envelope names as predecessor.
    pub predecessor: Option<ChainId>,
    /// How many got each verdict.
    pub counts: Counts,
}

/// An envelope that is here already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEnvelope {
    /// The chain that it is filed under.
    pub chain: ChainId,
    /// Its place there.
    pub seq: u64,
    /// Its header's hash.
    pub hash: Hash,
    /// Its verdict; absent while its body is awaited.
    pub verdict: Option<Verdict>,
    /// Its entry, once it has a final verdict.
    pub index: Option<u64>,
}

/// Operations on devices and chains.
#[async_trait]
pub trait ChainStorage: Send + Sync {
    /// A store by its id, revoked ones too.
    async fn device(&self, tenant: TenantId, device: DeviceId) -> Stored<Option<DeviceRow>>;

    /// Every store that was ever enrolled.
    async fn devices(&self, tenant: TenantId) -> Stored<Vec<DeviceRow>>;

    /// What is here of a chain.
    async fn chain(&self, tenant: TenantId, chain: ChainId) -> Stored<Option<ChainRow>>;

    /// Every chain of a store, earlier lives and forks included.
    async fn chains(&self, tenant: TenantId, device: DeviceId) -> Stored<Vec<(ChainId, ChainRow)>>;

    /// The envelopes of a chain from `from` on, at most `limit`, in order.
    async fn envelopes(
        &self,
        tenant: TenantId,
        chain: ChainId,
        from: u64,
        limit: usize,
    ) -> Stored<Vec<KnownEnvelope>>;

    /// The envelopes of a chain that were held and got an entry with an index of at least `since`, at most
    /// `limit`.
    async fn judged_since(
        &self,
        tenant: TenantId,
        chain: ChainId,
        since: u64,
        limit: usize,
    ) -> Stored<Vec<KnownEnvelope>>;

    /// The index of the last `Received` statement about a chain.
    async fn received_at(&self, tenant: TenantId, chain: ChainId) -> Stored<Option<u64>>;

    /// k of a chain on subjects and audiences, where it is known.
    async fn salt_keys(
        &self,
        tenant: TenantId,
        chain: ChainId,
        places: Vec<(SubjectId, String)>,
    ) -> Stored<Vec<((SubjectId, String), [u8; 16])>>;

    /// Those of `hashes` that are here; the others are left out.
    async fn known(&self, tenant: TenantId, hashes: Vec<Hash>) -> Stored<Vec<KnownEnvelope>>;

    /// The exact bytes of an envelope; the body is absent if it never came or was erased.
    async fn envelope(
        &self,
        tenant: TenantId,
        hash: Hash,
    ) -> Stored<Option<counterfoil_domain::envelope::Envelope>>;
}
