//! Operations on notices: due moments that were told, each once.

use std::collections::BTreeMap;

use async_trait::async_trait;
use counterfoil_domain::ids::{SubjectId, TenantId};
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::sla::target::DueId;
use minicbor::{Decode, Encode};

use super::Stored;

/// What a notice says, as it was when it was told.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NoticeContent {
    /// The target.
    #[n(0)]
    pub target: String,
    /// What people call it.
    #[n(1)]
    pub target_name: Words,
    /// The warning.
    #[n(2)]
    pub warning: String,
    /// What it says.
    #[n(3)]
    pub name: Words,
    /// How grave it is, 1 to 3.
    #[n(4)]
    pub level: u8,
    /// Who is told: `assignee`, or roles.
    #[n(5)]
    pub to: Vec<String>,
    /// The same for what one act tells of many orders.
    #[n(6)]
    pub together: Option<DueId>,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// The due moment.
    pub id: DueId,
    /// The order.
    pub order: SubjectId,
    /// When it came due, ms since 1970.
    pub at_ms: u64,
    /// When the hub told it, ms since 1970.
    pub fired_at_ms: u64,
    /// When somebody at the office said that they saw it, ms since 1970.
    pub seen_at_ms: Option<u64>,
    /// What it says.
    pub content: NoticeContent,
    /// The orders of which one act told this, in the order in which it did; none for one alone. A notice that is
    /// kept has none: they are found when it is read.
    pub orders: Vec<SubjectId>,
}

/// Operations on notices.
#[async_trait]
pub trait NoticeStorage: Send + Sync {
    /// Keeps those notices that were never kept before; gives which they were, in the order given.
    async fn fire(&self, tenant: TenantId, notices: Vec<NoticeRow>) -> Stored<Vec<NoticeRow>>;

    /// The notices that came due last, at most `limit`: danger that nobody has seen, then the latest first;
    /// `unseen`: only what nobody has seen. What one act told of many orders is one notice.
    async fn notices(&self, tenant: TenantId, unseen: bool, limit: usize)
    -> Stored<Vec<NoticeRow>>;

    /// The notices that were told at `since_ms` or later and that nothing outside has taken yet, the first told first,
    /// at most `limit`. What one act told of many orders is one notice.
    async fn notices_unsent(
        &self,
        tenant: TenantId,
        since_ms: u64,
        limit: usize,
    ) -> Stored<Vec<NoticeRow>>;

    /// Notes that the operator's own system has taken a notice, with all that the same act told. The first time
    /// counts.
    async fn notice_sent(&self, tenant: TenantId, id: DueId, now_ms: u64) -> Stored<()>;

    /// The orders with something that was told at once and that nobody at the office has read, and how much of it.
    async fn unread_notices(&self, tenant: TenantId) -> Stored<BTreeMap<SubjectId, u32>>;

    /// Of orders of which nobody has read anything but what one act told of many: the order under whose notice that
    /// stands.
    async fn told_with(&self, tenant: TenantId) -> Stored<BTreeMap<SubjectId, SubjectId>>;

    /// Notes that somebody saw a notice, with all that the same act told by then. The first time counts; false if
    /// there is no such notice.
    async fn see_notice(&self, tenant: TenantId, id: DueId, now_ms: u64) -> Stored<bool>;
}
