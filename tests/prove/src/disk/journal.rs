//! What was asked of one folder, in order. One recording at a time in a process: the calls are the process's.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::fault::{Fault, Faults};

/// One change of the folder. Paths are relative to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A file was made, or a folder.
    Made {
        /// Where.
        path: PathBuf,
        /// Whether it is a folder.
        is_folder: bool,
    },
    /// Bytes were written.
    Wrote {
        /// Where.
        path: PathBuf,
        /// From which byte on.
        at: u64,
        /// What.
        bytes: Vec<u8>,
    },
    /// A file was cut or made longer.
    SetLength {
        /// Where.
        path: PathBuf,
        /// Its bytes from now on.
        length: u64,
    },
    /// A file's bytes, or a folder's names, are on the disk for certain.
    Synced {
        /// Which.
        path: PathBuf,
    },
    /// A name goes to another one.
    Renamed {
        /// Before.
        from: PathBuf,
        /// From now on.
        to: PathBuf,
    },
    /// A name is gone.
    Removed {
        /// Which.
        path: PathBuf,
    },
    /// A call of the store returned: what it did is acknowledged. Not a change of the disk.
    Acknowledged,
}

/// All changes of one run.
pub type Journal = Vec<Change>;

/// True while something is recorded or may fail: every other call passes untouched.
static WATCHING: AtomicBool = AtomicBool::new(false);
static WATCH: Mutex<Option<Watch>> = Mutex::new(None);

/// What the calls look into.
pub(super) struct Watch {
    folder: PathBuf,
    journal: Journal,
    pub(super) faults: Faults,
}

impl Watch {
    /// The path inside the folder, if it lies there and a power cut leaves it: not the index of a log, which
    /// SQLite makes anew.
    pub(super) fn inside(&self, path: &Path) -> Option<PathBuf> {
        let inside = path.strip_prefix(&self.folder).ok()?;
        let name = inside.to_string_lossy();
        (!name.ends_with("-shm") && !name.ends_with(" (deleted)")).then(|| inside.to_owned())
    }

    pub(super) fn note(&mut self, change: Change) {
        self.journal.push(change);
    }
}

/// The watch, if something is watched. Held across the call itself, so that the journal's order is the disk's.
pub(super) fn watch() -> Option<MutexGuard<'static, Option<Watch>>> {
    WATCHING.load(Ordering::Acquire).then(lock)
}

fn lock() -> MutexGuard<'static, Option<Watch>> {
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who records; the others wait for their turn.
static TURN: Mutex<()> = Mutex::new(());

/// A folder that is watched until this is dropped.
#[derive(Debug)]
pub struct Recording {
    _turn: MutexGuard<'static, ()>,
}

/// Notes that something was acknowledged, where nobody has the recording at hand; nothing while there is none.
pub fn acknowledged() {
    if let Some(watch) = lock().as_mut() {
        watch.note(Change::Acknowledged);
    }
}

impl Recording {
    /// Watches a folder from now on, when nobody else watches another one.
    ///
    /// # Panics
    /// When the folder cannot be found.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = folder.canonicalize().expect("the folder is there");
        *lock() = Some(Watch { folder, journal: Vec::new(), faults: Faults::default() });
        WATCHING.store(true, Ordering::Release);
        Self { _turn: turn }
    }

    /// Notes that an act was acknowledged.
    pub fn acknowledged(&self) {
        acknowledged();
    }

    /// From now on one call fails; `None`: none does.
    pub fn fails(&self, fault: Option<Fault>) {
        if let Some(watch) = lock().as_mut() {
            watch.faults = Faults::new(fault);
        }
    }

    /// Calls that could have failed since [`Self::fails`], and whether one did.
    #[must_use]
    pub fn faults_met(&self) -> (u64, bool) {
        lock().as_ref().map_or((0, false), |watch| (watch.faults.calls(), watch.faults.fired()))
    }

    /// Ends the recording: what was written down.
    #[must_use]
    pub fn end(self) -> Journal {
        lock().take().map_or_else(Vec::new, |watch| watch.journal)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        WATCHING.store(false, Ordering::Release);
        lock().take();
    }
}
