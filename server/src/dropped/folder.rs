//! The folder of what finders have left: `<store>/<segment>.segment`, the sealed files beside it as `<sealed hash>.age`,
//! and `<segment>.opened` in the place of a segment that a person has opened.
//!
//! The files are all there is: what stands of a segment is read from it. Everything is synced before a call returns.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{DeviceId, Hash};
use counterfoil_domain::limits::{
    DROPPED_BYTES_MAX, DROPPED_BYTES_PER_DEVICE_MAX, DROPPED_FILES_PER_DEVICE_MAX,
    OUTBOX_SEGMENT_BYTES_MAX,
};
use counterfoil_domain::segment::{ListedFile, Standing};

use super::shown::{ListedShown, OpenedNote, WaitingSegment};
use crate::private_file;

const SEGMENT: &str = "segment";
pub(super) const SEALED: &str = "age";
const OPENED: &str = "opened";
pub(super) const UNFINISHED: &str = "new";

/// Which segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentName {
    /// The store.
    pub device: DeviceId,
    /// As its head names it.
    pub segment: [u8; 16],
}

/// The folder.
#[derive(Debug)]
pub struct DroppedFolder {
    folder: PathBuf,
    /// Bytes of everything here; its lock is held by whoever changes something.
    total: Mutex<u64>,
    /// Whether something has come since the last backup.
    news: AtomicBool,
}

/// What became of what was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// SHA-256 of what is kept.
    pub(super) hash: Hash,
    /// Its bytes.
    pub(super) size_bytes: u64,
    /// Frames of a segment that stand.
    pub(super) frames: u64,
    /// Sealed files that are not here yet.
    pub(super) wanted: Vec<ListedFile>,
}

/// Why something is not kept.
#[derive(Debug, thiserror::Error)]
pub(super) enum FolderError {
    /// No phone of this hub has written it.
    #[error("not taken")]
    Refused,
    /// There is too much already.
    #[error("full")]
    Full,
    /// More has come meanwhile.
    #[error("changed meanwhile")]
    Changed,
    /// The file system's answer.
    #[error("{0}")]
    File(#[from] io::Error),
}

impl DroppedFolder {
    /// Opens the folder, makes it if it is not there, and removes what a crash left unfinished.
    pub fn open(folder: &Path) -> io::Result<Self> {
        private_file::make_folder(folder)?;
        let mut total = 0;
        for store in fs::read_dir(folder)? {
            for (path, bytes) in files(&store?.path())? {
                if has_ending(&path, UNFINISHED) {
                    fs::remove_file(&path)?;
                } else {
                    total += bytes;
                }
            }
        }
        let news = AtomicBool::new(total > 0);
        let (folder, total) = (folder.to_owned(), Mutex::new(total));
        Ok(Self { folder, total, news })
    }

    /// Where it lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether something has come or gone since this was asked the last time.
    pub fn take_news(&self) -> bool {
        self.news.swap(false, Ordering::SeqCst)
    }

    /// The next backup copies the folder again.
    pub fn note_news(&self) {
        self.news.store(true, Ordering::SeqCst);
    }

