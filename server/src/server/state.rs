//! What every route holds: one hub, shared.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use counterfoil_domain::ids::{DeviceId, PersonId, TenantId};
use tokio::sync::watch;

use super::HubConfig;
use crate::blobs::BlobStore;
use crate::blobs::staging::{Staging, UploadId};
use crate::clock::Clock;
use crate::dropped::DroppedFolder;
use crate::keyring::{Keyring, SubjectKeys};
use crate::metrics::Metrics;
use crate::nonce::Nonces;
use crate::office::{OfficeChain, OfficeDesk};
use crate::problem::Answer;
use crate::storage::HubStorage;

/// A hub in its house. Clones are the same one.
#[derive(Clone)]
pub struct Server(Arc<Rooms>);

/// The rooms of a hub.
pub struct Rooms {
    /// What it was given.
    pub config: HubConfig,
    /// Its keys.
    pub keyring: Keyring,
    /// Storage keys of subjects.
    pub subject_keys: SubjectKeys,
    /// Gate, exchange and log over the same storage.
    pub engine: crate::hub::Hub,
    /// Log, chains, documents, people.
    pub storage: Arc<dyn HubStorage>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Nonces.
    pub nonces: Nonces,
    /// Partial uploads.
    pub staging: Arc<dyn Staging>,
    /// What finders of phones have handed in.
    pub dropped: Arc<DroppedFolder>,
    /// Blobs that arrived.
    pub blobs: BlobStore,
    /// Numbers without personal data.
    pub metrics: Metrics,
    /// The office's own chain.
    pub office: OfficeChain,
    /// What the office's desk keeps in memory.
    pub desk: OfficeDesk,
    /// The person in whose name the office writes.
    pub office_person: PersonId,
    /// Size of the log, for those who wait for news.
    pub news: watch::Sender<u64>,
    /// One lock for each upload that is being written.
    pub(crate) uploads: Mutex<HashMap<UploadId, Arc<tokio::sync::Mutex<()>>>>,
    /// One erasure or legal hold at a time.
    pub(crate) erasing: tokio::sync::Mutex<()>,
    /// One backup at a time.
    pub(crate) backing_up: tokio::sync::Mutex<()>,
}

impl Server {
    pub(super) fn new(rooms: Rooms) -> Self {
        Self(Arc::new(rooms))
    }

    /// The tenant that this hub serves.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.keyring.tenant
    }

    /// The hub's time, ms since 1970.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    /// A nonce for a device.
    #[must_use]
    pub fn nonce_for(&self, device: DeviceId) -> [u8; 16] {
        self.nonces.make(device, self.now_ms())
    }

    /// Tells those who wait that the log has grown.
    pub fn poke(&self, size: u64) {
        self.news.send_if_modified(|known| {
            let grown = size > *known;
            *known = size.max(*known);
            grown
        });
    }

    /// The same, after something was committed elsewhere.
    pub(crate) async fn poke_tip(&self) -> Answer<()> {
        let tip = self.storage.tip(self.tenant()).await?;
        self.poke(tip.size);
        Ok(())
    }

    /// The lock of one upload, so that two requests do not append to one file.
    pub(crate) fn upload_lock(&self, upload: UploadId) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
        locks.retain(|_, lock| Arc::strong_count(lock) > 1);
        locks.entry(upload).or_default().clone()
    }
}

impl Deref for Server {
    type Target = Rooms;

    fn deref(&self) -> &Rooms {
        &self.0
    }
}

impl core::fmt::Debug for Server {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Server({})", self.keyring.tenant)
    }
}
