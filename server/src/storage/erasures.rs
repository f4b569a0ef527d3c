//! Erased orders, orders that may not be erased, and how far each store has carried erasures out.

use async_trait::async_trait;
use counterfoil_domain::erasure::Erasure;
use counterfoil_domain::ids::{DeviceId, Hash, SubjectId, TenantId};

use super::{Committed, Stored};

/// The stage of an erased order. No playbook can name it: stages have no colon.
pub const ERASED_STAGE: &str = ":erased";
/// The code of a refusal: the order was erased. The body is not kept.
pub const ERASED: &str = "erased";

/// An erased order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureRow {
    /// The office's word.
    pub erasure: Erasure,
    /// Index of its entry.
    pub erased_at: u64,
    /// Whether everything in the database is gone.
    pub purged: bool,
}

/// How far a store is with erasures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasingStore {
    /// The store.
    pub device: DeviceId,
    /// Index of its first enrolment: it never held what was erased before.
    pub since: u64,
    /// Every erasure of a lower index is carried out there.
    pub through: u64,
}

/// An order that may not be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldRow {
    /// The legal basis.
    pub basis: String,
    /// Index of the entry that said so.
    pub held_at: u64,
}

/// Operations on erasures. Every one may be repeated.
#[async_trait]
pub trait ErasureStorage: Send + Sync {
    /// Enters that an order is erased: from here on nobody is told of it, and the gate takes nothing for it.
    async fn enter_erasure(
        &self,
        tenant: TenantId,
        erasure: Erasure,
        now_ms: u64,
    ) -> Stored<Committed>;

    /// Deletes everything that the database holds of an erased order but headers, leaves and ids; its bytes are
    /// overwritten.
    async fn purge_erased(&self, tenant: TenantId, order: SubjectId) -> Stored<()>;

    /// Empties the write-ahead log, in which pages of before may lie. `false` while a reader is in the way.
    async fn empty_log(&self) -> Stored<bool>;

    /// An erased order.
    async fn erasure(&self, tenant: TenantId, order: SubjectId) -> Stored<Option<ErasureRow>>;

    /// What a store has not carried out, the earliest first, at most `limit`, with the index of each.
    async fn erasures_for(
        &self,
        tenant: TenantId,
        device: DeviceId,
        limit: usize,
    ) -> Stored<Vec<(u64, Erasure)>>;

    /// Every store of a phone, and how far it is.
    async fn erasing_stores(&self, tenant: TenantId) -> Stored<Vec<ErasingStore>>;

    /// The hold on an order, if one stands.
    async fn legal_hold(&self, tenant: TenantId, order: SubjectId) -> Stored<Option<HoldRow>>;

    /// An order with all that are joined with it.
    async fn joined_with(&self, tenant: TenantId, order: SubjectId) -> Stored<Vec<SubjectId>>;

    /// Blobs whose last wrap is gone: their bytes are to go.
    async fn unwrapped_blobs(&self, tenant: TenantId) -> Stored<Vec<(DeviceId, Hash)>>;

    /// Forgets a blob whose bytes are gone.
    async fn forget_blob(&self, tenant: TenantId, device: DeviceId, hash: Hash) -> Stored<()>;
}
