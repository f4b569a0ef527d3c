//! The folder of one store: its names, its lock, and setting a damaged database aside.

mod layout;
mod lock;

use counterfoil_domain::sorting::SortSmall as _;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::error::StoreError;
use crate::key::StoreKey;
use crate::limits;

const DATABASE: &str = "store.db";
const KEY_CHECK: &str = "store.key-check";
const SUSPECT: &str = "store.suspect";
const WAL: &str = "-wal";
const SHM: &str = "-shm";

/// An open store folder. While this lives, nobody else can open the folder.
#[derive(Debug)]
pub struct StoreFolder {
    path: PathBuf,
    // Held for its advisory lock, which ends with the file handle and so with the process.
    _lock: File,
}

/// A damaged database that was put aside, with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Where the database lies now; its write-ahead log lies beside it with the suffix `-wal`.
    pub database: PathBuf,
}

impl StoreFolder {
    /// Makes the folder if there is none and takes its lock.
    ///
    /// # Errors
    /// [`StoreError::AlreadyOpen`] while another handle lives, in this process or another one;
    /// [`StoreError::UpdateNeeded`] for a folder that a newer version laid out.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(path)?;
        let lock = lock::take(path)?;
        layout::check(path)?;
        let folder = Self { path: path.to_owned(), _lock: lock };
        folder.finish_setting_aside()?;
        Ok(folder)
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the database lies.
    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Where the copy of the database lies that was made before leaving schema `number`.
    pub fn copy_before(&self, number: u32) -> PathBuf {
        self.path.join(format!("{DATABASE}.before-{number}"))
    }

    /// Every copy made before a migration that is still kept.
    pub fn copies(&self) -> Result<Vec<PathBuf>, StoreError> {
        self.names_beginning(&format!("{DATABASE}.before-"))
    }

    /// Every database that was set aside, without its companions.
    pub fn set_asides(&self) -> Result<Vec<PathBuf>, StoreError> {
        let mut found = self.names_beginning(&format!("{DATABASE}.set-aside-"))?;
        found.retain(|path| {
            let name = path.to_string_lossy();
            !name.ends_with(WAL) && !name.ends_with(SHM)
        });
        Ok(found)
    }

    /// Puts the database and its companions aside. Nothing is deleted.
    pub fn set_aside(&self) -> Result<SetAside, StoreError> {
        let target = self.free_name()?;
        // The database goes first: a crash in between leaves a log without a database, which
        // `finish_setting_aside` reunites. The other way round, SQLite would open the database
        // without its log and forget what was acknowledged last.
        rename_if_there(&self.database(), &target)?;
        rename_if_there(&self.log(), &with_suffix(&target, WAL))?;
        rename_if_there(&with_suffix(&self.database(), SHM), &with_suffix(&target, SHM))?;
        sync_folder(&self.path)?;
        Ok(SetAside { database: target })
    }

    /// Reads every byte of the database and its log, whatever they say.
    ///
    /// # Errors
    /// [`StoreError::File`] when the disk does not give them.
    pub(crate) fn read_through(&self) -> Result<(), StoreError> {
        for path in [self.database(), self.log()] {
            match File::open(path) {
                Ok(mut file) => std::io::copy(&mut file, &mut std::io::sink()).map(|_| ())?,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Notes that something in the database could not be read, so that the next opening looks
    /// at every page.
    pub fn mark_suspect(&self) -> Result<(), StoreError> {
        File::create(self.path.join(SUSPECT))?.sync_all()?;
        sync_folder(&self.path)
    }

    /// True when the last user of this folder met damage.
    pub fn is_suspect(&self) -> bool {
        self.path.join(SUSPECT).exists()
    }

    /// Takes the note back after every page was read.
    pub fn clear_suspect(&self) -> Result<(), StoreError> {
        remove_if_there(&self.path.join(SUSPECT))
    }

    /// Compares the key with the one that this folder was made with. True when they agree, false
    /// when there is no note yet. A wrong key and a damaged first page look alike to SQLite.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] when the note speaks of another key.
    pub fn knows_key(&self, key: &StoreKey) -> Result<bool, StoreError> {
        let mut found = Vec::new();
        match File::open(self.path.join(KEY_CHECK)) {
            Ok(file) => file.take(64).read_to_end(&mut found)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error.into()),
        };
        // A note of another length was never finished: it says nothing about the key.
        if found.len() != key.fingerprint().len() {
            return Ok(false);
        }
        if found == key.fingerprint() { Ok(true) } else { Err(StoreError::WrongKey) }
    }

    /// Notes the layout of this folder's files, once.
    pub(crate) fn note_layout(&self) -> Result<(), StoreError> {
        layout::note(&self.path)
    }

    /// Where the write-ahead log of the database lies while there is one.
    pub(crate) fn log(&self) -> PathBuf {
        with_suffix(&self.database(), WAL)
    }

    /// Notes the key that this folder's database opens with.
    pub fn note_key(&self, key: &StoreKey) -> Result<(), StoreError> {
        write_durably(&self.path.join(KEY_CHECK), &key.fingerprint())
    }

    fn finish_setting_aside(&self) -> Result<(), StoreError> {
        let log = self.log();
        if self.database().exists() || !log.exists() {
            return Ok(());
        }
        let widowed = self.set_asides()?.into_iter().rfind(|path| !with_suffix(path, WAL).exists());
        let target = match widowed {
            Some(path) => path,
            None => self.free_name()?,
        };
        rename_if_there(&log, &with_suffix(&target, WAL))?;
        rename_if_there(&with_suffix(&self.database(), SHM), &with_suffix(&target, SHM))?;
        sync_folder(&self.path)
    }

    fn free_name(&self) -> Result<PathBuf, StoreError> {
        (1..=limits::SET_ASIDE_COUNT)
            .map(|n| self.path.join(format!("{DATABASE}.set-aside-{n}")))
            .find(|path| !path.exists() && !with_suffix(path, WAL).exists())
            .ok_or(StoreError::TooLarge {
                what: "number of databases set aside",
                limit: u64::from(limits::SET_ASIDE_COUNT),
            })
    }

    fn names_beginning(&self, prefix: &str) -> Result<Vec<PathBuf>, StoreError> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(prefix) {
                found.push(entry.path());
            }
        }
        found.sort_small_by(Ord::cmp);
        Ok(found)
    }
}

/// Makes the names in a folder survive a power cut.
pub(crate) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    // Windows cannot open a folder as a file and needs no such call.
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Removes a file; one that is already gone is no error.
pub(crate) fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// The path with more text at the end of its name.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn rename_if_there(from: &Path, to: &Path) -> Result<(), StoreError> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// All of a note or none: one that a power cut left full of what nobody wrote would speak of another key.
fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let unfinished = with_suffix(path, ".part");
    let mut file = File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}
