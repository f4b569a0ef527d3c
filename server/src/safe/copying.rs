//! Copying files so that they are on disk when the call returns.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::private_file;

/// Which files of a tree are copied again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Those that are longer, shorter or younger than their copy: blobs, which are written once.
    ByAge,
    /// All of them: keys, of which the newest copy alone may be kept.
    Always,
}

/// Copies one file through a new one beside it: fsync, rename, fsync of the folder. The copy is for its owner
/// alone.
pub(super) fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let new = to.with_extension("new");
    let _ = fs::remove_file(&new); // of an attempt that was cut off
    let mut source = File::open(from)?;
    let mut target = private_file::create(&new)?;
    io::copy(&mut source, &mut target)?;
    target.sync_all()?;
    fs::rename(&new, to)?;
    private_file::sync_folder(private_file::folder_of(to))
}

/// Copies a tree; with [`Change::Always`] files that the source no longer has are removed from the copy.
pub(super) fn copy_tree(from: &Path, to: &Path, change: Change) -> io::Result<()> {
    if !to.exists() {
        private_file::make_folder(to)?;
        private_file::sync_folder(private_file::folder_of(to))?;
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_tree(&source, &target, change)?;
        } else if change == Change::Always || differs(&source, &target)? {
            copy_file(&source, &target)?;
        }
    }
    if change == Change::Always {
        remove_surplus(from, to)?;
    }
    Ok(())
}

fn differs(source: &Path, target: &Path) -> io::Result<bool> {
    let Ok(copy) = fs::metadata(target) else { return Ok(true) };
    let original = fs::metadata(source)?;
    Ok(original.len() != copy.len() || original.modified()? > copy.modified()?)
}

fn remove_surplus(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        if !from.join(entry.file_name()).exists() {
            fs::remove_file(entry.path())?;
        }
    }
    private_file::sync_folder(to)
}
