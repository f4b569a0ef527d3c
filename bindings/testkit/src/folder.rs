//! A folder for a phone in a test, gone when it is closed.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::TempDir;

use crate::TestKitError;

/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";

/// A folder that is deleted with everything in it. In memory where the system has such a place (`/dev/shm`), so
/// that a phone in it costs no disk; else among the system's temporary files.
#[derive(Debug, uniffi::Object)]
pub struct TestFolder {
    path: String,
    held: Mutex<Option<TempDir>>,
}

#[uniffi::export]
impl TestFolder {
    /// A fresh one, that only its owner may read.
    ///
    /// # Errors
    /// `Failed` if none can be made.
    #[uniffi::constructor]
    pub fn make() -> Result<Arc<Self>, TestKitError> {
        let made = if Path::new(MEMORY).is_dir() {
            TempDir::with_prefix_in("counterfoil-", MEMORY)
        } else {
            TempDir::with_prefix("counterfoil-")
        };
        let made = made.map_err(TestKitError::because)?;
        let path = made.path().to_string_lossy().into_owned();
        Ok(Arc::new(Self { path, held: Mutex::new(Some(made)) }))
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> String {
        self.path.clone()
    }

    /// Deletes it. Close what is open in it first. May be called any number of times.
    ///
    /// # Errors
    /// `Failed` if something in it cannot be deleted.
    pub fn close(&self) -> Result<(), TestKitError> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).take();
        held.map_or(Ok(()), TempDir::close).map_err(TestKitError::because)
    }
}
