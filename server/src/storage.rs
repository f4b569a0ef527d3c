//! What the hub keeps, as a trait of whole operations: no connection or transaction shows through it.
//!
//! Two engines may stand behind it; [`sqlite`] is the embedded one. Every operation is one transaction. A
//! commit whose expectations moved ([`StorageError::Moved`]) changed nothing and is gated again, so two
//! hubs may work on one order. Indexes are handed out in commit order by the engine: a cursor never skips.

pub mod batch;
pub mod blobs;
pub mod chains;
pub mod enrolment;
pub mod erasures;
pub mod gating;
pub mod imports;
pub mod log;
pub mod manuals;
pub mod notices;
pub mod office;
pub mod paging;
pub mod quarantine;
pub mod safety;
pub mod sqlite;
pub mod stock;
pub mod tickets;
pub mod wipes;

pub use batch::{
    AccessReason, Batch, CardRow, Committed, DocumentRow, Effect, EntryOf, Expected, FiledHeader,
    Filing, Judged, LateBody, LeavingRow, NewEntry, OFF_DUTY,
};
pub use chains::{ChainRow, ChainStorage, DeviceRow, KnownEnvelope};
pub use gating::{
    AccessSpan, GateStorage, HeldEnvelope, LoadRequest, Loaded, LoadedSubject, RoleSpan,
    StoredEntry, StoredEnvelope, SubjectRow,
};
pub use log::{Inclusion, LogStorage, Tip};
pub use paging::{DigestPart, PageStorage, PlaybookRow, SubjectAt, SubjectState, Touched, ViewRow};
pub use quarantine::{QuarantineStorage, QuarantinedRun, RunRow};
pub use sqlite::SqliteStorage;

/// Everything that the hub asks of its storage. Other rooms add their operations as further traits here.
pub trait Storage:
    LogStorage
    + ChainStorage
    + GateStorage
    + PageStorage
    + QuarantineStorage
    + blobs::BlobStorage
    + Send
    + Sync
{
}

impl<T> Storage for T where
    T: LogStorage
        + ChainStorage
        + GateStorage
        + PageStorage
        + QuarantineStorage
        + blobs::BlobStorage
        + Send
        + Sync
{
}

/// Everything that the shell around gate and exchange asks as well.
pub trait HubStorage:
    Storage
    + enrolment::EnrolmentStorage
    + safety::SafetyStorage
    + office::OfficeStorage
    + imports::ImportStorage
    + manuals::ManualStorage
    + tickets::TicketStorage
    + notices::NoticeStorage
    + stock::StockStorage
    + wipes::WipeStorage
    + erasures::ErasureStorage
{
}

impl<T> HubStorage for T where
    T: Storage
        + enrolment::EnrolmentStorage
        + safety::SafetyStorage
        + office::OfficeStorage
        + imports::ImportStorage
        + manuals::ManualStorage
        + tickets::TicketStorage
        + notices::NoticeStorage
        + stock::StockStorage
        + wipes::WipeStorage
        + erasures::ErasureStorage
{
}

/// Why an operation did not happen.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Something that the batch was judged against has moved; nothing was written. Judge again.
    #[error("what was judged has moved meanwhile")]
    Moved,
    /// The hub does not know this tenant.
    #[error("no such tenant")]
    NoTenant,
    /// What was read is not what was once written.
    #[error("the storage is damaged: {0}")]
    Damaged(&'static str),
    /// The engine failed; its own words hold no content of envelopes.
    #[error("the storage engine failed: {0}")]
    Engine(Box<dyn std::error::Error + Send + Sync>),
}

/// What an operation gives.
pub type Stored<T> = Result<T, StorageError>;
