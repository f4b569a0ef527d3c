//! Letting a store go. It leaves when the last call that holds it has returned; an opening of the same folder and
//! whoever closes for good wait for that.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use counterfoil_domain::limits::LEAVING_WAIT_S;
use counterfoil_store::Store;

/// An open store, and a word to those who wait until it is not. The fields go in this order: the word comes when
/// the folder's lock is free.
#[derive(Debug)]
pub(crate) struct OpenStore {
    store: Store,
    leaves: Leaves,
}

/// Says that a store is gone.
#[derive(Debug)]
struct Leaves(Arc<Gone>);

/// Whether a store is gone.
#[derive(Debug, Default)]
pub(crate) struct Gone {
    is_gone: Mutex<bool>,
    told: Condvar,
}

/// Stores of this process that were closed and that somebody still holds, by their folders.
static LEAVING: Mutex<Vec<(PathBuf, Arc<Gone>)>> = Mutex::new(Vec::new());

fn leaving() -> MutexGuard<'static, Vec<(PathBuf, Arc<Gone>)>> {
    LEAVING.lock().unwrap_or_else(PoisonError::into_inner)
}

impl OpenStore {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, leaves: Leaves(Arc::default()) }
    }

    pub(crate) fn gone(&self) -> Arc<Gone> {
        self.leaves.0.clone()
    }

    /// It was closed: who opens this folder now waits until it is gone.
    pub(crate) fn begins_to_leave(&self, folder: &Path) {
        if let Ok(folder) = folder.canonicalize() {
            leaving().push((folder, self.gone()));
        }
    }
}

impl Deref for OpenStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Drop for Leaves {
    fn drop(&mut self) {
        leaving().retain(|(_, gone)| !Arc::ptr_eq(gone, &self.0));
        *self.0.is_gone.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.told.notify_all();
    }
}

impl Gone {
    /// Waits until the store is gone; `false` if a call still held it after [`LEAVING_WAIT_S`].
    pub(crate) fn wait(&self) -> bool {
        let is_gone = self.is_gone.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = Duration::from_secs(LEAVING_WAIT_S);
        let waited = self.told.wait_timeout_while(is_gone, wait, |is_gone| !*is_gone);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Waits for a store of this folder that was closed in this process and is still held by a call.
pub(crate) fn wait_for(folder: &Path) {
    let Ok(folder) = folder.canonicalize() else { return };
    let held = leaving().iter().find(|(path, _)| *path == folder).map(|(_, gone)| gone.clone());
    if let Some(gone) = held {
        // If it takes too long, the folder's lock says that it is open.
        gone.wait();
    }
}
