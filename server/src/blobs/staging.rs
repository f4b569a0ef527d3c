//! Sealed files on their way: partial uploads that survive the hub's restart.

use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use bytes::Bytes;
use counterfoil_domain::ids::{DeviceId, Hash};
use tokio::fs;
use tokio::io::AsyncWriteExt as _;

use crate::private_file;

/// Names an upload: a sealed file of one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UploadId {
    /// The store.
    pub device: DeviceId,
    /// SHA-256 of the sealed file.
    pub sealed_hash: Hash,
}

/// Where partial uploads are kept. A folder here; parts in a database and an object store elsewhere, so that
/// any replica can go on.
#[async_trait]
pub trait Staging: Send + Sync {
    /// Bytes that are here; 0 if there are none.
    async fn offset(&self, upload: UploadId) -> io::Result<u64>;

    /// Appends at `offset`, which must be the present one. On disk when the call returns.
    async fn append(&self, upload: UploadId, offset: u64, bytes: &[Bytes]) -> io::Result<u64>;

    /// The whole file, for reading.
    async fn open(&self, upload: UploadId) -> io::Result<std::fs::File>;

    /// Drops what is here.
    async fn drop_upload(&self, upload: UploadId) -> io::Result<()>;

    /// Drops everything that a device has here; it begins again where it still has something to send.
    async fn drop_uploads(&self, device: DeviceId) -> io::Result<()>;

    /// Bytes that a device has here in all.
    async fn held_bytes(&self, device: DeviceId) -> io::Result<u64>;
}

/// Partial uploads as files: `<folder>/<device>/<sealed hash>`.
#[derive(Debug)]
pub struct StagingFolder {
    folder: PathBuf,
}

impl StagingFolder {
    /// Opens the folder, and makes it if it is not there.
    pub fn open(folder: &Path) -> io::Result<Self> {
        private_file::make_folder(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, upload: UploadId) -> PathBuf {
        let device = self.folder.join(upload.device.to_string());
        device.join(upload.sealed_hash.to_string())
    }
}

#[async_trait]
impl Staging for StagingFolder {
    async fn offset(&self, upload: UploadId) -> io::Result<u64> {
        match fs::metadata(self.path(upload)).await {
            Ok(found) => Ok(found.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    async fn append(&self, upload: UploadId, offset: u64, bytes: &[Bytes]) -> io::Result<u64> {
        let path = self.path(upload);
        let folder = private_file::folder_of(&path).to_owned();
        if !fs::try_exists(&folder).await? {
            private_file::make_folder(&folder)?;
            private_file::sync_folder(&self.folder)?;
        }
        let is_new = !fs::try_exists(&path).await?;
        let mut file = fs::OpenOptions::new().append(true).create(true).open(&path).await?;
        if file.metadata().await?.len() != offset {
            return Err(io::Error::other("the upload stands at another offset"));
        }
        let mut written = offset;
        for part in bytes {
            file.write_all(part).await?;
            written += part.len() as u64;
        }
        file.flush().await?;
        file.sync_data().await?;
        if is_new {
            private_file::sync_folder(&folder)?;
        }
        Ok(written)
    }

    async fn open(&self, upload: UploadId) -> io::Result<std::fs::File> {
        Ok(fs::File::open(self.path(upload)).await?.into_std().await)
    }

    async fn drop_upload(&self, upload: UploadId) -> io::Result<()> {
        match fs::remove_file(self.path(upload)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    async fn drop_uploads(&self, device: DeviceId) -> io::Result<()> {
        match fs::remove_dir_all(self.folder.join(device.to_string())).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    async fn held_bytes(&self, device: DeviceId) -> io::Result<u64> {
        let mut entries = match fs::read_dir(self.folder.join(device.to_string())).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error),
        };
        let mut sum = 0;
        while let Some(entry) = entries.next_entry().await? {
            sum += entry.metadata().await?.len();
        }
        Ok(sum)
    }
}
