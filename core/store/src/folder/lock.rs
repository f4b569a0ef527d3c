//! The lock of a store folder: one holder on the whole machine, gone with its process however that ends.

use std::fs::{File, OpenOptions};
use std::path::Path;

use crate::error::StoreError;
use crate::limits::{LOCK_PAUSE, LOCK_TRIES};

const LOCK: &str = "store.lock";

/// Takes the folder's lock; it is held for as long as the file handle lives.
///
/// # Errors
/// [`StoreError::AlreadyOpen`] while another handle lives, in this process or another one.
pub(super) fn take(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(LOCK);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    // A process that this one begins shares the lock of a store which was just closed, until its own program runs.
    for _ in 1..LOCK_TRIES {
        match try_lock(&file) {
            Err(StoreError::AlreadyOpen) => std::thread::sleep(LOCK_PAUSE),
            Err(other) => return Err(other),
            Ok(()) => return Ok(file),
        }
    }
    try_lock(&file)?;
    Ok(file)
}

/// `flock` itself: the standard library's file lock answers "unsupported" on Android before Rust 1.98.
#[cfg(unix)]
fn try_lock(file: &File) -> Result<(), StoreError> {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    loop {
        return match flock(file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(()),
            Err(Errno::INTR) => continue,
            Err(Errno::WOULDBLOCK) => Err(StoreError::AlreadyOpen),
            Err(other) => Err(std::io::Error::from(other).into()),
        };
    }
}

#[cfg(not(unix))]
fn try_lock(file: &File) -> Result<(), StoreError> {
    use std::fs::TryLockError;
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(StoreError::AlreadyOpen),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}
