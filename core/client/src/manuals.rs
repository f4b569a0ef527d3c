//! Manuals: the documents that today's orders need, fetched while there is signal, readable without.
//!
//! The hub says which ones ([`counterfoil_sync::manuals`]); their bytes are known by their hash, come piece by
//! piece and lie sealed in the store from the first piece on. A fetch that was cut goes on where it stopped, also
//! after the process was killed.

mod faults;
mod fetching;
mod list;

use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::limits::MANUAL_BYTES_MAX;
use counterfoil_domain::playbook::words::Words;

pub use self::faults::FaultFound;
pub(crate) use self::fetching::{Limits, fetch};
use self::list::{Listed, listed};
use crate::account::Account;
use crate::error::{CauseError, ClientError};
use crate::orders::Orders;

/// One manual, as far as it is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualHeld {
    /// SHA-256 of its bytes: its name.
    pub hash: Hash,
    /// What people call it.
    pub title: Words,
    /// Its version, from 1.
    pub version: u32,
    /// Media type.
    pub media_type: String,
    /// Its bytes.
    pub size_bytes: u64,
    /// Bytes of it that are here.
    pub here_bytes: u64,
    /// The open orders of this person that need it.
    pub orders: Vec<SubjectId>,
}

impl ManualHeld {
    /// Whether it can be read now, with or without signal.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.here_bytes == self.size_bytes
    }
}

/// "7 of 8": whether somebody can drive off into a basement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ready {
    /// Open orders of this person.
    pub orders: usize,
    /// Manuals that they need.
    pub manuals: usize,
    /// Of them here.
    pub manuals_here: usize,
    /// Bytes still to come.
    pub bytes_left: u64,
    /// Whether the hub was ever asked which manuals are needed.
    pub is_known: bool,
}

impl Ready {
    /// Whether nothing is missing.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.is_known && self.manuals_here == self.manuals
    }
}

impl Account {
    /// The manuals that this person's open orders need, small ones first.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn manuals(&self) -> Result<Vec<ManualHeld>, ClientError> {
        Ok(listed(self.core())?.manuals())
    }

    /// Whether everything that today's orders need is here.
    ///
    /// # Errors
    /// As [`Account::manuals`].
    pub fn ready(&self) -> Result<Ready, ClientError> {
        let listed: Listed = listed(self.core())?;
        let manuals = listed.manuals();
        Ok(Ready {
            orders: listed.orders(),
            manuals: manuals.len(),
            manuals_here: manuals.iter().filter(|one| one.is_here()).count(),
            bytes_left: manuals.iter().map(|one| one.size_bytes - one.here_bytes).sum(),
            is_known: listed.is_known(),
        })
    }

    /// The bytes of a manual that is here, checked against their hash.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] if it has not come yet, [`ClientError::Damaged`].
    pub fn read_manual(&self, hash: Hash) -> Result<Vec<u8>, ClientError> {
        let store = self.core().store()?;
        let read = store.manuals().read(hash, MANUAL_BYTES_MAX);
        Ok(read.map_err(CauseError::Store)?)
    }
}

impl Orders {
    /// The manuals that one order needs.
    ///
    /// # Errors
    /// As [`Account::manuals`].
    pub fn manuals(&self, order: SubjectId) -> Result<Vec<ManualHeld>, ClientError> {
        let mut manuals = listed(self.core())?.manuals();
        manuals.retain(|one| one.orders.contains(&order));
        Ok(manuals)
    }
}
