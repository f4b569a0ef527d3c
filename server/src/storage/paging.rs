//! Operations behind an answer's page: standings and their history, entries after a cursor, snapshots,
//! digests, views and playbooks. All are bounded by an index, so several calls see one state of the log.

use async_trait::async_trait;
use counterfoil_domain::ids::{Hash, PersonId, SubjectId, TenantId};
use counterfoil_domain::log::Digest;
use counterfoil_domain::playbook::bundle::SignedPlaybook;
use counterfoil_domain::subject::Subject;

use super::{AccessSpan, DocumentRow, RoleSpan, Stored, StoredEntry};

/// A subject as scope looks at it, at one size of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectState {
    /// Which.
    pub subject: Subject,
    /// Its kind in the playbook.
    pub kind: String,
    /// The playbook version that it is pinned to.
    pub playbook: u32,
    /// Its stage then.
    pub stage: String,
    /// Index of the entry that closed it, if it was closed then.
    pub closed_at: Option<u64>,
    /// Whether the person asked about had access of his own then.
    pub own: bool,
}

/// A subject at two sizes of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectAt {
    /// At the earlier size; absent if it was not founded yet.
    pub before: Option<SubjectState>,
    /// At the later one.
    pub now: Option<SubjectState>,
    /// Whether entries about it lie between the two.
    pub touched: bool,
    /// Digests now, one for each audience.
    pub digests: Vec<DigestPart>,
    /// What the `keys` audience learns of it now, as the projection made it.
    pub keys: Option<Vec<u8>>,
}

/// Which subjects are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touched {
    /// All.
    All,
    /// Those that the person has or had access to.
    Own,
}

/// A subject's digest for one audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestPart {
    /// The audience; `""` for the hub's statements, which everybody gets who sees the subject.
    pub audience: String,
    /// Over entries without a decision.
    pub plain: Digest,
    /// Over entries with one, which go to everybody who sees the subject.
    pub decided: Digest,
}

/// A playbook version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaybookRow {
    /// The version.
    pub version: u32,
    /// Index of the entry that published it.
    pub published_at: u64,
    /// The file.
    pub bytes: Vec<u8>,
    /// The office's signature, as the log has it.
    pub signed: Option<SignedPlaybook>,
}

/// What a view means: kept for 90 days after its last use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewRow {
    /// Its hash's first 16 bytes, as cursors name it.
    pub hash: [u8; 16],
    /// Its definition, as the scope room encodes it.
    pub definition: Vec<u8>,
}

/// Operations behind a page.
#[async_trait]
pub trait PageStorage: Send + Sync {
    /// Every role that a person ever had.
    async fn roles(&self, tenant: TenantId, person: PersonId) -> Stored<Vec<RoleSpan>>;

    /// Who had access to a subject.
    async fn access(&self, tenant: TenantId, subject: SubjectId) -> Stored<Vec<AccessSpan>>;

    /// The subjects after `after` in the order of their ids, at two sizes of the log, at most `limit`.
    async fn subjects_at(
        &self,
        tenant: TenantId,
        person: PersonId,
        which: Touched,
        sizes: (u64, u64),
        after: Option<SubjectId>,
        limit: usize,
    ) -> Stored<Vec<SubjectAt>>;

    /// Entries in `from..to`, at most `limit`, with those that are about no subject.
    async fn entries(
        &self,
        tenant: TenantId,
        from: u64,
        to: u64,
        limit: usize,
    ) -> Stored<Vec<StoredEntry>>;

    /// The end of a page: the largest size up to `to` such that the bodies of `from..size` have at most
    /// `bytes` together, but at least one entry.
    async fn page_end(&self, tenant: TenantId, from: u64, to: u64, bytes: u64) -> Stored<u64>;

    /// Entries about a subject in `from..to`.
    async fn entries_of(
        &self,
        tenant: TenantId,
        subject: SubjectId,
        from: u64,
        to: u64,
    ) -> Stored<Vec<StoredEntry>>;

    /// A subject's documents, current generations.
    async fn documents(&self, tenant: TenantId, subject: SubjectId) -> Stored<Vec<DocumentRow>>;

    /// The size of the log at a time: entries that were committed before it.
    async fn size_at_time(&self, tenant: TenantId, time_ms: u64) -> Stored<u64>;

    /// Keeps a view's definition and notes its use.
    async fn keep_view(&self, tenant: TenantId, view: ViewRow, now_ms: u64) -> Stored<()>;

    /// A view's definition.
    async fn view(&self, tenant: TenantId, hash: [u8; 16]) -> Stored<Option<ViewRow>>;

    /// Publishes a playbook version: file and statement in one transaction. Gives its index; `None` if a
    /// version at or above it is there with other bytes. One that was published without a signature is
    /// signed by a second entry.
    async fn publish_playbook(
        &self,
        tenant: TenantId,
        version: u32,
        bytes: Vec<u8>,
        signed: Option<SignedPlaybook>,
        now_ms: u64,
    ) -> Stored<Option<u64>>;

    /// The playbook versions published in `from..to`, ascending.
    async fn playbooks(&self, tenant: TenantId, from: u64, to: u64) -> Stored<Vec<PlaybookRow>>;

    /// One playbook version.
    async fn playbook(&self, tenant: TenantId, version: u32) -> Stored<Option<PlaybookRow>>;

    /// What lists read of the subjects, as the projection made it, latest entry first.
    async fn cards(&self, tenant: TenantId, limit: usize)
    -> Stored<Vec<(SubjectId, u64, Vec<u8>)>>;

    /// What the index knows under a key, earliest first.
    async fn subjects_with_key(
        &self,
        tenant: TenantId,
        key: counterfoil_domain::subject::Key,
    ) -> Stored<Vec<SubjectId>>;

    /// SHA-256 hashes of all leaves in `from..to`, for tiles and witnesses.
    async fn leaf_hashes(&self, tenant: TenantId, from: u64, to: u64) -> Stored<Vec<Hash>>;
}
