//! Several people on one phone: a store each, one open at a time.

use std::sync::Arc;

use counterfoil_client::SharedDevice as Core;
use counterfoil_client::phone::PersonHere as CorePerson;
pub use counterfoil_client::phone::Removal;

use super::PhoneConfig;
use crate::calling::{call, spawned};
use crate::crossing::{Asked, Shown, shown};
use crate::error::CounterfoilError;
use crate::ports::Ports;
use crate::values::account::Enrolled;
use crate::values::syncing::{Budget, SyncReport};

shown! {
    /// A person's store on a shared device.
    PersonHere from CorePerson {
        /// The name of the store on this device.
        name: String,
        /// Whose it is at the hub; absent before the first enrolment.
        enrolled: Option<Enrolled>,
        /// Envelopes that only this device has.
        unsent: i64,
        /// Photographs and signatures that only this device has, unfinished captures included.
        files_unsent: i64,
    }
}

/// What becomes of a store that is taken from the device.
#[uniffi::remote(Enum)]
pub enum Removal {
    /// Deleted with its keys, if the hub has everything; refused otherwise.
    IfNothingLeft,
    /// Put aside, whole and sealed, with its keys: in nobody's list any more, nothing is lost, and `bring_back`
    /// makes it a person's again. The choice of somebody who was told what is unsent.
    PutAside,
}

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

    /// How somebody's work stands. Opens the store for a moment: 10 to 100 ms.
    ///
    /// # Errors
    /// `AlreadyOpen` for the person who works now, `NotFound`.
    pub fn about(&self, name: String, ports: Ports) -> Result<PersonHere, CounterfoilError> {
        call(|| Ok(self.inner.about(&name, &ports.adapted()?)?.shown()))
    }

    /// Sends what somebody left unsent, while others work. Ends with the budget, also when nobody waits for it; what
    /// is left goes next time.
    ///
    /// # Errors
    /// As `about`, and those of `Syncing.run`.
    pub async fn send_for(
        &self,
        name: String,
        ports: Ports,
        budget: Budget,
    ) -> Result<SyncReport, CounterfoilError> {
        let (device, budget) = (self.inner.clone(), budget.asked()?);
        spawned(async move {
            let ports = ports.adapted()?;
            Ok(device.send_for(&name, &ports, budget).await?.shown())
        })
        .await
    }

    /// Takes somebody's store from the device. Writes the disk and the key store.
    ///
    /// # Errors
    /// `NotAllowed` with the code `unsent` where something is left and `IfNothingLeft` was asked; as `about`.
    pub fn remove(&self, name: String, ports: Ports, how: Removal) -> Result<(), CounterfoilError> {
        call(|| Ok(self.inner.remove(&name, &ports.adapted()?, how)?))
    }

    /// Makes the store that was put aside last under this name a person's again. Writes the disk.
    ///
    /// # Errors
    /// `NotFound`; `NotAllowed` with the code `name_taken` while somebody has it.
    pub fn bring_back(&self, name: String) -> Result<(), CounterfoilError> {
        call(|| Ok(self.inner.bring_back(&name)?))
    }
}
