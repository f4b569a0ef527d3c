//! The phone: one person's store on one device, opened, and its four desks.
//!
//! Several workers on one phone are several folders, each with its own store, keys and chain.

pub(crate) mod core;
pub(crate) mod keys;
pub(crate) mod leaving;
pub(crate) mod opening;
mod shared;
#[cfg(test)]
pub(crate) mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use counterfoil_store::salvage::Salvaged;

use self::core::Core;
pub use self::shared::{PersonHere, Removal, SharedDevice};
use crate::account::Account;
use crate::captures::Captures;
use crate::error::ClientError;
use crate::media::photo::PhotoPolicy;
use crate::orders::Orders;
use crate::ports::Ports;
use crate::syncing::Syncing;
use crate::topics::Topics;
use crate::wiping;

/// Where a phone keeps its store, and how it treats photographs.
#[derive(Debug, Clone)]
pub struct PhoneConfig {
    /// The store's folder; it may be part of the system's backups.
    pub folder: PathBuf,
    /// A folder that backups leave out: holds the install marker. By default `unbacked` inside `folder`.
    pub unbacked_folder: PathBuf,
    /// How copies of photographs are derived.
    pub photos: PhotoPolicy,
}

impl PhoneConfig {
    /// A store in this folder, with defaults.
    #[must_use]
    pub fn new(folder: impl AsRef<Path>) -> Self {
        let folder = folder.as_ref().to_owned();
        let unbacked_folder = folder.join("unbacked");
        Self { folder, unbacked_folder, photos: PhotoPolicy::default() }
    }
}

/// What opening found; the shell tells the person what they must know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpeningReport {
    /// The store was made just now.
    pub is_new: bool,
    /// The store was restored from a copy: it goes on under a new name, and what the copy lacks is not lost.
    pub restored_copy: bool,
    /// A damaged database was set aside; this is what came back from it.
    pub salvaged: Option<Salvaged>,
    /// Photographs whose capture was cut off and is now whole.
    pub drafts_continued: u32,
    /// Photographs whose capture was cut off and that still wait: their order does not allow them now.
    pub drafts_left: u32,
}

/// An open phone. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Phone {
    core: Arc<Core>,
    opening: OpeningReport,
}

impl Phone {
    /// Opens or makes a store.
    ///
    /// # Errors
    /// [`ClientError::AlreadyOpen`], [`ClientError::UpdateNeeded`], [`ClientError::Damaged`] if the key store no
    /// longer has this store's key. A damaged database is no error: see [`OpeningReport::salvaged`].
    pub fn open(config: PhoneConfig, ports: Ports) -> Result<Self, ClientError> {
        let (mut core, mut opening) = opening::open(config.clone(), ports.clone())?;
        if wiping::is_due(&core)? {
            wiping::wipe(&core)?;
            (core, opening) = opening::open(config, ports)?;
        }
        let core = Arc::new(core);
        let continued = crate::captures::continue_drafts(&core)?;
        (opening.drafts_continued, opening.drafts_left) = continued;
        Ok(Self { core, opening })
    }

    /// What opening found.
    #[must_use]
    pub fn opening(&self) -> &OpeningReport {
        &self.opening
    }

    /// Orders and the other subjects: lists, sheets, commands.
    #[must_use]
    pub fn orders(&self) -> Orders {
        Orders::new(self.core.clone())
    }

    /// What a person captures at the door.
    #[must_use]
    pub fn captures(&self) -> Captures {
        Captures::new(self.core.clone())
    }

    /// The way to the hub.
    #[must_use]
    pub fn syncing(&self) -> Syncing {
        Syncing::new(self.core.clone())
    }

    /// Enrolment, duty, the closing of a shift.
    #[must_use]
    pub fn account(&self) -> Account {
        Account::new(self.core.clone())
    }

    /// What changed.
    #[must_use]
    pub fn topics(&self) -> &Topics {
        &self.core.topics
    }

    /// Closes the store: ends sessions and subscriptions at once; calls that run now are finished, later ones give
    /// [`ClientError::Closed`]. May be called any number of times. May write the disk.
    ///
    /// The store is let go with the last call that runs. An opening of the same folder in this process waits for
    /// that; who deletes the folder, or opens it elsewhere, calls [`Phone::close_and_wait`].
    pub fn close(&self) {
        drop(self.core.close());
    }

    /// The same, at once and without touching the disk: another thread lets the store go.
    pub fn close_aside(&self) {
        if let Some(store) = self.core.close() {
            // Without a thread it is let go here.
            let _ = std::thread::Builder::new()
                .name("counterfoil-closes".into())
                .spawn(move || drop(store));
        }
    }

    /// Closes the store, and returns when nothing holds it any more: it can be opened again, elsewhere too, or
    /// deleted. Not to be called by a port of this phone: the call that it is in would be waited for.
    ///
    /// # Errors
    /// [`ClientError::AlreadyOpen`] if a call still runs after [`counterfoil_domain::limits::LEAVING_WAIT_S`].
    pub fn close_and_wait(&self) -> Result<(), ClientError> {
        self.close();
        match self.core.wait_until_gone() {
            true => Ok(()),
            false => Err(ClientError::AlreadyOpen),
        }
    }
}
