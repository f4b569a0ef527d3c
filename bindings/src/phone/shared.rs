//! Several people on one phone: a store each, one open at a time.

use std::sync::Arc;

use counterfoil_client::SharedDevice as Core;

use super::PhoneConfig;
use crate::error::CounterfoilError;

/// A device that several people use: a scanner that goes from hand to hand. Each person has a sealed store of their
/// own under one key store; changing hands needs no network.
#[derive(Debug, uniffi::Object)]
pub struct SharedDevice {
    inner: Core,
}

#[uniffi::export]
impl SharedDevice {
    /// The device whose stores lie in this folder. Memory alone.
    #[uniffi::constructor]
    #[must_use]
    pub fn at(folder: String) -> Arc<Self> {
        Arc::new(Self { inner: Core::new(folder) })
    }

    /// Where a key store of files belongs, for hosts that have no other: one for all, with a key for each store.
    /// Memory alone.
    #[must_use]
    pub fn secrets_folder(&self) -> String {
        self.inner.secrets().to_string_lossy().into_owned()
    }

    /// The store of one person, for `Phone.open`. Close the other's first: what lies there stays sealed and is sent
    /// when that person is back. Memory alone.
    ///
    /// # Errors
    /// `NotAllowed` for a name that is no file name: letters, digits, `-` and `_`, up to 64 bytes.
    pub fn person(&self, name: String) -> Result<PhoneConfig, CounterfoilError> {
        let config = self.inner.person(&name)?;
        Ok(PhoneConfig {
            folder: config.folder.to_string_lossy().into_owned(),
            unbacked_folder: Some(config.unbacked_folder.to_string_lossy().into_owned()),
            photo_long_side_px: None,
            photo_quality: None,
        })
    }

    /// Who has a store on this device, sorted. Reads one folder.
    #[must_use]
    pub fn people(&self) -> Vec<String> {
        self.inner.people()
    }
}
