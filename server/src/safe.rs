//! `safe`: everything below the horizon survives losing this machine.
//!
//! A backup is a folder with a copy of the database, the closed blobs, the key file and the storage keys, and
//! last of all a signed horizon that says up to which entry it is whole. Only then does the hub's own horizon
//! move, so a receipt at `safe` is never ahead of what a restore would find.

mod copying;
mod restoring;

use std::path::Path;
use std::time::Duration;

use counterfoil_domain::cbor;
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::receipt::{Checkpoint, LogPoint};
use serde::{Deserialize, Serialize};

use crate::keyring::KeyFileError;
use crate::private_file;
use crate::server::Server;
use crate::storage::StorageError;
use crate::storage::safety::HorizonRow;

pub use restoring::{RestoreError, restore};

/// Files of a backup folder.
pub(crate) mod names {
    /// The database.
    pub(crate) const DATABASE: &str = "hub.sqlite";
    /// Closed blobs.
    pub(crate) const BLOBS: &str = "blobs";
    /// What finders of phones have handed in.
    pub(crate) const DROPPED: &str = "dropped";
    /// The key file; the storage keys stand beside it.
    pub(crate) const KEYS: &str = "hub.key";
    /// Storage keys of subjects.
    pub(crate) const SUBJECTS: &str = "hub.key.subjects";
    /// The signed horizon, written last.
    pub(crate) const HORIZON: &str = "horizon";
}

/// How a tenant's work becomes safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SafetyMode {
    /// Backups into a folder on another file system.
    Backup,
    /// Backups into a folder on the same file system: losing that disk loses both.
    BackupOnSameDevice,
    /// Nobody makes backups, and the tenant said by hand that this is good enough.
    StoredByHand,
    /// Nothing is safe: no backup is configured.
    None,
}

/// Why a backup did not finish; the horizon stays where it was.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// No folder was given.
    #[error("no backup folder is configured")]
    NotConfigured,
    /// The file system's answer.
    #[error("a file of the backup: {0}")]
    File(#[from] std::io::Error),
    /// The database's answer.
    #[error("{0}")]
    Storage(#[from] StorageError),
    /// The key file's answer.
    #[error("{0}")]
    Keys(#[from] KeyFileError),
}

impl Server {
    /// How this tenant's work becomes safe.
    #[must_use]
    pub fn safety_mode(&self) -> SafetyMode {
        match &self.config.backup {
            Some(folder) if is_same_device(folder, &self.config.dir) => {
                SafetyMode::BackupOnSameDevice
            }
            Some(_) => SafetyMode::Backup,
            None if self.config.safe_is_stored => SafetyMode::StoredByHand,
            None => SafetyMode::None,
        }
    }

    /// Everything below this point is safe; `None` while nothing is.
    pub async fn safe_point(&self) -> Result<Option<LogPoint>, StorageError> {
        if self.safety_mode() == SafetyMode::StoredByHand {
            return Ok(Some(self.log_point().await?));
        }
        Ok(self.storage.horizon(self.tenant()).await?.map(|row| row.point))
    }

    /// Where the log stands.
    pub async fn log_point(&self) -> Result<LogPoint, StorageError> {
        let tip = self.storage.tip(self.tenant()).await?;
        Ok(LogPoint { lineage: tip.lineage, size: tip.size, root: tip.root })
    }

    /// Makes a backup if there is news since the last one, and moves the horizon. Gives where it stands.
    pub async fn backup_now(&self) -> Result<LogPoint, BackupError> {
        let made = self.make_backup().await;
        match &made {
            Ok(_) => {}
            Err(error) => {
                self.metrics.backups_failed.add_one();
                tracing::error!(%error, "a backup failed; nothing new becomes safe");
            }
        }
        made
    }

    async fn make_backup(&self) -> Result<LogPoint, BackupError> {
        let folder = self.config.backup.clone().ok_or(BackupError::NotConfigured)?;
        let _one_at_a_time = self.backing_up.lock().await;
        let known = self.storage.horizon(self.tenant()).await?;
        let tip = self.log_point().await?;
        let has_dropped = self.dropped.take_news();
        if let Some(known) = known.filter(|known| known.point == tip && !has_dropped)
            && folder.join(names::HORIZON).exists()
        {
            return Ok(known.point);
        }
        let made = self.write_backup(&folder).await;
        if made.is_err() {
            self.dropped.note_news();
        }
        made
    }

    async fn write_backup(&self, folder: &Path) -> Result<LogPoint, BackupError> {
        private_file::make_folder(folder)?;
        // The database first: every blob that it counts as arrived is on disk by then.
        let point = self.storage.copy_to(self.tenant(), folder.join(names::DATABASE)).await?;
        self.copy_files(folder).await?;
        let signature = self.keyring.log.sign(Purpose::Checkpoint, &cbor::encode(&point));
        let signed = cbor::encode(&Checkpoint { point, signature });
        private_file::write(&folder.join(names::HORIZON), &signed)?;
        let row = HorizonRow { point, reached_at_ms: self.now_ms() };
        self.storage.set_horizon(self.tenant(), row).await?;
        self.metrics.backups.add_one();
        Ok(point)
    }

    async fn copy_files(&self, folder: &Path) -> Result<(), BackupError> {
        let (blobs, keys) = (self.blobs.folder().to_owned(), self.config.key_file.clone());
        let subjects = self.subject_keys.folder().to_owned();
        let (dropped, folder) = (self.dropped.folder().to_owned(), folder.to_owned());
        let work = move || -> std::io::Result<()> {
            copying::copy_tree(&blobs, &folder.join(names::BLOBS), copying::Change::ByAge)?;
            let mirror = copying::Change::Mirror;
            copying::copy_tree(&dropped, &folder.join(names::DROPPED), mirror)?;
            copying::copy_tree(&subjects, &folder.join(names::SUBJECTS), copying::Change::Always)?;
            copying::copy_file(&keys, &folder.join(names::KEYS))
        };
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|error| BackupError::File(std::io::Error::other(error)))??;
        Ok(())
    }

    /// Backs up every few seconds while there is news, until the hub is dropped or the task aborted.
    pub fn spawn_backups(&self, every: Duration) -> tokio::task::JoinHandle<()> {
        if self.safety_mode() == SafetyMode::BackupOnSameDevice {
            tracing::warn!("the backup folder lies on the same device as the hub's own folder");
        }
        let hub = self.clone();
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(every);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                // Failures are counted and logged there; the next tick tries again.
                let _ = hub.backup_now().await;
            }
        })
    }
}

/// Whether both lie on one file system; a folder that is not there yet is judged by its parent.
#[cfg(unix)]
fn is_same_device(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| {
        path.ancestors().find_map(|path| std::fs::metadata(path).ok()).map(|found| found.dev())
    };
    device(one) == device(other)
}

/// Where devices have no numbers, both may lie on one.
#[cfg(not(unix))]
fn is_same_device(_: &Path, _: &Path) -> bool {
    true
}
