//! Operations on the log itself: its tip, its roots, the hub's own statements, proofs of inclusion.

use async_trait::async_trait;
use counterfoil_domain::ids::{Hash, LineageId, TenantId};
use counterfoil_domain::log::Statement;

use super::{Committed, Stored};

/// Where a tenant's log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    /// The log's present life.
    pub lineage: LineageId,
    /// Entries; the next one gets this index.
    pub size: u64,
    /// Root over all entries.
    pub root: Hash,
    /// Size after the last entry that changed rules: a role, a playbook, an enrolment.
    pub rules: u64,
}

/// One entry's leaf and its way up to a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The leaf's bytes, see [`counterfoil_domain::log::Leaf`].
    pub leaf: Vec<u8>,
    /// Siblings, lowest first.
    pub path: Vec<Hash>,
    /// The size of the log that the path leads to.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// Operations on the log.
#[async_trait]
pub trait LogStorage: Send + Sync {
    /// Begins a tenant's log with its first `Lineage` statement; `false` if the tenant was there already.
    async fn begin_tenant(&self, tenant: TenantId, lineage: LineageId, now_ms: u64)
    -> Stored<bool>;

    /// The tenants of this hub.
    async fn tenants(&self) -> Stored<Vec<TenantId>>;

    /// Where the log stands.
    async fn tip(&self, tenant: TenantId) -> Stored<Tip>;

    /// The root over the first `size` entries; `None` beyond the tip.
    async fn root_at(&self, tenant: TenantId, size: u64) -> Stored<Option<Hash>>;

    /// Appends statements of the hub in one transaction, with what follows from them: an enrolment fills the
    /// device table, a grant the role history, a playbook or a lineage the counter row.
    async fn append(
        &self,
        tenant: TenantId,
        statements: Vec<Statement>,
        now_ms: u64,
    ) -> Stored<Committed>;

    /// The proof that entry `index` stands in the log of `size` entries.
    async fn inclusion(&self, tenant: TenantId, index: u64, size: u64)
    -> Stored<Option<Inclusion>>;
}