    /// Keeps what stands of a segment, together with what stood of it before.
    pub(super) fn keep(&self, name: SegmentName, bytes: &[u8]) -> Result<Kept, FolderError> {
        let mut total = self.lock();
        let path = self.path(name, SEGMENT);
        let before = read_if_there(&path)?.unwrap_or_default();
        let known = Standing::read(&before, |_, _| true).ok();
        if known.is_none() {
            // A store that is over its room costs no signature.
            self.room(name.device, *total, 1)?;
        }
        let is_known = |index: u64, frame: &[u8]| {
            let held = known.as_ref().and_then(|known| known.frames.get(&index));
            held.is_some_and(|(held, _)| held.bytes == frame)
        };
        let come = Standing::read(bytes, is_known).map_err(|_| FolderError::Refused)?;
        if come.frames.is_empty() {
            return Err(FolderError::Refused);
        }
        let mut whole = known.unwrap_or_else(|| come.clone());
        if whole.head_bytes != come.head_bytes {
            return Err(FolderError::Refused);
        }
        whole.join(&come);
        let merged = whole.to_bytes();
        if merged.len() as u64 > OUTBOX_SEGMENT_BYTES_MAX {
            return Err(FolderError::Refused);
        }
        let mut kept = Kept {
            hash: sha256(&merged),
            size_bytes: merged.len() as u64,
            frames: whole.frames.len() as u64,
            wanted: Vec::new(),
        };
        if self.note(name)?.is_some_and(|note| note.hash == kept.hash) {
            return Ok(kept); // opened, and nothing new
        }
        kept.wanted = whole.files().into_iter().collect();
        kept.wanted.retain(|listed| !self.has_file(name.device, listed.sealed_hash));
        if merged != before {
            let more = kept.size_bytes.saturating_sub(before.len() as u64);
            self.room(name.device, *total, more)?;
            private_file::make_folder(private_file::folder_of(&path))?;
            private_file::sync_folder(&self.folder)?;
            private_file::write(&path, &merged)?;
            *total += more;
            self.note_news();
        }
        Ok(kept)
    }

    /// What a segment that is here says of a sealed file.
    pub(super) fn listed(
        &self,
        name: SegmentName,
        sealed: Hash,
    ) -> Result<ListedFile, FolderError> {
        let bytes = self.segment(name)?.ok_or(FolderError::Refused)?;
        let standing = Standing::read(&bytes, |_, _| true).map_err(|_| FolderError::Refused)?;
        let files = standing.files();
        files.into_iter().find(|file| file.sealed_hash == sealed).ok_or(FolderError::Refused)
    }

    /// Whether a sealed file is here.
    pub(super) fn has_file(&self, device: DeviceId, sealed: Hash) -> bool {
        self.file_path(device, sealed).exists()
    }

    /// What waits, and what was opened.
    pub(super) fn list(&self) -> Result<(Vec<WaitingSegment>, Vec<OpenedNote>), FolderError> {
        let (mut waiting, mut opened) = (Vec::new(), Vec::new());
        for store in fs::read_dir(&self.folder)? {
            let Some(device) = device_of(&store?.path()) else { continue };
            for (path, _) in files(&self.folder.join(device.to_string()))? {
                if has_ending(&path, SEGMENT) {
                    waiting.extend(self.show(device, &path)?);
                } else if has_ending(&path, OPENED) {
                    opened.extend(serde_json::from_slice::<OpenedNote>(&fs::read(&path)?).ok());
                }
            }
        }
        waiting.sort_by_key(|one| (one.device, one.number));
        opened.sort_by_key(|one| (one.at_ms, one.device));
        Ok((waiting, opened))
    }

    fn show(&self, device: DeviceId, path: &Path) -> io::Result<Option<WaitingSegment>> {
        let Some(bytes) = read_if_there(path)? else { return Ok(None) };
        let Ok(standing) = Standing::read(&bytes, |_, _| true) else { return Ok(None) };
        let written = fs::metadata(path)?.modified()?.duration_since(UNIX_EPOCH);
        let said = &standing.head.statement;
        let shown = |file: ListedFile| ListedShown {
            sealed_hash: file.sealed_hash,
            sealed_bytes: file.sealed_bytes,
            arrived: self.has_file(device, file.sealed_hash),
        };
        Ok(Some(WaitingSegment {
            device,
            segment: hex::encode(said.segment),
            number: said.number,
            incarnation: said.incarnation,
            hash: sha256(&bytes),
            size_bytes: bytes.len() as u64,
            frames: standing.frames.len() as u64,
            since_ms: written.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(0)),
            files: standing.files().into_iter().map(shown).collect(),
        }))
    }

    /// The bytes of a segment that waits.
    pub(super) fn segment(&self, name: SegmentName) -> Result<Option<Vec<u8>>, FolderError> {
        Ok(read_if_there(&self.path(name, SEGMENT))?)
    }

