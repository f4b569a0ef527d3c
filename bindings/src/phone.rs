//! The phone: one person's store on one device, opened, and its desks.

mod shared;

use std::path::PathBuf;
use std::sync::Arc;

use counterfoil_client::media::photo::PhotoPolicy;
use counterfoil_client::phone as core;

pub use self::shared::{PersonHere, Removal, SharedDevice};
use crate::account::Account;
use crate::calling::call;
use crate::captures::Captures;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::orders::Orders;
use crate::ports::Ports;
use crate::syncing::Syncing;
use crate::topics::Topics;
use crate::values::account::OpeningReport;

/// Where a phone keeps its store, and how it treats photographs.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PhoneConfig {
    /// The store's folder; it may be part of the system's backups. Several people on one phone: a folder each.
    pub folder: String,
    /// A folder that backups leave out (`noBackupFilesDir`, or with `isExcludedFromBackup`): holds the install
    /// marker. Absent: `unbacked` inside `folder`, which then must be excluded.
    #[uniffi(default = None)]
    pub unbacked_folder: Option<String>,
    /// Long side of the copy of a photograph that is shown and sent first, px; absent for the default.
    #[uniffi(default = None)]
    pub photo_long_side_px: Option<i64>,
    /// JPEG quality of that copy, 1 to 100; absent for the default.
    #[uniffi(default = None)]
    pub photo_quality: Option<i64>,
}

impl Asked<core::PhoneConfig> for PhoneConfig {
    fn asked(self) -> Result<core::PhoneConfig, CounterfoilError> {
        let mut config = core::PhoneConfig::new(&self.folder);
        if let Some(folder) = self.unbacked_folder {
            config.unbacked_folder = PathBuf::from(folder);
        }
        let PhotoPolicy { long_side_px, quality, .. } = config.photos;
        config.photos.long_side_px =
            self.photo_long_side_px.map_or(Ok(long_side_px), Asked::asked)?;
        config.photos.quality = self.photo_quality.map_or(Ok(quality), Asked::asked)?;
        Ok(config)
    }
}

/// An open phone.
///
/// Close it with `close` when it is no longer needed: letting go of the object alone may leave the store open.
#[derive(Debug, uniffi::Object)]
pub struct Phone {
    inner: core::Phone,
    orders: Arc<Orders>,
    captures: Arc<Captures>,
    syncing: Arc<Syncing>,
    account: Arc<Account>,
    topics: Arc<Topics>,
}

#[uniffi::export]
impl Phone {
    /// Opens or makes a store. Touches the disk and the key store: 10 to 100 ms, longer after damage or an update;
    /// keep it off the main thread.
    ///
    /// # Errors
    /// `AlreadyOpen`, `UpdateNeeded`, `Damaged` if the key store no longer has this store's key, `SignInAgain` if
    /// the platform has destroyed it, `NotAllowed` with the code `locked` while it is locked, `Internal` if the key
    /// store failed. A damaged database is no error: see `OpeningReport.salvaged`. Nor is a signer that cannot
    /// answer now; one whose key is none is `Internal`.
    #[uniffi::constructor]
    pub fn open(config: PhoneConfig, ports: Ports) -> Result<Arc<Self>, CounterfoilError> {
        call(|| {
            let inner = core::Phone::open(config.asked()?, ports.adapted()?)?;
            Ok(Arc::new(Self {
                orders: Arc::new(Orders { desk: inner.orders() }),
                captures: Arc::new(Captures { desk: inner.captures() }),
                syncing: Arc::new(Syncing::new(inner.syncing())),
                account: Arc::new(Account { desk: inner.account() }),
                topics: Topics::new(inner.clone()),
                inner,
            }))
        })
    }

    /// What opening found; the shell tells the person what they must know. Memory alone.
    #[must_use]
    pub fn opening(&self) -> OpeningReport {
        self.inner.opening().clone().shown()
    }

    /// Orders and the other subjects. Memory alone.
    #[must_use]
    pub fn orders(&self) -> Arc<Orders> {
        self.orders.clone()
    }

    /// What a person captures at the door. Memory alone.
    #[must_use]
    pub fn captures(&self) -> Arc<Captures> {
        self.captures.clone()
    }

    /// The way to the hub. Memory alone.
    #[must_use]
    pub fn syncing(&self) -> Arc<Syncing> {
        self.syncing.clone()
    }

    /// Enrolment, duty, the closing of a shift, manuals. Memory alone.
    #[must_use]
    pub fn account(&self) -> Arc<Account> {
        self.account.clone()
    }

    /// What changed. Memory alone.
    #[must_use]
    pub fn topics(&self) -> Arc<Topics> {
        self.topics.clone()
    }

    /// Closes the store, at once and without touching the disk: sessions and subscriptions end, calls that run now
    /// are finished, later ones give `Closed`. May be called any number of times, from any thread.
    ///
    /// A thread of this library lets the store go when the last call that runs has returned. `open` of the same
    /// folder in this process waits for that; who deletes the folder calls `close_and_wait`.
    pub fn close(&self) {
        self.inner.close_aside();
        self.topics.end();
    }

    /// The same, and returns when nothing holds the store any more: its folder can be opened elsewhere, or deleted.
    /// Writes the disk; waits for calls that run now, so it is not to be called by a port of this phone.
    ///
    /// # Errors
    /// `AlreadyOpen` if a call still runs after 10 s.
    pub fn close_and_wait(&self) -> Result<(), CounterfoilError> {
        let closed = call(|| Ok(self.inner.close_and_wait()?));
        self.topics.end();
        closed
    }
}
