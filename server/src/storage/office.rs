//! Operations behind the office's lists: cards that changed, subjects that changed, and last contacts.

use async_trait::async_trait;
use counterfoil_domain::ids::{DeviceId, PersonId, SubjectId, TenantId};
use counterfoil_domain::subject::SubjectKind;

use super::Stored;

/// Cards as they stand after an index, and how far they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardsSince {
    /// Entries in the log at that instant.
    pub size: u64,
    /// Order, size of the log when the card was written, and its bytes; latest first.
    pub cards: Vec<(SubjectId, u64, Vec<u8>)>,
}

/// A store asked, and was answered from a log of this size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactRow {
    /// The store.
    pub device: DeviceId,
    /// Entries in the log that it was answered from; 0 if it only pushed.
    pub size: u64,
    /// When it was first answered from a log of this size, ms since 1970.
    pub first_ms: u64,
    /// When it was last.
    pub last_ms: u64,
}

/// Operations behind the office's lists.
#[async_trait]
pub trait OfficeStorage: Send + Sync {
    /// The cards that were written while the log grew beyond `after` entries, at most `limit`, latest first.
    async fn cards_since(&self, tenant: TenantId, after: u64, limit: usize) -> Stored<CardsSince>;

    /// The subjects that entries in `from..to` are about, also those whose blobs arrived there, at most
    /// `limit`.
    async fn subjects_changed(
        &self,
        tenant: TenantId,
        from: u64,
        to: u64,
        limit: usize,
    ) -> Stored<Vec<SubjectId>>;

    /// The subjects of a kind that entries at or after a moment (the hub's, ms since 1970) are about, at most
    /// `limit`.
    async fn heard_since(
        &self,
        tenant: TenantId,
        kind: SubjectKind,
        from_ms: u64,
        limit: usize,
    ) -> Stored<Vec<SubjectId>>;

    /// The orders that somebody ever had and that were not over at entry `from`, or of which an entry from there on
    /// tells, at most `limit`.
    async fn orders_of_person(
        &self,
        tenant: TenantId,
        person: PersonId,
        from: u64,
        limit: usize,
    ) -> Stored<Vec<SubjectId>>;

    /// Notes when stores were heard of, and forgets contacts that ended before `oldest_ms`.
    async fn keep_contacts(
        &self,
        tenant: TenantId,
        contacts: Vec<ContactRow>,
        oldest_ms: u64,
    ) -> Stored<()>;

    /// When stores were heard of, by store and size ascending.
    async fn contacts(&self, tenant: TenantId) -> Stored<Vec<ContactRow>>;
}
