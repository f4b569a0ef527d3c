//! Storage keys of subjects: one age identity for each order, shift, place or asset that has blobs here.
//!
//! They stand in a folder beside the key file, in 256 small files by the last byte of the subject's id, so
//! that a new order rewrites one of them and not a list of all orders. A dropped key is gone: there is no
//! history, and a backup keeps the newest copy alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use age::secrecy::ExposeSecret as _;
use age::x25519;
use counterfoil_domain::cbor;
use counterfoil_domain::erasure::Erasure;
use counterfoil_domain::ids::SubjectId;

use super::KeyFileError;
use crate::private_file;

type Shard = BTreeMap<SubjectId, String>;

/// The file of erasures: what stands here is erased in whatever database lies beside it, an older one too.
const ERASED: &str = "erased";

/// The storage keys of subjects.
#[derive(Debug)]
pub struct SubjectKeys {
    folder: PathBuf,
    /// Shards that were read; also the lock that makes every rewrite one step.
    shards: Mutex<BTreeMap<u8, Shard>>,
    /// What was erased, in the order in which it was said.
    erased: Mutex<Vec<Erasure>>,
}

impl SubjectKeys {
    /// Opens the folder, and makes it if it is not there.
    pub fn open(folder: &Path) -> Result<Self, KeyFileError> {
        private_file::make_folder(folder)?;
        let erased = match fs::read(folder.join(ERASED)) {
            Ok(bytes) => cbor::decode(&bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let (shards, erased) = (Mutex::default(), Mutex::new(erased));
        Ok(Self { folder: folder.to_owned(), shards, erased })
    }

    /// The folder, for backups.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A subject's key, if it has one that was not dropped.
    pub fn find(&self, subject: SubjectId) -> Result<Option<x25519::Identity>, KeyFileError> {
        self.with_shard(subject, |shard| {
            let found = shard.get(&subject).map(|text| text.parse()).transpose();
            Ok((found.map_err(|_| KeyFileError::Key)?, false))
        })
    }

    /// What was erased, in the order in which it was said.
    #[must_use]
    pub fn erased(&self) -> Vec<Erasure> {
        self.erased.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a subject was erased.
    #[must_use]
    pub fn is_erased(&self, subject: SubjectId) -> bool {
        let erased = self.erased.lock().unwrap_or_else(PoisonError::into_inner);
        erased.iter().any(|one| one.statement.order == subject)
    }

    /// Writes down that a subject is erased, durably: the first step of an erasure, after which every opening finishes
    /// it. The subject gets no key any more.
    pub fn note_erased(&self, erasure: &Erasure) -> Result<(), KeyFileError> {
        let mut erased = self.erased.lock().unwrap_or_else(PoisonError::into_inner);
        if erased.iter().any(|one| one.statement.order == erasure.statement.order) {
            return Ok(());
        }
        let mut grown = erased.clone();
        grown.push(erasure.clone());
        private_file::write(&self.folder.join(ERASED), &cbor::encode(&grown))?;
        *erased = grown;
        Ok(())
    }

    /// A subject's key; made, and on disk, if it had none. `None` for an erased one.
    pub fn find_or_make(
        &self,
        subject: SubjectId,
    ) -> Result<Option<x25519::Identity>, KeyFileError> {
        self.with_shard(subject, |shard| {
            if self.is_erased(subject) {
                return Ok((None, false));
            }
            if let Some(text) = shard.get(&subject) {
                return Ok((Some(text.parse().map_err(|_| KeyFileError::Key)?), false));
            }
            let made = x25519::Identity::generate();
            shard.insert(subject, made.to_string().expose_secret().to_owned());
            Ok((Some(made), true))
        })
    }

    /// Drops a subject's key: what was wrapped under it is gone. `false` if there was none.
    pub fn drop_key(&self, subject: SubjectId) -> Result<bool, KeyFileError> {
        self.with_shard(subject, |shard| {
            let had = shard.remove(&subject).is_some();
            Ok((had, had))
        })
    }

    fn with_shard<T>(
        &self,
        subject: SubjectId,
        work: impl FnOnce(&mut Shard) -> Result<(T, bool), KeyFileError>,
    ) -> Result<T, KeyFileError> {
        let number = subject.0[SubjectId::LEN - 1];
        let path = self.folder.join(format!("{number:02x}.keys"));
        let mut shards = self.shards.lock().unwrap_or_else(PoisonError::into_inner);
        let mut shard = match shards.get(&number) {
            Some(shard) => shard.clone(),
            None => read(&path)?,
        };
        let (given, changed) = work(&mut shard)?;
        if changed {
            let rows: Vec<(SubjectId, &str)> =
                shard.iter().map(|(id, text)| (*id, text.as_str())).collect();
            private_file::write(&path, &cbor::encode(&rows))?;
        }
        shards.insert(number, shard); // only what is on disk is remembered
        Ok(given)
    }
}

fn read(path: &Path) -> Result<Shard, KeyFileError> {
    match fs::read(path) {
        Ok(bytes) => {
            let rows: Vec<(SubjectId, String)> = cbor::decode(&bytes)?;
            Ok(rows.into_iter().collect())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Shard::new()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_reopening_and_a_dropped_one_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (SubjectId([1; 16]), SubjectId([2; 16]));
        let keys = SubjectKeys::open(folder.path()).expect("opened");
        assert!(keys.find(one).expect("read").is_none());
        let made = keys.find_or_make(one).expect("made").expect("a key").to_public().to_string();
        keys.find_or_make(two).expect("made");

        let keys = SubjectKeys::open(folder.path()).expect("opened again");
        let again = keys.find_or_make(one).expect("found").expect("a key").to_public().to_string();
        assert_eq!(again, made);
        assert!(keys.drop_key(one).expect("dropped"));

        let keys = SubjectKeys::open(folder.path()).expect("opened again");
        assert!(keys.find(one).expect("read").is_none());
        assert!(keys.find(two).expect("read").is_some());
    }
}
