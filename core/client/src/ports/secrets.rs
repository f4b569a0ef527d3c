//! Where keys live: the platform's key store, a folder of files on Linux, memory in tests.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

/// Why a secret cannot be had now. The first two are normal answers of a phone's key store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The phone was restarted and has not been unlocked since.
    #[error("the phone has not been unlocked since it was restarted")]
    LockedBeforeFirstUnlock,
    /// The platform has destroyed the key: screen lock removed, biometrics changed.
    #[error("the platform has destroyed this key")]
    Invalidated,
    /// The key store failed.
    #[error("the key store failed: {0}")]
    Failed(String),
}

/// Keeps small secrets under names. Calls are atomic: a value is the old one or the new one.
pub trait SecretStore: Send + Sync {
    /// The secret, `None` if there is none under this name.
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretError>;

    /// Keeps a secret; durable when this returns.
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), SecretError>;

    /// Destroys a secret, durably; no error if there is none.
    fn remove(&self, name: &str) -> Result<(), SecretError>;
}

/// Secrets as files that only their owner may read: for Linux and tests, where there is no key store.
#[derive(Debug)]
pub struct FileSecretStore {
    folder: PathBuf,
}

impl FileSecretStore {
    /// Opens or makes the folder.
    pub fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        restrict(folder, 0o700)?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, name: &str) -> PathBuf {
        // Names are ours; the encoding keeps a future name with a slash inside the folder.
        self.folder.join(hex::encode(name))
    }

    fn write(&self, name: &str, secret: &[u8]) -> io::Result<()> {
        let path = self.path(name);
        let draft = path.with_extension("new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&draft)?;
        restrict(&draft, 0o600)?;
        file.write_all(secret)?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        File::open(&self.folder)?.sync_all()
    }
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

fn failed(error: &io::Error) -> SecretError {
    SecretError::Failed(error.kind().to_string())
}

impl SecretStore for FileSecretStore {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretError> {
        match fs::read(self.path(name)) {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    fn put(&self, name: &str, secret: &[u8]) -> Result<(), SecretError> {
        self.write(name, secret).map_err(|error| failed(&error))
    }

    fn remove(&self, name: &str) -> Result<(), SecretError> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&error)),
            // What is destroyed must not come back with a power cut.
            _ => File::open(&self.folder)
                .and_then(|folder| folder.sync_all())
                .map_err(|e| failed(&e)),
        }
    }
}

/// Secrets in memory, for tests; can play a locked phone.
#[derive(Debug, Default)]
pub struct MemorySecretStore {
    secrets: Mutex<BTreeMap<String, Vec<u8>>>,
    refusal: Mutex<Option<SecretError>>,
}

impl MemorySecretStore {
    /// From here on every call answers `refusal`, or works again.
    pub fn refuse(&self, refusal: Option<SecretError>) {
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = refusal;
    }

    fn check(&self) -> Result<(), SecretError> {
        let refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner);
        refusal.clone().map_or(Ok(()), Err)
    }
}

impl SecretStore for MemorySecretStore {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretError> {
        self.check()?;
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(secrets.get(name).cloned().map(Zeroizing::new))
    }

    fn put(&self, name: &str, secret: &[u8]) -> Result<(), SecretError> {
        self.check()?;
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(name.to_owned(), secret.to_owned());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), SecretError> {
        self.check()?;
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.remove(name);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_outlives_the_process_and_is_its_owner_s_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = FileSecretStore::open(folder.path()).expect("opened");
        assert_eq!(store.get("store/key").expect("read"), None);
        store.put("store/key", b"first").expect("kept");
        store.put("store/key", b"second").expect("kept");
        let again = FileSecretStore::open(folder.path()).expect("opened");
        assert_eq!(again.get("store/key").expect("read").as_deref(), Some(&b"second".to_vec()));
        #[cfg(unix)]
        for entry in fs::read_dir(folder.path()).expect("listed").flatten() {
            use std::os::unix::fs::PermissionsExt;
            let mode = entry.metadata().expect("metadata").permissions().mode();
            assert_eq!(mode & 0o077, 0, "nobody else reads it");
        }
        again.remove("store/key").expect("gone");
        again.remove("store/key").expect("gone already");
        assert_eq!(again.get("store/key").expect("read"), None);
    }
}
