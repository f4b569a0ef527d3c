//! Where the closed bytes of blobs lie: a folder behind `object_store`, S3-compatible when outgrown.

use std::fs;
use std::path::{Path, PathBuf};

use counterfoil_domain::ids::{DeviceId, Hash};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::{ObjectStoreExt as _, PutPayload};

/// Closed blobs, by the device that uploaded them and the hash of their plain bytes. The same bytes of two
/// devices lie there twice: no answer depends on what another device has.
#[derive(Debug)]
pub struct BlobStore {
    files: LocalFileSystem,
    folder: PathBuf,
}

impl BlobStore {
    /// Opens the folder, and makes it if it is not there.
    pub fn open(folder: &Path) -> Result<Self, object_store::Error> {
        let made = fs::create_dir_all(folder);
        made.map_err(|source| object_store::Error::Generic {
            store: "folder",
            source: source.into(),
        })?;
        // fsync is off by default; a receipt must not name what a power cut can take.
        let files = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { files, folder: folder.to_owned() })
    }

    /// The folder, for backups.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a closed blob; on disk when the call returns.
    pub async fn put(
        &self,
        device: DeviceId,
        hash: Hash,
        closed: Vec<u8>,
    ) -> Result<(), object_store::Error> {
        self.files.put(&place(device, hash), PutPayload::from(closed)).await?;
        Ok(())
    }

    /// Reads a closed blob; `None` if it is not there.
    pub async fn get(
        &self,
        device: DeviceId,
        hash: Hash,
    ) -> Result<Option<bytes::Bytes>, object_store::Error> {
        match self.files.get(&place(device, hash)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes a closed blob; nothing where it is not there.
    pub async fn remove(&self, device: DeviceId, hash: Hash) -> Result<(), object_store::Error> {
        match self.files.delete(&place(device, hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Reads the bytes `from..to` of a file; `None` if it is not there. The end may lie beyond the file's.
    pub async fn get_range(
        &self,
        device: DeviceId,
        hash: Hash,
        (from, to): (u64, u64),
    ) -> Result<Option<bytes::Bytes>, object_store::Error> {
        match self.files.get_range(&place(device, hash), from..to).await {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn place(device: DeviceId, hash: Hash) -> Place {
    Place::from(format!("{device}/{hash}"))
}
