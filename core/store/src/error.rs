//! What can go wrong in the store, one variant for each thing that a caller can do about it.

use std::io::ErrorKind;

use rusqlite::ErrorCode;
use thiserror::Error;

/// Every failure of the store. Texts carry no content of an order and no path of a person.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another handle, here or in another process, holds this folder.
    #[error("this store is already open")]
    AlreadyOpen,
    /// The key given is not the one that this store was made with; nothing was changed.
    #[error("the key does not open this store")]
    WrongKey,
    /// The database was written by a newer version; nothing was changed.
    #[error("the store has schema {found}, this version knows {known}: update needed")]
    UpdateNeeded {
        /// The schema number found in the file.
        found: u32,
        /// The newest schema number that this version knows.
        known: u32,
    },
    /// The disk is full. What was acknowledged before is safe; this call changed nothing.
    #[error("the storage of this device is full")]
    StorageFull,
    /// Bytes on disk are not what was written.
    #[error("damaged: {what}")]
    Damaged {
        /// Which part is damaged.
        what: &'static str,
    },
    /// There is no such thing here.
    #[error("not found: {what}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
    },
    /// Something exceeds a limit of `limits`.
    #[error("{what} is larger than {limit}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit, in the unit of its constant.
        limit: u64,
    },
    /// The caller asked for something that this state does not allow.
    #[error("not possible now: {what}")]
    Conflict {
        /// What was asked and why it cannot be.
        what: &'static str,
    },
    /// A database failure that no one can act on.
    #[error("database: {0}")]
    Database(#[source] rusqlite::Error),
    /// A file failure that no one can act on.
    #[error("file: {0}")]
    File(#[source] std::io::Error),
    /// Sealing a blob failed.
    #[error("sealing: {reason}")]
    Sealing {
        /// What the sealing library said.
        reason: String,
    },
}

impl StoreError {
    /// True when the file itself is at fault and a fresh one would help.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. })
    }

    /// True when a connection that met this may not be asked again: the cipher remembers that one page could not be
    /// read and refuses every later one, though the disk answers again.
    pub(crate) fn spoils_connection(&self) -> bool {
        match self {
            Self::Damaged { .. } => true,
            Self::Database(error) => error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure),
            _ => false,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::StorageFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { what: "database" }
            }
            _ => Self::Database(error),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::StorageFull,
            _ => Self::File(error),
        }
    }
}
