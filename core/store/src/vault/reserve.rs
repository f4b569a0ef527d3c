//! Room that is kept back: freed when the disk is full, so that what was begun can be finished
//! and the app can still say why it stops.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::StoreError;
use crate::folder::{remove_if_there, sync_folder, with_suffix};
use crate::limits::RESERVE_SIZE_BYTES;

const NAME: &str = "reserve";

/// A file of [`RESERVE_SIZE_BYTES`] that stands for nothing but its size.
#[derive(Debug, Clone)]
pub struct Reserve {
    path: PathBuf,
    /// Two that capture at once fill one file, one after the other.
    filling: Arc<Mutex<()>>,
}

impl Reserve {
    /// The reserve of a folder; makes nothing yet.
    pub fn of(folder: &Path) -> Self {
        Self { path: folder.join(NAME), filling: Arc::default() }
    }

    /// True when the room is kept back now.
    pub fn is_held(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|found| found.len() == RESERVE_SIZE_BYTES)
    }

    /// Keeps the room back.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`]: the moment to refuse a capture, before it would fail.
    pub fn ensure(&self) -> Result<(), StoreError> {
        if self.is_held() {
            return Ok(());
        }
        let _filling = self.filling.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_held() {
            return Ok(());
        }
        let unfinished = with_suffix(&self.path, ".part");
        let result = self.fill(&unfinished);
        if result.is_err() {
            // Half a reserve would only make the full disk fuller.
            let _ = remove_if_there(&unfinished);
        }
        result
    }

    /// Frees the room. True when there was some.
    pub fn release(&self) -> Result<bool, StoreError> {
        let was_held = self.path.exists();
        remove_if_there(&self.path)?;
        Ok(was_held)
    }

    fn fill(&self, unfinished: &Path) -> Result<(), StoreError> {
        let mut file = File::create(unfinished)?;
        // Random bytes: a file system that compresses would keep back nothing for zeros.
        let mut chunk = vec![0; 64 * 1024];
        for _ in 0..RESERVE_SIZE_BYTES / chunk.len() as u64 {
            getrandom::fill(&mut chunk)
                .map_err(|error| StoreError::Sealing { reason: error.to_string() })?;
            file.write_all(&chunk)?;
        }
        file.sync_all()?;
        fs::rename(unfinished, &self.path)?;
        self.path.parent().map_or(Ok(()), sync_folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_that_capture_at_once_keep_one_room_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let reserve = Reserve::of(folder.path());
        for _ in 0..4 {
            std::thread::scope(|scope| {
                let waiting: Vec<_> =
                    (0..8).map(|_| scope.spawn(|| reserve.clone().ensure())).collect();
                for one in waiting {
                    one.join().expect("ended").expect("kept back");
                }
            });
            assert!(reserve.is_held() && reserve.release().expect("freed"));
        }
    }
}
