//! The whole store of one person on one phone: database, vault and reserve under one lock.

use std::path::Path;

use counterfoil_domain::ids::{Hash, SubjectId};
use rusqlite::{Connection, Transaction};

use crate::cards::{self, Card};
use crate::database::{Database, Opening};
use crate::documents::{self, DocumentRow};
use crate::error::StoreError;
use crate::folder::StoreFolder;
use crate::key::StoreKey;
use crate::outbox::{self, EnvelopeRow};
use crate::outbox_file::{OutboxFile, SegmentKeys};
use crate::pages::{self, EntryRow};
use crate::vault::{Identity, Recipient, Reserve, Vault};
use crate::{blobs, folder};

/// An open store.
#[derive(Debug)]
pub struct Store {
    database: Database,
    outbox_file: OutboxFile,
    vault: Vault,
    manuals: Vault,
    fetched: Vault,
    reserve: Reserve,
}

/// What the keys of a store are: from the secret store, never kept here.
#[derive(Clone)]
pub struct StoreSecrets {
    /// Opens the database.
    pub key: StoreKey,
    /// Opens blobs.
    pub identity: Identity,
    /// Whom blobs are sealed to besides: the hub's upload key and the tenant's rescue key.
    pub recipients: Vec<Recipient>,
    /// Who else may read the outbox file, and who signs it.
    pub segments: SegmentKeys,
}

/// Everything that one sheet is made from, read at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRows {
    /// What the hub's log says, in its order.
    pub entries: Vec<EntryRow>,
    /// Own work that the log does not show yet, in the order in which it was written.
    pub overlay: Vec<EnvelopeRow>,
    /// Documents of both layers.
    pub documents: Vec<DocumentRow>,
    /// The card, if there is one.
    pub card: Option<Card>,
}

impl Store {
    /// Opens or makes the store in a folder.
    ///
    /// # Errors
    /// [`StoreError::AlreadyOpen`], [`StoreError::WrongKey`], [`StoreError::UpdateNeeded`].
    pub fn open(path: &Path, secrets: StoreSecrets) -> Result<(Self, Opening), StoreError> {
        Self::open_in(StoreFolder::open(path)?, secrets)
    }

    /// The same in a folder whose lock is held already.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_in(
        folder: StoreFolder,
        secrets: StoreSecrets,
    ) -> Result<(Self, Opening), StoreError> {
        let path = &folder.path().to_owned();
        let (database, opening) = Database::open_in(folder, &secrets.key)?;
        // Manuals are nobody's evidence: sealed to this store alone, and in no count of a shift.
        let manuals = Vault::open(&path.join("manuals"), secrets.identity.clone(), Vec::new())?;
        let fetched = Vault::open(&path.join("fetched"), secrets.identity.clone(), Vec::new())?;
        let outbox_file =
            OutboxFile::open(&path.join("outbox"), secrets.identity.clone(), secrets.segments)?;
        let vault = Vault::open(&path.join("blobs"), secrets.identity, secrets.recipients)?;
        folder::sync_folder(path)?;
        let reserve = Reserve::of(path);
        let store = Self { database, outbox_file, vault, manuals, fetched, reserve };
        store.copy_outside(OutboxFile::settle);
        Ok((store, opening))
    }

    /// The second copy of what the hub does not have.
    pub fn outbox_file(&self) -> &OutboxFile {
        &self.outbox_file
    }

    /// The sealed blob files.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Documents that the hub keeps for workers, sealed like blobs.
    pub fn manuals(&self) -> &Vault {
        &self.manuals
    }

    /// Pictures that the hub has, fetched to be looked at: copies, sealed like manuals and in no count of a shift.
    pub fn fetched(&self) -> &Vault {
        &self.fetched
    }

    /// The database below, for its folder, its copies and truncation.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Refuses new work while it could still be finished: when the reserve cannot be kept back.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`].
    pub fn require_room(&self) -> Result<(), StoreError> {
        self.reserve.ensure()
    }

    /// Captures: one transaction for one act, durable when this returns. Refused beforehand when
    /// the disk is full; a disk that fills up in between costs the reserve, not the work.
    pub fn capture<T>(
        &self,
        work: impl FnMut(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.require_room()?;
        self.write(work)
    }

    /// Runs `work` in one transaction. On a full disk the reserve is freed and `work` runs once
    /// more.
    pub fn write<T>(
        &self,
        mut work: impl FnMut(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let written = match self.database.write(&mut work) {
            Err(StoreError::StorageFull) if self.reserve.release()? => {
                self.database.write(&mut work)
            }
            other => other,
        };
        if written.is_ok() {
            self.copy_outside(OutboxFile::keep_up);
        }
        written
    }

    /// Brings the outbox file up to date. What was committed stands whether that succeeds or not: a copy that cannot be
    /// written now is made up for at the next write or opening, and nobody is told that a capture failed which did not.
    pub(crate) fn copy_outside(&self, copy: fn(&OutboxFile, &Database) -> Result<(), StoreError>) {
        let copied = copy(&self.outbox_file, &self.database);
        if matches!(copied, Err(StoreError::StorageFull))
            && self.reserve.release().is_ok_and(|freed| freed)
        {
            let _ = copy(&self.outbox_file, &self.database);
        }
    }

    /// Runs `work` on a reader; everything it asks is answered from one moment.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.database.read(work)
    }

    /// Everything that one sheet is made from.
    pub fn sheet_rows(&self, subject: SubjectId) -> Result<SheetRows, StoreError> {
        self.read(|connection| sheet_rows(connection, subject))
    }

    /// Removes the files of safe blobs that were made before `made_before_ms`, at most `count`.
    /// Returns the hashes of those that left.
    pub fn drop_safe_blobs(
        &self,
        made_before_ms: i64,
        count: usize,
    ) -> Result<Vec<Hash>, StoreError> {
        let may_leave = self.read(|c| blobs::may_leave(c, made_before_ms, count))?;
        let mut left = Vec::new();
        for hash in may_leave {
            // The row goes first: a crash in between leaves a file too many, never one too few.
            let goes = || self.write(|tx| blobs::note_gone(tx, hash));
            if self.vault.remove_if(hash, goes)? {
                left.push(hash);
            }
        }
        Ok(left)
    }

    /// Removes the file and the row of a draft that no envelope names. True when there was one.
    pub fn discard_draft(&self, hash: Hash) -> Result<bool, StoreError> {
        self.vault.remove_if(hash, || self.write(|tx| blobs::discard_draft(tx, hash)))
    }

    /// Erases a subject on the hub's order and sees to it that no old page keeps it.
    pub fn erase(&self, subject: SubjectId) -> Result<usize, StoreError> {
        let erased = self.database.write_overwriting(|tx| pages::erase(tx, subject))?;
        self.outbox_file.renew(&self.database)?;
        Ok(erased)
    }
}

/// The same as [`Store::sheet_rows`], inside a transaction.
pub fn sheet_rows(connection: &Connection, subject: SubjectId) -> Result<SheetRows, StoreError> {
    Ok(SheetRows {
        entries: pages::entries(connection, subject)?,
        overlay: outbox::overlay(connection, subject)?,
        documents: documents::of_subject(connection, subject)?,
        card: cards::of_subject(connection, subject)?,
    })
}

impl std::fmt::Debug for StoreSecrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("StoreSecrets(..)")
    }
}
