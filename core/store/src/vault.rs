//! Blob files: named by the hash of their plaintext, sealed from their first byte.
//!
//! A blob is written under a temporary name, synced, renamed to `<hash>.age`, and the folder is
//! synced; only then does a call return. Nothing unsealed ever touches the disk. The caller holds
//! the lock of the store's folder, so whatever temporary file is found at opening was left by a
//! crash.

mod reader;
mod reserve;
mod sealing;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

pub use age::x25519::{Identity, Recipient};
use counterfoil_domain::ids::Hash;
use counterfoil_domain::limits;
use counterfoil_domain::receipt::set_root;

pub use self::reader::BlobReader;
pub use self::reserve::Reserve;
use crate::error::StoreError;
use crate::folder::{remove_if_there, sync_folder};

const SEALED: &str = ".age";
const UNFINISHED: &str = ".part";

/// The folder of sealed blobs of one store.
pub struct Vault {
    path: PathBuf,
    identity: Identity,
    recipients: RwLock<Vec<Recipient>>,
    // Publishing and removing look at a name and then act on it: one at a time.
    publishing: Mutex<()>,
}

/// A blob as it lies in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedBlob {
    /// SHA-256 of the plaintext: the blob's name everywhere.
    pub hash: Hash,
    /// Bytes of plaintext.
    pub size: u64,
    /// SHA-256 of the sealed file. Sealing is random: another sealing has another one.
    pub sealed_hash: Hash,
    /// Bytes of the sealed file.
    pub sealed_size: u64,
}

impl Vault {
    /// Opens the folder and removes what a crash left unfinished. `others` are sealed to besides
    /// the store itself: the hub's upload key and the tenant's rescue key.
    pub fn open(
        path: &Path,
        identity: Identity,
        others: Vec<Recipient>,
    ) -> Result<Self, StoreError> {
        fs::create_dir_all(path)?;
        let mut recipients = vec![identity.to_public()];
        recipients.extend(others);
        let recipients = RwLock::new(recipients);
        let vault =
            Self { path: path.to_owned(), identity, recipients, publishing: Mutex::new(()) };
        vault.sweep_unfinished()?;
        Ok(vault)
    }

    /// Looks into a folder of somebody else's, which is left as it is: nothing is made, nothing is swept.
    pub fn of_others(path: &Path, identity: Identity) -> Self {
        let (path, publishing) = (path.to_owned(), Mutex::new(()));
        Self { path, identity, recipients: RwLock::default(), publishing }
    }

    /// From here on blobs are sealed to these and the store itself: after enrolment, when the hub's
    /// keys are known.
    pub fn seal_to(&self, others: Vec<Recipient>) {
        let mut recipients = vec![self.identity.to_public()];
        recipients.extend(others);
        *self.recipients.write().unwrap_or_else(PoisonError::into_inner) = recipients;
    }

    fn recipients(&self) -> Vec<Recipient> {
        self.recipients.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Seals the bytes of a file that somebody else made. The file is read once, as a stream.
    pub fn put_file(&self, source: &Path) -> Result<SealedBlob, StoreError> {
        self.put(File::open(source)?)
    }

    /// Seals bytes that are in memory.
    pub fn put_bytes(&self, bytes: &[u8]) -> Result<SealedBlob, StoreError> {
        self.put(Cursor::new(bytes))
    }

    /// Seals a stream. Identical bytes give the blob that is there already, unless that one is
    /// damaged: then it is replaced.
    pub fn put(&self, source: impl Read) -> Result<SealedBlob, StoreError> {
        let unfinished = self.path.join(format!("incoming-{}{UNFINISHED}", random_name()?));
        let result = sealing::seal(source, &unfinished, &self.recipients())
            .and_then(|blob| self.publish(&unfinished, blob));
        if result.is_err() {
            // The first error is the one to tell; the next opening sweeps what stays.
            let _ = remove_if_there(&unfinished);
        }
        result
    }

    /// The plaintext, checked against its hash.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Damaged`], [`StoreError::TooLarge`].
    pub fn read(&self, hash: Hash, limit_bytes: u64) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        let mut reader = self.open_blob(hash)?.take(limit_bytes.saturating_add(1));
        reader.read_to_end(&mut bytes).map_err(reader::damage)?;
        if bytes.len() as u64 > limit_bytes {
            return Err(StoreError::TooLarge { what: "blob", limit: limit_bytes });
        }
        Ok(bytes)
    }

