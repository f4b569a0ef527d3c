//! Orders to wipe a store, as the log's entries left them.

use async_trait::async_trait;
use counterfoil_domain::ids::{DeviceId, TenantId};
use counterfoil_domain::wipe::WipeOrder;

use super::Stored;

/// An order, and whether it was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WipeRow {
    /// The newest order to this store.
    pub order: WipeOrder,
    /// Index of its entry.
    pub ordered_at: u64,
    /// Index of the store's word that it was done.
    pub done_at: Option<u64>,
}

/// Operations on wipes. They are written by entries of the log alone.
#[async_trait]
pub trait WipeStorage: Send + Sync {
    /// The newest order to a store.
    async fn wipe(&self, tenant: TenantId, device: DeviceId) -> Stored<Option<WipeRow>>;
}
