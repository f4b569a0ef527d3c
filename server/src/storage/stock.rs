//! Operations on shelves: where their counts and what was taken from them is written.

use async_trait::async_trait;
use counterfoil_domain::ids::{SubjectId, TenantId};

use super::Stored;

/// Operations on shelves.
#[async_trait]
pub trait StockStorage: Send + Sync {
    /// The shelves of which an entry at or after `from` tells, with the last such entry's index, oldest first.
    async fn shelves(&self, tenant: TenantId, from: u64) -> Stored<Vec<(SubjectId, u64)>>;

    /// The orders that took from a shelf, the shelf itself among them if anything was counted there.
    async fn stocked(&self, tenant: TenantId, place: SubjectId) -> Stored<Vec<SubjectId>>;
}
