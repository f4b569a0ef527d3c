//! Operations of tables: what an import made, by which keys and rows it is known again, the reports; and what an
//! export reads.

use async_trait::async_trait;
use counterfoil_domain::ids::TenantId;
use counterfoil_domain::ids::{ActId, Hash, SubjectId};
use counterfoil_domain::subject::Key;

use super::{DocumentRow, Stored};

/// One import. It is one act of the office over many orders, and named as such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// Which.
    pub import: ActId,
    /// SHA-256 of the file.
    pub file_hash: Hash,
    /// When it began, ms since 1970.
    pub began_at_ms: u64,
    /// When it ended; absent while it runs, or if it was cut off.
    pub ended_at_ms: Option<u64>,
    /// When it was undone.
    pub undone_at_ms: Option<u64>,
    /// The report, as JSON.
    pub report: Vec<u8>,
}

/// A row that made an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportedRow {
    /// The import.
    pub import: ActId,
    /// The row's number.
    pub row: u32,
    /// Hash of what it said.
    pub content: Hash,
    /// The order.
    pub subject: SubjectId,
    /// Index of the last entry about the order when the import ended.
    pub head: Option<u64>,
    /// Whether the import was undone for it.
    pub undone: bool,
}

/// A subject that has a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// The key.
    pub key: Key,
    /// The subject.
    pub subject: SubjectId,
    /// Whether the office made it; a phone's founding is joined by the office's.
    pub office: bool,
}

/// Operations of imports.
#[async_trait]
pub trait ImportStorage: Send + Sync {
    /// The orders that have any of these keys.
    async fn keys_known(&self, tenant: TenantId, keys: Vec<Key>) -> Stored<Vec<KnownKey>>;

    /// The rows of earlier imports that said the same and were not undone.
    async fn rows_known(&self, tenant: TenantId, contents: Vec<Hash>) -> Stored<Vec<ImportedRow>>;

    /// The rows by which these orders were made and for which the import was undone.
    async fn rows_undone(
        &self,
        tenant: TenantId,
        subjects: Vec<SubjectId>,
    ) -> Stored<Vec<ImportedRow>>;

    /// Index of the last entry about each of these subjects; those without one are left out.
    async fn heads(
        &self,
        tenant: TenantId,
        subjects: Vec<SubjectId>,
    ) -> Stored<Vec<(SubjectId, u64)>>;

    /// The documents of these subjects, current generations.
    async fn documents_of(
        &self,
        tenant: TenantId,
        subjects: Vec<SubjectId>,
    ) -> Stored<Vec<DocumentRow>>;

    /// Keeps an import with its rows, or replaces what is kept of it.
    async fn keep_import(
        &self,
        tenant: TenantId,
        import: ImportRow,
        rows: Vec<ImportedRow>,
    ) -> Stored<()>;

    /// One import.
    async fn import(&self, tenant: TenantId, import: ActId) -> Stored<Option<ImportRow>>;

    /// Imports, newest first.
    async fn imports(&self, tenant: TenantId, limit: usize) -> Stored<Vec<ImportRow>>;

    /// The newest import of a file with this hash.
    async fn import_of_file(&self, tenant: TenantId, file_hash: Hash) -> Stored<Option<ActId>>;

    /// The rows of an import, in order.
    async fn import_rows(&self, tenant: TenantId, import: ActId) -> Stored<Vec<ImportedRow>>;
}
