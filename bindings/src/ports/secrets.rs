//! Where keys live: Android's Keystore, Apple's Keychain; files and memory for hosts that have neither.

use std::path::Path;
use std::sync::Arc;

use counterfoil_client::ports::{
    FileSecretStore, MemorySecretStore, SecretError, SecretStore as CoreStore,
};
use zeroize::Zeroizing;

use crate::error::CounterfoilError;

/// Why a secret cannot be had now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum SecretStoreError {
    /// The phone was restarted and has not been unlocked since.
    #[error("locked before the first unlock")]
    LockedBeforeFirstUnlock,
    /// The platform has destroyed the key: screen lock removed, biometrics changed.
    #[error("the platform has destroyed this key")]
    Invalidated,
    /// The key store failed.
    #[error("the key store failed: {reason}")]
    Failed {
        /// For a report; nothing personal.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for SecretStoreError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        // What was thrown may hold anything, so its words go nowhere.
        Self::Failed { reason: "the host's key store threw".to_owned() }
    }
}

/// Keeps small secrets (up to some KB) under names. Calls are atomic: a value is the old one or the new one.
#[uniffi::export(with_foreign)]
pub trait SecretStore: Send + Sync {
    /// The secret; absent if there is none under this name.
    fn get(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError>;

    /// Keeps a secret; durable when this returns.
    fn put(&self, name: String, secret: Vec<u8>) -> Result<(), SecretStoreError>;

    /// Destroys a secret; no error if there is none.
    fn remove(&self, name: String) -> Result<(), SecretStoreError>;
}

/// A host's key store, for the client.
pub(super) struct Adapted(pub(super) Arc<dyn SecretStore>);

fn refused(error: SecretStoreError) -> SecretError {
    match error {
        SecretStoreError::LockedBeforeFirstUnlock => SecretError::LockedBeforeFirstUnlock,
        SecretStoreError::Invalidated => SecretError::Invalidated,
        SecretStoreError::Failed { reason } => SecretError::Failed(reason),
    }
}

impl CoreStore for Adapted {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretError> {
        let held = self.0.get(name.to_owned()).map_err(refused)?;
        Ok(held.map(Zeroizing::new))
    }

    fn put(&self, name: &str, secret: &[u8]) -> Result<(), SecretError> {
        self.0.put(name.to_owned(), secret.to_vec()).map_err(refused)
    }

    fn remove(&self, name: &str) -> Result<(), SecretError> {
        self.0.remove(name.to_owned()).map_err(refused)
    }
}

/// A key store of the client, for a host.
struct Offered<S>(S);

fn told(error: SecretError) -> SecretStoreError {
    match error {
        SecretError::LockedBeforeFirstUnlock => SecretStoreError::LockedBeforeFirstUnlock,
        SecretError::Invalidated => SecretStoreError::Invalidated,
        SecretError::Failed(reason) => SecretStoreError::Failed { reason },
    }
}

impl<S: CoreStore> SecretStore for Offered<S> {
    fn get(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        let held = self.0.get(&name).map_err(told)?;
        Ok(held.map(|secret| secret.to_vec()))
    }

    fn put(&self, name: String, secret: Vec<u8>) -> Result<(), SecretStoreError> {
        self.0.put(&name, &Zeroizing::new(secret)).map_err(told)
    }

    fn remove(&self, name: String) -> Result<(), SecretStoreError> {
        self.0.remove(&name).map_err(told)
    }
}

/// Secrets as files in a folder that only their owner may read: for Linux, where there is no key store. Makes the
/// folder. Touches the disk.
///
/// # Errors
/// `Internal` if the folder cannot be made.
#[uniffi::export]
pub fn file_secret_store(folder: String) -> Result<Arc<dyn SecretStore>, CounterfoilError> {
    let opened = FileSecretStore::open(Path::new(&folder));
    let opened = opened.map_err(|error| CounterfoilError::Internal {
        reason: format!("the folder of secrets: {}", error.kind()),
    })?;
    Ok(Arc::new(Offered(opened)))
}

/// Secrets in memory: for tests. What is kept here is gone with the process, and so is every store whose key it is.
#[uniffi::export]
#[must_use]
pub fn memory_secret_store() -> Arc<dyn SecretStore> {
    Arc::new(Offered(MemorySecretStore::default()))
}
