//! The account desk.

mod pin;
mod shift;
mod ticket;

use counterfoil_client::account as core;

pub use self::pin::PinStatus;
pub use self::ticket::HubPin;
use crate::calling::{call, spawned};
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::account::{AccountStatus, CertificateOutcome, Inventory, ManualHeld, Ready};
use crate::values::ready::{DeviceNow, ReadyToGo};

/// Whose store this is, duty, the end of a shift, "nothing left on this phone", and the manuals of the day.
///
/// `enrol`, `enrol_with_ticket` and `certificate` talk to the hub and are asynchronous; every other call is one transaction, needs no
/// network and may be made from any thread. All touch the disk. After `Phone.close` each gives `Closed`.
#[derive(Debug, uniffi::Object)]
pub struct Account {
    pub(crate) desk: core::Account,
}

#[uniffi::export]
impl Account {
    /// Enrols this store with the text of an invitation's QR code. May be repeated with the same code when the
    /// answer was lost. Dropping its future does not undo it: it goes on to its end.
    ///
    /// # Errors
    /// `NotAllowed` for a text that is no invitation, a code that is over or used, a hub that is not the
    /// invitation's, or a store that is another person's; `Offline`.
    pub async fn enrol(&self, invitation: String) -> Result<AccountStatus, CounterfoilError> {
        let desk = self.desk.clone();
        spawned(async move { Ok(desk.enrol(&invitation).await?.shown()) }).await
    }

    /// Asks the hub to certify that nothing is left on this phone. Dropping its future does not stop it.
    ///
    /// # Errors
    /// `Offline`; `Internal` if the certificate does not stand.
    pub async fn certificate(&self) -> Result<CertificateOutcome, CounterfoilError> {
        let desk = self.desk.clone();
        spawned(async move { Ok(desk.certificate().await?.shown()) }).await
    }

    /// How the account stands. Under 1 ms.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn status(&self) -> Result<AccountStatus, CounterfoilError> {
        call(|| Ok(self.desk.status()?.shown()))
    }

    /// What this store has made: every chain and every blob, to be compared with what a hub holds.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn inventory(&self) -> Result<Inventory, CounterfoilError> {
        call(|| Ok(self.desk.inventory()?.shown()))
    }

    /// The manuals that this person's open orders need, small ones first.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn manuals(&self) -> Result<Vec<ManualHeld>, CounterfoilError> {
        call(|| Ok(self.desk.manuals()?.shown()))
    }

    /// Whether everything that today's orders need is here.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn ready(&self) -> Result<Ready, CounterfoilError> {
        call(|| Ok(self.desk.ready()?.shown()))
    }

    /// Whether everything for the day is on this phone, and what closes each gap: orders as of, playbook, manuals, time,
    /// what has not been sent, battery, room. Some ms.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn ready_to_go(&self, device: DeviceNow) -> Result<ReadyToGo, CounterfoilError> {
        call(|| Ok(self.desk.ready_to_go(device.asked()?)?.shown()))
    }

    /// The bytes of a manual that is here, by its hash, checked against it. The whole file comes into memory.
    ///
    /// # Errors
    /// `NotFound` if it has not come yet, `Damaged`.
    pub fn read_manual(&self, hash: String) -> Result<Vec<u8>, CounterfoilError> {
        call(|| Ok(self.desk.read_manual(hash.asked()?)?))
    }
}