    /// The plaintext as a stream. The end of the stream is an error of kind `InvalidData` when the
    /// bytes were not those that the name promises.
    pub fn open_blob(&self, hash: Hash) -> Result<BlobReader, StoreError> {
        BlobReader::open(&self.sealed_path(hash), hash, &self.identity)
    }

    /// Where the sealed file lies: what is uploaded is this file itself.
    pub fn sealed_path(&self, hash: Hash) -> PathBuf {
        self.path.join(format!("{hash}{SEALED}"))
    }

    /// True when a sealed file of this name is there; it may still be damaged.
    pub fn contains(&self, hash: Hash) -> bool {
        self.sealed_path(hash).exists()
    }

    /// Reads a whole blob and measures its sealed file.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Damaged`].
    pub fn check(&self, hash: Hash) -> Result<SealedBlob, StoreError> {
        let size = self.open_blob(hash)?.read_through()?;
        let (sealed_hash, sealed_size) = sealing::measure(&self.sealed_path(hash))?;
        Ok(SealedBlob { hash, size, sealed_hash, sealed_size })
    }

    /// Removes a blob if `may_go` says so; it is asked while nobody can put the same blob again.
    /// True when a file was removed.
    pub fn remove_if(
        &self,
        hash: Hash,
        may_go: impl FnOnce() -> Result<bool, StoreError>,
    ) -> Result<bool, StoreError> {
        let _publishing = self.publishing.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.contains(hash) || !may_go()? {
            return Ok(false);
        }
        remove_if_there(&self.sealed_path(hash))?;
        sync_folder(&self.path)?;
        Ok(true)
    }

    /// The hashes of all blobs, ascending.
    pub fn list(&self) -> Result<BTreeSet<Hash>, StoreError> {
        let mut hashes = BTreeSet::new();
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let stem = name.to_str().and_then(|name| name.strip_suffix(SEALED));
            hashes.extend(stem.and_then(|stem| stem.parse::<Hash>().ok()));
        }
        Ok(hashes)
    }

    /// How many blobs there are, and SHA-256 over their hashes in ascending order: what a closed
    /// shift says of the vault.
    pub fn count_and_root(&self) -> Result<(u64, Hash), StoreError> {
        let hashes = self.list()?;
        Ok((hashes.len() as u64, set_root(hashes)))
    }

    fn publish(&self, unfinished: &Path, blob: SealedBlob) -> Result<SealedBlob, StoreError> {
        let _publishing = self.publishing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.contains(blob.hash) {
            match self.check(blob.hash) {
                Ok(present) => {
                    remove_if_there(unfinished)?;
                    return Ok(present);
                }
                Err(error) if error.is_damage() => {}
                Err(error) => return Err(error),
            }
        }
        fs::rename(unfinished, self.sealed_path(blob.hash))?;
        sync_folder(&self.path)?;
        Ok(blob)
    }

    fn sweep_unfinished(&self) -> Result<(), StoreError> {
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().ends_with(UNFINISHED) {
                remove_if_there(&entry.path())?;
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Vault").field("recipients", &self.recipients().len()).finish()
    }
}

fn random_name() -> Result<String, StoreError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Sealing { reason: error.to_string() })?;
    Ok(hex::encode(bytes))
}

/// The largest blob that a vault takes, in bytes.
pub(crate) const BLOB_BYTES_MAX: u64 = limits::BLOB_BYTES_MAX;
