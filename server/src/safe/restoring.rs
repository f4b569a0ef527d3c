//! Making a hub's folders from a backup.
//!
//! The restored log ends where the backup was made. What phones hold beyond it they bring again: a cursor that
//! this log does not contain makes the hub begin a new lineage.

use std::fs;
use std::path::{Path, PathBuf};

use counterfoil_domain::cbor::{self, CborError};
use counterfoil_domain::keys::{Purpose, SignatureError};
use counterfoil_domain::receipt::Checkpoint;

use super::{copying, names};
use crate::keyring::{KeyFileError, Keyring};
use crate::private_file;
use crate::server::HubConfig;

/// Why a backup cannot be restored; nothing that was there is overwritten.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is a hub already.
    #[error("there is a database already at {0}; move it away first")]
    NotEmpty(PathBuf),
    /// The backup was never finished.
    #[error("the backup has no horizon: it was never finished")]
    Unfinished,
    /// The horizon is not signed by the key file's log key.
    #[error("the backup's horizon does not stand: {0}")]
    Horizon(#[from] SignatureError),
    /// The horizon's file is damaged.
    #[error("the backup's horizon is damaged: {0}")]
    Damaged(#[from] CborError),
    /// The file system's answer.
    #[error("a file of the backup: {0}")]
    File(#[from] std::io::Error),
    /// The key file's answer.
    #[error("{0}")]
    Keys(#[from] KeyFileError),
}

/// Copies a backup to where `config` points. Keys that are there already are newer and stay: what was erased
/// since the backup stays erased.
pub fn restore(config: &HubConfig, backup: &Path) -> Result<Checkpoint, RestoreError> {
    if config.database().exists() {
        return Err(RestoreError::NotEmpty(config.database()));
    }
    let horizon = read_horizon(backup)?;
    let newest =
        if config.key_file.exists() { config.key_file.clone() } else { backup.join(names::KEYS) };
    let keyring = Keyring::load(&newest)?;
    let bytes = cbor::encode(&horizon.point);
    keyring.log.public().verify(Purpose::Checkpoint, &bytes, &horizon.signature)?;

    private_file::make_folder_for(&config.key_file)?;
    if !config.key_file.exists() {
        copying::copy_file(&backup.join(names::KEYS), &config.key_file)?;
        let subjects = config.subject_keys();
        copying::copy_tree(&backup.join(names::SUBJECTS), &subjects, copying::Change::Always)?;
    }
    private_file::make_folder(&config.dir)?;
    let blobs = config.dir.join("blobs");
    copying::copy_tree(&backup.join(names::BLOBS), &blobs, copying::Change::ByAge)?;
    if backup.join(names::DROPPED).is_dir() {
        let dropped = config.dir.join(names::DROPPED);
        copying::copy_tree(&backup.join(names::DROPPED), &dropped, copying::Change::ByAge)?;
    }
    // The database last: without it the folder counts as empty and the restore can be run again.
    copying::copy_file(&backup.join(names::DATABASE), &config.database())?;
    Ok(horizon)
}

fn read_horizon(backup: &Path) -> Result<Checkpoint, RestoreError> {
    let path = backup.join(names::HORIZON);
    if !path.exists() {
        return Err(RestoreError::Unfinished);
    }
    Ok(cbor::decode(&fs::read(path)?)?)
}
