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
    /// The same, and files that the source no longer has go: sealed files that were opened.
    Mirror,
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

/// Copies a tree; but for [`Change::ByAge`] files that the source no longer has are removed from the copy.
pub(super) fn copy_tree(from: &Path, to: &Path, change: Change) -> io::Result<()> {
    if !to.exists() {
        private_file::make_folder(to)?;
        private_file::sync_folder(private_file::folder_of(to))?;
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if is_unfinished(&source) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy_tree(&source, &target, change)?;
        } else if change == Change::Always || differs(&source, &target)? {
            copy_file(&source, &target)?;
        }
    }
    if change != Change::ByAge {
        remove_surplus(from, to)?;
    }
    Ok(())
}

/// A file that is being written at this moment: `object_store` calls a blob `<hash>#<number>` until it is whole, and
/// [`private_file::write`] calls a key `<name>.new`. What the copied database counts has its name already.
fn is_unfinished(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.contains('#') || name.ends_with(".new")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_still_being_written_is_left_for_the_next_backup() {
        let folder = tempfile::tempdir().expect("a folder");
        let (blobs, backup) = (folder.path().join("blobs"), folder.path().join("backup"));
        fs::create_dir_all(blobs.join("a-device")).expect("folders");
        fs::write(blobs.join("a-device/0a0b"), b"whole").expect("a blob");
        fs::write(blobs.join("a-device/0c0d#1"), b"ha").expect("half a blob");
        fs::write(blobs.join("a-device/0e0f.new"), b"ha").expect("half a file of keys");
        copy_tree(&blobs, &backup, Change::ByAge).expect("a backup");
        let copied = fs::read_dir(backup.join("a-device")).expect("the copy");
        let names: Vec<_> = copied.map(|entry| entry.expect("a file").file_name()).collect();
        assert_eq!(names, ["0a0b"]);
    }
}
