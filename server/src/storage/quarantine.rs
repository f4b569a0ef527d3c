//! Operations on quarantined runs: what was handed in and cannot be filed yet is kept, under a quota.

use async_trait::async_trait;
use counterfoil_domain::ids::{ChainId, DeviceId, Hash, TenantId};
use counterfoil_domain::receipt::KeptRun;

use super::Stored;

/// A run that cannot be filed yet, kept as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedRun {
    /// Who brought it: the run's names are relative to that store, and its quota is used.
    pub carrier: DeviceId,
    /// The chain.
    pub chain: ChainId,
    /// Place of its first envelope.
    pub from: u64,
    /// Place after its last envelope.
    pub to: u64,
    /// SHA-256 of `section`.
    pub hash: Hash,
    /// The section as it travelled, before compression.
    pub section: Vec<u8>,
}

impl QuarantinedRun {
    /// How a receipt names it.
    #[must_use]
    pub fn kept(&self) -> KeptRun {
        KeptRun { from: self.from, to: self.to, hash: self.hash }
    }
}

/// A run that is kept, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// Who brought it.
    pub carrier: DeviceId,
    /// The chain.
    pub chain: ChainId,
    /// Place of its first envelope.
    pub from: u64,
    /// Place after its last envelope.
    pub to: u64,
    /// Its bytes.
    pub size_bytes: u64,
    /// Whether nothing was missing below it and it could still not be taken.
    pub tried: bool,
    /// When it came, ms since 1970.
    pub kept_at_ms: u64,
}

/// Operations on quarantined runs.
#[async_trait]
pub trait QuarantineStorage: Send + Sync {
    /// Keeps a run; `false` if it is not kept: its carrier has no room left, or nobody could tell its hashes without
    /// bodies on erased orders, which are never kept. The same run again changes nothing.
    async fn quarantine(&self, tenant: TenantId, run: QuarantinedRun, now_ms: u64) -> Stored<bool>;

    /// The lowest run of a chain of `size` envelopes that begins there or below and was not tried yet.
    async fn next_quarantined(
        &self,
        tenant: TenantId,
        chain: ChainId,
        size: u64,
    ) -> Stored<Option<QuarantinedRun>>;

    /// Notes that a run cannot be taken as it is: it stays as evidence and costs nobody another look.
    async fn quarantine_tried(&self, tenant: TenantId, run: QuarantinedRun) -> Stored<()>;

    /// Lets a run go that has been filed.
    async fn unquarantine(&self, tenant: TenantId, run: QuarantinedRun) -> Stored<()>;

    /// The runs of a chain that a carrier brought, by their places.
    async fn quarantined_by(
        &self,
        tenant: TenantId,
        carrier: DeviceId,
        chain: ChainId,
    ) -> Stored<Vec<KeptRun>>;

    /// The runs that are kept, oldest first, at most `limit`.
    async fn quarantined(&self, tenant: TenantId, limit: usize) -> Stored<Vec<RunRow>>;

    /// The chains of a store that have runs waiting.
    async fn quarantined_chains(&self, tenant: TenantId, device: DeviceId) -> Stored<Vec<ChainId>>;
}
