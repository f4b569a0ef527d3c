//! The PIN before a signature given face to face.

use counterfoil_client::account as core;

use super::Account;
use crate::calling::call;
use crate::crossing::{Shown, shown};
use crate::error::CounterfoilError;

shown! {
    /// How the PIN of this store stands.
    PinStatus from core::PinStatus {
        /// Whether one was chosen.
        is_set: bool,
        /// Wrong tries that are left; at 0 the PIN is locked until this store is enrolled with a fresh code.
        attempts_left: i64,
        /// Ms until the next try is looked at; 0: now.
        wait_ms: i64,
    }
}

#[uniffi::export]
impl Account {
    /// How the PIN stands: whether there is one, tries left, how long to wait.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn pin_status(&self) -> Result<PinStatus, CounterfoilError> {
        call(|| Ok(self.desk.pin_status()?.shown()))
    }

    /// Chooses the PIN, 6 to 12 digits, that stands before every signature given face to face; the one that stands
    /// now comes first. Whoever has forgotten it enrols with a fresh code of the office. 100 to 300 ms.
    ///
    /// # Errors
    /// `NotAllowed` with the code `pin_unfit`, `WrongPin` for `current`.
    pub fn set_pin(&self, current: Option<String>, new: String) -> Result<(), CounterfoilError> {
        call(|| {
            let current = current.map(core::Pin::new);
            Ok(self.desk.set_pin(current.as_ref(), &core::Pin::new(new))?)
        })
    }
}
