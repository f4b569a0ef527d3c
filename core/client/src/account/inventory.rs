//! What this store has made: every chain and every blob, to be compared with what a hub holds.

use counterfoil_domain::ids::{DeviceId, Hash, Incarnation};
use counterfoil_store::{blobs, chain};

use super::Account;
use crate::error::ClientError;

/// One life of this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHeld {
    /// The life.
    pub incarnation: Incarnation,
    /// Envelopes in it.
    pub size: u64,
    /// Root of its Merkle log.
    pub root: Hash,
}

/// Everything that this store has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// The store.
    pub device: DeviceId,
    /// Its lives, the oldest first.
    pub chains: Vec<ChainHeld>,
    /// Plain hashes of the blobs that its envelopes name, sorted.
    pub blobs: Vec<Hash>,
}

impl Account {
    /// What this store has made, read at one moment.
    ///
    /// # Errors
    /// [`ClientError::SignInAgain`] before the first enrolment, [`ClientError::Closed`].
    pub fn inventory(&self) -> Result<Inventory, ClientError> {
        let device = self.core.enrolment()?.answer.device;
        let inventory = self.core.read(|connection| {
            let held = |chain: chain::Chain| ChainHeld {
                incarnation: chain.incarnation,
                size: chain.frontier.size(),
                root: chain.frontier.root(),
            };
            let chains = chain::all(connection)?.into_iter().map(held).collect();
            Ok(Inventory { device, chains, blobs: blobs::named(connection)? })
        })?;
        Ok(inventory)
    }
}