    /// The bytes of a sealed file.
    pub(super) fn file(
        &self,
        device: DeviceId,
        hash: Hash,
    ) -> Result<Option<Vec<u8>>, FolderError> {
        Ok(read_if_there(&self.file_path(device, hash))?)
    }

    /// Lets a segment go that was opened, if it is still the one that was read, with the files that no other names.
    pub(super) fn open_for_good(
        &self,
        name: SegmentName,
        mut note: OpenedNote,
    ) -> Result<(), FolderError> {
        let mut total = self.lock();
        let Some(bytes) = self.segment(name)? else {
            let known = self.note(name)?.is_some_and(|before| before.hash == note.hash);
            return if known { Ok(()) } else { Err(FolderError::Refused) };
        };
        if sha256(&bytes) != note.hash {
            return Err(FolderError::Changed);
        }
        let standing = Standing::read(&bytes, |_, _| true).map_err(|_| FolderError::Refused)?;
        (note.size_bytes, note.frames) = (bytes.len() as u64, standing.frames.len() as u64);
        let text = serde_json::to_vec(&note).map_err(io::Error::other)?;
        private_file::write(&self.path(name, OPENED), &text)?;
        fs::remove_file(self.path(name, SEGMENT))?;
        let mut gone = note.size_bytes;
        let still = self.still_named(name.device)?;
        for file in standing.files() {
            let path = self.file_path(name.device, file.sealed_hash);
            if !still.contains(&file.sealed_hash) && path.exists() {
                fs::remove_file(&path)?;
                gone += file.sealed_bytes;
            }
        }
        private_file::sync_folder(&self.folder.join(name.device.to_string()))?;
        *total = (*total + text.len() as u64).saturating_sub(gone);
        self.note_news();
        Ok(())
    }

    fn still_named(&self, device: DeviceId) -> io::Result<BTreeSet<Hash>> {
        let mut named = BTreeSet::new();
        for (path, _) in files(&self.folder.join(device.to_string()))? {
            if has_ending(&path, SEGMENT)
                && let Ok(standing) = Standing::read(&fs::read(&path)?, |_, _| true)
            {
                named.extend(standing.files().into_iter().map(|file| file.sealed_hash));
            }
        }
        Ok(named)
    }

    fn note(&self, name: SegmentName) -> io::Result<Option<OpenedNote>> {
        let bytes = read_if_there(&self.path(name, OPENED))?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Whether there is room for more of a store.
    pub(super) fn room(&self, device: DeviceId, total: u64, more: u64) -> Result<(), FolderError> {
        let mut held = files(&self.folder.join(device.to_string()))?;
        held.retain(|(path, _)| !has_ending(path, OPENED)); // the office's own
        let bytes: u64 = held.iter().map(|(_, bytes)| bytes).sum();
        let fits = bytes.saturating_add(more) <= DROPPED_BYTES_PER_DEVICE_MAX
            && total.saturating_add(more) <= DROPPED_BYTES_MAX
            && held.len() < DROPPED_FILES_PER_DEVICE_MAX;
        if fits { Ok(()) } else { Err(FolderError::Full) }
    }

    fn path(&self, name: SegmentName, ending: &str) -> PathBuf {
        let file = format!("{}.{ending}", hex::encode(name.segment));
        self.folder.join(name.device.to_string()).join(file)
    }

    pub(super) fn file_path(&self, device: DeviceId, sealed: Hash) -> PathBuf {
        self.folder.join(device.to_string()).join(format!("{sealed}.{SEALED}"))
    }

    /// Bytes of everything here, for who is about to change something.
    pub(super) fn lock(&self) -> MutexGuard<'_, u64> {
        self.total.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The files of a folder with their bytes; none where there is no folder.
fn files(folder: &Path) -> io::Result<Vec<(PathBuf, u64)>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        // What was being written a moment ago may have its own name by now.
        if let Ok(about) = entry.metadata() {
            found.push((entry.path(), about.len()));
        }
    }
    Ok(found)
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found == ending)
}

fn device_of(folder: &Path) -> Option<DeviceId> {
    folder.file_name()?.to_str()?.parse().ok()
}
