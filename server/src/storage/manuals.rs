//! Operations on manuals: documents in versions, and what they are pinned to.

use async_trait::async_trait;
use counterfoil_domain::ids::{Hash, SubjectId, TenantId};

use super::Stored;

/// One version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualRow {
    /// The document.
    pub manual: SubjectId,
    /// Its version, from 1.
    pub version: u32,
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// Its bytes.
    pub size_bytes: u64,
    /// Media type.
    pub media_type: String,
    /// What people call it, in Chinese.
    pub title_zh: String,
    /// The same in English.
    pub title_en: String,
    /// When it was uploaded, ms since 1970.
    pub added_at_ms: u64,
}

/// What a document is needed for; an empty part does not matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PinRow {
    /// The document.
    pub manual: SubjectId,
    /// Orders of this kind.
    pub kind: String,
    /// Appliances of this model.
    pub model: String,
}

/// Operations on manuals.
#[async_trait]
pub trait ManualStorage: Send + Sync {
    /// Notes a version whose bytes are on disk.
    async fn add_manual(&self, tenant: TenantId, row: ManualRow) -> Stored<()>;

    /// Every version of every document, by document and version.
    async fn manuals(&self, tenant: TenantId) -> Stored<Vec<ManualRow>>;

    /// A version by the hash of its bytes.
    async fn manual(&self, tenant: TenantId, hash: Hash) -> Stored<Option<ManualRow>>;

    /// Pins a document anew.
    async fn pin_manual(
        &self,
        tenant: TenantId,
        manual: SubjectId,
        pins: Vec<PinRow>,
    ) -> Stored<()>;

    /// Every pin.
    async fn pins(&self, tenant: TenantId) -> Stored<Vec<PinRow>>;
}
