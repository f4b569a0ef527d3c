//! Sealed files on their way to the folder: known by the hash that a segment names, and kept only if they are it.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use counterfoil_domain::ids::{DeviceId, Hash};
use counterfoil_domain::segment::ListedFile;
use sha2::{Digest as _, Sha256};

use super::folder::{DroppedFolder, FolderError, SEALED, SegmentName, UNFINISHED};
use crate::private_file;

/// A sealed file that is being written.
#[derive(Debug)]
pub(super) struct FileOnItsWay {
    device: DeviceId,
    listed: ListedFile,
    path: PathBuf,
    file: fs::File,
    hasher: Sha256,
    bytes: u64,
}

impl DroppedFolder {
    /// Begins to write a sealed file, if there is room for it.
    pub(super) fn begin_file(
        &self,
        name: SegmentName,
        listed: ListedFile,
    ) -> Result<FileOnItsWay, FolderError> {
        self.room(name.device, *self.lock(), listed.sealed_bytes)?;
        let path = self.file_path(name.device, listed.sealed_hash).with_extension(UNFINISHED);
        let (file, hasher) = (private_file::create(&path)?, Sha256::new());
        Ok(FileOnItsWay { device: name.device, listed, path, file, hasher, bytes: 0 })
    }

    /// Keeps a sealed file, if it is the one that was named.
    pub(super) fn finish_file(&self, done: FileOnItsWay) -> Result<(), FolderError> {
        let mut total = self.lock();
        let is_it = done.bytes == done.listed.sealed_bytes
            && Hash(done.hasher.finalize().into()) == done.listed.sealed_hash;
        let room = self.room(done.device, *total, done.bytes);
        if !is_it || room.is_err() {
            fs::remove_file(&done.path)?;
            return if is_it { room } else { Err(FolderError::Refused) };
        }
        done.file.sync_all()?;
        let path = done.path.with_extension(SEALED);
        fs::rename(&done.path, &path)?;
        private_file::sync_folder(private_file::folder_of(&path))?;
        *total += done.bytes;
        self.note_news();
        Ok(())
    }
}

impl FileOnItsWay {
    /// With more of its bytes; gone if they are too many.
    pub(super) fn with(mut self, part: &[u8]) -> Result<Self, FolderError> {
        self.bytes += part.len() as u64;
        if self.bytes > self.listed.sealed_bytes {
            fs::remove_file(&self.path)?;
            return Err(FolderError::Refused);
        }
        self.hasher.update(part);
        self.file.write_all(part)?;
        Ok(self)
    }
}
