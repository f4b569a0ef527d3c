//! Operations on blobs: what arrived, under which keys it is wrapped, and which envelopes name it.

use async_trait::async_trait;
use counterfoil_domain::ids::{DeviceId, Hash, SubjectId, TenantId};

use super::Stored;

/// A blob that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    /// The store that uploaded it.
    pub device: DeviceId,
    /// SHA-256 of the plain bytes.
    pub hash: Hash,
    /// Plain bytes.
    pub size_bytes: u64,
    /// When its bytes were last read back from the store and hashed, ms since 1970; 0 if not since they came.
    pub hashed_at_ms: u64,
    /// Index of its arrival in the log; absent while that is being written.
    pub arrived_at: Option<u64>,
}

/// A derivative of an original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivativeRow {
    /// SHA-256 of the original.
    pub original: Hash,
    /// How it was made, such as `thumb/320/q75`.
    pub recipe: String,
    /// SHA-256 of the derivative.
    pub hash: Hash,
}

/// The blobs that the envelopes of one store name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedBlobs {
    /// Hash, size, and a subject that names it; one row for each pair of hash and subject.
    pub named: Vec<(Hash, u64, SubjectId)>,
    /// Envelopes whose body is not here, so that nobody knows what they name.
    pub without_body: u64,
}

/// Operations on blobs.
#[async_trait]
pub trait BlobStorage: Send + Sync {
    /// A blob of a device.
    async fn blob(&self, tenant: TenantId, device: DeviceId, hash: Hash)
    -> Stored<Option<BlobRow>>;

    /// Notes a blob that is on disk, with its key wrapped for each subject.
    async fn add_blob(
        &self,
        tenant: TenantId,
        blob: BlobRow,
        wraps: Vec<(SubjectId, Vec<u8>)>,
        derivative: Option<DerivativeRow>,
    ) -> Stored<()>;

    /// Notes at which index a blob arrived.
    async fn blob_arrived(
        &self,
        tenant: TenantId,
        device: DeviceId,
        hash: Hash,
        index: u64,
    ) -> Stored<()>;

    /// Notes that a blob was hashed again.
    async fn blob_hashed(
        &self,
        tenant: TenantId,
        device: DeviceId,
        hash: Hash,
        now_ms: u64,
    ) -> Stored<()>;

    /// A blob's key as each subject's storage key wraps it.
    async fn wraps(
        &self,
        tenant: TenantId,
        device: DeviceId,
        hash: Hash,
    ) -> Stored<Vec<(SubjectId, Vec<u8>)>>;

    /// One more wrap.
    async fn add_wrap(
        &self,
        tenant: TenantId,
        device: DeviceId,
        hash: Hash,
        wrap: (SubjectId, Vec<u8>),
    ) -> Stored<()>;

    /// The derivatives of an original that a device uploaded.
    async fn derivatives(
        &self,
        tenant: TenantId,
        device: DeviceId,
        original: Hash,
    ) -> Stored<Vec<DerivativeRow>>;

    /// What the envelopes of a store name, of every life and verdict; only rows of `hash` if one is given.
    async fn named_blobs(
        &self,
        tenant: TenantId,
        device: DeviceId,
        hash: Option<Hash>,
    ) -> Stored<NamedBlobs>;

    /// How many blobs are here, and their plain bytes.
    async fn blob_sums(&self, tenant: TenantId) -> Stored<(u64, u64)>;
}
